"""The demonstration: made-up people, and years of believable legal work done through the real acts.

What they wrote is in ``stories/``, by practice area. Its days count from today, so that the
demonstration never grows old.
"""

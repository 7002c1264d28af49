"""What the clock runs: the daily mail, mail out, checkpoints, checks of the record, packs, and
what is over removed.

Every server starts ``run_jobs`` in a thread of its own; the one that holds the lease works,
the others wait. Each piece of work is small, is claimed before it is done, and is done again
where its server was killed in the middle of it. One that fails holds up no other.
"""

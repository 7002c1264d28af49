"""How a long job tells how far it is, and learns that it is to stop."""

import time
from collections.abc import Callable

EVERY = 1.0
"""Seconds between two words."""


class Stopped(Exception):
    """The server is told to stop, or another has the lease now."""


def each_second(
    tell: Callable[[int, int], None], may_go_on: Callable[[], bool]
) -> Callable[[int, int], None]:
    """``tell`` of how much is done and of how much, at once and then once a second.

    Stopped where ``may_go_on``, asked each time, says no.
    """
    told: float | None = None

    def sometimes(done: int, of: int) -> None:
        nonlocal told
        if told is None or done == 0 or time.monotonic() - told >= EVERY:
            told = time.monotonic()
            if not may_go_on():
                raise Stopped
            tell(done, of)

    return sometimes

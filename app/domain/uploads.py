"""Uploads that may be interrupted: how many, for how long, and what may follow what arrived."""

from datetime import timedelta

from app.domain.errors import GatepostError, RuleBroken, Stale, TooLarge

KEPT = timedelta(hours=24)
"""An unfinished upload waits so long after its last byte."""

MOST_UNFINISHED = 20
"""Uploads that one person may have begun and not finished."""

MOST_PARTS = 2_000
"""Of one upload, those counted that broke off: each is a file of its own until all are there."""


class WrongOffset(Stale):
    """What was sent does not begin where what arrived ends, at byte ``arrived``."""

    def __init__(self, arrived: int) -> None:
        super().__init__(f"{arrived} bytes have arrived. Go on from there.")
        self.arrived = arrived


class Damaged(GatepostError):
    """What arrived is not what its checksum says."""

    def __init__(self) -> None:
        super().__init__("This part was damaged on its way. Send it again.")


def check_may_begin(unfinished: int) -> None:
    if unfinished >= MOST_UNFINISHED:
        raise RuleBroken(
            f"{MOST_UNFINISHED} files are on their way already. Finish some of them, or throw "
            "them away."
        )


def check_may_go_on(parts: int) -> None:
    """After so many parts that were begun before."""
    if parts >= MOST_PARTS:
        raise RuleBroken(
            f"This file came in {MOST_PARTS:,} parts and is not whole. Throw it away, and send it "
            "in larger ones."
        )


def check_follows(offset: int, part: int, *, arrived: int, size: int) -> None:
    """``part`` bytes from ``offset`` on, of a file of ``size`` bytes of which some arrived."""
    if offset != arrived:
        raise WrongOffset(arrived)
    if offset + part > size:
        raise TooLarge("That is more than the file was said to have.")

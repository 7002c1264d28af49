"""Packs that arrive from elsewhere: how far one is, how long it is kept, when it is taken in."""

from datetime import timedelta
from enum import StrEnum

from app.domain.errors import NotFound, RuleBroken

KEPT = timedelta(days=7)
"""From when it was sent. Then it is gone, taken in or not; what was taken in stays."""

CLAIM_LASTS = timedelta(minutes=10)
"""For so long may whoever looks through it be silent before another begins it anew."""

MAX_ATTEMPTS = 3

GAVE_UP = (
    "This pack could not be looked through to its end. Send it again; if it goes wrong again, tell"
    " whoever runs Gatepost where you are."
)


class ArrivalState(StrEnum):
    WAITING = "waiting"
    LOOKING = "looking"
    READY = "ready"
    TAKING = "taking"
    TAKEN = "taken"
    REFUSED = "refused"


IN_HAND = frozenset({ArrivalState.WAITING, ArrivalState.LOOKING, ArrivalState.TAKING})


def check_can_be_taken(state: ArrivalState) -> None:
    """It was looked through, it verifies, and nobody has taken it in."""
    match state:
        case ArrivalState.READY:
            return
        case ArrivalState.REFUSED:
            raise NotFound("This pack was refused, and nothing of it was kept. Send another.")
        case ArrivalState.WAITING | ArrivalState.LOOKING:
            raise RuleBroken("This pack is still being looked through. Wait until that is done.")
        case ArrivalState.TAKING | ArrivalState.TAKEN:
            raise RuleBroken("This pack is taken in already.")


def check_can_be_put_away(state: ArrivalState) -> None:
    if state is ArrivalState.TAKING:
        raise RuleBroken("This pack is being taken in at this moment.")

"""Hand-over packs: who may take a portfolio out, what they say by it, and how long it is kept."""

from collections.abc import Iterable
from datetime import timedelta
from enum import StrEnum

from app.domain.errors import NotFound, NotPermitted
from app.domain.permissions import Standing

KEPT = timedelta(days=7)
"""From when it was made. A portfolio that lies about is one more that can be lost."""

CLAIM_LASTS = timedelta(minutes=10)
"""For so long may whoever makes a pack be silent before another begins it anew."""

MAX_ATTEMPTS = 3

FAILED = (
    "The pack could not be made. Ask for it again; if it goes wrong again, tell whoever runs"
    " Gatepost where you are."
)


NONE = "There is no pack of this portfolio at present. Ask for a new one."


class PackState(StrEnum):
    WAITING = "waiting"
    MAKING = "making"
    READY = "ready"
    FAILED = "failed"
    WITHDRAWN = "withdrawn"


IN_HAND = frozenset({PackState.WAITING, PackState.MAKING})


def check_can_take_out(standing: Standing) -> None:
    """It is the apprentice's own portfolio, and the provider's to hand over; nobody else's."""
    if not (standing.apprentice or standing.administrator):
        raise NotPermitted(
            "Only the apprentice, or an administrator of the training provider, can take the"
            " portfolio out."
        )


def check_can_be_opened(state: PackState) -> None:
    if state is PackState.FAILED:
        raise NotFound(NONE)
    if state in IN_HAND:
        raise NotFound("The pack is not ready yet. It is being made.")
    if state is PackState.WITHDRAWN:
        raise NotPermitted(
            "A file in this pack was blocked after it was made, so nobody can save it any more."
            " Ask for a new one."
        )


def statement(employers: Iterable[str]) -> str:
    """What somebody says by asking for a pack; the record keeps the SHA-256 of these words."""
    firms = list(dict.fromkeys(employers))
    of = f" of {', '.join(firms)}" if firms else ""
    return (
        f"This portfolio may speak of clients{of}. I will keep it as confidential as they must,"
        " give it only to those who need it for this apprenticeship, and erase it when it is not"
        " needed any more."
    )

"""What an assessor typed for several pieces at once and did not send.

It is kept for just those pieces. Beside others it is offered, and never put in by itself: what
was said of one piece is not said of another unless somebody reads it there and says so.
"""

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from app.queries.unfinished import Unfinished
from app.web.filters import plural
from app.web.forms.ids import id_in
from app.web.saving import saved_at

USE = "use"
DISCARD = "discard"


@dataclass(frozen=True, slots=True)
class TypedBefore:
    """Feedback that was typed for another choice of pieces; ``href`` is where that goes on."""

    token: uuid.UUID
    feedback: str
    about: str
    saved: str
    href: str


def address_of(pieces: Iterable[uuid.UUID], query: str) -> str:
    """The page of these pieces; ``query`` is the queue's filters as its address has them."""
    chosen = urlencode([("piece", each) for each in pieces])
    return f"/queue/all-met?{'&'.join(filter(None, (chosen, query.lstrip('?'))))}"


def typed_before(
    begun: Mapping[uuid.UUID, Unfinished],
    here: uuid.UUID,
    chosen: Iterable[uuid.UUID],
    *,
    but: str,
    query: str,
    today: date,
) -> tuple[TypedBefore, ...]:
    """Of what was ``begun``: all but what stands here already, and where nothing was typed."""
    found = set(chosen)
    return tuple(
        _typed_before(kept, found, query, today)
        for key, kept in begun.items()
        if key != here and kept.field("feedback") not in ("", but)
    )


def named_in(begun: Mapping[uuid.UUID, Unfinished], act: str, what: str) -> Unfinished | None:
    """The one that the button is for, ``what`` and its token; None where it is gone by now."""
    wanted, _, token = act.partition(":")
    one = id_in(token) if wanted == what else None
    return next((kept for kept in begun.values() if kept.token == one), None)


def _typed_before(kept: Unfinished, chosen: set[uuid.UUID], query: str, today: date) -> TypedBefore:
    pieces = [piece for value in kept.all_of("piece") if (piece := id_in(value.partition(" ")[0]))]
    again = len(chosen.intersection(pieces))
    return TypedBefore(
        token=kept.token,
        feedback=kept.field("feedback"),
        about=f"{plural(len(pieces), 'piece')}, {again} of them among these"
        if again
        else plural(len(pieces), "other piece"),
        saved=saved_at(kept.saved_at, today),
        href=address_of(pieces, query),
    )

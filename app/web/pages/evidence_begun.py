"""New pieces of evidence that somebody has begun to type and not saved as drafts yet."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from app.queries.unfinished import Unfinished
from app.web.saving import saved_at

_SHORT = 80
"""Characters of a text that stand for the whole of it."""


@dataclass(frozen=True, slots=True)
class Begun:
    """``name`` is its title, or how it begins where it has none."""

    name: str
    href: str
    saved: str


def new_piece_href(piece_id: uuid.UUID) -> str:
    """Where the form of that new piece is, whatever it is known by then."""
    return f"/evidence/new?piece={piece_id}"


def begun_pieces(begun: Iterable[Unfinished], today: date) -> tuple[Begun, ...]:
    return tuple(
        Begun(
            each.field("title") or _shortened(each.field("narrative")) or "Without a title",
            new_piece_href(each.subject_id),
            saved_at(each.saved_at, today),
        )
        for each in begun
    )


def _shortened(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _SHORT else f"{line[:_SHORT].rsplit(' ', 1)[0]}…"

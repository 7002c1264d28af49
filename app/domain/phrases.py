"""Feedback that somebody gives often, kept under a short name: theirs alone, and no act."""

import uuid
from collections.abc import Collection
from dataclasses import dataclass

from app.domain.content import text_errors
from app.domain.errors import FieldError, Invalid, RuleBroken

MAX_PHRASES = 50
MAX_NAME = 60
MAX_TEXT = 2_000


@dataclass(frozen=True, slots=True)
class Phrase:
    """``uses`` is how often it was put into feedback."""

    id: uuid.UUID
    name: str
    text: str
    uses: int


@dataclass(frozen=True, slots=True)
class AtHand:
    """What somebody has at hand where they give feedback.

    ``keys`` says whether single keys act; ``phrases`` come the most used first.
    """

    keys: bool = True
    phrases: tuple[Phrase, ...] = ()

    def phrase(self, phrase_id: uuid.UUID | None) -> Phrase | None:
        return next((each for each in self.phrases if each.id == phrase_id), None)


def check_phrase(name: str, text: str, *, others: Collection[str]) -> None:
    """Invalid with every fault at once; ``others`` are the names of their other phrases."""
    errors = [
        *text_errors("name", "The short name", name, MAX_NAME),
        *text_errors("text", "The phrase", text, MAX_TEXT),
    ]
    if not name.strip():
        errors.append(FieldError("name", "Give the phrase a short name to find it by."))
    elif "\n" in name:
        errors.append(FieldError("name", "Keep the short name on one line."))
    elif name.casefold() in {other.casefold() for other in others}:
        errors.append(FieldError("name", f"You have a phrase named “{name[:MAX_NAME]}” already."))
    if not text.strip():
        errors.append(FieldError("text", "Write the phrase first."))
    if errors:
        raise Invalid(*errors)


def check_may_keep(phrases: int) -> None:
    if phrases >= MAX_PHRASES:
        raise RuleBroken(f"You have {MAX_PHRASES} phrases. Delete one before you keep another.")

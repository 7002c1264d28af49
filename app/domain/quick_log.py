"""The quick log: a few words in a hurry become a draft, to be finished when there is time."""

from collections.abc import Collection
from datetime import date

from app.domain.calendar import day_in_words
from app.domain.content import Content
from app.domain.evidence import EvidenceKind, EvidenceStatus

LONGEST_TITLE = 80
"""Characters of the first line that make the title; what is longer is the account as well."""


def logged(what: str, on: date | None, *, today: date) -> Content:
    """What a draft begins with. A photo alone is named by the day on which it was logged."""
    text = what.strip()
    line = text.partition("\n")[0].strip()
    title = _shortened(line) or f"Logged on {day_in_words(today)}"
    return Content(title=title, happened_on=on, narrative="" if text == title else text)


def is_only_logged(
    status: EvidenceStatus, kind: EvidenceKind | None, criteria: Collection[str]
) -> bool:
    """Whether a draft still lacks what the quick log does not ask: its kind and all its KSBs."""
    return status is EvidenceStatus.DRAFT and kind is None and not criteria


def _shortened(line: str) -> str:
    """Whole words, as far as they fit."""
    if len(line) <= LONGEST_TITLE:
        return line
    return line[:LONGEST_TITLE].rsplit(" ", 1)[0].rstrip(" .,;:–-") + "…"

"""The content of a piece of evidence: its limits, and what it lacks."""

import re
import uuid
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlsplit

from app.domain.errors import FieldError, Invalid
from app.domain.evidence import ClientDetails, EvidenceKind

MAX_TITLE = 200
MAX_NARRATIVE = 100_000
MAX_EXPLANATION = 5_000
MAX_OWN_PART = 5_000
MAX_LOCATOR = 100
MAX_FEEDBACK = 20_000
MAX_STATEMENT = 20_000
MAX_MATTER = 100
MAX_URL = 2_000
MAX_MAPPINGS = 100
MAX_FILES = 50
MAX_LINKS = 20
FIRST_DAY = date(1990, 1, 1)
"""An earlier one was mistyped."""

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


@dataclass(frozen=True, slots=True)
class Mapping:
    """A criterion that the piece shows. ``locator`` is a page or time, as "p. 3" or "12:40"."""

    criterion: str
    explanation: str = ""
    locator: str = ""


@dataclass(frozen=True, slots=True)
class FileReference:
    """A file as a revision names it: its content by hash, ``size`` in bytes."""

    id: uuid.UUID
    name: str
    media_type: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Content:
    """Everything an apprentice puts into a piece. A draft needs a title only."""

    title: str
    kind: EvidenceKind | None = None
    happened_on: date | None = None
    happened_to: date | None = None
    narrative: str = ""
    own_part: str = ""
    practice_area: str | None = None
    matter: str = ""
    client_details: ClientDetails | None = None
    links: tuple[str, ...] = ()
    mappings: tuple[Mapping, ...] = ()
    files: tuple[FileReference, ...] = ()


def check_content(
    content: Content, *, criteria: Collection[str], practice_areas: Collection[str], today: date
) -> None:
    """Raise Invalid with everything that cannot be kept, even in a draft."""
    errors = [*_text_errors(content), *_date_errors(content, today), *_link_errors(content.links)]
    if content.practice_area and content.practice_area not in practice_areas:
        errors.append(
            FieldError("practice_area", "Choose a practice area from the list of the standard.")
        )
    if len(content.mappings) > MAX_MAPPINGS:
        errors.append(FieldError("mappings", f"Map at most {MAX_MAPPINGS} KSBs and duties."))
    seen: set[str] = set()
    for mapping in content.mappings:
        if mapping.criterion not in criteria:
            errors.append(
                FieldError("mappings", f"“{mapping.criterion[:20]}” is not in this standard.")
            )
        if mapping.criterion in seen:
            errors.append(FieldError("mappings", f"{mapping.criterion} is there twice."))
        seen.add(mapping.criterion)
    if errors:
        raise Invalid(*errors)


def missing_for_submission(content: Content) -> tuple[FieldError, ...]:
    """Everything that a piece lacks before it can be submitted, all at once."""
    lacks: list[FieldError] = []
    if content.kind is None:
        lacks.append(FieldError("kind", "Choose what kind of evidence this is."))
    if content.happened_on is None:
        lacks.append(FieldError("happened_on", "Enter when it happened."))
    if not content.narrative.strip():
        lacks.append(FieldError("narrative", "Write what you did."))
    if content.client_details is None:
        lacks.append(FieldError("client_details", "Say what became of client details."))
    if not content.mappings:
        lacks.append(FieldError("mappings", "Choose at least one KSB that this shows."))
    lacks += [
        FieldError(f"mappings.{mapping.criterion}", f"Say how this shows {mapping.criterion}.")
        for mapping in content.mappings
        if not mapping.explanation.strip()
    ]
    return tuple(lacks)


def _text_errors(content: Content) -> list[FieldError]:
    errors = []
    if not content.title.strip():
        errors.append(FieldError("title", "Give this piece a title."))
    texts = [
        ("title", "The title", content.title, MAX_TITLE),
        ("narrative", "What you did", content.narrative, MAX_NARRATIVE),
        ("own_part", "Your own part", content.own_part, MAX_OWN_PART),
        ("matter", "The matter", content.matter, MAX_MATTER),
    ]
    for mapping in content.mappings:
        code = mapping.criterion[:20]
        field = f"mappings.{code}"
        texts += [
            (field, f"How this shows {code}", mapping.explanation, MAX_EXPLANATION),
            (f"{field}.locator", f"The page or time for {code}", mapping.locator, MAX_LOCATOR),
        ]
    for name, label, text, limit in texts:
        errors += text_errors(name, label, text, limit)
    return errors


def text_errors(name: str, label: str, text: str, limit: int) -> list[FieldError]:
    """What is wrong with a text that a person typed: too long, or not text at all."""
    if len(text) > limit:
        return [
            FieldError(name, f"{label} has {len(text):,} characters; {limit:,} are kept at most.")
        ]
    if _CONTROL.search(text):
        return [FieldError(name, f"{label} holds a character that is not text.")]
    return []


def _date_errors(content: Content, today: date) -> list[FieldError]:
    errors = []
    if content.happened_to and not content.happened_on:
        errors.append(FieldError("happened_on", "Enter the first day as well as the last."))
    if content.happened_on and content.happened_on > today:
        errors.append(FieldError("happened_on", "It cannot have happened in the future."))
    if content.happened_on and content.happened_on < FIRST_DAY:
        errors.append(FieldError("happened_on", "Check the year."))
    if content.happened_to and content.happened_to > today:
        errors.append(FieldError("happened_to", "It cannot have ended in the future."))
    if content.happened_on and content.happened_to and content.happened_to < content.happened_on:
        errors.append(FieldError("happened_to", "The last day is before the first."))
    return errors


def _link_errors(links: tuple[str, ...]) -> list[FieldError]:
    errors = []
    if len(links) > MAX_LINKS:
        errors.append(FieldError("links", f"Keep at most {MAX_LINKS} links."))
    errors += [
        FieldError("links", f"“{link[:60]}” is not a web address like https://example.com.")
        for link in links
        if len(link) > MAX_URL or not _is_web_address(link)
    ]
    return errors


def _is_web_address(link: str) -> bool:
    if any(character.isspace() for character in link) or _CONTROL.search(link):
        return False
    try:
        parts = urlsplit(link)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname)

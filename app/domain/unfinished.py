"""What somebody has typed into a form and not sent: theirs alone, part of nothing, no act."""

import hashlib
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from app.domain.errors import RuleBroken, Stale

MOST_BEGUN = 50
"""New pieces that one person may have begun and not saved as drafts."""

MOST_CHOICES = 10
"""Choices of pieces on which one person may have begun feedback and not sent it."""

KEPT_UNSENT = timedelta(days=180)
"""What was typed waits so long for its person, whether or not they can send it meanwhile."""


class UnfinishedForm(StrEnum):
    """A form that saves itself while one types, and what its subject is."""

    EVIDENCE = "evidence"  # the piece, there already or not yet
    DECISION = "decision"  # the piece
    REOPENING = "reopening"  # the piece
    COMMENT = "comment"  # the piece
    STATEMENT = "statement"  # the piece
    REVIEW = "review"  # the apprenticeship
    ANSWER = "answer"  # the review
    CONFIRMING = "confirming"  # the apprenticeship
    ALL_MET = "all_met"  # the assessor; a part for each choice of pieces
    QUICK_LOG = "quick_log"  # the apprenticeship
    HOURS = "hours"  # the apprenticeship
    PLANNED_HOURS = "planned_hours"  # the apprenticeship
    TAKING_BACK = "taking_back"  # the apprenticeship
    HANDOVER = "handover"  # the apprenticeship
    ACCESS = "access"  # the apprenticeship
    WITHDRAWAL = "withdrawal"  # the apprenticeship
    CHECKS = "checks"  # the assessment
    PLANNING = "planning"  # the assessment; a part for each of its methods
    GRADING = "grading"  # the assessment; a part for each of its methods


def kept_under(subject_id: uuid.UUID, part: str = "") -> uuid.UUID:
    """What is typed is kept under its subject; under the name of a part where that has one."""
    return uuid.uuid5(subject_id, part) if part else subject_id


def part_of_choice(pieces: Iterable[uuid.UUID]) -> str:
    """Feedback on several pieces is kept for just these, in whatever order they were chosen."""
    named = " ".join(sorted(map(str, pieces)))
    return hashlib.sha256(named.encode()).hexdigest()[:32]


@dataclass(frozen=True, slots=True)
class Seen:
    """What a form was filled in upon.

    ``token`` names what was saved of it last, None where nothing was. ``version`` is that of its
    subject, 0 where that has none. ``writer`` is the one opened page in which it is filled in.
    """

    token: uuid.UUID | None = None
    version: int = 0
    writer: str = ""


@dataclass(frozen=True, slots=True)
class Stands:
    """What is saved of a form by now; ``token`` is None where nothing is (any more)."""

    token: uuid.UUID | None
    writer: str
    saved_at: datetime | None


class ChangedElsewhere(Stale):
    """Another window was first; ``token`` and ``version`` are of what stands there now."""

    def __init__(self, token: uuid.UUID | None, version: int, at: datetime | None) -> None:
        super().__init__("This was changed in another window.")
        self.token = token
        self.version = version
        self.at = at


def check_nobody_was_first(seen: Seen, stands: Stands, version: int) -> None:
    """ChangedElsewhere where saving would write over what this page never showed.

    A page writes over what it saved itself, even where the answer to that never reached it.
    """
    ours = stands.token == seen.token or (bool(seen.writer) and stands.writer == seen.writer)
    if not ours or seen.version != version:
        raise ChangedElsewhere(stands.token, version, stands.saved_at)


def check_may_begin(begun: int) -> None:
    if begun >= MOST_BEGUN:
        raise RuleBroken(
            f"You have begun {MOST_BEGUN} pieces that are no drafts yet. Save some of them first."
        )


def check_may_begin_choice(begun: int) -> None:
    if begun >= MOST_CHOICES:
        raise RuleBroken(
            f"You have begun feedback on {MOST_CHOICES} choices of pieces and not sent it. Sign"
            " some of them off first, or throw away what you typed."
        )

"""Documents that are issued for others to rely on, and what is said of one that comes back."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class IssuedKind(StrEnum):
    READINESS = "readiness"
    RESULT = "result"


class Standing(StrEnum):
    """All that a stranger learns of a document that they bring."""

    VALID = "valid"
    SUPERSEDED = "superseded"
    NOT_VALID = "not_valid"


@dataclass(frozen=True, slots=True)
class Answer:
    """``when`` it was issued; of what is not valid there is no such time."""

    standing: Standing
    when: datetime | None = None
    superseded: datetime | None = None


NOT_OURS = Answer(Standing.NOT_VALID)

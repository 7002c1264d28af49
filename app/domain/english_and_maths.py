"""English and maths: what the rules of the start ask, by the apprentice's age on that day.

The rules ask for an age group, so that is what is kept, and no date of birth.
"""

from dataclasses import dataclass
from enum import StrEnum

from app.domain.errors import FieldError
from app.domain.standards import Verification
from app.domain.terms import reason_error


class AgeGroup(StrEnum):
    """How old the apprentice was on the day of the start."""

    AGED_16_TO_18 = "aged_16_to_18"
    AGED_19_OR_OVER = "aged_19_or_over"


AGE_GROUP_NAMES = {
    AgeGroup.AGED_16_TO_18: "16 to 18 at the start",
    AgeGroup.AGED_19_OR_OVER: "19 or over at the start",
}


class Asks(StrEnum):
    """What the rules ask of an age group."""

    ACHIEVEMENT = "achievement"
    EMPLOYERS_CHOICE = "employers_choice"


@dataclass(frozen=True)
class EnglishAndMathsRule:
    """What is asked of each age group, and where that was read."""

    aged_16_to_18: Asks
    aged_19_or_over: Asks
    status: Verification
    source: str

    def asks_of(self, age_group: AgeGroup | None) -> Asks | None:
        """None where the age group decides, and is not known."""
        if age_group is AgeGroup.AGED_16_TO_18:
            return self.aged_16_to_18
        if age_group is AgeGroup.AGED_19_OR_OVER:
            return self.aged_19_or_over
        return self.aged_16_to_18 if self.aged_16_to_18 is self.aged_19_or_over else None


@dataclass(frozen=True, slots=True)
class Settled:
    """What was settled about English and maths; ``to_achieve`` is the employer's choice."""

    age_group: AgeGroup | None = None
    to_achieve: bool | None = None


def settled_errors(before: Settled, after: Settled, reason: str) -> tuple[FieldError, ...]:
    """What was settled once is changed with a reason; what is new needs none."""
    if after == before:
        return (FieldError("age_group", "Nothing has changed."),)
    changes = (
        (before.age_group, after.age_group),
        (before.to_achieve, after.to_achieve),
    )
    corrects = any(was is not None and was is not now for was, now in changes)
    if not corrects and not reason.strip():
        return ()
    error = reason_error(reason)
    return (error,) if error else ()

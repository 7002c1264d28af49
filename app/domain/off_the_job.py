"""Off-the-job training: the hours that are planned, and how many have been done by a day."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from app.domain.calendar import day_in_words
from app.domain.errors import FieldError
from app.domain.terms import reason_error

MAX_HOURS = 10_000


class HoursKind(StrEnum):
    """Hours are planned for the whole programme, or done up to a day."""

    PLANNED = "planned"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class Hours:
    """So many hours: those done by the end of ``on``, or those planned as agreed on that day."""

    hours: int
    on: date


def planned_errors(before: Hours | None, hours: int, reason: str) -> tuple[FieldError, ...]:
    """A plan that changes keeps the reason."""
    if before is not None and before.hours == hours:
        return (FieldError("hours", "That many hours are planned already."),)
    errors = [_hours_error(hours)]
    if before is not None or reason.strip():
        errors.append(reason_error(reason))
    return tuple(error for error in errors if error)


def done_errors(
    before: Hours | None, done: Hours, reason: str, *, started_on: date, today: date
) -> tuple[FieldError, ...]:
    """A total runs on from the one before it. One that is lower corrects it, with a reason."""
    errors = [_hours_error(done.hours), _day_error(before, done.on, started_on, today)]
    if (before is not None and done.hours < before.hours) or reason.strip():
        errors.append(reason_error(reason))
    return tuple(error for error in errors if error)


def _hours_error(hours: int) -> FieldError | None:
    if 0 <= hours <= MAX_HOURS:
        return None
    return FieldError("hours", f"The hours are from 0 to {MAX_HOURS:,}.")


def _day_error(before: Hours | None, day: date, started_on: date, today: date) -> FieldError | None:
    earliest = before.on if before else started_on
    if day > today:
        return FieldError("on", "Choose today or an earlier day.")
    if day >= earliest:
        return None
    said = f"Choose {day_in_words(earliest)} or a later day"
    return FieldError("on", f"{said}: a total to that day is recorded." if before else f"{said}.")

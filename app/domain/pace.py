"""Ahead or behind: measured against the milestones that a provider has set, and nothing else.

And quiet: who has not submitted any evidence for a while.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from app.domain.errors import FieldError

QUIET_AFTER = 30
"""Days without evidence after which an assessor may want to ask."""


@dataclass(frozen=True, slots=True)
class Milestone:
    """By the end of ``month`` of the programme, ``ksbs`` KSBs are expected to be met."""

    month: int
    ksbs: int


@dataclass(frozen=True, slots=True)
class Pace:
    """``behind`` is how many KSBs are lacking; 0 or less is on pace. ``why`` is the arithmetic."""

    behind: int
    why: str


def pace(milestones: Iterable[Milestone], *, month: int, met: int) -> Pace | None:
    """The verdict by the last milestone that has passed; None before the first, or without any.

    ``month`` is the present month of the programme, which has not ended yet.
    """
    passed = [milestone for milestone in milestones if milestone.month < month]
    if not passed:
        return None
    last = max(passed, key=lambda milestone: milestone.month)
    behind = last.ksbs - met
    expected = f"{last.ksbs} KSBs were expected by the end of month {last.month}; {met} are met"
    if behind > 0:
        return Pace(behind, f"{expected}: {behind} behind.")
    return Pace(behind, f"{expected}: {-behind} ahead." if behind else f"{expected}: on pace.")


def quiet_days(last_on: date | None, *, started_on: date, today: date) -> int:
    """Days since evidence was last submitted, or since the start; 0 where that is not long."""
    days = (today - (last_on or started_on)).days
    return days if days > QUIET_AFTER else 0


def milestone_errors(
    milestones: Iterable[Milestone], *, months: int, ksbs: int
) -> tuple[FieldError, ...]:
    """Milestones lie within the programme, each month once, and never fall."""
    errors = []
    before: Milestone | None = None
    for milestone in sorted(milestones, key=lambda each: each.month):
        if not 1 <= milestone.month <= months:
            errors.append(FieldError("month", f"Month {milestone.month} is not in 1 to {months}."))
        if not 0 <= milestone.ksbs <= ksbs:
            errors.append(FieldError("ksbs", f"{milestone.ksbs} is not between 0 and {ksbs}."))
        if before and milestone.month == before.month:
            errors.append(FieldError("month", f"Month {milestone.month} is there twice."))
        elif before and milestone.ksbs < before.ksbs:
            errors.append(
                FieldError(
                    "ksbs", f"Month {milestone.month} expects fewer than month {before.month}."
                )
            )
        before = milestone
    return tuple(errors)

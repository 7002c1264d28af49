"""An apprenticeship: its status, its spells, and where in the programme a day falls."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from app.domain.calendar import Span, months_between, without_breaks
from app.domain.errors import FieldError, RuleBroken


class ApprenticeshipStatus(StrEnum):
    ON_PROGRAMME = "on_programme"
    BREAK_IN_LEARNING = "break_in_learning"
    WITHDRAWN = "withdrawn"
    GATEWAY = "gateway"
    COMPLETED = "completed"


STATUS_NAMES = {
    ApprenticeshipStatus.ON_PROGRAMME: "On programme",
    ApprenticeshipStatus.BREAK_IN_LEARNING: "Break in learning",
    ApprenticeshipStatus.WITHDRAWN: "Withdrawn",
    ApprenticeshipStatus.GATEWAY: "Gateway",
    ApprenticeshipStatus.COMPLETED: "Completed",
}

MAY_BECOME = {
    ApprenticeshipStatus.ON_PROGRAMME: {
        ApprenticeshipStatus.BREAK_IN_LEARNING,
        ApprenticeshipStatus.WITHDRAWN,
        ApprenticeshipStatus.GATEWAY,
    },
    ApprenticeshipStatus.BREAK_IN_LEARNING: {
        ApprenticeshipStatus.ON_PROGRAMME,
        ApprenticeshipStatus.WITHDRAWN,
    },
    ApprenticeshipStatus.WITHDRAWN: {ApprenticeshipStatus.ON_PROGRAMME},
    ApprenticeshipStatus.GATEWAY: {ApprenticeshipStatus.ON_PROGRAMME},
    ApprenticeshipStatus.COMPLETED: set[ApprenticeshipStatus](),
}

OPEN_FOR_WORK = {ApprenticeshipStatus.ON_PROGRAMME, ApprenticeshipStatus.BREAK_IN_LEARNING}
PAST_THE_GATEWAY = {ApprenticeshipStatus.GATEWAY, ApprenticeshipStatus.COMPLETED}


class SpellKind(StrEnum):
    """What an apprenticeship has for a while and then hands on."""

    EMPLOYER = "employer"
    LINE_MANAGER = "line_manager"
    ASSESSOR = "assessor"
    BREAK = "break"


@dataclass(frozen=True, slots=True)
class ProgrammeMonth:
    """Shown as "month 38 of 60"."""

    month: int
    of: int


def check_may_become(now: ApprenticeshipStatus, then: ApprenticeshipStatus) -> None:
    if then not in MAY_BECOME[now]:
        raise RuleBroken(
            f"An apprenticeship that is “{STATUS_NAMES[now].lower()}” "
            f"cannot become “{STATUS_NAMES[then].lower()}”."
        )


def check_open_for_work(status: ApprenticeshipStatus) -> None:
    """Evidence changes only while the apprentice is on programme (a break does not lock it)."""
    if status not in OPEN_FOR_WORK:
        raise RuleBroken(
            f"This apprenticeship is “{STATUS_NAMES[status].lower()}”: "
            "its portfolio can be read, and no longer changed."
        )


def programme_month(
    started_on: date, planned_end_on: date, day: date, breaks: Iterable[Span] = ()
) -> ProgrammeMonth:
    """The month of the programme that ``day`` falls in, from 1; breaks in learning do not count.

    The planned end is the programme's last day.
    """
    pauses = tuple(breaks)
    working = without_breaks(started_on, day, pauses)
    end = without_breaks(started_on, planned_end_on + timedelta(days=1), pauses)
    length = max(months_between(started_on, end), 1)
    return ProgrammeMonth(months_between(started_on, working) + 1, length)


def programme_year(started_on: date, day: date) -> int:
    """The year of the programme, from 1, in which work of ``day`` was done."""
    return months_between(started_on, day) // 12 + 1


def date_errors(
    started_on: date, planned_end_on: date, *, field: str = "planned_end_on"
) -> tuple[FieldError, ...]:
    if planned_end_on <= started_on:
        return (FieldError(field, "The planned end must be after the start."),)
    return ()


def employer_on(employers: Iterable[tuple[Span, uuid.UUID]], day: date) -> uuid.UUID | None:
    """The employer for whom work of ``day`` was done; the first one, where it was before them."""
    spells = sorted(employers, key=lambda spell: spell[0].starts_on)
    covering = [employer for span, employer in spells if span.covers(day)]
    if covering:
        return covering[-1]
    return spells[0][1] if spells and day < spells[0][0].starts_on else None

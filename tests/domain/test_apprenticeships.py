"""Months and years of a programme, and whose employer's a day's work was."""

import uuid
from datetime import date

import pytest

from app.domain.apprenticeships import (
    MAY_BECOME,
    ApprenticeshipStatus,
    ProgrammeMonth,
    check_may_become,
    check_open_for_work,
    employer_on,
    programme_month,
    programme_year,
)
from app.domain.calendar import Span
from app.domain.errors import RuleBroken
from app.domain.people import uln_error

START, END = date(2023, 9, 4), date(2028, 9, 3)
FIRST, SECOND = uuid.UUID(int=1), uuid.UUID(int=2)
SPELLS = ((Span(START, date(2025, 3, 3)), FIRST), (Span(date(2025, 3, 3)), SECOND))


@pytest.mark.parametrize(
    ("day", "breaks", "month"),
    [
        (START, (), 1),
        (date(2023, 10, 3), (), 1),
        (date(2023, 10, 4), (), 2),
        (date(2026, 10, 5), (), 38),
        (date(2023, 8, 1), (), 1),
        (date(2024, 10, 4), (Span(date(2024, 1, 1), date(2024, 7, 1)),), 8),
        (date(2024, 3, 1), (Span(date(2024, 1, 4)),), 5),
    ],
)
def test_the_month_counts_from_one_and_leaves_breaks_out(
    day: date, breaks: tuple[Span, ...], month: int
) -> None:
    assert programme_month(START, END, day, breaks).month == month


def test_the_length_of_the_programme_is_in_months() -> None:
    assert programme_month(START, date(2028, 9, 4), START) == ProgrammeMonth(1, 60)
    assert programme_month(START, END, START).of == 60


@pytest.mark.parametrize(
    ("day", "year"), [(START, 1), (date(2024, 9, 3), 1), (date(2024, 9, 4), 2), (END, 5)]
)
def test_programme_years_turn_on_the_day_of_the_start(day: date, year: int) -> None:
    assert programme_year(START, day) == year


@pytest.mark.parametrize(
    ("day", "employer"),
    [
        (date(2023, 8, 1), FIRST),
        (START, FIRST),
        (date(2025, 3, 2), FIRST),
        (date(2025, 3, 3), SECOND),
        (date(2027, 1, 1), SECOND),
    ],
)
def test_work_belongs_to_the_employer_of_its_day(day: date, employer: uuid.UUID) -> None:
    assert employer_on(SPELLS, day) == employer


def test_work_between_two_employers_belongs_to_neither() -> None:
    assert employer_on(SPELLS[:1], date(2025, 4, 1)) is None
    assert employer_on((), START) is None


def test_only_the_published_changes_of_status_are_possible() -> None:
    for now in ApprenticeshipStatus:
        for then in ApprenticeshipStatus:
            if then in MAY_BECOME[now]:
                check_may_become(now, then)
            else:
                with pytest.raises(RuleBroken, match="cannot become"):
                    check_may_become(now, then)


def test_a_break_does_not_lock_the_portfolio_and_the_end_does() -> None:
    check_open_for_work(ApprenticeshipStatus.BREAK_IN_LEARNING)
    for status in ("withdrawn", "gateway", "completed"):
        with pytest.raises(RuleBroken):
            check_open_for_work(ApprenticeshipStatus(status))


@pytest.mark.parametrize(
    ("uln", "right"),
    [
        ("1000000027", True),
        ("1000000035", True),
        ("1000000028", False),
        ("100000002", False),
        ("10000000271", False),
        ("1O00000027", False),
        ("١٠٠٠٠٠٠٠٢٧", False),
        ("", False),
    ],
)
def test_a_unique_learner_number_carries_its_check_digit(uln: str, right: bool) -> None:
    assert (uln_error(uln) is None) is right

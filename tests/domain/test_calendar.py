"""Days, months and breaks as people in England count them."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.calendar import (
    Span,
    add_months,
    day_in_words,
    days_in_words,
    moment_in_words,
    months_between,
    near_day_in_words,
    today_in_london,
    without_breaks,
)

DAYS = st.dates(date(2000, 1, 1), date(2060, 12, 31))


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        (datetime(2026, 6, 30, 22, 59, tzinfo=UTC), date(2026, 6, 30)),
        (datetime(2026, 6, 30, 23, 0, tzinfo=UTC), date(2026, 7, 1)),
        (datetime(2026, 12, 31, 23, 59, tzinfo=UTC), date(2026, 12, 31)),
    ],
)
def test_today_is_the_day_in_england(moment: datetime, day: date) -> None:
    assert today_in_london(moment) == day


def test_days_and_moments_are_written_as_people_say_them() -> None:
    assert day_in_words(date(2026, 11, 3)) == "3 November 2026"
    assert near_day_in_words(date(2026, 11, 3), date(2026, 12, 1)) == "3 November"
    assert near_day_in_words(date(2025, 11, 3), date(2026, 12, 1)) == "3 November 2025"
    assert moment_in_words(datetime(2026, 7, 1, 23, 5, tzinfo=UTC)) == "2 July 2026 at 12:05am"
    assert moment_in_words(datetime(2026, 11, 3, 14, 5, tzinfo=UTC)) == "3 November 2026 at 2:05pm"


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        (date(2026, 11, 16), None, "16 November 2026"),
        (date(2026, 11, 16), date(2026, 11, 16), "16 November 2026"),
        (date(2026, 11, 16), date(2026, 11, 18), "16 to 18 November 2026"),
        (date(2026, 10, 29), date(2026, 11, 6), "29 October to 6 November 2026"),
        (date(2025, 11, 16), date(2026, 11, 18), "16 November 2025 to 18 November 2026"),
    ],
)
def test_days_that_belong_together_share_their_month_and_year(
    first: date, last: date | None, words: str
) -> None:
    assert days_in_words(first, last) == words


@pytest.mark.parametrize(
    ("day", "months", "then"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2024, 1, 31), 1, date(2024, 2, 29)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2026, 12, 15), 1, date(2027, 1, 15)),
        (date(2026, 3, 31), -1, date(2026, 2, 28)),
    ],
)
def test_months_later_is_the_same_day_or_the_last_of_a_shorter_month(
    day: date, months: int, then: date
) -> None:
    assert add_months(day, months) == then


@given(DAYS, st.integers(0, 120))
def test_as_many_months_lie_between_as_were_added(day: date, months: int) -> None:
    assert months_between(day, add_months(day, months)) == months


@given(DAYS, DAYS)
def test_months_between_are_never_negative(start: date, end: date) -> None:
    assert months_between(start, end) >= 0


@pytest.mark.parametrize(
    ("span", "day", "covers"),
    [
        (Span(date(2026, 1, 1)), date(2025, 12, 31), False),
        (Span(date(2026, 1, 1)), date(2026, 1, 1), True),
        (Span(date(2026, 1, 1), date(2026, 2, 1)), date(2026, 1, 31), True),
        (Span(date(2026, 1, 1), date(2026, 2, 1)), date(2026, 2, 1), False),
    ],
)
def test_a_span_ends_before_its_last_day_named(span: Span, day: date, covers: bool) -> None:
    assert span.covers(day) is covers


START = date(2025, 1, 1)


@pytest.mark.parametrize(
    ("day", "breaks", "counted"),
    [
        (date(2025, 5, 1), (), date(2025, 5, 1)),
        (date(2025, 5, 1), (Span(date(2025, 2, 1), date(2025, 3, 1)),), date(2025, 4, 3)),
        (date(2025, 2, 15), (Span(date(2025, 2, 1), date(2025, 3, 1)),), date(2025, 2, 1)),
        (date(2025, 2, 15), (Span(date(2025, 2, 1)),), date(2025, 2, 1)),
        (date(2025, 1, 15), (Span(date(2025, 2, 1)),), date(2025, 1, 15)),
        (date(2024, 12, 1), (), START),
        (
            date(2025, 7, 1),
            (Span(date(2025, 2, 1), date(2025, 2, 11)), Span(date(2025, 6, 21))),
            date(2025, 6, 11),
        ),
    ],
)
def test_breaks_in_learning_do_not_count(
    day: date, breaks: tuple[Span, ...], counted: date
) -> None:
    assert without_breaks(START, day, breaks) == counted

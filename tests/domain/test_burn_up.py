"""KSBs met over time, and a forecast that shows its arithmetic or says why there is none."""

from datetime import date

import pytest

from app.domain.apprenticeships import ApprenticeshipStatus
from app.domain.burn_up import (
    MetSpell,
    Point,
    burn_up,
    forecast,
    met_on,
    milestone_days,
    not_known,
)
from app.domain.calendar import Span
from app.domain.pace import Milestone

START = date(2024, 9, 2)
TODAY = date(2026, 11, 3)
ON_PROGRAMME = ApprenticeshipStatus.ON_PROGRAMME


@pytest.mark.parametrize(
    ("spells", "points"),
    [
        ([], [(START, 0), (TODAY, 0)]),
        ([("K1", date(2025, 1, 5), None)], [(START, 0), (date(2025, 1, 5), 1), (TODAY, 1)]),
        (
            [("K1", date(2025, 1, 5), None), ("K1", date(2025, 2, 5), None)],
            [(START, 0), (date(2025, 1, 5), 1), (TODAY, 1)],
        ),
        (
            [("K1", date(2025, 1, 5), date(2025, 3, 1)), ("S1", date(2025, 1, 5), None)],
            [(START, 0), (date(2025, 1, 5), 2), (date(2025, 3, 1), 1), (TODAY, 1)],
        ),
        (
            [("K1", date(2025, 1, 5), date(2025, 3, 1)), ("K1", date(2025, 2, 1), None)],
            [(START, 0), (date(2025, 1, 5), 1), (TODAY, 1)],
        ),
        ([("K1", date(2025, 1, 5), date(2025, 1, 5))], [(START, 0), (TODAY, 0)]),
        ([("K1", date(2023, 5, 1), None)], [(START, 1), (TODAY, 1)]),
    ],
)
def test_each_ksb_counts_once_while_any_piece_meets_it(
    spells: list[tuple[str, date, date | None]], points: list[tuple[date, int]]
) -> None:
    found = burn_up([MetSpell(*each) for each in spells], started_on=START, today=TODAY)
    assert found == tuple(Point(*each) for each in points)


def test_on_any_day_as_many_are_met_as_since_the_last_change() -> None:
    points = burn_up([MetSpell("K1", date(2025, 1, 5))], started_on=START, today=TODAY)
    days = (date(2024, 1, 1), date(2025, 1, 4), date(2025, 1, 5), TODAY)
    assert [met_on(points, day) for day in days] == [0, 0, 1, 1]


@pytest.mark.parametrize(
    ("breaks", "day"),
    [
        ((), date(2025, 9, 2)),
        ((Span(date(2025, 1, 1), date(2025, 1, 31)),), date(2025, 10, 2)),
        ((Span(date(2025, 9, 10), date(2025, 9, 20)),), date(2025, 9, 2)),
        (
            (
                Span(date(2025, 1, 1), date(2025, 1, 31)),
                Span(date(2025, 9, 10), date(2025, 9, 20)),
            ),
            date(2025, 10, 12),
        ),
        ((Span(date(2027, 1, 1)),), date(2025, 9, 2)),
    ],
)
def test_a_break_in_learning_puts_a_milestone_off(breaks: tuple[Span, ...], day: date) -> None:
    (found,) = milestone_days([Milestone(12, 20)], started_on=START, breaks=breaks, today=TODAY)
    assert found.on == day


BEFORE, LATELY = date(2026, 5, 3), date(2026, 5, 4)
"""The last day before the six months that are looked at, and the first of them."""


@pytest.mark.parametrize(
    ("before", "lately", "of", "sentence", "about"),
    [
        (
            34,
            12,
            67,
            (
                "At the pace of the last six months every KSB is met about September 2027: "
                "12 KSBs in 6 months, 21 to go."
            ),
            date(2027, 9, 1),
        ),
        (
            0,
            1,
            3,
            (
                "At the pace of the last six months every KSB is met about November 2027: "
                "1 KSB in 6 months, 2 to go."
            ),
            date(2027, 11, 1),
        ),
        (
            0,
            1,
            60,
            (
                "At the pace of the last six months it takes more than 10 years until every KSB is "
                "met: 1 KSB in 6 months, 59 to go."
            ),
            None,
        ),
        (
            5,
            0,
            67,
            "There is no pace to go by: no more KSBs are met now than before the last 6 months.",
            None,
        ),
        (60, 7, 67, "Every KSB is met.", None),
    ],
)
def test_the_forecast_is_the_arithmetic_of_six_months(
    before: int, lately: int, of: int, sentence: str, about: date | None
) -> None:
    points = (Point(START, 0), Point(BEFORE, before), Point(LATELY, before + lately))
    found = forecast(points, of=of, status=ON_PROGRAMME, started_on=START, today=TODAY)
    assert (found.sentence, found.about) == (sentence, about)
    assert found.reckoned == sentence.startswith("At the pace")


def test_fewer_met_than_before_is_no_pace() -> None:
    points = (Point(BEFORE, 9), Point(LATELY, 8))
    found = forecast(points, of=67, status=ON_PROGRAMME, started_on=START, today=TODAY)
    assert "fewer KSBs are met now than before the last 6 months" in found.sentence


@pytest.mark.parametrize(
    ("status", "started_on", "breaks", "why"),
    [
        (
            ON_PROGRAMME,
            date(2026, 9, 1),
            (),
            (
                "It takes 6 months of learning to say at what pace KSBs are met, "
                "and there have been 2 months."
            ),
        ),
        (
            ON_PROGRAMME,
            START,
            (Span(date(2024, 10, 2), date(2026, 10, 5)),),
            "and there has been 1 month.",
        ),
        (ON_PROGRAMME, START, (Span(date(2026, 10, 1)),), "During a break in learning"),
        (ApprenticeshipStatus.BREAK_IN_LEARNING, START, (), "During a break in learning"),
        (ApprenticeshipStatus.WITHDRAWN, START, (), "At “withdrawn” there is no pace to go by."),
    ],
)
def test_where_there_is_no_pace_it_is_said_why(
    status: ApprenticeshipStatus, started_on: date, breaks: tuple[Span, ...], why: str
) -> None:
    found = forecast(
        (Point(TODAY, 9),), of=67, status=status, started_on=started_on, today=TODAY, breaks=breaks
    )
    assert why in found.sentence
    assert found.about is None


def test_a_break_in_the_last_six_months_is_left_out_and_said_so() -> None:
    pause = Span(date(2026, 6, 1), date(2026, 8, 1))
    points = (Point(START, 0), Point(date(2026, 4, 1), 12))
    found = forecast(
        points, of=24, status=ON_PROGRAMME, started_on=START, today=TODAY, breaks=(pause,)
    )
    assert found.sentence == (
        "At the pace of the last six months every KSB is met about May 2027: "
        "12 KSBs in 6 months of learning (since March 2026, without the break), 12 to go."
    )


def test_what_a_forecast_cannot_know_is_said_with_it() -> None:
    assert "teaching comes first" in not_known(0)
    assert "waiting" not in not_known(0)
    assert not_known(1).endswith("1 KSB is waiting for a decision and not counted.")
    assert not_known(4).endswith("4 KSBs are waiting for a decision and not counted.")

"""Rules follow the start date: the minimum duration, and when reviews fall due."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.english_and_maths import Asks, EnglishAndMathsRule
from app.domain.rule_sets import (
    PartTimeRule,
    Period,
    RuleSet,
    RuleSets,
    Unit,
    minimum_end,
    next_review_due,
    part_time_end,
    rule_set_for,
)
from app.domain.standards import Verification

DAYS = st.dates(min_value=date(2015, 1, 1), max_value=date(2060, 12, 31))


def _period(number: int, unit: Unit) -> Period:
    return Period(number, unit, Verification.VERIFIED, "published")


PART_TIME = PartTimeRule(30, Verification.VERIFIED, "published")
ENGLISH = EnglishAndMathsRule(
    Asks.ACHIEVEMENT, Asks.EMPLOYERS_CHOICE, Verification.VERIFIED, "published"
)
OLD = RuleSet(
    "old",
    None,
    date(2025, 8, 1),
    _period(372, Unit.DAYS),
    _period(12, Unit.WEEKS),
    PART_TIME,
    ENGLISH,
)
NEW = RuleSet(
    "new",
    date(2025, 8, 1),
    None,
    _period(8, Unit.MONTHS),
    _period(3, Unit.MONTH_ENDS),
    None,
    ENGLISH,
)
BOTH = RuleSets((OLD, NEW), "0" * 64)


@pytest.mark.parametrize(
    ("started_on", "expected"),
    [
        (date(1999, 1, 1), "old"),
        (date(2025, 7, 31), "old"),
        (date(2025, 8, 1), "new"),
        (date(2099, 1, 1), "new"),
    ],
)
def test_the_start_date_chooses_the_rules(started_on: date, expected: str) -> None:
    assert rule_set_for(BOTH, started_on).id == expected


@given(DAYS)
def test_every_start_has_rules(started_on: date) -> None:
    rules = rule_set_for(BOTH, started_on)
    assert rules.starts_from is None or rules.starts_from <= started_on
    assert rules.starts_before is None or started_on < rules.starts_before


@pytest.mark.parametrize(
    ("started_on", "rules", "expected"),
    [
        (date(2023, 9, 1), OLD, date(2024, 9, 7)),
        (date(2024, 9, 1), OLD, date(2025, 9, 8)),
        (date(2025, 9, 1), NEW, date(2026, 5, 1)),
        (date(2026, 6, 30), NEW, date(2027, 2, 28)),
        (date(2027, 6, 30), NEW, date(2028, 2, 29)),
    ],
)
def test_the_minimum_duration_is_complete(started_on: date, rules: RuleSet, expected: date) -> None:
    assert minimum_end(started_on, rules) == expected


@pytest.mark.parametrize(
    ("last_on", "rules", "expected"),
    [
        (date(2024, 1, 1), OLD, date(2024, 3, 25)),
        (date(2025, 10, 1), NEW, date(2026, 1, 31)),
        (date(2025, 10, 31), NEW, date(2026, 1, 31)),
        (date(2025, 11, 30), NEW, date(2026, 2, 28)),
        (date(2027, 11, 1), NEW, date(2028, 2, 29)),
    ],
)
def test_the_next_review_falls_due(last_on: date, rules: RuleSet, expected: date) -> None:
    assert next_review_due(last_on, rules) == expected


@given(DAYS)
def test_a_review_every_three_months_falls_due_on_the_last_day_of_a_month(last_on: date) -> None:
    due = next_review_due(last_on, NEW)
    assert (due + timedelta(days=1)).day == 1
    assert 89 <= (due - last_on).days <= 123


@pytest.mark.parametrize(
    ("hours", "rules", "expected"),
    [
        (None, OLD, None),
        (37, OLD, None),
        (30, OLD, None),
        (29, OLD, date(2023, 9, 1) + timedelta(days=385)),
        (20, OLD, date(2023, 9, 1) + timedelta(days=558)),
        (15, OLD, date(2023, 9, 1) + timedelta(days=744)),
        (15, NEW, None),
    ],
)
def test_fewer_weekly_hours_make_it_longer_in_proportion_where_the_rules_say_so(
    hours: int | None, rules: RuleSet, expected: date | None
) -> None:
    assert part_time_end(date(2023, 9, 1), rules, hours) == expected

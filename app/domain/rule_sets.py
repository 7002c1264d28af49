"""Dated rules: which funding rules an apprenticeship follows, by the day on which it started."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from app.domain.calendar import add_months
from app.domain.english_and_maths import EnglishAndMathsRule
from app.domain.standards import Verification


class Unit(StrEnum):
    """What a published period is counted in."""

    DAYS = "days"
    WEEKS = "weeks"
    MONTHS = "months"
    MONTH_ENDS = "month_ends"


@dataclass(frozen=True)
class Period:
    """A published length of time, such as 372 days, and where it was read.

    A period in month ends runs to the last day of the nth month after the one it begins in.
    """

    number: int
    unit: Unit
    status: Verification
    source: str

    def after(self, day: date) -> date:
        """The day on which this period, begun on `day`, has run its full length."""
        match self.unit:
            case Unit.DAYS:
                return day + timedelta(days=self.number)
            case Unit.WEEKS:
                return day + timedelta(weeks=self.number)
            case Unit.MONTHS:
                return add_months(day, self.number)
            case Unit.MONTH_ENDS:
                return add_months(day.replace(day=1), self.number + 1) - timedelta(days=1)


@dataclass(frozen=True)
class PartTimeRule:
    """Below ``weekly_hours`` the minimum duration is longer in proportion."""

    weekly_hours: int
    status: Verification
    source: str


@dataclass(frozen=True)
class RuleSet:
    """The rules for the starts from one day until just before another; None is unbounded.

    Without ``part_time`` the minimum duration is the same for everybody.
    """

    id: str
    starts_from: date | None
    starts_before: date | None
    minimum_duration: Period
    review_interval: Period
    part_time: PartTimeRule | None
    english_and_maths: EnglishAndMathsRule


@dataclass(frozen=True)
class RuleSets:
    """Every rule set, earliest first. Together they cover every day exactly once."""

    sets: tuple[RuleSet, ...]
    sha256: str


def rule_set_for(rule_sets: RuleSets, started_on: date) -> RuleSet:
    """The rules follow the start date for the whole of the apprenticeship."""
    return next(
        rules
        for rules in rule_sets.sets
        if rules.starts_before is None or started_on < rules.starts_before
    )


def minimum_end(started_on: date, rule_set: RuleSet) -> date:
    """The first day on which the minimum duration is complete, breaks in learning not counted."""
    return rule_set.minimum_duration.after(started_on)


def part_time_end(started_on: date, rule_set: RuleSet, weekly_hours: int | None) -> date | None:
    """The same for somebody who works so few hours that it is longer; None where it is not.

    Hours that nobody recorded lengthen nothing.
    """
    rule = rule_set.part_time
    if rule is None or weekly_hours is None or weekly_hours >= rule.weekly_hours:
        return None
    days = (minimum_end(started_on, rule_set) - started_on).days
    return started_on + timedelta(days=-(-days * rule.weekly_hours // weekly_hours))


def next_review_due(last_on: date, rule_set: RuleSet) -> date:
    """The last day for the next progress review, from the last one or from the start."""
    return rule_set.review_interval.after(last_on)

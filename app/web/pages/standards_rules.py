"""The entries of a plan and of the dated rules in words, each with whether it was checked."""

from dataclasses import dataclass

from app.domain.calendar import day_in_words
from app.domain.english_and_maths import Asks, EnglishAndMathsRule
from app.domain.facts import Rule
from app.domain.rule_sets import PartTimeRule, Period, RuleSet, Unit
from app.domain.standards import Verification
from app.web.filters import plural


@dataclass(frozen=True, slots=True)
class Entry:
    """Something the plan or the rules say, whether it was checked, and against what."""

    name: str
    says: str
    verified: bool
    source: str


@dataclass(frozen=True, slots=True)
class Rules:
    """The rules for the starts of a time."""

    name: str
    entries: tuple[Entry, ...]


ASKS_NAMES = {
    Asks.ACHIEVEMENT: "both must be achieved",
    Asks.EMPLOYERS_CHOICE: "the employer chooses whether to ask for them",
}


def entry(name: str, says: str, checked: Rule) -> Entry:
    verified = checked.status is Verification.VERIFIED
    return Entry(name, says, verified, checked.source or "No source is recorded.")


def rules_shown(rules: RuleSet) -> Rules:
    return Rules(
        _starts(rules),
        (
            entry("Minimum duration", _length(rules.minimum_duration), rules.minimum_duration),
            *(
                entry("Part-time", _part_time(rule), rule)
                for rule in (rules.part_time,)
                if rule is not None
            ),
            entry("Progress reviews", _interval(rules.review_interval), rules.review_interval),
            entry(
                "English and maths",
                english_and_maths_in_words(rules.english_and_maths),
                rules.english_and_maths,
            ),
        ),
    )


def _part_time(rule: PartTimeRule) -> str:
    return (
        f"With fewer than {rule.weekly_hours} weekly hours the minimum duration is longer in"
        " proportion."
    )


def english_and_maths_in_words(rule: EnglishAndMathsRule) -> str:
    return (
        f"16 to 18 at the start: {ASKS_NAMES[rule.aged_16_to_18]}."
        f" 19 or over: {ASKS_NAMES[rule.aged_19_or_over]}."
    )


def _starts(rules: RuleSet) -> str:
    since, before = rules.starts_from, rules.starts_before
    if since and before:
        return f"Starts from {day_in_words(since)} and before {day_in_words(before)}"
    if since:
        return f"Starts from {day_in_words(since)}"
    return f"Starts before {day_in_words(before)}" if before else "Every start"


def _length(period: Period) -> str:
    match period.unit:
        case Unit.DAYS:
            return plural(period.number, "day")
        case Unit.WEEKS:
            return plural(period.number, "week")
        case Unit.MONTHS:
            return plural(period.number, "month")
        case Unit.MONTH_ENDS:
            return f"To the end of the month that is {plural(period.number, 'month')} later"


def _interval(period: Period) -> str:
    if period.unit is Unit.MONTH_ENDS:
        month = "next month" if period.number == 1 else f"month {period.number} months later"
        return f"By the last day of the {month}"
    return f"At least every {_length(period)}"

"""Another attempt at a method: a resit or a retake, of what and by when, as the plan has it."""

from datetime import date

from app.domain.calendar import add_months, day_in_words
from app.domain.errors import RuleBroken
from app.domain.plans import AttemptKind, AttemptRules, Grade, Method
from app.domain.standards import Verification


def check_can_try_again(
    method: Method, kind: AttemptKind, rules: AttemptRules, *, last: Grade | None
) -> None:
    if kind is AttemptKind.FIRST or last is None or not method.is_marked:
        raise RuleBroken("Only a method that was graded can be tried again.")
    if rules.only_failed and last is not Grade.FAIL:
        raise RuleBroken(f"{method.name} was not failed: only failed methods are tried again.")


def due_on(kind: AttemptKind, rules: AttemptRules, *, released_on: date) -> date | None:
    """The last day that the plan gives for another attempt; None where it sets none."""
    months = rules.of(kind).within_months
    return add_months(released_on, months) if months else None


def lateness(kind: AttemptKind, rules: AttemptRules, *, due: date | None, on: date) -> str:
    """What is so of an attempt that takes place after the plan's last day; empty where in time."""
    if due is None or on <= due:
        return ""
    said = f"The plan wants a {kind.value} by {day_in_words(due)}"
    if rules.status is Verification.VERIFIED:
        return f"{said}, and that day has passed."
    return f"{said}. That was not read in the published plan, so it holds nobody up."


def check_in_time(kind: AttemptKind, rules: AttemptRules, *, due: date | None, on: date) -> None:
    """Only a rule that was read in the published plan refuses anything."""
    sentence = lateness(kind, rules, due=due, on=on)
    if sentence and rules.status is Verification.VERIFIED:
        raise RuleBroken(sentence)

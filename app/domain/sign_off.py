"""Signing off: what a decision must say, and where a fresh one may start from.

A decision speaks of every mapped criterion (met, or not met with the reason) and of the
piece as a whole (signed off, or returned with feedback).
"""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from app.domain import content
from app.domain.errors import FieldError, Invalid
from app.domain.evidence import Act, EvidenceStatus, after


class Outcome(StrEnum):
    SIGNED_OFF = "signed_off"
    RETURNED = "returned"


ACT_OF = {Outcome.SIGNED_OFF: Act.SIGN_OFF, Outcome.RETURNED: Act.RETURN}

MAX_WHERE = 500
MAX_AT_ONCE = 50
"""Pieces that can be signed off in one act."""

VACS = (
    ("Valid", "It shows the KSBs it is mapped to."),
    ("Authentic", "It is the apprentice’s own work."),
    ("Current", "It shows what they can do now."),
    ("Sufficient", "There is enough of it to decide."),
)
"""The four questions that an assessor asks of every piece."""


@dataclass(frozen=True, slots=True)
class CriterionDecision:
    criterion: str
    met: bool
    feedback: str = ""


@dataclass(frozen=True, slots=True)
class Sighting:
    """The original was seen where it is kept; nothing of it was uploaded."""

    on: date
    where: str


@dataclass(frozen=True, slots=True)
class Decision:
    outcome: Outcome
    feedback: str
    criteria: tuple[CriterionDecision, ...]
    sighted: Sighting | None = None


@dataclass(frozen=True, slots=True)
class Ruling:
    """What follows from a decision: the new status, and the criteria that were added as met."""

    status: EvidenceStatus
    added: frozenset[str]


def decide(
    decision: Decision,
    *,
    status: EvidenceStatus,
    mapped: Sequence[str],
    known: Collection[str],
    today: date,
) -> Ruling:
    """What ``decision`` does to a piece mapped to ``mapped``; ``known`` are the standard's codes.

    RuleBroken where the piece does not wait for a decision; Invalid, with every fault at
    once, where the decision does not say what it must.
    """
    new_status = after(status, ACT_OF[decision.outcome])
    errors = [
        *_errors_of_mapping(decision, mapped, known),
        *_errors_of_decision(decision),
        *_errors_of_sighting_day(decision.sighted, today),
    ]
    if errors:
        raise Invalid(*errors)
    named = {criterion.criterion for criterion in decision.criteria}
    return Ruling(new_status, frozenset(named.difference(mapped)))


def check_decision(decision: Decision) -> None:
    """Invalid with every fault that can be told without looking at the piece."""
    errors = _errors_of_decision(decision)
    if errors:
        raise Invalid(*errors)


def all_met(mapped: Sequence[str], feedback: str) -> Decision:
    return Decision(
        Outcome.SIGNED_OFF, feedback, tuple(CriterionDecision(code, True) for code in mapped)
    )


def check_chosen(pieces: int, feedback: str) -> None:
    """Invalid where so many pieces are not signed off in one act, or not with this feedback."""
    errors = content.text_errors("feedback", "The feedback", feedback, content.MAX_FEEDBACK)
    if not pieces:
        errors.append(FieldError("evidence", "Choose at least one piece to sign off."))
    if pieces > MAX_AT_ONCE:
        errors.append(FieldError("evidence", f"Sign off at most {MAX_AT_ONCE} pieces at once."))
    if errors:
        raise Invalid(*errors)


def starting_points(
    last: Mapping[str, CriterionDecision],
    before: Sequence[content.Mapping],
    now: Sequence[content.Mapping],
) -> dict[str, CriterionDecision]:
    """On a resubmitted piece, unchanged mappings start from their last decision."""
    unchanged = {mapping.criterion for mapping in now if mapping in before}
    return {code: decision for code, decision in last.items() if code in unchanged}


def check_reason(reason: str) -> None:
    """Re-opening and blocking need a reason, for it stays in the history."""
    errors = content.text_errors("reason", "The reason", reason, content.MAX_FEEDBACK)
    if not reason.strip():
        errors = [FieldError("reason", "Give the reason: it stays in the history.")]
    if errors:
        raise Invalid(*errors)


def _errors_of_mapping(
    decision: Decision, mapped: Sequence[str], known: Collection[str]
) -> list[FieldError]:
    named = {criterion.criterion for criterion in decision.criteria}
    errors = [
        FieldError(f"mappings.{code}", f"Say whether {code} is met.")
        for code in mapped
        if code not in named
    ]
    for item in decision.criteria:
        code, field = item.criterion[:20], f"mappings.{item.criterion[:20]}"
        if item.criterion not in known:
            errors.append(FieldError("mappings", f"“{code}” is not in this standard."))
        elif item.criterion not in mapped and not item.met:
            errors.append(FieldError(field, f"{code} was not mapped: add it as met, or leave it."))
        elif item.criterion not in mapped and not item.feedback.strip():
            errors.append(FieldError(f"{field}.feedback", f"Say where the work shows {code}."))
    return errors


def _errors_of_decision(decision: Decision) -> list[FieldError]:
    errors: list[FieldError] = []
    named = Counter(criterion.criterion for criterion in decision.criteria)
    twice = [code for code, times in named.items() if times > 1]
    if twice:
        errors.append(FieldError("mappings", f"{', '.join(twice)} is decided more than once."))
    for item in decision.criteria:
        code, field = item.criterion[:20], f"mappings.{item.criterion[:20]}.feedback"
        errors += content.text_errors(
            field, f"The feedback on {code}", item.feedback, content.MAX_FEEDBACK
        )
        if not item.met and not item.feedback.strip():
            errors.append(FieldError(field, f"Say why {code} is not met."))
    errors += content.text_errors(
        "feedback", "The feedback", decision.feedback, content.MAX_FEEDBACK
    )
    signing_off = decision.outcome is Outcome.SIGNED_OFF
    if signing_off and not any(criterion.met for criterion in decision.criteria):
        errors.append(
            FieldError("outcome", "Signing off needs at least one KSB met. Return it instead.")
        )
    if not signing_off and not decision.feedback.strip():
        errors.append(FieldError("feedback", "Say what the apprentice should do next."))
    if decision.sighted:
        where = decision.sighted.where
        errors += content.text_errors("sighted.where", "Where you saw it", where, MAX_WHERE)
        if not where.strip():
            errors.append(FieldError("sighted.where", "Say where you saw the original."))
    return errors


def _errors_of_sighting_day(sighted: Sighting | None, today: date) -> list[FieldError]:
    if sighted and sighted.on > today:
        return [FieldError("sighted.on", "You cannot have seen it in the future.")]
    if sighted and sighted.on < content.FIRST_DAY:
        return [FieldError("sighted.on", "Check the year.")]
    return []

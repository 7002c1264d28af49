"""Gateway readiness: what is met, what is not, why, and who must act.

One value, computed from plain facts. The page, the JSON and the PDF all show this value.
"""

import uuid
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from app.domain import coverage
from app.domain.calendar import Span, day_in_words, without_breaks
from app.domain.coverage import CriterionCoverage, CriterionStatus, MappingFact, Total
from app.domain.evidence import EvidenceStatus
from app.domain.people import Role
from app.domain.plans import ComputedRequirement, GatewayRequirement, Plan
from app.domain.rule_sets import Period, RuleSet, minimum_end, next_review_due
from app.domain.standards import CriterionKind, Standard, Verification


@dataclass(frozen=True, slots=True)
class PieceFact:
    """A piece of evidence, as far as the gateway asks."""

    evidence_id: uuid.UUID
    status: EvidenceStatus
    confirmed: bool = False


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything that readiness is computed from. ``today`` is the day in England."""

    standard: Standard
    plan: Plan
    rule_set: RuleSet
    started_on: date
    today: date
    breaks: tuple[Span, ...] = ()
    mappings: tuple[MappingFact, ...] = ()
    pieces: tuple[PieceFact, ...] = ()
    last_review_on: date | None = None


@dataclass(frozen=True, slots=True)
class Requirement:
    """``who`` must act where it is not met.

    ``doubts`` say of each rule behind it that was not read in its published source what is known
    of it. Such a requirement never blocks unless its plan says so.
    """

    id: str
    text: str
    met: bool
    blocking: bool
    why: str
    who: Role
    doubts: tuple[str, ...] = ()

    @property
    def unverified(self) -> bool:
        return bool(self.doubts)


@dataclass(frozen=True, slots=True)
class Readiness:
    """The answer. ``uncovered`` are what the plan asks beyond this report's knowledge."""

    ready: bool
    plan_sha256: str
    totals: Mapping[CriterionKind, Total]
    criteria: tuple[CriterionCoverage, ...]
    requirements: tuple[Requirement, ...]
    uncovered: tuple[GatewayRequirement, ...]

    @property
    def blockers(self) -> tuple[Requirement, ...]:
        return tuple(item for item in self.requirements if item.blocking and not item.met)


@dataclass(frozen=True, slots=True)
class Finding:
    """What one rule found; ``who`` where it is not the person that the plan names.

    ``by`` is the published length of time that it counted with, if any.
    """

    met: bool
    why: str
    who: Role | None = None
    by: Period | None = None


def readiness(facts: Facts) -> Readiness:
    """Whether the apprentice is ready for the gateway, and everything that says so."""
    covered = coverage.coverage(facts.standard.criteria, facts.mappings)
    requirements = tuple(
        _require(asked, RULES[computed](facts, covered))
        for asked in facts.plan.gateway_requirements
        if (computed := asked.computed) is not None
    )
    return Readiness(
        ready=all(item.met for item in requirements if item.blocking),
        plan_sha256=facts.plan.sha256,
        totals=coverage.totals(covered),
        criteria=covered,
        requirements=requirements,
        uncovered=tuple(a for a in facts.plan.gateway_requirements if a.computed is None),
    )


def review_due_on(facts: Facts) -> date:
    """The last day for the next progress review, by the rules of the apprentice's start."""
    return next_review_due(facts.last_review_on or facts.started_on, facts.rule_set)


def _require(asked: GatewayRequirement, found: Finding) -> Requirement:
    return Requirement(
        id=asked.id,
        text=asked.text,
        met=found.met,
        blocking=asked.blocking,
        why=found.why,
        who=found.who or asked.who,
        doubts=tuple(
            rule.source or "No source is recorded."
            for rule in (asked, found.by)
            if rule is not None and rule.status is not Verification.VERIFIED
        ),
    )


def _criteria_met(facts: Facts, covered: tuple[CriterionCoverage, ...]) -> Finding:
    required = [item for item in covered if item.kind in facts.plan.required_for_gateway]
    unmet = [item for item in required if not item.is_met]
    words = _words_for(facts.plan.required_for_gateway)
    if not unmet:
        return Finding(True, f"All {len(required)} {words} are met.")
    waiting = sum(item.status is CriterionStatus.SUBMITTED for item in unmet)
    why = f"{len(unmet)} of {len(required)} {words} {_are(len(unmet))} not yet met."
    if waiting == len(unmet):
        return Finding(False, f"{why} All of them wait for a decision.", Role.ASSESSOR)
    return Finding(False, why, Role.APPRENTICE)


def _sufficiency(facts: Facts, covered: tuple[CriterionCoverage, ...]) -> Finding:
    needed = facts.plan.pieces_per_criterion
    pieces = "one piece of evidence" if needed == 1 else f"{needed} pieces of evidence"
    met = [item for item in covered if item.kind in facts.plan.required_for_gateway and item.is_met]
    thin = [item.code for item in met if item.signed_off < needed]
    if not thin:
        return Finding(True, f"Each KSB that is met has at least {pieces}.")
    return Finding(False, f"{_listed(thin)} {_have(len(thin))} fewer than {pieces}.")


def _minimum_duration(facts: Facts, _covered: tuple[CriterionCoverage, ...]) -> Finding:
    period = facts.rule_set.minimum_duration
    shortest = minimum_end(facts.started_on, facts.rule_set)
    reached = without_breaks(facts.started_on, facts.today, facts.breaks)
    if reached >= shortest and facts.breaks:
        why = "The minimum duration is complete, breaks in learning not counted."
        return Finding(True, why, by=period)
    if reached >= shortest:
        return Finding(
            True, f"The minimum duration was complete on {day_in_words(shortest)}.", by=period
        )
    left = (shortest - reached).days
    why = f"{left} more {'day' if left == 1 else 'days'} on programme {_are(left)} needed"
    if facts.breaks:
        why += ", breaks in learning not counted"
    return Finding(False, f"{why}.", by=period)


def _returned_pieces(facts: Facts, _covered: tuple[CriterionCoverage, ...]) -> Finding:
    returned = sum(piece.status is EvidenceStatus.RETURNED for piece in facts.pieces)
    if not returned:
        return Finding(True, "No returned piece waits to be revised.")
    return Finding(False, f"{_pieces(returned)} {_are(returned)} returned and not submitted again.")


def _employer_confirmation(facts: Facts, _covered: tuple[CriterionCoverage, ...]) -> Finding:
    signed_off = [p for p in facts.pieces if p.status is EvidenceStatus.SIGNED_OFF]
    lacking = sum(not piece.confirmed for piece in signed_off)
    if not signed_off:
        return Finding(
            False, "No piece is signed off yet, so there is none to confirm.", Role.APPRENTICE
        )
    if not lacking:
        every = "The one piece" if len(signed_off) == 1 else f"Each of the {len(signed_off)} pieces"
        return Finding(True, f"{every} signed off is confirmed by the employer.")
    return Finding(
        False,
        f"{lacking} of {len(signed_off)} signed-off pieces {_are(lacking)} not yet confirmed"
        " by the employer.",
    )


def _progress_reviews(facts: Facts, _covered: tuple[CriterionCoverage, ...]) -> Finding:
    interval = facts.rule_set.review_interval
    due = review_due_on(facts)
    if due < facts.today:
        return Finding(False, f"A progress review was due by {day_in_words(due)}.", by=interval)
    return Finding(True, f"The next progress review is due by {day_in_words(due)}.", by=interval)


RULES: Mapping[ComputedRequirement, Callable[[Facts, tuple[CriterionCoverage, ...]], Finding]] = {
    ComputedRequirement.CRITERIA_MET: _criteria_met,
    ComputedRequirement.SUFFICIENCY: _sufficiency,
    ComputedRequirement.MINIMUM_DURATION: _minimum_duration,
    ComputedRequirement.RETURNED_PIECES: _returned_pieces,
    ComputedRequirement.EMPLOYER_CONFIRMATION: _employer_confirmation,
    ComputedRequirement.PROGRESS_REVIEWS: _progress_reviews,
}
"""One small function per requirement that Gatepost works out for itself."""


def _words_for(kinds: Iterable[CriterionKind]) -> str:
    return "KSBs and duties" if CriterionKind.DUTY in kinds else "KSBs"


def _are(count: int) -> str:
    return "is" if count == 1 else "are"


def _have(count: int) -> str:
    return "has" if count == 1 else "have"


def _pieces(count: int) -> str:
    return "1 piece" if count == 1 else f"{count} pieces"


def _listed(codes: list[str], most: int = 8) -> str:
    if len(codes) > most:
        return f"{', '.join(codes[:most])} and {len(codes) - most} more"
    return " and ".join([", ".join(codes[:-1]), codes[-1]] if len(codes) > 1 else codes)

"""Gateway readiness: what is met, what is not, why, and who must act.

One value, computed from plain facts. The page, the JSON and the PDF all show this value.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from app.domain import coverage, evidence_rules, programme_rules
from app.domain.coverage import CriterionCoverage, Total
from app.domain.facts import Facts, Finding
from app.domain.people import Role
from app.domain.plans import DECLARATIONS, ComputedRequirement, GatewayRequirement
from app.domain.standards import CriterionKind, Verification


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
    """The answer. ``uncovered`` are what the plan asks beyond what Gatepost sees to."""

    ready: bool
    plan_sha256: str
    totals: Mapping[CriterionKind, Total]
    criteria: tuple[CriterionCoverage, ...]
    requirements: tuple[Requirement, ...]
    uncovered: tuple[GatewayRequirement, ...]

    @property
    def blockers(self) -> tuple[Requirement, ...]:
        return tuple(item for item in self.requirements if item.blocking and not item.met)


RULES: Mapping[ComputedRequirement, Callable[[Facts, tuple[CriterionCoverage, ...]], Finding]] = {
    ComputedRequirement.CRITERIA_MET: evidence_rules.criteria_met,
    ComputedRequirement.SUFFICIENCY: evidence_rules.sufficiency,
    ComputedRequirement.MINIMUM_DURATION: programme_rules.minimum_duration,
    ComputedRequirement.RETURNED_PIECES: evidence_rules.returned_pieces,
    ComputedRequirement.EMPLOYER_CONFIRMATION: evidence_rules.employer_confirmation,
    ComputedRequirement.PROGRESS_REVIEWS: programme_rules.progress_reviews,
    ComputedRequirement.PORTFOLIO_PIECES: evidence_rules.portfolio_pieces,
    ComputedRequirement.PORTFOLIO_ANNEX: evidence_rules.portfolio_annex,
    ComputedRequirement.PORTFOLIO_REFLECTION: evidence_rules.portfolio_reflection,
    ComputedRequirement.MANDATORY_QUALIFICATION: programme_rules.mandatory_qualification,
    ComputedRequirement.ENGLISH_AND_MATHS: programme_rules.english_and_maths,
    ComputedRequirement.OFF_THE_JOB_HOURS: programme_rules.off_the_job_hours,
}
"""One small function per requirement that Gatepost works out for itself."""


def readiness(facts: Facts) -> Readiness:
    """Whether the apprentice is ready for the gateway, and everything that says so."""
    covered = coverage.coverage(facts.standard.criteria, facts.counted)
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
        uncovered=tuple(
            asked
            for asked in facts.plan.gateway_requirements
            if asked.computed is None and asked.id != DECLARATIONS
        ),
    )


def _require(asked: GatewayRequirement, found: Finding) -> Requirement:
    doubts = (
        rule.source or "No source is recorded."
        for rule in (asked, *found.by)
        if rule.status is not Verification.VERIFIED
    )
    return Requirement(
        id=asked.id,
        text=asked.text,
        met=found.met,
        blocking=asked.blocking and found.in_the_way,
        why=found.why,
        who=found.who or asked.who,
        doubts=tuple(dict.fromkeys(doubts)),
    )

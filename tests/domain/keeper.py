"""A small standard that nobody mistakes for a real one, its plan and rules, for tests of rules."""

from datetime import date

from app.domain.english_and_maths import Asks, EnglishAndMathsRule
from app.domain.people import Role
from app.domain.plans import (
    USUAL_LABELS,
    ComputedRequirement,
    GatewayRequirement,
    Grade,
    GradeTable,
    Plan,
    PortfolioRules,
    Reflection,
    SufficiencyRules,
)
from app.domain.rule_sets import Period, RuleSet, Unit
from app.domain.standards import Criterion, CriterionKind, Standard, Verification

KINDS = {
    "K": CriterionKind.KNOWLEDGE,
    "S": CriterionKind.SKILL,
    "B": CriterionKind.BEHAVIOUR,
    "D": CriterionKind.DUTY,
}

STANDARD = Standard(
    reference="ZZ9001",
    version="1.0",
    title="Lighthouse keeper",
    level=3,
    lars_code=None,
    summary="Keeps the light.",
    typical_job_titles=(),
    keywords=(),
    typical_duration_months=24,
    criteria=tuple(
        Criterion(code, KINDS[code[0]], f"What {code} says.")
        for code in ("K1", "K2", "S1", "B1", "D1")
    ),
    duty_map={"D1": ("K1", "S1")},
    practice_areas=(),
    options=(),
    source="Made up",
    source_date=date(2026, 1, 1),
)

WHO = {
    ComputedRequirement.CRITERIA_MET: Role.APPRENTICE,
    ComputedRequirement.SUFFICIENCY: Role.APPRENTICE,
    ComputedRequirement.MINIMUM_DURATION: Role.ADMINISTRATOR,
    ComputedRequirement.RETURNED_PIECES: Role.APPRENTICE,
    ComputedRequirement.EMPLOYER_CONFIRMATION: Role.LINE_MANAGER,
    ComputedRequirement.PROGRESS_REVIEWS: Role.ASSESSOR,
    ComputedRequirement.PORTFOLIO_PIECES: Role.APPRENTICE,
    ComputedRequirement.PORTFOLIO_ANNEX: Role.APPRENTICE,
    ComputedRequirement.PORTFOLIO_REFLECTION: Role.APPRENTICE,
    ComputedRequirement.MANDATORY_QUALIFICATION: Role.APPRENTICE,
    ComputedRequirement.ENGLISH_AND_MATHS: Role.ADMINISTRATOR,
    ComputedRequirement.OFF_THE_JOB_HOURS: Role.ADMINISTRATOR,
}

BLOCKING = {ComputedRequirement.CRITERIA_MET, ComputedRequirement.MINIMUM_DURATION}


def asked(
    which: str,
    *,
    who: Role = Role.ADMINISTRATOR,
    blocking: bool = False,
    status: Verification = Verification.VERIFIED,
    source: str | None = "The published plan.",
) -> GatewayRequirement:
    return GatewayRequirement(which, f"{which} is so.", who, blocking, status, source)


PLAN = Plan(
    reference="ZZ9001",
    version="1.0",
    status=Verification.VERIFIED,
    labels=USUAL_LABELS,
    required_for_gateway=(CriterionKind.KNOWLEDGE, CriterionKind.SKILL, CriterionKind.BEHAVIOUR),
    pieces_per_criterion=1,
    sufficiency=SufficiencyRules(1, None, Verification.VERIFIED, "The published plan."),
    portfolio=PortfolioRules(
        None, None, Reflection.ALLOWED, True, True, Verification.VERIFIED, "The published plan."
    ),
    gateway_requirements=(
        *(asked(each, who=who, blocking=each in BLOCKING) for each, who in WHO.items()),
        asked("declarations"),
    ),
    methods=(),
    grade_table=GradeTable((), Grade.PASS, Verification.VERIFIED, "The published plan."),
    source=None,
    sha256="0" * 64,
)

RULES = RuleSet(
    id="starts-from-2022",
    starts_from=None,
    starts_before=None,
    minimum_duration=Period(372, Unit.DAYS, Verification.VERIFIED, "The rules of 2022."),
    review_interval=Period(12, Unit.WEEKS, Verification.VERIFIED, "The rules of 2022."),
    part_time=None,
    english_and_maths=EnglishAndMathsRule(
        Asks.ACHIEVEMENT, Asks.EMPLOYERS_CHOICE, Verification.VERIFIED, "The rules of 2022."
    ),
)

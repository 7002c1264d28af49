"""An assessment plan: what a standard asks for at the gateway and after it, as data."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from app.domain.people import Role
from app.domain.standards import CriterionKind, Verification


class Label(StrEnum):
    """The words on screen that differ from plan to plan."""

    CRITERIA = "criteria"
    PROVIDER = "provider"
    LINE_MANAGER = "line_manager"
    ASSESSOR = "assessor"
    GATEWAY = "gateway"
    END_POINT_ASSESSMENT = "end_point_assessment"
    ASSESSMENT_ORGANISATION = "assessment_organisation"
    INDEPENDENT_ASSESSOR = "independent_assessor"


USUAL_LABELS: Mapping[Label, str] = {
    Label.CRITERIA: "KSBs",
    Label.PROVIDER: "training provider",
    Label.LINE_MANAGER: "line manager",
    Label.ASSESSOR: "assessor",
    Label.GATEWAY: "gateway",
    Label.END_POINT_ASSESSMENT: "end-point assessment",
    Label.ASSESSMENT_ORGANISATION: "end-point assessment organisation",
    Label.INDEPENDENT_ASSESSOR: "independent assessor",
}


class ComputedRequirement(StrEnum):
    """The ids of the gateway requirements that Gatepost works out for itself."""

    CRITERIA_MET = "criteria_met"
    SUFFICIENCY = "sufficiency"
    MINIMUM_DURATION = "minimum_duration"
    RETURNED_PIECES = "returned_pieces"
    EMPLOYER_CONFIRMATION = "employer_confirmation"
    PROGRESS_REVIEWS = "progress_reviews"
    PORTFOLIO_PIECES = "portfolio_pieces"
    PORTFOLIO_ANNEX = "portfolio_annex"
    PORTFOLIO_REFLECTION = "portfolio_reflection"
    MANDATORY_QUALIFICATION = "mandatory_qualification"
    ENGLISH_AND_MATHS = "english_and_maths"
    OFF_THE_JOB_HOURS = "off_the_job_hours"


class Reflection(StrEnum):
    """What a plan says of reflective accounts in the portfolio."""

    FORBIDDEN = "forbidden"
    ALLOWED = "allowed"
    REQUIRED = "required"


class Grade(StrEnum):
    """The grades that the certificate service knows, and fail, which is never certified."""

    FAIL = "fail"
    PASS = "pass"
    CREDIT = "credit"
    MERIT = "merit"
    DISTINCTION = "distinction"
    PASS_WITH_EXCELLENCE = "pass_with_excellence"
    OUTSTANDING = "outstanding"
    NO_GRADE_AWARDED = "no_grade_awarded"


class MethodResult(StrEnum):
    """Whether a method is assessed here, its result comes from elsewhere, or it is only read.

    A portfolio that underpins a discussion is read, and not marked.
    """

    ASSESSED = "assessed"
    IMPORTED = "imported"
    READ = "read"


class AttemptKind(StrEnum):
    """A resit needs no more learning, a retake does."""

    FIRST = "first"
    RESIT = "resit"
    RETAKE = "retake"


class Quantifier(StrEnum):
    """Whether one method's grade is enough for a row of the grade table, or all must have it."""

    ANY = "any"
    ALL = "all"


DECLARATIONS = "declarations"
"""The id of the requirement that the gateway itself sees to: it is no part of readiness."""


@dataclass(frozen=True)
class SufficiencyRules:
    """Of how many kinds the evidence for a criterion must be, and how recent its newest piece.

    ``within_months`` is None where the plan sets no age.
    """

    kinds_per_criterion: int
    within_months: int | None
    status: Verification
    source: str | None

    @property
    def asks_anything(self) -> bool:
        return self.kinds_per_criterion > 1 or self.within_months is not None


@dataclass(frozen=True)
class PortfolioRules:
    """How large a portfolio may be, and what it must and must not hold.

    A count that is None is not set by the plan, or not known.
    """

    fewest_pieces: int | None
    most_pieces: int | None
    reflection: Reflection
    mapping_annex: bool
    employer_statement: bool
    status: Verification
    source: str | None


@dataclass(frozen=True)
class GatewayRequirement:
    """One thing that must be so before the gateway, and who sees to it."""

    id: str
    text: str
    who: Role
    blocking: bool
    status: Verification
    source: str | None

    @property
    def computed(self) -> ComputedRequirement | None:
        """The rule that works it out, or None where the report does not cover it yet."""
        return ComputedRequirement(self.id) if self.id in set(ComputedRequirement) else None


@dataclass(frozen=True)
class Method:
    """An assessment method; `criteria` is empty where the published allocation is not known."""

    id: str
    name: str
    result: MethodResult
    portfolio_based: bool
    grades: tuple[Grade, ...]
    criteria: tuple[str, ...]
    status: Verification
    source: str | None
    descriptors: Mapping[Grade, str] = field(default_factory=dict)
    """What the plan says that a performance of each grade is like."""

    @property
    def is_marked(self) -> bool:
        return self.result is not MethodResult.READ


@dataclass(frozen=True)
class AttemptRule:
    """By when, in months from the result, and the best grade to be had; None where not set."""

    within_months: int | None = None
    best_grade: Grade | None = None


@dataclass(frozen=True)
class AttemptRules:
    """What may be tried again, and how; `only_failed` where other methods may not."""

    only_failed: bool
    resit: AttemptRule
    retake: AttemptRule
    status: Verification
    source: str | None

    def of(self, kind: AttemptKind) -> AttemptRule:
        match kind:
            case AttemptKind.FIRST:
                return AttemptRule()
            case AttemptKind.RESIT:
                return self.resit
            case AttemptKind.RETAKE:
                return self.retake


NO_ATTEMPT_RULES = AttemptRules(
    only_failed=True,
    resit=AttemptRule(),
    retake=AttemptRule(),
    status=Verification.UNVERIFIED,
    source=None,
)
"""Where a plan says nothing: failed methods only, without a cap or a day."""


@dataclass(frozen=True)
class GradeRow:
    """Where any, or all, of the methods have `grade`, the overall grade is `overall`."""

    methods: Quantifier
    grade: Grade
    overall: Grade


@dataclass(frozen=True)
class GradeTable:
    """How the methods' grades combine: the first row that fits decides, else `otherwise`."""

    rows: tuple[GradeRow, ...]
    otherwise: Grade
    status: Verification
    source: str | None


@dataclass(frozen=True)
class Plan:
    """The assessment plan of one version of a standard, named by the hash of its body."""

    reference: str
    version: str
    status: Verification
    labels: Mapping[Label, str]
    required_for_gateway: tuple[CriterionKind, ...]
    pieces_per_criterion: int
    sufficiency: SufficiencyRules
    portfolio: PortfolioRules
    gateway_requirements: tuple[GatewayRequirement, ...]
    methods: tuple[Method, ...]
    grade_table: GradeTable
    source: str | None
    sha256: str
    attempts: AttemptRules = NO_ATTEMPT_RULES

    def method(self, method_id: str) -> Method | None:
        return next((item for item in self.methods if item.id == method_id), None)

    def requirement(self, computed: ComputedRequirement) -> GatewayRequirement | None:
        """The plan's entry for one computed requirement; None where the plan does not ask it."""
        return next((item for item in self.gateway_requirements if item.id == computed), None)

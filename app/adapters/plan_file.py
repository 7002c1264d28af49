"""The shape of an assessment plan's file, in which the plan is also stored.

A field that is added later needs a default: plans that were stored before must still be read.
"""

from typing import Annotated, Literal

from pydantic import Field

from app.adapters.shapes import Checked, Code, Key, Line, Reference, Shape
from app.adapters.standard_file import StandardFile
from app.domain import plans
from app.domain.canonical import canonical_json, sha256_of
from app.domain.people import Role
from app.domain.plans import ComputedRequirement, Label
from app.domain.standards import CriterionKind, code_order


class SufficiencyShape(Checked):
    """What the evidence for each criterion must be, beside its number."""

    kinds_per_criterion: Annotated[int, Field(ge=1, le=20)] = 1
    """Of how many different kinds the evidence for each criterion is."""
    within_months: Annotated[int, Field(ge=1, le=600)] | None = None
    """How old the work in the newest piece for each criterion may be."""

    def to_rules(self) -> plans.SufficiencyRules:
        return plans.SufficiencyRules(
            self.kinds_per_criterion, self.within_months, self.status, self.source
        )


class PortfolioShape(Checked):
    """What the plan says of the portfolio. A count that is left out is not set, or not known."""

    fewest_pieces: Annotated[int, Field(ge=1)] | None = None
    most_pieces: Annotated[int, Field(ge=1)] | None = None
    reflection: plans.Reflection = plans.Reflection.ALLOWED
    mapping_annex: bool = True
    """Evidence is mapped to the criteria in an annex, with the page or time."""
    employer_statement: bool = True
    """The employer states that the evidence is the apprentice's own work."""

    def to_rules(self) -> plans.PortfolioRules:
        return plans.PortfolioRules(
            fewest_pieces=self.fewest_pieces,
            most_pieces=self.most_pieces,
            reflection=self.reflection,
            mapping_annex=self.mapping_annex,
            employer_statement=self.employer_statement,
            status=self.status,
            source=self.source,
        )


class RequirementShape(Checked):
    id: Key
    """Gatepost works these out itself: criteria_met, sufficiency, minimum_duration,
    returned_pieces, employer_confirmation, progress_reviews, portfolio_pieces, portfolio_annex,
    portfolio_reflection, mandatory_qualification, english_and_maths, off_the_job_hours. Others are
    listed as not covered."""
    text: Line
    who: Role
    """Who sees to it."""
    blocking: bool = False
    """Whether nobody is ready while this is unmet. Nothing blocks unless it says so."""

    def to_requirement(self) -> plans.GatewayRequirement:
        return plans.GatewayRequirement(
            self.id, self.text, self.who, self.blocking, self.status, self.source
        )


class MethodShape(Checked):
    id: Key
    name: Line
    result: plans.MethodResult = plans.MethodResult.ASSESSED
    """Whether it is assessed here, its result is imported, or it is only read: not marked."""
    portfolio_based: bool = False
    grades: Annotated[tuple[plans.Grade, ...], Field(min_length=2)]
    """From the lowest to the highest. Where the method is only read, none is given."""
    descriptors: dict[plans.Grade, Line] = Field(default={})
    """What a performance of each grade is like, in the plan's words."""
    criteria: tuple[Code, ...] = ()
    """The criteria allocated to this method; leave out where the allocation is not known."""

    def to_method(self) -> plans.Method:
        return plans.Method(
            id=self.id,
            name=self.name,
            result=self.result,
            portfolio_based=self.portfolio_based,
            grades=self.grades,
            criteria=tuple(sorted(self.criteria, key=code_order)),
            status=self.status,
            source=self.source,
            descriptors=self.descriptors,
        )


class AttemptRuleShape(Shape):
    within_months: Annotated[int, Field(ge=1, le=60)] | None = None
    """By when, in months from the result."""
    best_grade: plans.Grade | None = None
    """The best grade to be had, save in exceptional circumstances."""

    def to_rule(self) -> plans.AttemptRule:
        return plans.AttemptRule(self.within_months, self.best_grade)


class AttemptsShape(Checked):
    """What may be tried again after a result, by when, and with which grade at best."""

    only_failed: bool = True
    """Whether methods that were not failed may not be tried again."""
    resit: AttemptRuleShape = AttemptRuleShape()
    """Another attempt without more learning."""
    retake: AttemptRuleShape = AttemptRuleShape()
    """Another attempt after more learning."""

    def to_rules(self) -> plans.AttemptRules:
        return plans.AttemptRules(
            only_failed=self.only_failed,
            resit=self.resit.to_rule(),
            retake=self.retake.to_rule(),
            status=self.status,
            source=self.source,
        )


class GradeRowShape(Shape):
    methods: plans.Quantifier
    grade: plans.Grade
    overall: plans.Grade


class GradeTableShape(Checked):
    """How the methods' grades combine. The first row that fits decides."""

    rows: tuple[GradeRowShape, ...] = (
        GradeRowShape(
            methods=plans.Quantifier.ANY, grade=plans.Grade.FAIL, overall=plans.Grade.FAIL
        ),
        GradeRowShape(
            methods=plans.Quantifier.ALL,
            grade=plans.Grade.DISTINCTION,
            overall=plans.Grade.DISTINCTION,
        ),
    )
    otherwise: plans.Grade = plans.Grade.PASS

    def to_table(self) -> plans.GradeTable:
        return plans.GradeTable(
            rows=tuple(plans.GradeRow(row.methods, row.grade, row.overall) for row in self.rows),
            otherwise=self.otherwise,
            status=self.status,
            source=self.source,
        )


# What is asked where no plan has been recorded: the requirements that Gatepost works out itself.
USUAL_REQUIREMENTS = (
    RequirementShape(
        id=ComputedRequirement.CRITERIA_MET,
        text="Every criterion that counts for the gateway is met by signed-off evidence.",
        who=Role.APPRENTICE,
        blocking=True,
    ),
    RequirementShape(
        id=ComputedRequirement.SUFFICIENCY,
        text="Every criterion has as many signed-off pieces of evidence as the plan asks for.",
        who=Role.APPRENTICE,
    ),
    RequirementShape(
        id=ComputedRequirement.MINIMUM_DURATION,
        text="The minimum duration for the apprentice’s start date is complete.",
        who=Role.ADMINISTRATOR,
        blocking=True,
    ),
    RequirementShape(
        id=ComputedRequirement.RETURNED_PIECES,
        text="No piece of evidence stands returned with feedback that has not been answered.",
        who=Role.APPRENTICE,
    ),
    RequirementShape(
        id=ComputedRequirement.EMPLOYER_CONFIRMATION,
        text="The employer has confirmed that the evidence is the apprentice’s own work.",
        who=Role.LINE_MANAGER,
    ),
    RequirementShape(
        id=ComputedRequirement.PROGRESS_REVIEWS,
        text="Progress reviews are up to date.",
        who=Role.ASSESSOR,
    ),
)


class PlanFile(Checked):
    """The assessment plan of one version of a standard, as far as it is known."""

    document: Literal["assessment_plan"]
    reference: Reference
    version: Reference
    """The version of the standard, in quotes."""
    labels: dict[Label, Line] = Field(default={})
    """The words that this plan uses on screen, where they differ from the usual ones."""
    required_for_gateway: Annotated[tuple[CriterionKind, ...], Field(min_length=1)] = (
        CriterionKind.KNOWLEDGE,
        CriterionKind.SKILL,
        CriterionKind.BEHAVIOUR,
    )
    pieces_per_criterion: Annotated[int, Field(ge=1, le=100)] = 1
    """How many signed-off pieces are sufficient for each criterion."""
    sufficiency: SufficiencyShape = SufficiencyShape()
    portfolio: PortfolioShape = PortfolioShape()
    gateway_requirements: tuple[RequirementShape, ...] = USUAL_REQUIREMENTS
    methods: tuple[MethodShape, ...] = ()
    grade_table: GradeTableShape = GradeTableShape()
    attempts: AttemptsShape = AttemptsShape()

    def is_for(self, standard: StandardFile) -> bool:
        return (self.reference, self.version) == (standard.reference, standard.version)

    @property
    def body(self) -> str:
        """The canonical form in which the plan is stored."""
        return canonical_json(self.model_dump(mode="json")).decode()

    @property
    def sha256(self) -> str:
        return sha256_of(self.model_dump(mode="json"))

    def to_plan(self, sha256: str) -> plans.Plan:
        """`sha256` is the one that the plan was stored under, or is about to be."""
        return plans.Plan(
            reference=self.reference,
            version=self.version,
            status=self.status,
            labels={**plans.USUAL_LABELS, **self.labels},
            required_for_gateway=self.required_for_gateway,
            pieces_per_criterion=self.pieces_per_criterion,
            sufficiency=self.sufficiency.to_rules(),
            portfolio=self.portfolio.to_rules(),
            gateway_requirements=tuple(item.to_requirement() for item in self.gateway_requirements),
            methods=tuple(method.to_method() for method in self.methods),
            grade_table=self.grade_table.to_table(),
            source=self.source,
            sha256=sha256,
            attempts=self.attempts.to_rules(),
        )

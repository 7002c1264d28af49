"""Standards and their assessment plans as the API tells them."""

from collections.abc import Mapping

from app.domain.people import Role
from app.domain.plans import Label, Method, MethodResult, Plan
from app.domain.standards import CriterionKind, Standard, Verification
from app.web.api.bodies import Listed, Out


class CriterionOut(Out):
    """``text`` is the published wording, character for character."""

    code: str
    kind: CriterionKind
    text: str


class GatewayRequirementOut(Out):
    """One thing that must be so before the gateway, and who sees to it."""

    id: str
    text: str
    who: Role
    blocking: bool
    status: Verification
    source: str | None


class MethodOut(Out):
    """``criteria`` is empty where the published allocation is not known."""

    id: str
    name: str
    result: MethodResult
    portfolio_based: bool
    grades: list[str]
    criteria: list[str]
    status: Verification
    source: str | None


class PlanOut(Out):
    """The plan in force. Unverified, it has not been checked against the published one."""

    sha256: str
    status: Verification
    source: str | None
    labels: dict[Label, str]
    required_for_gateway: list[CriterionKind]
    pieces_per_criterion: int
    gateway_requirements: list[GatewayRequirementOut]
    methods: list[MethodOut]


class StandardOut(Out):
    """One version of a standard. ``duties`` holds those whose published KSBs are recorded.

    ``practice_areas`` are what a piece of evidence may name; their names are beside them.
    """

    reference: str
    version: str
    title: str
    level: int
    criteria: list[CriterionOut]
    duties: dict[str, list[str]]
    practice_areas: list[str]
    practice_area_names: dict[str, str]
    plan: PlanOut


class StandardList(Listed[StandardOut]):
    """Every standard that is loaded."""


def standard_out(standard: Standard, plan: Plan) -> StandardOut:
    return StandardOut(
        reference=standard.reference,
        version=standard.version,
        title=standard.title,
        level=standard.level,
        criteria=[
            CriterionOut(code=each.code, kind=each.kind, text=each.text)
            for each in standard.criteria
        ],
        duties=_lists(standard.duty_map),
        practice_areas=[area.key for area in standard.practice_areas],
        practice_area_names={area.key: area.name for area in standard.practice_areas},
        plan=_plan_out(plan),
    )


def _plan_out(plan: Plan) -> PlanOut:
    return PlanOut(
        sha256=plan.sha256,
        status=plan.status,
        source=plan.source,
        labels=dict(plan.labels),
        required_for_gateway=list(plan.required_for_gateway),
        pieces_per_criterion=plan.pieces_per_criterion,
        gateway_requirements=[
            GatewayRequirementOut(
                id=each.id,
                text=each.text,
                who=each.who,
                blocking=each.blocking,
                status=each.status,
                source=each.source,
            )
            for each in plan.gateway_requirements
        ],
        methods=[_method_out(method) for method in plan.methods],
    )


def _method_out(method: Method) -> MethodOut:
    return MethodOut(
        id=method.id,
        name=method.name,
        result=method.result,
        portfolio_based=method.portfolio_based,
        grades=[grade.value for grade in method.grades],
        criteria=list(method.criteria),
        status=method.status,
        source=method.source,
    )


def _lists(of: Mapping[str, tuple[str, ...]]) -> dict[str, list[str]]:
    return {key: list(values) for key, values in of.items()}

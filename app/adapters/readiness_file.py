"""The shape of a readiness report in `portfolio.json`: that of the API."""

import uuid
from typing import Annotated

from pydantic import AwareDatetime, Field

from app.adapters.portfolio_parts import Sha256, TotalShape
from app.adapters.shapes import Code, Reference, Shape
from app.domain.coverage import CriterionStatus
from app.domain.people import Role
from app.domain.standards import CriterionKind

Count = Annotated[int, Field(ge=0)]


class StandardNamed(Shape):
    reference: Reference
    version: str


class CriterionSaid(Shape):
    """A criterion, how far it has come, and the signed-off pieces that meet it."""

    code: Code
    kind: CriterionKind
    status: CriterionStatus
    signed_off: Count
    submitted: Count
    draft: Count
    evidence: tuple[uuid.UUID, ...]


class RequirementSaid(Shape):
    """A requirement of the gateway: met or not, why, and who must act where it is not."""

    id: Annotated[str, Field(max_length=100)]
    met: bool
    blocking: bool
    why: str
    who: Role
    unverified: bool


class ReadinessShape(Shape):
    apprenticeship: uuid.UUID
    standard: StandardNamed
    plan_sha256: Sha256
    as_of: AwareDatetime
    ready: bool
    totals: dict[CriterionKind, TotalShape]
    criteria: Annotated[tuple[CriterionSaid, ...], Field(max_length=1000)]
    requirements: Annotated[tuple[RequirementSaid, ...], Field(max_length=200)]

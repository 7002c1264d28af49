"""Gateway readiness: the report of one apprenticeship, as a value and as a document."""

from datetime import datetime
from typing import Any
from uuid import UUID

from fastapi import Response

from app.domain.coverage import CriterionStatus
from app.domain.people import Role
from app.domain.standards import CriterionKind
from app.reports.readiness import as_json, readiness_report
from app.reports.readiness_pdf import as_pdf, pdf_name
from app.web.api.apprenticeships_bodies import StandardNamed
from app.web.api.bodies import Out
from app.web.api.routing import api_router
from app.web.deps import ApiPerson, CurrentDatabase, Now
from app.web.downloads import content_disposition

router = api_router("Readiness")

PDF: dict[int | str, dict[str, Any]] = {
    200: {"content": {"application/pdf": {"schema": {"type": "string", "format": "binary"}}}}
}


class TotalOut(Out):
    met: int
    of: int


class TotalsOut(Out):
    knowledge: TotalOut
    skill: TotalOut
    behaviour: TotalOut
    duty: TotalOut


class CriterionCoverageOut(Out):
    """How many pieces stand where; ``evidence`` lists the signed-off pieces that meet it."""

    code: str
    kind: CriterionKind
    status: CriterionStatus
    signed_off: int
    submitted: int
    draft: int
    evidence: list[UUID]


class RequirementOut(Out):
    """``who`` must act where it is not met. Unverified, its rule was not read in a source."""

    id: str
    met: bool
    blocking: bool
    why: str
    who: Role
    unverified: bool


class ReadinessOut(Out):
    """``ready`` is true exactly when no blocking requirement is unmet."""

    apprenticeship: UUID
    standard: StandardNamed
    plan_sha256: str
    as_of: datetime
    ready: bool
    totals: TotalsOut
    criteria: list[CriterionCoverageOut]
    requirements: list[RequirementOut]


@router.get("/apprenticeships/{apprenticeship_id}/readiness")
def get_readiness(
    apprenticeship_id: UUID, person: ApiPerson, database: CurrentDatabase, now: Now
) -> ReadinessOut:
    """Read whether an apprentice is ready for the gateway, what is not met, and who must act."""
    with database.read() as session:
        report = readiness_report(session, person, apprenticeship_id, now=now)
    return ReadinessOut.model_validate(as_json(report))


@router.get(
    "/apprenticeships/{apprenticeship_id}/readiness.pdf",
    response_class=Response,
    responses=PDF,
)
def get_readiness_document(
    apprenticeship_id: UUID, person: ApiPerson, database: CurrentDatabase, now: Now
) -> Response:
    """Read the same as a document to keep and sign."""
    with database.read() as session:
        report = readiness_report(session, person, apprenticeship_id, now=now)
    return Response(
        as_pdf(report),
        media_type="application/pdf",
        headers={"Content-Disposition": content_disposition(pdf_name(report))},
    )

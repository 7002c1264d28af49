"""Readiness for the gateway: the answer first, then why, then every KSB, and the same on paper."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response

from app.domain.calendar import today_in_london
from app.queries.homes import own_apprenticeship
from app.reports.readiness import readiness_report
from app.reports.readiness_pdf import as_pdf, pdf_name
from app.web.deps import CurrentDatabase, Now, SignedInPerson
from app.web.downloads import content_disposition
from app.web.notices import see_other
from app.web.pages.readiness_contexts import criteria_page, readiness_page
from app.web.pages.readiness_tasks import Shown, readiness_path
from app.web.rendering import render

router = APIRouter(include_in_schema=False)


@router.get("/readiness")
def show_own_readiness(
    request: Request, person: SignedInPerson, database: CurrentDatabase, now: Now
) -> Response:
    """An apprentice need not know which apprenticeship is theirs."""
    with database.read() as session:
        own = own_apprenticeship(session, person, today=today_in_london(now))
    return see_other(request, readiness_path(own.id))


@router.get("/apprenticeships/{apprenticeship_id}/readiness")
def show_readiness(
    request: Request,
    apprenticeship_id: UUID,
    person: SignedInPerson,
    database: CurrentDatabase,
    now: Now,
) -> Response:
    with database.read() as session:
        report = readiness_report(session, person, apprenticeship_id, now=now)
    return render(request, readiness_page(report))


@router.get("/apprenticeships/{apprenticeship_id}/readiness/criteria")
def show_criteria(
    request: Request,
    apprenticeship_id: UUID,
    person: SignedInPerson,
    database: CurrentDatabase,
    now: Now,
    show: Annotated[Shown, Query()] = Shown.ALL,
) -> Response:
    with database.read() as session:
        report = readiness_report(session, person, apprenticeship_id, now=now)
    return render(request, criteria_page(report, show))


@router.get("/apprenticeships/{apprenticeship_id}/readiness.pdf")
def save_readiness(
    apprenticeship_id: UUID, person: SignedInPerson, database: CurrentDatabase, now: Now
) -> Response:
    with database.read() as session:
        report = readiness_report(session, person, apprenticeship_id, now=now)
    return Response(
        as_pdf(report),
        media_type="application/pdf",
        headers={
            "Content-Disposition": content_disposition(pdf_name(report)),
            "Cache-Control": "private, no-store",
        },
    )

"""The gateway report, as it was issued."""

from uuid import UUID

from fastapi import APIRouter, Request, Response

from app.adapters.db import Database
from app.domain.calendar import today_in_london
from app.domain.errors import NotFound
from app.domain.issued import IssuedKind
from app.domain.permissions import check_can_see_report, may_see_report
from app.queries.apprenticeships import get_apprenticeship_for
from app.queries.gateway import Gateway
from app.queries.issued import issued_about
from app.queries.passages import present_passage
from app.web.deps import CurrentDatabase, CurrentStorage, Now, SignedInPerson
from app.web.downloads import to_be_saved

router = APIRouter(include_in_schema=False)


def report_of(database: Database, found: Gateway) -> tuple[str, bool]:
    """Where the report is, for those who may see it, and whether it is still being made."""
    if found.passage is None or not may_see_report(found.apprenticeship.standing):
        return "", False
    with database.read() as session:
        report = issued_about(session, found.passage.id, IssuedKind.READINESS)
    address = f"/apprenticeships/{found.apprenticeship.id}/gateway/report.pdf"
    return (address, False) if report else ("", True)


@router.get("/apprenticeships/{apprenticeship_id}/gateway/report.pdf")
@router.head("/apprenticeships/{apprenticeship_id}/gateway/report.pdf")
def save_report(
    request: Request,
    apprenticeship_id: UUID,
    database: CurrentDatabase,
    storage: CurrentStorage,
    person: SignedInPerson,
    now: Now,
) -> Response:
    with database.read() as session:
        found = get_apprenticeship_for(
            session, person, apprenticeship_id, today=today_in_london(now)
        )
        check_can_see_report(found.standing)
        passage = present_passage(session, apprenticeship_id)
        report = issued_about(session, passage.id, IssuedKind.READINESS) if passage else None
    if report is None:
        raise NotFound("There is no gateway report yet.")
    return to_be_saved(request, storage, report.provider_id, report)

"""Independent assessment: allocated, checked, graded, confirmed, released."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Request, Response

from app.actions import assessments, handover, results
from app.actions.readings import note_reading_of_snapshot
from app.adapters.db import Database
from app.domain.calendar import today_in_london
from app.domain.people import Person
from app.queries.assessments import list_assessments_for
from app.queries.attempts import progress_of
from app.queries.conflicts import get_assessment_to_read, get_assessment_with_portfolio
from app.queries.handed_over import pieces_handed_over
from app.reports.result import as_json, is_unverified, statement_of_result
from app.web.api.assessments_answers import (
    AssessmentList,
    AssessmentOut,
    PortfolioHandedOverOut,
    ResultOut,
    assessment_out,
    line_out,
    piece_out,
)
from app.web.api.assessments_bodies import (
    AllocationIn,
    AttemptIn,
    ComponentChecksIn,
    MarkIn,
    PlanningIn,
    VersionIn,
)
from app.web.api.bodies import Cursor
from app.web.api.description import refusals
from app.web.api.idempotency import OnceDatabase
from app.web.api.readiness import PDF
from app.web.api.routing import api_router
from app.web.bodies import JsonBody
from app.web.deps import ApiPerson, CurrentDatabase, CurrentStorage, Now
from app.web.result_document import result_document

router = api_router("Independent assessment")


@router.get("/apprenticeships/{apprenticeship_id}/result")
def get_result(
    apprenticeship_id: UUID, person: ApiPerson, database: CurrentDatabase, now: Now
) -> ResultOut:
    """Read the result of an apprentice, once it was released."""
    with database.read() as session:
        statement = statement_of_result(session, person, apprenticeship_id, now=now)
    return ResultOut.model_validate(as_json(statement))


@router.get(
    "/apprenticeships/{apprenticeship_id}/result.pdf", response_class=Response, responses=PDF
)
def get_result_document(
    request: Request,
    apprenticeship_id: UUID,
    person: ApiPerson,
    database: CurrentDatabase,
    storage: CurrentStorage,
    now: Now,
) -> Response:
    """Read the same as a document to keep."""
    return result_document(request, database, storage, apprenticeship_id, by=person, now=now)


@router.get("/assessments")
def list_assessments(
    person: ApiPerson, database: CurrentDatabase, now: Now, cursor: Cursor = None
) -> AssessmentList:
    """List what was handed over to your organisation, by the name of the apprentice."""
    with database.read() as session:
        page = list_assessments_for(
            session, person, today=today_in_london(now), cursor=cursor or None
        )
    return AssessmentList(items=[line_out(each) for each in page.items], next=page.next)


@router.get("/assessments/{assessment_id}", responses=refusals(403))
def get_assessment(
    assessment_id: UUID, person: ApiPerson, database: CurrentDatabase, now: Now
) -> AssessmentOut:
    """Read one assessment."""
    return _as_it_stands(database, assessment_id, person, now)


@router.get("/assessments/{assessment_id}/portfolio", responses=refusals(403))
def get_portfolio(
    assessment_id: UUID, person: ApiPerson, database: CurrentDatabase, now: Now
) -> PortfolioHandedOverOut:
    """Read the portfolio as it stood at the gateway. Every reading is noted."""
    with database.read() as session:
        found = get_assessment_with_portfolio(
            session, person, assessment_id, today=today_in_london(now)
        )
        pieces = pieces_handed_over(session, found, progress_of(session, found).snapshot)
    note_reading_of_snapshot(
        database, [(piece.evidence_id, piece.revision) for piece in pieces], by=person, now=now
    )
    return PortfolioHandedOverOut(pieces=[piece_out(each) for each in pieces])


@router.post("/assessments/{assessment_id}/allocate", responses=refusals(403))
def allocate(
    assessment_id: UUID,
    body: Annotated[AllocationIn, Depends(JsonBody(AllocationIn))],
    person: ApiPerson,
    database: OnceDatabase,
    now: Now,
) -> AssessmentOut:
    """Allocate an independent assessor. A conflict of interest is named."""
    handover.allocate(
        database,
        assessment_id,
        body.independent_assessor,
        version=body.version,
        by=person,
        now=now,
    )
    return _as_it_stands(database, assessment_id, person, now)


@router.post("/assessments/{assessment_id}/checks", responses=refusals(403))
def check_on_receipt(
    assessment_id: UUID,
    body: Annotated[ComponentChecksIn, Depends(JsonBody(ComponentChecksIn))],
    person: ApiPerson,
    database: OnceDatabase,
    now: Now,
) -> AssessmentOut:
    """Accept or reject requirements of what was handed over. Accepted ones stay so."""
    handover.check_on_receipt(
        database, assessment_id, body.checks(), version=body.version, by=person, now=now
    )
    return _as_it_stands(database, assessment_id, person, now)


@router.post("/assessments/{assessment_id}/methods/{method}/plan", responses=refusals(403))
def plan_method(
    assessment_id: UUID,
    method: str,
    body: Annotated[PlanningIn, Depends(JsonBody(PlanningIn))],
    person: ApiPerson,
    database: OnceDatabase,
    now: Now,
) -> AssessmentOut:
    """Say on which day a method takes place."""
    assessments.plan_method(
        database,
        assessment_id,
        method,
        body.planned_on,
        version=body.version,
        by=person,
        now=now,
    )
    return _as_it_stands(database, assessment_id, person, now)


@router.post("/assessments/{assessment_id}/methods/{method}/grade", responses=refusals(403))
def grade_method(
    assessment_id: UUID,
    method: str,
    body: Annotated[MarkIn, Depends(JsonBody(MarkIn))],
    person: ApiPerson,
    database: OnceDatabase,
    now: Now,
) -> AssessmentOut:
    """Grade a method, in place of a grade that was not confirmed yet."""
    assessments.grade_method(
        database, assessment_id, method, body.mark(), version=body.version, by=person, now=now
    )
    return _as_it_stands(database, assessment_id, person, now)


@router.post("/assessments/{assessment_id}/methods/{method}/attempts", responses=refusals(403))
def try_again(
    assessment_id: UUID,
    method: str,
    body: Annotated[AttemptIn, Depends(JsonBody(AttemptIn))],
    person: ApiPerson,
    database: OnceDatabase,
    now: Now,
) -> AssessmentOut:
    """Open a resit or a retake of a method after a released result."""
    results.try_again(
        database, assessment_id, method, body.kind, version=body.version, by=person, now=now
    )
    return _as_it_stands(database, assessment_id, person, now)


@router.post("/assessments/{assessment_id}/confirm", responses=refusals(403))
def confirm_result(
    assessment_id: UUID,
    body: Annotated[VersionIn, Depends(JsonBody(VersionIn))],
    person: ApiPerson,
    database: OnceDatabase,
    now: Now,
) -> AssessmentOut:
    """Confirm a provisional result that you took no part in."""
    results.confirm_result(database, assessment_id, version=body.version, by=person, now=now)
    return _as_it_stands(database, assessment_id, person, now)


@router.post("/assessments/{assessment_id}/release", responses=refusals(403))
def release_result(
    assessment_id: UUID,
    body: Annotated[VersionIn, Depends(JsonBody(VersionIn))],
    person: ApiPerson,
    database: OnceDatabase,
    now: Now,
) -> AssessmentOut:
    """Release a confirmed result to the apprentice and their people."""
    results.release_result(database, assessment_id, version=body.version, by=person, now=now)
    return _as_it_stands(database, assessment_id, person, now)


def _as_it_stands(
    database: Database, assessment_id: UUID, person: Person, now: datetime
) -> AssessmentOut:
    with database.read() as session:
        found = get_assessment_to_read(session, person, assessment_id, today=today_in_london(now))
        progress = progress_of(session, found)
    return assessment_out(found, progress, unverified=is_unverified(progress.plan))

"""The lists around one apprentice, the queue and a standard, as files for a spreadsheet."""

from datetime import datetime
from uuid import UUID

from fastapi import APIRouter, Request, Response
from sqlmodel import Session

from app.adapters.sheets import Sheet, SheetFormat
from app.domain.calendar import today_in_london
from app.domain.people import Person
from app.domain.permissions import check_has_queue
from app.queries.apprenticeships import Apprenticeship, get_apprenticeship_for
from app.queries.attempts import snapshot_of
from app.queries.conflicts import get_assessment_with_portfolio
from app.queries.evidence_list import list_evidence
from app.queries.handed_over import pieces_handed_over
from app.queries.homes import own_apprenticeship
from app.queries.off_the_job import off_the_job_hours_of
from app.queries.qualifications import qualifications_of
from app.queries.reviews import reviews_of
from app.queries.sign_off_queue import evidence_awaiting_sign_off
from app.queries.standards import get_standard, get_standard_by_id
from app.reports.lists import AT_ONCE, every
from app.reports.lists_of_assessment import portfolio_sheet
from app.reports.lists_of_requirements import hours_sheet, qualifications_sheet
from app.reports.lists_of_work import (
    criteria_sheet,
    evidence_sheet,
    queue_sheet,
    reviews_sheet,
    standard_sheet,
)
from app.reports.readiness import readiness_report
from app.web.deps import CurrentDatabase, Now, SignedInPerson
from app.web.forms import evidence_filters, queue_filters
from app.web.spreadsheets import save_sheet

router = APIRouter(include_in_schema=False)


@router.get("/evidence.{ending}")
def save_own_evidence(
    request: Request,
    ending: SheetFormat,
    database: CurrentDatabase,
    person: SignedInPerson,
    now: Now,
) -> Response:
    with database.read() as session:
        own = own_apprenticeship(session, person, today=today_in_london(now))
        return save_sheet(_evidence(session, request, person, own, now), ending)


@router.get("/apprenticeships/{apprenticeship_id}/evidence.{ending}")
def save_their_evidence(
    request: Request,
    apprenticeship_id: UUID,
    ending: SheetFormat,
    database: CurrentDatabase,
    person: SignedInPerson,
    now: Now,
) -> Response:
    with database.read() as session:
        theirs = _theirs(session, person, apprenticeship_id, now)
        return save_sheet(_evidence(session, request, person, theirs, now), ending)


@router.get("/queue.{ending}")
def save_queue(
    request: Request,
    ending: SheetFormat,
    database: CurrentDatabase,
    person: SignedInPerson,
    now: Now,
) -> Response:
    check_has_queue(person)
    narrowed, today = queue_filters.read_filters(request.query_params), today_in_london(now)
    with database.read() as session:
        waiting = every(
            lambda cursor: evidence_awaiting_sign_off(
                session, person, narrowed, today=today, cursor=cursor, limit=AT_ONCE
            )
        )
        return save_sheet(queue_sheet(waiting, now), ending)


@router.get("/apprenticeships/{apprenticeship_id}/reviews.{ending}")
def save_reviews(
    apprenticeship_id: UUID,
    ending: SheetFormat,
    database: CurrentDatabase,
    person: SignedInPerson,
    now: Now,
) -> Response:
    with database.read() as session:
        theirs = _theirs(session, person, apprenticeship_id, now)
        return save_sheet(reviews_sheet(theirs, reviews_of(session, theirs), now), ending)


@router.get("/apprenticeships/{apprenticeship_id}/readiness/criteria.{ending}")
def save_criteria(
    apprenticeship_id: UUID,
    ending: SheetFormat,
    database: CurrentDatabase,
    person: SignedInPerson,
    now: Now,
) -> Response:
    with database.read() as session:
        report = readiness_report(session, person, apprenticeship_id, now=now)
    return save_sheet(criteria_sheet(report), ending)


@router.get("/apprenticeships/{apprenticeship_id}/off-the-job.{ending}")
def save_hours(
    apprenticeship_id: UUID,
    ending: SheetFormat,
    database: CurrentDatabase,
    person: SignedInPerson,
    now: Now,
) -> Response:
    with database.read() as session:
        theirs = _theirs(session, person, apprenticeship_id, now)
        return save_sheet(hours_sheet(theirs, off_the_job_hours_of(session, theirs), now), ending)


@router.get("/apprenticeships/{apprenticeship_id}/qualifications.{ending}")
def save_qualifications(
    apprenticeship_id: UUID,
    ending: SheetFormat,
    database: CurrentDatabase,
    person: SignedInPerson,
    now: Now,
) -> Response:
    with database.read() as session:
        theirs = _theirs(session, person, apprenticeship_id, now)
        sheet = qualifications_sheet(theirs, qualifications_of(session, theirs), now)
    return save_sheet(sheet, ending)


@router.get("/standards/{reference}/{version}/criteria.{ending}")
def save_standard(
    reference: str,
    version: str,
    ending: SheetFormat,
    database: CurrentDatabase,
    _person: SignedInPerson,
    now: Now,
) -> Response:
    with database.read() as session:
        standard = get_standard(session, reference, version)
    return save_sheet(standard_sheet(standard, now), ending)


@router.get("/assessments/{assessment_id}/portfolio.{ending}")
def save_portfolio(
    assessment_id: UUID,
    ending: SheetFormat,
    database: CurrentDatabase,
    person: SignedInPerson,
    now: Now,
) -> Response:
    with database.read() as session:
        found = get_assessment_with_portfolio(
            session, person, assessment_id, today=today_in_london(now)
        )
        pieces = pieces_handed_over(session, found, snapshot_of(session, found))
    return save_sheet(portfolio_sheet(found, pieces, now), ending)


def _theirs(
    session: Session, person: Person, apprenticeship_id: UUID, now: datetime
) -> Apprenticeship:
    return get_apprenticeship_for(session, person, apprenticeship_id, today=today_in_london(now))


def _evidence(
    session: Session, request: Request, person: Person, of: Apprenticeship, now: datetime
) -> Sheet:
    narrowed, today = evidence_filters.read_filters(request.query_params), today_in_london(now)
    pieces = every(
        lambda cursor: list_evidence(
            session, person, of, narrowed, today=today, cursor=cursor, limit=AT_ONCE
        )
    )
    return evidence_sheet(of, get_standard_by_id(session, of.standard_id), pieces, now)

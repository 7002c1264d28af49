"""Every list as a file for a spreadsheet: all that its page would show, page after page."""

from datetime import datetime
from uuid import UUID

from fastapi import APIRouter, Request, Response
from sqlmodel import Session

from app.adapters.sheets import Sheet, SheetFormat
from app.domain.calendar import today_in_london
from app.domain.cohort import in_order
from app.domain.people import Person
from app.domain.permissions import check_has_cohort, check_has_queue
from app.queries.apprenticeships import (
    Apprenticeship,
    get_apprenticeship_for,
    list_apprenticeships_for,
)
from app.queries.cohort import cohort_of
from app.queries.evidence_list import list_evidence
from app.queries.homes import own_apprenticeship
from app.queries.organisations import list_employers_for
from app.queries.people import list_people_for
from app.queries.reviews import reviews_of
from app.queries.sign_off_queue import evidence_awaiting_sign_off
from app.queries.standards import get_standard_by_id
from app.reports.lists import (
    AT_ONCE,
    apprenticeships_sheet,
    employers_sheet,
    every,
    people_sheet,
)
from app.reports.lists_of_cohort import cohort_sheet, waits_sheet
from app.reports.lists_of_work import criteria_sheet, evidence_sheet, queue_sheet, reviews_sheet
from app.reports.readiness import readiness_report
from app.web.deps import CurrentDatabase, Now, SignedInPerson
from app.web.forms import evidence_filters, queue_filters
from app.web.forms.apprenticeships import read_apprenticeship_filters
from app.web.forms.cohort import read_view
from app.web.forms.people import read_people_filters
from app.web.spreadsheets import save_sheet

router = APIRouter(include_in_schema=False)


@router.get("/people.{ending}")
def save_people(
    request: Request,
    ending: SheetFormat,
    database: CurrentDatabase,
    person: SignedInPerson,
    now: Now,
) -> Response:
    narrowed = read_people_filters(request.query_params)
    with database.read() as session:
        people = every(
            lambda cursor: list_people_for(
                session,
                person,
                text=narrowed.text,
                role=narrowed.role,
                presence=narrowed.presence,
                cursor=cursor,
                limit=AT_ONCE,
            )
        )
        return save_sheet(people_sheet(people, now), ending)


@router.get("/organisations.{ending}")
def save_employers(
    request: Request,
    ending: SheetFormat,
    database: CurrentDatabase,
    person: SignedInPerson,
    now: Now,
) -> Response:
    name, today = request.query_params.get("name", ""), today_in_london(now)
    with database.read() as session:
        employers = every(
            lambda cursor: list_employers_for(
                session, person, today=today, name=name, cursor=cursor, limit=AT_ONCE
            )
        )
        return save_sheet(employers_sheet(employers, now), ending)


@router.get("/apprenticeships.{ending}")
def save_apprenticeships(
    request: Request,
    ending: SheetFormat,
    database: CurrentDatabase,
    person: SignedInPerson,
    now: Now,
) -> Response:
    narrowed, today = read_apprenticeship_filters(request.query_params), today_in_london(now)
    with database.read() as session:
        found = every(
            lambda cursor: list_apprenticeships_for(
                session,
                person,
                today=today,
                status=narrowed.status,
                name=narrowed.name,
                with_spells_of=[each for each in (narrowed.assessor, narrowed.employer) if each],
                cursor=cursor,
                limit=AT_ONCE,
            )
        )
        return save_sheet(apprenticeships_sheet(session, found, today, now), ending)


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


@router.get("/cohort.{ending}")
def save_cohort(
    request: Request,
    ending: SheetFormat,
    database: CurrentDatabase,
    person: SignedInPerson,
    now: Now,
) -> Response:
    check_has_cohort(person)
    view, today = read_view(request.query_params), today_in_london(now)
    with database.read() as session:
        members = cohort_of(session, person, today=today, with_spells_of=view.holders)
        ordered = in_order(members, view.sort)
        return save_sheet(cohort_sheet(session, person, ordered, today=today, now=now), ending)


@router.get("/cohort/waits.{ending}")
def save_waits(
    ending: SheetFormat, database: CurrentDatabase, person: SignedInPerson, now: Now
) -> Response:
    check_has_cohort(person)
    with database.read() as session:
        sheet = waits_sheet(session, person, today=today_in_london(now), now=now)
    return save_sheet(sheet, ending)


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

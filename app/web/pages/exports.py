"""The lists of a house as files for a spreadsheet: all that their pages show, page after page."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path, Request, Response

from app.adapters.sheets import SheetFormat
from app.domain.calendar import today_in_london
from app.domain.cohort import in_order
from app.domain.messages import MessageKind
from app.domain.permissions import check_has_assessments, check_has_cohort
from app.queries.apprenticeships import list_apprenticeships_for
from app.queries.assessments import list_assessments_for
from app.queries.cohort import cohort_of
from app.queries.organisations import list_employers_for
from app.queries.outbox import waiting_messages_for
from app.queries.people import list_people_for
from app.queries.record_acts import PART, acts_for
from app.reports.lists import (
    AT_ONCE,
    apprenticeships_sheet,
    employers_sheet,
    every,
    people_sheet,
)
from app.reports.lists_of_acts import acts_sheet
from app.reports.lists_of_assessment import assessments_sheet
from app.reports.lists_of_cohort import cohort_sheet, waits_sheet
from app.reports.lists_of_messages import messages_sheet
from app.web.deps import CurrentDatabase, CurrentSettings, Now, SignedInPerson
from app.web.forms.apprenticeships import read_apprenticeship_filters
from app.web.forms.cohort import read_view
from app.web.forms.people import read_people_filters
from app.web.pages.record import MOST
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


@router.get("/messages.{ending}")
def save_messages(
    request: Request,
    ending: SheetFormat,
    database: CurrentDatabase,
    settings: CurrentSettings,
    person: SignedInPerson,
    now: Now,
) -> Response:
    daily = request.query_params.get("kind") == MessageKind.DAILY
    with database.read() as session:
        messages = every(
            lambda cursor: waiting_messages_for(
                session, person, now=now, daily=daily, cursor=cursor, limit=AT_ONCE
            )
        )
        sheet = messages_sheet(
            messages,
            public_url=settings.public_url,
            by_mail=bool(settings.smtp_url),
            daily=daily,
            now=now,
        )
        return save_sheet(sheet, ending)


@router.get("/record/{log}/acts/{part}.{ending}")
def save_acts(
    log: UUID,
    part: Annotated[int, Path(ge=1, le=MOST // PART)],
    ending: SheetFormat,
    database: CurrentDatabase,
    person: SignedInPerson,
    now: Now,
) -> Response:
    with database.read() as session:
        acts = acts_for(session, person, log, part)
    return save_sheet(acts_sheet(acts, part, now), ending)


@router.get("/assessments.{ending}")
def save_assessments(
    ending: SheetFormat, database: CurrentDatabase, person: SignedInPerson, now: Now
) -> Response:
    check_has_assessments(person)
    with database.read() as session:
        assessments = every(
            lambda cursor: list_assessments_for(
                session, person, today=today_in_london(now), cursor=cursor, limit=AT_ONCE
            )
        )
        return save_sheet(assessments_sheet(assessments, person, now), ending)

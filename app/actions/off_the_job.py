"""Off-the-job hours: planned for the programme, and recorded as a total up to a day."""

import uuid
from datetime import date, datetime

from sqlmodel import Session

from app.actions.record import record
from app.adapters.db import Database
from app.domain.apprenticeships import check_open_for_work
from app.domain.calendar import today_in_london
from app.domain.errors import check_fields
from app.domain.events import EventKind
from app.domain.off_the_job import Hours, HoursKind, done_errors, planned_errors
from app.domain.people import Person
from app.domain.permissions import check_can_record_hours
from app.models.apprenticeships import ApprenticeshipRow
from app.models.off_the_job import OffTheJobHoursRow
from app.queries.apprenticeships import Apprenticeship, get_apprenticeship_for
from app.queries.off_the_job import hours_now, off_the_job_hours_of

_EVENTS = {HoursKind.PLANNED: EventKind.HOURS_PLANNED, HoursKind.DONE: EventKind.HOURS_RECORDED}


def plan_hours(
    database: Database,
    apprenticeship_id: uuid.UUID,
    hours: int,
    reason: str = "",
    *,
    by: Person,
    now: datetime,
) -> None:
    """How many hours the whole programme is to have. A change of the plan needs a reason."""
    with database.write() as session:
        apprenticeship = _load(session, apprenticeship_id, by, now)
        before = _before(session, apprenticeship, HoursKind.PLANNED)
        check_fields(*planned_errors(before, hours, reason))
        planned = Hours(hours, today_in_london(now))
        _add(session, apprenticeship, HoursKind.PLANNED, planned, reason, by, now)
        session.commit()


def record_hours(
    database: Database,
    apprenticeship_id: uuid.UUID,
    hours: int,
    on: date,
    reason: str = "",
    *,
    by: Person,
    now: datetime,
) -> None:
    """All hours from the start to the end of ``on``. Fewer than before need a reason."""
    with database.write() as session:
        apprenticeship = _load(session, apprenticeship_id, by, now)
        before, done = _before(session, apprenticeship, HoursKind.DONE), Hours(hours, on)
        check_fields(
            *done_errors(
                before,
                done,
                reason,
                started_on=apprenticeship.started_on,
                today=today_in_london(now),
            )
        )
        _add(session, apprenticeship, HoursKind.DONE, done, reason, by, now)
        session.commit()


def _load(
    session: Session, apprenticeship_id: uuid.UUID, by: Person, now: datetime
) -> Apprenticeship:
    """The apprenticeship is locked, so that two totals at once come one after the other."""
    found = get_apprenticeship_for(session, by, apprenticeship_id, today=today_in_london(now))
    check_can_record_hours(found.standing)
    check_open_for_work(found.status)
    session.get_one(ApprenticeshipRow, apprenticeship_id, with_for_update=True)
    return found


def _before(session: Session, apprenticeship: Apprenticeship, kind: HoursKind) -> Hours | None:
    return hours_now(off_the_job_hours_of(session, apprenticeship), kind)


def _add(
    session: Session,
    apprenticeship: Apprenticeship,
    kind: HoursKind,
    hours: Hours,
    reason: str,
    by: Person,
    now: datetime,
) -> None:
    row = OffTheJobHoursRow(
        id=uuid.uuid4(),
        apprenticeship_id=apprenticeship.id,
        kind=kind,
        hours=hours.hours,
        on=hours.on,
        reason=reason.strip(),
        by_id=by.id,
        role=apprenticeship.standing.role,
        at=now,
    )
    session.add(row)
    record(
        session,
        _EVENTS[kind],
        log=apprenticeship.provider_id,
        by=by,
        role=apprenticeship.standing.role,
        subject_id=row.id,
        now=now,
        apprenticeship_id=apprenticeship.id,
        body={"hours": hours.hours, "on": hours.on.isoformat()},
    )

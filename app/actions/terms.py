"""The terms of an apprenticeship, changed: its dates, its details, its status."""

import uuid
from datetime import date, datetime

from sqlalchemy import select
from sqlmodel import Session, col

from app.actions.appointments import (
    apprenticeship_to_change,
    practice_areas_of,
    record_change,
)
from app.actions.spell_rows import end_spells, spells_going_on
from app.adapters.db import Database
from app.domain.apprenticeships import (
    ApprenticeshipStatus,
    SpellKind,
    check_may_become,
    date_errors,
)
from app.domain.calendar import today_in_london
from app.domain.errors import FieldError, Invalid, RuleBroken, Stale, check_fields
from app.domain.events import EventKind
from app.domain.people import Person
from app.domain.terms import (
    day_error,
    detail_errors,
    reason_error,
    specialism_error,
)
from app.models.apprenticeships import ApprenticeshipRow, PlannedEndChangeRow, SpellRow


def change_details(
    database: Database,
    apprenticeship_id: uuid.UUID,
    *,
    uln: str | None,
    specialism: str | None,
    weekly_hours: int | None,
    version: int | None,
    by: Person,
    now: datetime,
) -> None:
    """``version`` is the one that was looked at: Stale where there is a newer one."""
    check_fields(*detail_errors(uln, weekly_hours))
    with database.write() as session:
        row = apprenticeship_to_change(session, apprenticeship_id, by, now)
        _check_version(row, version)
        check_fields(specialism_error(specialism, practice_areas_of(session, row.standard_id)))
        row.uln = uln or None
        row.specialism = specialism or None
        row.weekly_hours = weekly_hours
        record_change(session, EventKind.APPRENTICESHIP_CHANGED, row, by, now)
        session.commit()


def change_start(
    database: Database,
    apprenticeship_id: uuid.UUID,
    started_on: date,
    *,
    version: int | None,
    by: Person,
    now: datetime,
) -> None:
    """Corrects the start; whoever was there from the first day is there from the new one."""
    check_fields(day_error(started_on, "started_on"))
    with database.write() as session:
        row = apprenticeship_to_change(session, apprenticeship_id, by, now)
        _check_version(row, version)
        check_fields(*date_errors(started_on, row.planned_end_on, field="started_on"))
        before = row.started_on
        _move_first_spells(session, row.id, before, started_on)
        row.started_on = started_on
        body = {"before": before.isoformat(), "after": started_on.isoformat()}
        record_change(session, EventKind.APPRENTICESHIP_CHANGED, row, by, now, body)
        session.commit()


def change_planned_end(
    database: Database,
    apprenticeship_id: uuid.UUID,
    planned_end_on: date,
    reason: str,
    *,
    version: int | None,
    by: Person,
    now: datetime,
) -> None:
    """The reason is kept with the change."""
    check_fields(day_error(planned_end_on, "planned_end_on"), reason_error(reason))
    with database.write() as session:
        row = apprenticeship_to_change(session, apprenticeship_id, by, now)
        _check_version(row, version)
        check_fields(*date_errors(row.started_on, planned_end_on))
        if planned_end_on == row.planned_end_on:
            raise Invalid(FieldError("planned_end_on", "That is the planned end already."))
        change = PlannedEndChangeRow(
            id=uuid.uuid4(),
            apprenticeship_id=row.id,
            before=row.planned_end_on,
            after=planned_end_on,
            reason=reason.strip(),
            by_id=by.id,
            at=now,
        )
        session.add(change)
        row.planned_end_on = planned_end_on
        body = {"change": str(change.id), "after": planned_end_on.isoformat()}
        record_change(session, EventKind.PLANNED_END_CHANGED, row, by, now, body)
        session.commit()


def change_status(
    database: Database,
    apprenticeship_id: uuid.UUID,
    status: ApprenticeshipStatus,
    *,
    by: Person,
    now: datetime,
) -> None:
    """Withdraws an apprentice, or takes them back. Breaks begin and end elsewhere (``breaks``)."""
    with database.write() as session:
        row = apprenticeship_to_change(session, apprenticeship_id, by, now)
        check_may_become(row.status, status)
        if ApprenticeshipStatus.GATEWAY in (row.status, status):
            raise RuleBroken("The gateway is passed, and taken back, on its own page.")
        if ApprenticeshipStatus.BREAK_IN_LEARNING is status or (
            row.status is ApprenticeshipStatus.BREAK_IN_LEARNING
            and status is ApprenticeshipStatus.ON_PROGRAMME
        ):
            raise RuleBroken("Say on which day the break in learning begins or ends.")
        before, today = row.status, today_in_london(now)
        end_spells(
            session,
            spells_going_on(
                session,
                today,
                col(SpellRow.apprenticeship_id) == row.id,
                col(SpellRow.kind) == SpellKind.BREAK,
            ),
            today,
        )
        row.status = status
        record_change(
            session, EventKind.STATUS_CHANGED, row, by, now, {"before": before, "after": status}
        )
        session.commit()


def _move_first_spells(
    session: Session, apprenticeship_id: uuid.UUID, before: date, after: date
) -> None:
    theirs = col(SpellRow.apprenticeship_id) == apprenticeship_id
    overtaken = session.scalars(
        select(col(SpellRow.id)).where(
            theirs,
            ((col(SpellRow.starts_on) == before) & (col(SpellRow.ends_on) <= after))
            | ((col(SpellRow.starts_on) > before) & (col(SpellRow.starts_on) < after)),
        )
    ).first()
    if overtaken is not None:
        raise Invalid(
            FieldError("started_on", "Somebody was handed on, or a break began, before that day.")
        )
    for spell in session.scalars(select(SpellRow).where(theirs, col(SpellRow.starts_on) == before)):
        spell.starts_on = after


def _check_version(row: ApprenticeshipRow, version: int | None) -> None:
    """The row is one version on already."""
    if version is not None and version != row.version - 1:
        raise Stale(
            "Somebody else changed this apprenticeship meanwhile. Look at it again, then change it."
        )

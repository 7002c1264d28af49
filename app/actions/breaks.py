"""Breaks in learning: months that do not count, and do not lock the portfolio."""

import uuid
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlmodel import Session, col

from app.actions.appointments import apprenticeship_to_change, record_change
from app.actions.spell_rows import end_spells, insert_spell, spells_going_on
from app.adapters.db import Database
from app.domain.apprenticeships import ApprenticeshipStatus, SpellKind, check_may_become
from app.domain.calendar import day_in_words, today_in_london
from app.domain.errors import FieldError, Invalid, RuleBroken, check_fields
from app.domain.events import EventKind
from app.domain.people import Person
from app.domain.terms import day_error, reason_error
from app.models.apprenticeships import SpellRow


def begin_break(
    database: Database,
    apprenticeship_id: uuid.UUID,
    starts_on: date,
    reason: str,
    *,
    back_on: date | None = None,
    by: Person,
    now: datetime,
) -> None:
    """From ``starts_on`` the apprentice pauses; with ``back_on``, a break that is over already."""
    check_fields(
        day_error(starts_on, "starts_on"),
        day_error(back_on, "back_on") if back_on else None,
        reason_error(reason),
    )
    with database.write() as session:
        row = apprenticeship_to_change(session, apprenticeship_id, by, now)
        today = today_in_london(now)
        _check_past(starts_on, "starts_on", row.started_on, today)
        if back_on is not None:
            _check_past(back_on, "back_on", starts_on + timedelta(days=1), today)
        _check_no_other_break(session, row.id, starts_on, back_on)
        if back_on is None:
            check_may_become(row.status, ApprenticeshipStatus.BREAK_IN_LEARNING)
            row.status = ApprenticeshipStatus.BREAK_IN_LEARNING
        spell_id = insert_spell(
            session, row.id, SpellKind.BREAK, starts_on, ends_on=back_on, reason=reason.strip()
        )
        body = {"started": [str(spell_id)], "status": row.status}
        record_change(session, EventKind.SPELL_STARTED, row, by, now, body)
        session.commit()


def end_break(
    database: Database, apprenticeship_id: uuid.UUID, back_on: date, *, by: Person, now: datetime
) -> None:
    """``back_on`` is the first day of learning again; the first of the break takes it back."""
    check_fields(day_error(back_on, "back_on"))
    with database.write() as session:
        row = apprenticeship_to_change(session, apprenticeship_id, by, now)
        spell = session.scalars(
            select(SpellRow).where(
                col(SpellRow.apprenticeship_id) == row.id,
                col(SpellRow.kind) == SpellKind.BREAK,
                col(SpellRow.ends_on).is_(None),
            )
        ).one_or_none()
        if spell is None:
            raise RuleBroken("There is no break in learning to end.")
        _check_past(back_on, "back_on", spell.starts_on, today_in_london(now))
        end_spells(session, [spell.id], back_on)
        check_may_become(row.status, ApprenticeshipStatus.ON_PROGRAMME)
        row.status = ApprenticeshipStatus.ON_PROGRAMME
        body = {"ended": [str(spell.id)], "status": row.status}
        record_change(session, EventKind.SPELL_ENDED, row, by, now, body)
        session.commit()


def _check_past(day: date, field: str, earliest: date, today: date) -> None:
    """A break is recorded once it has come, so that the status is true on every day."""
    if day > today:
        raise Invalid(FieldError(field, "Choose today or an earlier day."))
    if day < earliest:
        raise Invalid(FieldError(field, f"Choose {day_in_words(earliest)} or a later day."))


def _check_no_other_break(
    session: Session, apprenticeship_id: uuid.UUID, starts_on: date, back_on: date | None
) -> None:
    others = [
        col(SpellRow.apprenticeship_id) == apprenticeship_id,
        col(SpellRow.kind) == SpellKind.BREAK,
    ]
    if back_on is not None:
        others.append(col(SpellRow.starts_on) < back_on)
    if spells_going_on(session, starts_on, *others):
        raise Invalid(FieldError("starts_on", "There is a break on these days already."))

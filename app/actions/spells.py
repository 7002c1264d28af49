"""Handing on: another employer, line manager or assessor, from a day.

What was decided before stays with who decided it. A spell's last day is the day before its
``ends_on``; one that would have no day is taken back.
"""

import uuid
from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import select
from sqlmodel import Session, col

from app.actions.appointments import (
    ROLE_OF_SPELL,
    appoint,
    apprenticeship_to_change,
    assign_pieces_to_employers,
    colleagues_named,
    employer_named,
    record_change,
)
from app.actions.organisations import lock_house
from app.actions.spell_rows import end_spells, insert_spell, spells_going_on
from app.actions.unconfirmed import count_unconfirmed_again
from app.adapters.db import Database
from app.domain.apprenticeships import SpellKind
from app.domain.calendar import day_in_words
from app.domain.errors import FieldError, Invalid, NotFound, RuleBroken, check_fields
from app.domain.events import EventKind
from app.domain.people import ROLE_NAMES, Person, email_error, name_error
from app.domain.terms import day_error
from app.models.apprenticeships import ApprenticeshipRow, SpellRow
from app.queries.organisations import get_organisation


def hand_on_employer(
    database: Database,
    apprenticeship_id: uuid.UUID,
    employer: str,
    on: date,
    *,
    line_manager: str | None = None,
    by: Person,
    public_url: str,
    now: datetime,
) -> None:
    """The apprentice works for ``employer`` from ``on``, added where it is new.

    The line managers of the employer before end with it; ``line_manager`` is the address of
    the new one. Every piece of evidence goes to the employer of its day.
    """
    check_fields(
        name_error(employer, "employer", "the employer’s name"),
        day_error(on, "on"),
        email_error(line_manager, "line_manager") if line_manager else None,
    )
    with database.write() as session:
        row = apprenticeship_to_change(session, apprenticeship_id, by, now)
        lock_house(session, row.provider_id)
        last = _employer(session, row.id)
        where = employer_named(session, row.provider_id, employer, now)
        if where.id == last.organisation_id:
            raise Invalid(FieldError("employer", f"{where.name} is the employer already."))
        _check_from(on, last.starts_on)
        ended = spells_going_on(
            session,
            on,
            col(SpellRow.apprenticeship_id) == row.id,
            col(SpellRow.kind).in_((SpellKind.EMPLOYER, SpellKind.LINE_MANAGER)),
            col(SpellRow.organisation_id) == last.organisation_id,
        )
        end_spells(session, ended, on)
        started = [insert_spell(session, row.id, SpellKind.EMPLOYER, on, organisation_id=where.id)]
        if line_manager:
            named = ("line_manager", line_manager)
            started.append(_begin(session, row, SpellKind.LINE_MANAGER, named, on, public_url, now))
        assign_pieces_to_employers(session, row.id)
        _record(session, EventKind.SPELL_STARTED, row, by, now, started=started, ended=ended)
        count_unconfirmed_again(session, row.id)
        session.commit()


def begin_spell(
    database: Database,
    apprenticeship_id: uuid.UUID,
    kind: SpellKind,
    email: str,
    on: date,
    *,
    by: Person,
    public_url: str,
    now: datetime,
) -> None:
    """One more line manager or assessor from ``on``: somebody of this provider's house."""
    check_fields(email_error(email), day_error(on, "on"))
    with database.write() as session:
        row = apprenticeship_to_change(session, apprenticeship_id, by, now)
        lock_house(session, row.provider_id)
        started = _begin(session, row, kind, ("email", email), on, public_url, now)
        _record(session, EventKind.SPELL_STARTED, row, by, now, started=[started])
        session.commit()


def hand_on_spell(
    database: Database,
    apprenticeship_id: uuid.UUID,
    spell_id: uuid.UUID,
    email: str,
    on: date,
    *,
    by: Person,
    public_url: str,
    now: datetime,
) -> None:
    """From ``on`` somebody else in place of the line manager or assessor of this spell."""
    check_fields(email_error(email), day_error(on, "on"))
    with database.write() as session:
        row = apprenticeship_to_change(session, apprenticeship_id, by, now)
        lock_house(session, row.provider_id)
        spell = _going_on(session, row, spell_id, on)
        kind = spell.kind
        end_spells(session, [spell_id], on)
        started = _begin(session, row, kind, ("email", email), on, public_url, now)
        _record(session, EventKind.SPELL_STARTED, row, by, now, started=[started], ended=[spell_id])
        session.commit()


def end_spell(
    database: Database,
    apprenticeship_id: uuid.UUID,
    spell_id: uuid.UUID,
    on: date,
    *,
    by: Person,
    now: datetime,
) -> None:
    """From ``on`` the line manager or assessor of this spell is it no more, and sees nothing."""
    check_fields(day_error(on, "on"))
    with database.write() as session:
        row = apprenticeship_to_change(session, apprenticeship_id, by, now)
        _going_on(session, row, spell_id, on)
        end_spells(session, [spell_id], on)
        _record(session, EventKind.SPELL_ENDED, row, by, now, ended=[spell_id])
        session.commit()


def _begin(
    session: Session,
    row: ApprenticeshipRow,
    kind: SpellKind,
    named: tuple[str, str],
    on: date,
    public_url: str,
    now: datetime,
) -> uuid.UUID:
    """``named`` is the field and the address in it."""
    field, email = named
    person = colleagues_named(session, row.provider_id, {field: email})[field]
    if person.id == row.person_id:
        role = ROLE_NAMES[ROLE_OF_SPELL[kind]].lower()
        raise Invalid(FieldError(field, f"Nobody is their own {role}."))
    _check_from(on, row.started_on)
    if spells_going_on(
        session,
        on,
        col(SpellRow.apprenticeship_id) == row.id,
        col(SpellRow.kind) == kind,
        col(SpellRow.person_id) == person.id,
    ):
        raise Invalid(FieldError(field, f"{person.name} is that already."))
    where_id = None
    if kind is SpellKind.LINE_MANAGER:
        where_id = _employer(session, row.id, on).organisation_id
    where = get_organisation(session, where_id or row.provider_id)
    return appoint(session, row.id, kind, person, where, on, public_url=public_url, now=now)


def _going_on(session: Session, row: ApprenticeshipRow, spell_id: uuid.UUID, on: date) -> SpellRow:
    """The line manager's or assessor's spell, if it can end on that day."""
    spell = session.get(SpellRow, spell_id)
    if spell is None or spell.apprenticeship_id != row.id or spell.kind not in ROLE_OF_SPELL:
        raise NotFound
    if spell.ends_on is not None and spell.ends_on <= on:
        raise RuleBroken("That has ended already.")
    _check_from(on, spell.starts_on)
    return spell


def _employer(session: Session, apprenticeship_id: uuid.UUID, on: date | None = None) -> SpellRow:
    """The employer of that day, or the last one."""
    statement = select(SpellRow).where(
        col(SpellRow.apprenticeship_id) == apprenticeship_id,
        col(SpellRow.kind) == SpellKind.EMPLOYER,
    )
    if on is not None:
        statement = statement.where(col(SpellRow.starts_on) <= on)
    return session.scalars(statement.order_by(col(SpellRow.starts_on).desc()).limit(1)).one()


def _check_from(on: date, earliest: date) -> None:
    if on < earliest:
        raise Invalid(FieldError("on", f"Choose {day_in_words(earliest)} or a later day."))


def _record(
    session: Session,
    kind: EventKind,
    row: ApprenticeshipRow,
    by: Person,
    now: datetime,
    *,
    started: Sequence[uuid.UUID] = (),
    ended: Sequence[uuid.UUID] = (),
) -> None:
    body = {"started": [str(each) for each in started], "ended": [str(each) for each in ended]}
    record_change(session, kind, row, by, now, body)

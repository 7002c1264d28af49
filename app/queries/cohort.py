"""The cohort of a training provider, or as much of it as somebody looks after."""

import uuid
from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import date, datetime
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, ScalarSelect, Select, and_, exists, func, or_, select
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from app.domain.apprenticeships import SpellKind, programme_month
from app.domain.calendar import Span
from app.domain.cohort import Member
from app.domain.coverage import KSBS, together
from app.domain.evidence import EvidenceStatus
from app.domain.pace import pace
from app.domain.people import Person, Role
from app.models.apprenticeships import ApprenticeshipRow, SpellRow
from app.models.evidence import EvidenceRow
from app.models.tallies import TallyRow
from app.queries.apprenticeships import Apprentice
from app.queries.asking import asked
from app.queries.caseload import AT_WORK
from app.queries.milestones import milestones_of
from app.queries.standing import spell_in_force, stands_as
from app.queries.totals import tallied, tallies

LOOKING_AFTER = (Role.LINE_MANAGER, Role.ASSESSOR, Role.IQA, Role.ADMINISTRATOR)


def cohort_of(
    session: Session,
    person: Person,
    *,
    today: date,
    with_spells_of: Collection[uuid.UUID] = (),
) -> tuple[Member, ...]:
    """Everybody at work whom the person looks after or watches over, in no order.

    Three statements, once the standards have been read before. ``with_spells_of`` keeps those
    whom each of these assessors and employers (by id) has now.
    """
    statement = _select_members()
    for holder in with_spells_of:
        theirs = or_(col(SpellRow.person_id) == holder, col(SpellRow.organisation_id) == holder)
        statement = statement.where(exists().where(spell_in_force(), theirs))
    rows = session.execute(statement, asked(person, today)).all()
    breaks = _breaks(session, person, today)
    milestones = milestones_of(session, {row.provider_id for row in rows})
    members = []
    for row, totals in zip(rows, tallied(session, rows), strict=True):
        month = programme_month(row.started_on, row.planned_end_on, today, breaks.get(row.id, ()))
        expected = milestones.get((row.provider_id, row.standard_id), ())
        verdict = pace(expected, month=month.month, met=together(totals, KSBS).met)
        members.append(
            Member(row.id, row.name, row.status, month, totals, verdict, row.waiting_since)
        )
    return tuple(members)


@cache
def looked_after() -> ColumnElement[bool]:
    """Whether an apprenticeship is at work, and whoever asks is more to it than its apprentice."""
    return and_(
        col(ApprenticeshipRow.status).in_(AT_WORK),
        or_(*(stands_as(role) for role in LOOKING_AFTER)),
    )


def _waiting_since() -> ScalarSelect[datetime | None]:
    return (
        select(func.min(col(EvidenceRow.submitted_at)))
        .where(
            col(EvidenceRow.apprenticeship_id) == col(ApprenticeshipRow.id),
            col(EvidenceRow.status) == EvidenceStatus.SUBMITTED,
        )
        .scalar_subquery()
    )


def _breaks(session: Session, person: Person, today: date) -> Mapping[uuid.UUID, tuple[Span, ...]]:
    """Of the whole cohort: few have any, so that to name the others would be most of the work."""
    rows = session.execute(_select_breaks(), asked(person, today))
    found: dict[uuid.UUID, list[Span]] = defaultdict(list)
    for apprenticeship_id, starts_on, ends_on in rows:
        found[apprenticeship_id].append(Span(starts_on, ends_on))
    return {each: tuple(spans) for each, spans in found.items()}


@cache
def _select_members() -> Select[*tuple[Any, ...]]:
    return (
        select(
            col(ApprenticeshipRow.id),
            col(Apprentice.name),
            col(ApprenticeshipRow.status),
            col(ApprenticeshipRow.started_on),
            col(ApprenticeshipRow.planned_end_on),
            col(ApprenticeshipRow.provider_id),
            col(ApprenticeshipRow.standard_id),
            *tallies(),
            _waiting_since().label("waiting_since"),
        )
        .join(Apprentice, col(Apprentice.id) == col(ApprenticeshipRow.person_id))
        .join(TallyRow, col(TallyRow.apprenticeship_id) == col(ApprenticeshipRow.id), isouter=True)
        .where(looked_after())
    )


@cache
def _select_breaks() -> Select[*tuple[Any, ...]]:
    pause = aliased(SpellRow)
    return (
        select(col(pause.apprenticeship_id), col(pause.starts_on), col(pause.ends_on))
        .join(ApprenticeshipRow, col(ApprenticeshipRow.id) == col(pause.apprenticeship_id))
        .where(col(pause.kind) == SpellKind.BREAK, looked_after())
        .order_by(col(pause.starts_on))
    )

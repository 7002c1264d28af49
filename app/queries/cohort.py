"""The cohort of a training provider, or as much of it as somebody looks after."""

import uuid
from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import date, datetime

from sqlalchemy import ColumnElement, ScalarSelect, and_, exists, func, or_, select
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from app.domain.apprenticeships import SpellKind, programme_month
from app.domain.calendar import Span
from app.domain.cohort import Member
from app.domain.coverage import KSBS, Total, together
from app.domain.evidence import EvidenceStatus
from app.domain.pace import pace
from app.domain.people import Person, Role
from app.domain.standards import CriterionKind
from app.models.apprenticeships import ApprenticeshipRow, SpellRow
from app.models.evidence import EvidenceRow
from app.models.tallies import TallyRow
from app.queries.apprenticeships import Apprentice, spell_in_force, stands_as
from app.queries.caseload import AT_WORK
from app.queries.milestones import milestones_of
from app.queries.standards import get_standard_by_id

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
    statement = (
        select(
            col(ApprenticeshipRow.id),
            col(Apprentice.name),
            col(ApprenticeshipRow.status),
            col(ApprenticeshipRow.started_on),
            col(ApprenticeshipRow.planned_end_on),
            col(ApprenticeshipRow.provider_id),
            col(ApprenticeshipRow.standard_id),
            func.coalesce(col(TallyRow.knowledge), 0).label("knowledge"),
            func.coalesce(col(TallyRow.skill), 0).label("skill"),
            func.coalesce(col(TallyRow.behaviour), 0).label("behaviour"),
            func.coalesce(col(TallyRow.duty), 0).label("duty"),
            _waiting_since().label("waiting_since"),
        )
        .join(Apprentice, col(Apprentice.id) == col(ApprenticeshipRow.person_id))
        .join(TallyRow, col(TallyRow.apprenticeship_id) == col(ApprenticeshipRow.id), isouter=True)
        .where(looked_after_by(person, today))
    )
    for holder in with_spells_of:
        theirs = or_(col(SpellRow.person_id) == holder, col(SpellRow.organisation_id) == holder)
        statement = statement.where(exists().where(spell_in_force(today), theirs))
    rows = session.execute(statement).all()
    breaks = _breaks(session, person, today)
    milestones = milestones_of(session, {row.provider_id for row in rows})
    of = {each: _sizes(session, each) for each in {row.standard_id for row in rows}}
    members = []
    for row in rows:
        size = of[row.standard_id]
        totals = {
            CriterionKind.KNOWLEDGE: Total(row.knowledge, size[CriterionKind.KNOWLEDGE]),
            CriterionKind.SKILL: Total(row.skill, size[CriterionKind.SKILL]),
            CriterionKind.BEHAVIOUR: Total(row.behaviour, size[CriterionKind.BEHAVIOUR]),
            CriterionKind.DUTY: Total(row.duty, size[CriterionKind.DUTY]),
        }
        month = programme_month(row.started_on, row.planned_end_on, today, breaks.get(row.id, ()))
        expected = milestones.get((row.provider_id, row.standard_id), ())
        verdict = pace(expected, month=month.month, met=together(totals, KSBS).met)
        members.append(
            Member(row.id, row.name, row.status, month, totals, verdict, row.waiting_since)
        )
    return tuple(members)


def looked_after_by(person: Person, today: date) -> ColumnElement[bool]:
    """Whether an apprenticeship is at work, and the person is more to it than its apprentice."""
    return and_(
        col(ApprenticeshipRow.status).in_(AT_WORK),
        or_(*(stands_as(role, person, today) for role in LOOKING_AFTER)),
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
    pause = aliased(SpellRow)
    rows = session.execute(
        select(col(pause.apprenticeship_id), col(pause.starts_on), col(pause.ends_on))
        .join(ApprenticeshipRow, col(ApprenticeshipRow.id) == col(pause.apprenticeship_id))
        .where(col(pause.kind) == SpellKind.BREAK, looked_after_by(person, today))
        .order_by(col(pause.starts_on))
    )
    found: dict[uuid.UUID, list[Span]] = defaultdict(list)
    for apprenticeship_id, starts_on, ends_on in rows:
        found[apprenticeship_id].append(Span(starts_on, ends_on))
    return {each: tuple(spans) for each, spans in found.items()}


def _sizes(session: Session, standard_id: uuid.UUID) -> Mapping[CriterionKind, int]:
    standard = get_standard_by_id(session, standard_id)
    return {kind: len(standard.of_kind(kind)) for kind in CriterionKind}

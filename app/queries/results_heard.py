"""Which results were released of late, and whom of those who look after somebody that concerns."""

import uuid
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any

from sqlalchemy import Select, and_, bindparam, or_, select
from sqlmodel import Session, col

from app.domain.people import Person, Role
from app.models.apprenticeships import ApprenticeshipRow
from app.models.assessments import AssessmentResultRow, AssessmentRow
from app.models.people import PersonRow
from app.queries.asking import asked
from app.queries.standing import stands_as

HEAR = (Role.APPRENTICE, Role.LINE_MANAGER, Role.ASSESSOR, Role.ADMINISTRATOR, Role.IQA)
"""Who hears of a result, in the role that counts where somebody holds several."""


@dataclass(frozen=True, slots=True)
class ReleasedResult:
    """Whose result it is, and as what the person who asks may read it; never the grade."""

    apprenticeship_id: uuid.UUID
    apprentice: str
    role: Role


def released_between(session: Session, after: datetime, until: datetime) -> frozenset[uuid.UUID]:
    """Whose result was released then, ``until`` included: one statement."""
    return frozenset(
        session.scalars(
            select(col(AssessmentRow.apprenticeship_id))
            .join(
                AssessmentResultRow,
                col(AssessmentResultRow.assessment_id) == col(AssessmentRow.id),
            )
            .where(
                col(AssessmentResultRow.released_at) > after,
                col(AssessmentResultRow.released_at) <= until,
            )
        )
    )


def results_to_hear_of(
    session: Session, person: Person, released: Collection[uuid.UUID], *, today: date
) -> tuple[ReleasedResult, ...]:
    """Of those that were ``released``, by name: one statement, and none where there are none."""
    if not released:
        return ()
    given = {"released": list(released), **asked(person, today)}
    rows = session.execute(_select_heard(), given)
    return tuple(
        ReleasedResult(
            apprenticeship_id,
            name,
            next(role for role, stands in zip(HEAR, as_what, strict=True) if stands),
        )
        for apprenticeship_id, name, *as_what in rows
    )


@cache
def _select_heard() -> Select[*tuple[Any, ...]]:
    as_what = [and_(stands_as(role)).label(f"as_{role}") for role in HEAR]
    return (
        select(col(ApprenticeshipRow.id), col(PersonRow.name), *as_what)
        .join(PersonRow, col(PersonRow.id) == col(ApprenticeshipRow.person_id))
        .where(
            col(ApprenticeshipRow.id).in_(bindparam("released", expanding=True)),
            or_(*(stands_as(role) for role in HEAR)),
        )
        .order_by(col(PersonRow.name), col(ApprenticeshipRow.id))
    )

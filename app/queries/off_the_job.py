"""Off-the-job hours of an apprenticeship: what holds, and everything that was said before."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlmodel import Session, col

from app.domain.off_the_job import Hours, HoursKind
from app.domain.people import Role
from app.models.off_the_job import OffTheJobHoursRow
from app.models.people import PersonRow
from app.queries.apprenticeships import Apprenticeship


@dataclass(frozen=True, slots=True)
class HoursThen:
    """A total that was recorded, by whom, and why it was changed."""

    id: uuid.UUID
    kind: HoursKind
    hours: Hours
    reason: str
    by: str
    role: Role
    at: datetime


def off_the_job_hours_of(session: Session, apprenticeship: Apprenticeship) -> tuple[HoursThen, ...]:
    """The latest first: one statement."""
    rows = session.execute(
        select(OffTheJobHoursRow, col(PersonRow.name))
        .join(PersonRow, col(PersonRow.id) == col(OffTheJobHoursRow.by_id))
        .where(col(OffTheJobHoursRow.apprenticeship_id) == apprenticeship.id)
        .order_by(col(OffTheJobHoursRow.at).desc(), col(OffTheJobHoursRow.id))
    )
    return tuple(
        HoursThen(row.id, row.kind, Hours(row.hours, row.on), row.reason, by, row.role, row.at)
        for row, by in rows
    )


def hours_now(changes: Sequence[HoursThen], kind: HoursKind) -> Hours | None:
    return next((each.hours for each in changes if each.kind is kind), None)

"""How the terms of an apprenticeship changed."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlmodel import Session, col

from app.models.apprenticeships import PlannedEndChangeRow
from app.models.people import PersonRow
from app.queries.apprenticeships import Apprenticeship


@dataclass(frozen=True, slots=True)
class PlannedEndChange:
    before: date
    after: date
    reason: str
    by: str
    at: datetime


def planned_end_changes(
    session: Session, apprenticeship: Apprenticeship
) -> tuple[PlannedEndChange, ...]:
    """Every change of the planned end with its reason, the latest first."""
    rows = session.execute(
        select(
            col(PlannedEndChangeRow.before),
            col(PlannedEndChangeRow.after),
            col(PlannedEndChangeRow.reason),
            col(PersonRow.name),
            col(PlannedEndChangeRow.at),
        )
        .join(PersonRow, col(PersonRow.id) == col(PlannedEndChangeRow.by_id))
        .where(col(PlannedEndChangeRow.apprenticeship_id) == apprenticeship.id)
        .order_by(col(PlannedEndChangeRow.at).desc(), col(PlannedEndChangeRow.id))
    )
    return tuple(PlannedEndChange(*row) for row in rows)

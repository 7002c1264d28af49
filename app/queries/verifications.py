"""Checks of the record that were asked for: the one that waits, and the last that was made."""

import uuid
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, select
from sqlmodel import Session, col

from app.models.people import PersonRow
from app.models.record import VerificationRow


@dataclass(frozen=True, slots=True)
class Verification:
    """``done`` of ``of`` entries and files are checked; it is over once it ``finished_at``."""

    id: uuid.UUID
    asked_by: str | None
    asked_at: datetime
    finished_at: datetime | None
    done: int
    of: int
    findings: tuple[str, ...]


def waiting_verification(session: Session) -> Verification | None:
    """The oldest that is not over: one statement."""
    return _first(
        session,
        _verifications()
        .where(col(VerificationRow.finished_at).is_(None))
        .order_by(col(VerificationRow.asked_at)),
    )


def latest_verification(session: Session) -> Verification | None:
    """The last one that is over: one statement."""
    return _first(
        session,
        _verifications()
        .where(col(VerificationRow.finished_at).is_not(None))
        .order_by(col(VerificationRow.finished_at).desc()),
    )


def _verifications() -> Select:  # type: ignore[type-arg]
    return select(VerificationRow, col(PersonRow.name)).join(
        PersonRow, col(PersonRow.id) == col(VerificationRow.asked_by_id), isouter=True
    )


def _first(session: Session, statement: Select) -> Verification | None:  # type: ignore[type-arg]
    found = session.execute(statement.limit(1)).first()
    if found is None:
        return None
    row, name = found
    return Verification(
        row.id,
        name,
        row.asked_at,
        row.finished_at,
        row.done,
        row.of,
        tuple(row.findings),
    )

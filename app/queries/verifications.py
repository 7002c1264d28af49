"""Checks of the record: the one that waits, and the last that was made."""

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Select, String, cast, func, select
from sqlmodel import Session, col

from app.domain.verification import Counted, Outcome
from app.models.people import PersonRow
from app.models.record import VerificationRow


@dataclass(frozen=True, slots=True)
class Verification:
    """``done`` of ``of`` entries, rows, files and snapshots are checked.

    It is over once it ``finished_at``; then ``outcome`` holds good. Nobody asked for the one of
    each night.
    """

    id: uuid.UUID
    asked_by: str | None
    asked_at: datetime
    began_at: datetime | None
    finished_at: datetime | None
    done: int
    of: int
    outcome: Outcome

    @property
    def took(self) -> timedelta | None:
        return self.finished_at - self.began_at if self.finished_at and self.began_at else None


def waiting_verification(session: Session) -> Verification | None:
    """The oldest that is not over: one statement."""
    return _first(
        session,
        _verifications()
        .where(col(VerificationRow.finished_at).is_(None))
        .order_by(col(VerificationRow.asked_at)),
    )


def latest_asked_at(session: Session) -> datetime | None:
    """When a check was last asked for, or begun of itself; over or not."""
    return session.scalar(select(func.max(col(VerificationRow.asked_at))))


def latest_verification(session: Session) -> Verification | None:
    """The last one that is over: one statement."""
    return _first(
        session,
        _verifications()
        .where(col(VerificationRow.finished_at).is_not(None))
        .order_by(col(VerificationRow.finished_at).desc()),
    )


def latest_check() -> Select[datetime]:
    """When the last check that is over was over."""
    return select(func.max(col(VerificationRow.finished_at)))


def found_nothing() -> ColumnElement[bool]:
    return cast(col(VerificationRow.findings), String) == "[]"


def _verifications() -> Select:  # type: ignore[type-arg]
    return select(VerificationRow, col(PersonRow.name)).join(
        PersonRow, col(PersonRow.id) == col(VerificationRow.asked_by_id), isouter=True
    )


def _first(session: Session, statement: Select) -> Verification | None:  # type: ignore[type-arg]
    found = session.execute(statement.limit(1)).first()
    if found is None:
        return None
    row, name = found
    counts = None
    if row.entries is not None:
        more = (row.rows or 0, row.files or 0, row.checkpoints or 0)
        counts = Counted(row.entries, *more, row.snapshots)
    return Verification(
        row.id,
        name,
        row.asked_at,
        row.began_at,
        row.finished_at,
        row.done,
        row.of,
        Outcome(tuple(row.findings), counts, tuple(row.remarks or ())),
    )

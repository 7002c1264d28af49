"""The record of acts: one event for each, in the transaction of the act itself."""

import uuid
from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import update
from sqlmodel import Session, col

from app.domain.canonical import Json, canonical_json
from app.domain.events import EventKind
from app.domain.people import Person, Role
from app.models.events import EventLogRow, EventRow

INSTALLATION = uuid.UUID(int=0)
"""The log of acts that belong to no training provider."""


def record(
    session: Session,
    kind: EventKind,
    *,
    log: uuid.UUID,
    by: Person | None,
    role: Role | None,
    subject_id: uuid.UUID,
    now: datetime,
    apprenticeship_id: uuid.UUID | None = None,
    evidence_id: uuid.UUID | None = None,
    revision: int | None = None,
    body: Mapping[str, Json] | None = None,
) -> None:
    """Append one event to ``log``. ``body`` holds ids, codes and hashes, never names or prose.

    The update of the log's length makes two acts at once wait for one another.
    """
    session.add(
        EventRow(
            log=log,
            sequence=_next_in(session, log),
            at=now,
            actor_id=by.id if by else None,
            role=role,
            kind=kind,
            apprenticeship_id=apprenticeship_id,
            evidence_id=evidence_id,
            subject_id=subject_id,
            revision=revision,
            body=canonical_json(body or {}).decode(),
        )
    )


def _next_in(session: Session, log: uuid.UUID) -> int:
    length = session.execute(
        update(EventLogRow)
        .where(col(EventLogRow.log) == log)
        .values(length=EventLogRow.length + 1)
        .returning(col(EventLogRow.length))
        .execution_options(synchronize_session=False)
    ).scalar_one_or_none()
    if length is None:
        session.add(EventLogRow(log=log, length=1))
        session.flush()
        return 1
    return int(length)

"""The record of acts: one event and its entry for each, in the transaction of the act itself."""

import secrets
import uuid
from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import update
from sqlmodel import Session, col

from app.adapters.recording import take_touched
from app.domain.canonical import Json
from app.domain.events import EventKind
from app.domain.people import Person, Role, SignedInBy
from app.domain.record import INSTALLATION, RowHashes, entry_body, leaf_hash
from app.domain.statements import sha256_of_statement
from app.models.events import EventLogRow, EventRow
from app.models.evidence import EvidenceRow
from app.models.record import RecordBodyRow, RecordEntryRow
from app.queries.apprenticeships import Apprenticeship
from app.queries.record import facts_of, held_against

__all__ = ["INSTALLATION", "record", "record_on"]


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
    statement: str | None = None,
    judged: Apprenticeship | None = None,
    rows: RowHashes | None = None,
) -> int:
    """Append one act to ``log``, and vouch for every row that it touched so far: call it last.

    Returns its place in the log, from 1.

    ``body`` holds ids, codes and hashes, never names or prose. ``statement`` is the exact text
    that the person agreed to; the entry keeps its hash. ``judged`` is the apprenticeship where
    the act means something only beside the standard, plan and rules in force for it. ``rows``
    are vouched for besides those that were touched. The update of the log's length makes two
    acts at once wait for one another.
    """
    touched = take_touched(session)
    sequence = _next_in(session, log)
    event = EventRow(
        log=log,
        sequence=sequence,
        at=now,
        actor_id=by.id if by else None,
        role=role,
        kind=kind,
        apprenticeship_id=apprenticeship_id,
        evidence_id=evidence_id,
        subject_id=subject_id,
        revision=revision,
    )
    text = entry_body(
        {
            **facts_of(event),
            "for": _acts_for(by, role, log),
            "signed_in_by": by.signed_in_by if by else SignedInBy.COMMAND,
            "statement_sha256": statement and sha256_of_statement(statement),
            "held_against": held_against(session, judged) if judged else None,
            "details": body or None,
        },
        rows={**touched, **(rows or {})},
    )
    salt = secrets.token_bytes(32)
    session.add(event)
    session.add(RecordEntryRow(log=log, sequence=sequence, leaf_hash=leaf_hash(text, salt)))
    session.flush()
    session.add(RecordBodyRow(log=log, sequence=sequence, body=text, salt=salt))
    return sequence


def record_on(
    session: Session,
    kind: EventKind,
    apprenticeship: Apprenticeship,
    row: EvidenceRow,
    *,
    by: Person,
    now: datetime,
    subject_id: uuid.UUID | None = None,
    body: Mapping[str, Json] | None = None,
    statement: str | None = None,
) -> None:
    """One act on a piece of evidence, in its provider's log."""
    record(
        session,
        kind,
        log=apprenticeship.provider_id,
        by=by,
        role=apprenticeship.standing.role,
        subject_id=subject_id or row.id,
        now=now,
        apprenticeship_id=apprenticeship.id,
        evidence_id=row.id,
        revision=row.revision or None,
        body=body,
        statement=statement,
        judged=apprenticeship if row.revision else None,
    )


def _acts_for(by: Person | None, role: Role | None, log: uuid.UUID) -> uuid.UUID | None:
    """The organisation for which the role is held, in this log's house if in any."""
    held = [one for one in by.roles if one.role is role] if by else []
    here = [one.organisation_id for one in held if one.provider_id == log]
    return next(iter(here or [one.organisation_id for one in held]), None)


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

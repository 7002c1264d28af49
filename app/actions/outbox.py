"""Messages to people: queued in the transaction of the act that causes them, sent after it."""

import uuid
from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import update
from sqlmodel import Session, col

from app.adapters.db import Database
from app.domain.messages import Message, MessageKind, next_try
from app.models.mail import OutboxRow

_LONGEST = 500


def queue_message(
    session: Session,
    message: Message,
    *,
    to: uuid.UUID,
    expires_at: datetime,
    now: datetime,
) -> None:
    """Part of the acting transaction. After ``expires_at`` it is not sent any more."""
    session.add(
        OutboxRow(
            id=uuid.uuid4(),
            person_id=to,
            kind=message.kind,
            subject=message.subject,
            body=message.body,
            html=message.html or None,
            stop_at=message.stop_at or None,
            created_at=now,
            due_at=now,
            expires_at=expires_at,
        )
    )


def claim_message(database: Database, message_id: uuid.UUID, *, now: datetime) -> bool:
    """Before it is sent, a message is put off: only one sender has it, and none loses it.

    False where somebody else has claimed or withdrawn it meanwhile.
    """
    with database.write() as session:
        row = session.get(OutboxRow, message_id, with_for_update=True)
        if row is None or row.sent_at is not None or row.due_at > now or not row.body:
            return False
        row.attempts += 1
        row.due_at = next_try(row.attempts, now)
        session.commit()
    return True


def note_sent(database: Database, message_id: uuid.UUID, *, now: datetime) -> None:
    """It has left: what it said is forgotten."""
    with database.write() as session:
        row = session.get_one(OutboxRow, message_id, with_for_update=True)
        row.sent_at = now
        row.body, row.html, row.stop_at = "", None, None
        row.problem = None
        session.commit()


def note_problem(database: Database, message_id: uuid.UUID, problem: str) -> None:
    """It did not leave; administrators can read why, and it is tried again by itself."""
    with database.write() as session:
        session.get_one(OutboxRow, message_id, with_for_update=True).problem = problem[:_LONGEST]
        session.commit()


def withdraw_messages(
    session: Session, person_id: uuid.UUID, *, now: datetime, kinds: Iterable[MessageKind] = ()
) -> None:
    """Empty what waits for this person, of these kinds or of all, so that nobody reads it."""
    statement = (
        update(OutboxRow)
        .where(
            col(OutboxRow.person_id) == person_id,
            col(OutboxRow.sent_at).is_(None),
            col(OutboxRow.body) != "",
        )
        .values(body="", html=None, stop_at=None, expires_at=now)
    )
    listed = tuple(kinds)
    if listed:
        statement = statement.where(col(OutboxRow.kind).in_(listed))
    session.execute(statement.execution_options(synchronize_session=False))

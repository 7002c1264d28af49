"""Messages to people: queued in the transaction of the act that causes them, sent after it."""

import uuid
from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import update
from sqlmodel import Session, col

from app.domain.messages import Message, MessageKind
from app.models.mail import OutboxRow


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
            created_at=now,
            due_at=now,
            expires_at=expires_at,
        )
    )


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
        .values(body="", expires_at=now)
    )
    listed = tuple(kinds)
    if listed:
        statement = statement.where(col(OutboxRow.kind).in_(listed))
    session.execute(statement.execution_options(synchronize_session=False))

"""The outbox: what is due to be sent, and what administrators pass on themselves."""

import uuid
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, select, tuple_
from sqlmodel import Session, col

from app.domain.messages import MessageKind
from app.domain.people import Person
from app.domain.permissions import houses_to_administer
from app.models.mail import OutboxRow
from app.models.people import PersonRow
from app.queries.cursors import Page, cursor_of, time_place
from app.queries.people import known_to_these_alone

PAGE_SIZE = 50


@dataclass(frozen=True, slots=True)
class DueMessage:
    id: uuid.UUID
    name: str
    email: str
    subject: str
    body: str
    html: str | None
    stop_at: str | None
    created_at: datetime


@dataclass(frozen=True, slots=True)
class WaitingMessage:
    """A message that has not left, and the text of it for whoever passes it on by hand.

    After so many ``attempts`` it is tried again at ``due_at``, unless it expires before.
    """

    id: uuid.UUID
    person_id: uuid.UUID
    name: str
    email: str
    subject: str
    body: str
    created_at: datetime
    due_at: datetime
    expires_at: datetime | None
    attempts: int
    problem: str | None


def due_messages(session: Session, now: datetime, *, limit: int = 50) -> tuple[DueMessage, ...]:
    """What is due to be sent now, the oldest first; the daily mail lets the others pass."""
    rows = session.execute(
        select(
            col(OutboxRow.id),
            col(PersonRow.name),
            col(PersonRow.email),
            col(OutboxRow.subject),
            col(OutboxRow.body),
            col(OutboxRow.html),
            col(OutboxRow.stop_at),
            col(OutboxRow.created_at),
        )
        .join(PersonRow, col(PersonRow.id) == col(OutboxRow.person_id))
        .where(
            is_waiting(now), col(OutboxRow.due_at) <= now, col(PersonRow.deactivated_at).is_(None)
        )
        .order_by(is_daily(), col(OutboxRow.due_at), col(OutboxRow.id))
        .limit(limit)
    )
    return tuple(DueMessage(*row) for row in rows)


def waiting_messages_for(
    session: Session,
    person: Person,
    *,
    now: datetime,
    daily: bool = False,
    cursor: str | None = None,
    limit: int = PAGE_SIZE,
) -> Page[WaitingMessage]:
    """What waits for the people whom only this administrator's house knows, the newest first.

    The ``daily`` mail, of which there may be one for everybody, or else all other messages.
    Whoever reads a link can sign in with it, so that somebody of two houses is in neither list.
    """
    houses = houses_to_administer(person)
    statement = (
        select(
            col(OutboxRow.id),
            col(OutboxRow.person_id),
            col(PersonRow.name),
            col(PersonRow.email),
            col(OutboxRow.subject),
            col(OutboxRow.body),
            col(OutboxRow.created_at),
            col(OutboxRow.due_at),
            col(OutboxRow.expires_at),
            col(OutboxRow.attempts),
            col(OutboxRow.problem),
        )
        .join(PersonRow, col(PersonRow.id) == col(OutboxRow.person_id))
        .where(
            is_waiting(now),
            is_daily() if daily else ~is_daily(),
            known_to_these_alone(houses),
        )
    )
    if cursor:
        statement = statement.where(
            tuple_(col(OutboxRow.created_at), col(OutboxRow.id)) < time_place(cursor)
        )
    rows = session.execute(
        statement.order_by(col(OutboxRow.created_at).desc(), col(OutboxRow.id).desc()).limit(
            limit + 1
        )
    ).all()
    items = tuple(WaitingMessage(*row) for row in rows[:limit])
    following = cursor_of(items[-1].created_at, items[-1].id) if len(rows) > limit else None
    return Page(items, following)


def is_waiting(now: datetime) -> ColumnElement[bool]:
    """Whether a message is neither sent nor over."""
    return and_(
        col(OutboxRow.sent_at).is_(None), col(OutboxRow.body) != "", col(OutboxRow.expires_at) > now
    )


def is_daily() -> ColumnElement[bool]:
    return col(OutboxRow.kind) == MessageKind.DAILY

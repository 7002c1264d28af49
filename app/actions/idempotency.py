"""Carrying out a request once, though it be sent again.

The key is written first of all in the action's own transaction: it is there if and only if
the act was done, and of two that come at once the second waits for the first, and is refused.
"""

from contextlib import suppress
from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col

from app.adapters.db import Database
from app.domain.errors import Stale
from app.models.accounts import IdempotencyKeyRow
from app.queries.idempotency import KEPT_FOR, Answer, KeyedRequest


class DoneMeanwhile(Stale):
    """The same request was carried out, or something else under its key, just before."""

    def __init__(self) -> None:
        super().__init__("This request was carried out already. See how things stand now.")


def once(database: Database, request: KeyedRequest, now: datetime) -> Database:
    """The database for the one action of this request, whose work also keeps the key.

    Its ``write`` raises DoneMeanwhile where the key is there already.
    """

    def keep_key(session: Session) -> None:
        session.execute(
            delete(IdempotencyKeyRow).where(
                col(IdempotencyKeyRow.person_id) == request.person.id,
                col(IdempotencyKeyRow.created_at) <= now - KEPT_FOR,
            )
        )
        session.add(_row(request, now))
        try:
            session.flush()
        except IntegrityError as error:
            raise DoneMeanwhile from error

    return database.beginning_with(keep_key)


def keep_answer(
    database: Database, request: KeyedRequest, answer: Answer, *, now: datetime
) -> None:
    """What was answered first, for whoever asks again; also of an act that changed nothing.

    An answer that is there already stays.
    """
    with database.write() as session:
        row = session.get(IdempotencyKeyRow, (request.person.id, request.key))
        if row is None:
            row = _row(request, now)
            session.add(row)
        if row.request_sha256 != request.sha256 or row.status is not None:
            return
        row.status = answer.status
        row.media_type = answer.media_type
        row.body = answer.body
        with suppress(IntegrityError):
            session.commit()


def _row(request: KeyedRequest, now: datetime) -> IdempotencyKeyRow:
    return IdempotencyKeyRow(
        person_id=request.person.id,
        key=request.key,
        request_sha256=request.sha256,
        created_at=now,
    )

"""What is over is removed: sessions, tokens, links, tries, kept answers, old mail, old checks."""

from datetime import datetime, timedelta

from sqlalchemy import delete, or_, update
from sqlmodel import col

from app.adapters.db import Database
from app.domain.accounts import LINKS_OF_ACCOUNT, SESSION_IDLE, WRONG_PASSWORDS_OF_ACCOUNT
from app.domain.messages import KEPT_AFTERWARDS
from app.domain.verification import CHECKS_KEPT
from app.models.accounts import (
    ApiTokenRow,
    IdempotencyKeyRow,
    OneTimeLinkRow,
    SessionRow,
    SignInTryRow,
)
from app.models.mail import OutboxRow
from app.models.record import VerificationRow
from app.queries.outbox import is_daily
from app.queries.verifications import found_nothing, latest_check

_ANSWERS_KEPT = timedelta(hours=24)
_TRIES_COUNT = max(LINKS_OF_ACCOUNT.within, WRONG_PASSWORDS_OF_ACCOUNT.within)


def remove_what_is_over(database: Database, *, now: datetime) -> None:
    """None of it had any effect any more. A message that has expired loses its text first.

    The daily mail goes whole at the end of its day: there is one for everybody, and another soon.
    An old check of the record goes where it found nothing; the latest stays, and so does each that
    found something, or broke off.
    """
    long_ago, day_before = now - KEPT_AFTERWARDS, now - _ANSWERS_KEPT
    with database.write() as session:
        for statement in (
            delete(SessionRow).where(
                or_(
                    col(SessionRow.expires_at) <= now,
                    col(SessionRow.last_seen_at) <= now - SESSION_IDLE,
                )
            ),
            delete(ApiTokenRow).where(col(ApiTokenRow.expires_at) <= now),
            delete(OneTimeLinkRow).where(col(OneTimeLinkRow.expires_at) <= now),
            delete(SignInTryRow).where(col(SignInTryRow.at) <= now - _TRIES_COUNT),
            delete(IdempotencyKeyRow).where(col(IdempotencyKeyRow.created_at) <= day_before),
            update(OutboxRow)
            .where(col(OutboxRow.expires_at) <= now, col(OutboxRow.body) != "")
            .values(body="", html=None, stop_at=None),
            delete(OutboxRow).where(is_daily(), col(OutboxRow.expires_at) <= now),
            delete(OutboxRow).where(
                or_(col(OutboxRow.sent_at) <= long_ago, col(OutboxRow.expires_at) <= long_ago)
            ),
            delete(VerificationRow).where(
                col(VerificationRow.finished_at) <= now - CHECKS_KEPT,
                found_nothing(),
                col(VerificationRow.finished_at) < latest_check().scalar_subquery(),
            ),
        ):
            session.execute(statement.execution_options(synchronize_session=False))
        session.commit()

"""Signing in and out, and changing one's password.

A wrong password and an unknown address cannot be told apart, neither by the answer nor by
the time that it takes. Passwords are hashed outside of any transaction.
"""

import uuid
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import delete, select, update
from sqlmodel import Session, col

from app.actions.record import INSTALLATION, record
from app.actions.tries import account_key, address_key, count_try, forget_tries
from app.adapters.db import Database
from app.adapters.passwords import check_password, hash_password
from app.adapters.secrets import digest_of, new_secret
from app.domain.accounts import (
    SEEN_AGAIN_AFTER,
    SESSION_LONGEST,
    WRONG_PASSWORDS_FROM_ADDRESS,
    WRONG_PASSWORDS_OF_ACCOUNT,
)
from app.domain.errors import FieldError, Invalid, NotRecognised, RuleBroken, check_fields
from app.domain.events import EventKind
from app.domain.people import Person, SignedInBy, normal_email, password_error
from app.models.accounts import ApiTokenRow, OneTimeLinkRow, SessionRow
from app.models.people import PersonRow

_PASSWORD = "password"


@dataclass(frozen=True, slots=True)
class Recognised:
    """Somebody whose password was right when it was checked against ``password_hash``."""

    person_id: uuid.UUID
    password_hash: str
    newer_hash: str | None
    tried_at: datetime
    account_key: str
    address_key: str


def sign_in(database: Database, email: str, password: str, *, address: str, now: datetime) -> str:
    """The secret of a new session. NotRecognised, or TooManyTries from there or on that account.

    ``address`` is the network address that asks.
    """
    recognised = recognise(database, email, password, address=address, now=now)
    with database.write() as session:
        admit(session, recognised)
        secret = start_session(session, recognised.person_id, now)
        session.commit()
    return secret


def sign_out(database: Database, token: str) -> None:
    """This session ends at once; none is needed for it to have been open."""
    with database.write() as session:
        session.execute(delete(SessionRow).where(col(SessionRow.token_sha256) == digest_of(token)))
        session.commit()


def end_other_sessions(database: Database, token: str, *, by: Person) -> None:
    """Signs a person out everywhere but here."""
    with database.write() as session:
        session.execute(
            delete(SessionRow).where(
                col(SessionRow.person_id) == by.id,
                col(SessionRow.token_sha256) != digest_of(token),
            )
        )
        session.commit()


def note_seen(database: Database, token: str, now: datetime) -> None:
    """Somebody is still there: no more than one write in a minute for a session."""
    with database.write() as session:
        session.execute(
            update(SessionRow)
            .where(
                col(SessionRow.token_sha256) == digest_of(token),
                col(SessionRow.last_seen_at) <= now - SEEN_AGAIN_AFTER,
            )
            .values(last_seen_at=now)
            .execution_options(synchronize_session=False)
        )
        session.commit()


def change_password(
    database: Database, present: str, new: str, *, by: Person, token: str, now: datetime
) -> None:
    """Ends every other session and token of the person: only the session ``token`` goes on."""
    check_fields(password_error(new, "new_password"))
    proved = prove_again(database, present, by=by, now=now, field="present_password")
    hashed = hash_password(new)
    with database.write() as session:
        admit_again(session, proved, by).password_hash = hashed
        end_sessions_and_tokens(session, by.id, but=token)
        asked_again = replace(by, signed_in_by=SignedInBy.PASSWORD_AGAIN)
        _record_new_password(session, asked_again, now)
        session.commit()


def prove_again(
    database: Database, password: str, *, by: Person, now: datetime, field: str = "password"
) -> str:
    """The stored hash of ``password``, which must be that of ``by``; Invalid at ``field`` if not.

    Each try counts as one to sign in, until ``admit_again``; TooManyTries where they run out.
    """
    with database.write() as session:
        key = account_key(_PASSWORD, by.email)
        count_try(session, {key: WRONG_PASSWORDS_OF_ACCOUNT}, now)
        stored = session.scalars(
            select(col(PersonRow.password_hash)).where(col(PersonRow.id) == by.id)
        ).one()
        session.commit()
    right, _ = check_password(password, stored)
    if stored is None or not right:
        raise Invalid(FieldError(field, "That is not your present password."))
    return stored


def admit_again(session: Session, proved: str, by: Person) -> PersonRow:
    """Part of an acting transaction: the password is still theirs. Their row, locked."""
    person = session.get_one(PersonRow, by.id, with_for_update=True)
    if person.password_hash != proved or person.deactivated_at is not None:
        raise RuleBroken("Your password was changed elsewhere meanwhile. Sign in again.")
    forget_tries(session, account_key(_PASSWORD, by.email))
    return person


def recognise(
    database: Database, email: str, password: str, *, address: str, now: datetime
) -> Recognised:
    """Whose address and password these are. Each try counts until it has turned out well."""
    email = normal_email(email)
    account, origin = account_key(_PASSWORD, email), address_key(_PASSWORD, address)
    with database.write() as session:
        count_try(
            session,
            {account: WRONG_PASSWORDS_OF_ACCOUNT, origin: WRONG_PASSWORDS_FROM_ADDRESS},
            now,
        )
        found = session.execute(
            select(col(PersonRow.id), col(PersonRow.password_hash)).where(
                col(PersonRow.email) == email, col(PersonRow.deactivated_at).is_(None)
            )
        ).one_or_none()
        session.commit()
    stored = found.password_hash if found else None
    right, newer_hash = check_password(password, stored)
    if found is None or stored is None or not right:
        raise NotRecognised
    return Recognised(found.id, stored, newer_hash, now, account, origin)


def admit(session: Session, recognised: Recognised) -> None:
    """Part of an acting transaction: the password is still theirs, and they are still active."""
    person = session.get(PersonRow, recognised.person_id, with_for_update=True)
    if (
        person is None
        or person.deactivated_at is not None
        or person.password_hash != recognised.password_hash
    ):
        raise NotRecognised
    if recognised.newer_hash:
        person.password_hash = recognised.newer_hash
    forget_tries(session, recognised.account_key)
    forget_tries(session, recognised.address_key, at=recognised.tried_at)


def start_session(session: Session, person_id: uuid.UUID, now: datetime) -> str:
    """Part of an acting transaction: the secret of a new session."""
    secret = new_secret()
    session.add(
        SessionRow(
            token_sha256=digest_of(secret),
            person_id=person_id,
            created_at=now,
            last_seen_at=now,
            expires_at=now + SESSION_LONGEST,
        )
    )
    return secret


def set_password(session: Session, by: Person, hashed: str, now: datetime) -> None:
    """Part of an acting transaction: a new password, and nothing opened with the old one lives."""
    person = session.get_one(PersonRow, by.id, with_for_update=True)
    person.password_hash = hashed
    forget_tries(session, account_key(_PASSWORD, person.email))
    end_sessions_and_tokens(session, by.id)
    _record_new_password(session, by, now)


def end_sessions_and_tokens(
    session: Session, person_id: uuid.UUID, *, but: str | None = None
) -> None:
    """Part of an acting transaction: everything by which somebody is in, links too."""
    sessions = delete(SessionRow).where(col(SessionRow.person_id) == person_id)
    if but is not None:
        sessions = sessions.where(col(SessionRow.token_sha256) != digest_of(but))
    session.execute(sessions)
    session.execute(delete(ApiTokenRow).where(col(ApiTokenRow.person_id) == person_id))
    session.execute(delete(OneTimeLinkRow).where(col(OneTimeLinkRow.person_id) == person_id))


def _record_new_password(session: Session, by: Person, now: datetime) -> None:
    record(
        session,
        EventKind.PASSWORD_CHANGED,
        log=INSTALLATION,
        by=by,
        role=None,
        subject_id=by.id,
        now=now,
    )

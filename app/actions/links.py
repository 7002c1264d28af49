"""One-time links: for new people, and for those who have forgotten their password."""

import uuid
from datetime import datetime

from sqlalchemy import delete, select
from sqlmodel import Session, col

from app.actions.accounts import set_password, start_session
from app.actions.outbox import queue_message, withdraw_messages
from app.actions.tries import account_key, address_key, count_try
from app.adapters.db import Database
from app.adapters.passwords import hash_password
from app.adapters.secrets import digest_of, new_secret
from app.domain.accounts import LINK_LASTS, LINKS_FROM_ADDRESS, LINKS_OF_ACCOUNT, LinkPurpose
from app.domain.errors import NotFound, TooManyTries, check_fields
from app.domain.messages import LINK_MESSAGES, new_password
from app.domain.people import SignedInBy, email_error, normal_email, password_error
from app.models.accounts import OneTimeLinkRow
from app.models.people import PersonRow
from app.queries.sessions import find_holder_of_link, find_person_by_id

_LINK = "link"


def request_new_password(
    database: Database, email: str, *, address: str, public_url: str, now: datetime
) -> None:
    """Queues a message with a link, where the address is known; says the same either way."""
    check_fields(email_error(email))
    email = normal_email(email)
    with database.write() as session:
        count_try(session, {address_key(_LINK, address): LINKS_FROM_ADDRESS}, now)
        person = session.scalars(
            select(PersonRow).where(
                col(PersonRow.email) == email, col(PersonRow.deactivated_at).is_(None)
            )
        ).one_or_none()
        if person is not None and _may_have_another(session, email, now):
            link = make_link(session, person.id, LinkPurpose.NEW_PASSWORD, public_url, now)
            queue_message(
                session,
                new_password(person.name, link),
                to=person.id,
                expires_at=now + LINK_LASTS[LinkPurpose.NEW_PASSWORD],
                now=now,
            )
        session.commit()


def use_one_time_link(database: Database, token: str, password: str, *, now: datetime) -> str:
    """Sets the password and signs in: the secret of the new session.

    NotFound where the link was used, has expired or never was; it works once, and every
    other link of the person with it.
    """
    check_fields(password_error(password))
    with database.read() as session:
        known = find_holder_of_link(session, token, now)
    if known is None:
        raise LinkIsOver
    hashed = hash_password(password)
    with database.write() as session:
        person_id = session.scalars(
            delete(OneTimeLinkRow)
            .where(
                col(OneTimeLinkRow.token_sha256) == digest_of(token),
                col(OneTimeLinkRow.expires_at) > now,
            )
            .returning(col(OneTimeLinkRow.person_id))
        ).one_or_none()
        by_link = SignedInBy.ONE_TIME_LINK
        person = find_person_by_id(session, person_id, signed_in_by=by_link) if person_id else None
        if person is None:
            raise LinkIsOver
        set_password(session, person, hashed, now)
        end_links(session, person.id, now)
        secret = start_session(session, person.id, now)
        session.commit()
    return secret


def make_link(
    session: Session, person_id: uuid.UUID, purpose: LinkPurpose, public_url: str, now: datetime
) -> str:
    """Part of an acting transaction: the whole address of a new link."""
    secret = new_secret()
    session.add(
        OneTimeLinkRow(
            token_sha256=digest_of(secret),
            person_id=person_id,
            purpose=purpose,
            created_at=now,
            expires_at=now + LINK_LASTS[purpose],
        )
    )
    return f"{public_url}/link/{secret}"


def end_links(session: Session, person_id: uuid.UUID, now: datetime) -> None:
    """Part of an acting transaction: no link of this person works, and no message shows one."""
    session.execute(delete(OneTimeLinkRow).where(col(OneTimeLinkRow.person_id) == person_id))
    withdraw_messages(session, person_id, now=now, kinds=LINK_MESSAGES)


class LinkIsOver(NotFound):
    """The link was used, has expired, or never was."""

    def __init__(self) -> None:
        super().__init__("This link was used already, or it is too old.")


def _may_have_another(session: Session, email: str, now: datetime) -> bool:
    """Nobody's mailbox is filled by strangers; that it would be is not said either."""
    try:
        count_try(session, {account_key(_LINK, email): LINKS_OF_ACCOUNT}, now)
    except TooManyTries:
        return False
    return True

"""API tokens: how a program signs in for a person."""

import uuid
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete
from sqlmodel import Session, col

from app.actions.accounts import admit, recognise
from app.adapters.db import Database
from app.adapters.secrets import digest_of, new_secret
from app.domain.accounts import API_TOKEN_LASTS, MAX_TOKEN_NAME
from app.domain.errors import FieldError, Invalid, NotFound
from app.domain.people import Person
from app.models.accounts import ApiTokenRow

MADE_THROUGH_THE_API = "Made through the API"


@dataclass(frozen=True, slots=True)
class NewApiToken:
    """``token`` is shown this once; only its digest is kept."""

    token: str
    expires_at: datetime


def issue_api_token(
    database: Database, email: str, password: str, *, address: str, now: datetime
) -> NewApiToken:
    """For whoever knows the password; refused as ``sign_in`` is."""
    recognised = recognise(database, email, password, address=address, now=now)
    with database.write() as session:
        admit(session, recognised)
        made = _make_token(session, recognised.person_id, MADE_THROUGH_THE_API, now)
        session.commit()
    return made


def make_api_token(database: Database, name: str, *, by: Person, now: datetime) -> NewApiToken:
    """For somebody who is signed in; ``name`` says what it is for."""
    name = " ".join(name.split())
    if not name:
        raise Invalid(FieldError("token_name", "Say what the token is for."))
    if len(name) > MAX_TOKEN_NAME:
        raise Invalid(FieldError("token_name", f"Say it in {MAX_TOKEN_NAME} characters or fewer."))
    with database.write() as session:
        made = _make_token(session, by.id, name, now)
        session.commit()
    return made


def delete_api_token(database: Database, digest: str, *, by: Person) -> None:
    """Dead at once. NotFound where the person has no token of that digest."""
    with database.write() as session:
        deleted = session.scalars(
            delete(ApiTokenRow)
            .where(col(ApiTokenRow.token_sha256) == digest, col(ApiTokenRow.person_id) == by.id)
            .returning(col(ApiTokenRow.token_sha256))
        ).one_or_none()
        if deleted is None:
            raise NotFound
        session.commit()


def delete_this_api_token(database: Database, token: str, *, by: Person) -> None:
    """The token that the request itself was made with."""
    delete_api_token(database, digest_of(token), by=by)


def _make_token(session: Session, person_id: uuid.UUID, name: str, now: datetime) -> NewApiToken:
    secret = new_secret()
    expires_at = now + API_TOKEN_LASTS
    session.add(
        ApiTokenRow(
            token_sha256=digest_of(secret),
            person_id=person_id,
            name=name,
            created_at=now,
            expires_at=expires_at,
        )
    )
    return NewApiToken(secret, expires_at)

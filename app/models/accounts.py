"""How people prove who they are: sessions, API tokens, one-time links, tries to sign in.

A secret is stored as its SHA-256 only, and its row is its life: delete the row and the
session, token or link is dead at once.
"""

import uuid
from datetime import datetime

from sqlalchemy import Index, LargeBinary, Text
from sqlmodel import Field, SQLModel

from app.domain.accounts import MAX_TOKEN_NAME, LinkPurpose
from app.models.base import UtcTime, text_enum


class SessionRow(SQLModel, table=True):
    """``expires_at`` is its end at the latest; it ends earlier where it is left idle."""

    __tablename__ = "session"

    token_sha256: str = Field(primary_key=True, max_length=64)
    person_id: uuid.UUID = Field(foreign_key="person.id", index=True)
    created_at: datetime = Field(sa_type=UtcTime)
    last_seen_at: datetime = Field(sa_type=UtcTime)
    expires_at: datetime = Field(sa_type=UtcTime)


class ApiTokenRow(SQLModel, table=True):
    """``name`` is its owner's word for what it is for."""

    __tablename__ = "api_token"

    token_sha256: str = Field(primary_key=True, max_length=64)
    person_id: uuid.UUID = Field(foreign_key="person.id", index=True)
    name: str = Field(max_length=MAX_TOKEN_NAME)
    created_at: datetime = Field(sa_type=UtcTime)
    expires_at: datetime = Field(sa_type=UtcTime)


class OneTimeLinkRow(SQLModel, table=True):
    """Whoever follows it sets the person's password and is signed in. Once used it is gone."""

    __tablename__ = "one_time_link"

    token_sha256: str = Field(primary_key=True, max_length=64)
    person_id: uuid.UUID = Field(foreign_key="person.id", index=True)
    purpose: LinkPurpose = Field(sa_type=text_enum(LinkPurpose, "purpose"))
    created_at: datetime = Field(sa_type=UtcTime)
    expires_at: datetime = Field(sa_type=UtcTime)


class SignInTryRow(SQLModel, table=True):
    """A failed sign-in or a link asked for, under a key for the account or for the address."""

    __tablename__ = "sign_in_try"
    __table_args__ = (Index("ix_sign_in_try_key_at", "key", "at"),)

    id: uuid.UUID = Field(primary_key=True)
    key: str = Field(max_length=80)
    at: datetime = Field(sa_type=UtcTime)


class IdempotencyKeyRow(SQLModel, table=True):
    """The first 2xx answer to a request, for 24 hours."""

    __tablename__ = "idempotency_key"

    person_id: uuid.UUID = Field(foreign_key="person.id", primary_key=True)
    key: str = Field(primary_key=True, max_length=200)
    request_sha256: str = Field(max_length=64)
    status: int | None = Field(default=None)
    media_type: str | None = Field(default=None, max_length=100)
    body: bytes | None = Field(default=None, sa_type=LargeBinary)
    created_at: datetime = Field(sa_type=UtcTime, index=True)


class ReadingRow(SQLModel, table=True):
    """Who read what of somebody else's evidence, or which certificate. Apart from the events."""

    __tablename__ = "reading"

    id: uuid.UUID = Field(primary_key=True)
    person_id: uuid.UUID = Field(foreign_key="person.id")
    evidence_id: uuid.UUID | None = Field(default=None, foreign_key="evidence.id", index=True)
    qualification_id: uuid.UUID | None = Field(
        default=None, foreign_key="qualification.id", index=True
    )
    file_id: uuid.UUID | None = Field(default=None, foreign_key="evidence_file.id")
    at: datetime = Field(sa_type=UtcTime)
    what: str = Field(sa_type=Text)

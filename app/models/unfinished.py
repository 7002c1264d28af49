"""What people have typed and not sent, here and on their devices."""

import uuid
from datetime import datetime

from sqlalchemy import JSON, LargeBinary
from sqlmodel import Field, SQLModel

from app.domain.unfinished import UnfinishedForm
from app.models.base import UtcTime, open_enum


class UnfinishedRow(SQLModel, table=True):
    """A form as it stood when it last saved itself; its person's alone, and part of nothing.

    ``fields`` are names and values as a browser sends them. ``token`` is new with every save,
    ``writer`` the opened page that it came from, ``version`` that of the subject it was for.
    ``subject_id`` is what ``kept_under`` says.
    """

    __tablename__ = "unfinished"

    person_id: uuid.UUID = Field(foreign_key="person.id", primary_key=True)
    form: UnfinishedForm = Field(sa_type=open_enum(UnfinishedForm), primary_key=True)
    subject_id: uuid.UUID = Field(primary_key=True, index=True)
    token: uuid.UUID
    writer: str = Field(max_length=40)
    version: int
    fields: list[list[str]] = Field(sa_type=JSON)
    saved_at: datetime = Field(sa_type=UtcTime)


class KeepingSecretRow(SQLModel, table=True):
    """The one secret from which each person's key is made: see ``secrets.device_key``."""

    __tablename__ = "keeping_secret"

    id: int = Field(primary_key=True)
    secret: bytes = Field(sa_type=LargeBinary)

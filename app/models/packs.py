"""Hand-over packs: those asked for, in the making, and kept to be saved."""

import uuid
from datetime import datetime

from sqlalchemy import BigInteger, Text
from sqlmodel import Field, SQLModel

from app.models.base import UtcTime


class PackRow(SQLModel, table=True):
    """A pack from when it is asked for until ``expires_at``, when it and its content go.

    ``done`` of ``size`` bytes of evidence are in it. The ZIP file is stored under its SHA-256.
    ``as_of`` is the moment of which it speaks.
    """

    __tablename__ = "pack"

    id: uuid.UUID = Field(primary_key=True)
    apprenticeship_id: uuid.UUID = Field(foreign_key="apprenticeship.id", index=True)
    provider_id: uuid.UUID = Field(foreign_key="organisation.id")
    asked_by_id: uuid.UUID = Field(foreign_key="person.id")
    asked_at: datetime = Field(sa_type=UtcTime)
    claimed_until: datetime | None = Field(default=None, sa_type=UtcTime)
    attempts: int = Field(default=0)
    done: int = Field(default=0, sa_type=BigInteger)
    size: int = Field(default=0, sa_type=BigInteger)
    as_of: datetime | None = Field(default=None, sa_type=UtcTime)
    made_at: datetime | None = Field(default=None, sa_type=UtcTime)
    name: str | None = Field(default=None, max_length=200)
    sha256: str | None = Field(default=None, max_length=64)
    zip_size: int | None = Field(default=None, sa_type=BigInteger)
    problem: str | None = Field(default=None, sa_type=Text)
    expires_at: datetime = Field(sa_type=UtcTime)

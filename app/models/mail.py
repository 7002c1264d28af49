"""The outbox: every message, written in the transaction of the act that causes it."""

import uuid
from datetime import datetime

from sqlalchemy import Text
from sqlmodel import Field, SQLModel

from app.models.base import UtcTime


class OutboxRow(SQLModel, table=True):
    """A message to one person. Its body is emptied once it is sent or has expired."""

    __tablename__ = "outbox"

    id: uuid.UUID = Field(primary_key=True)
    person_id: uuid.UUID = Field(foreign_key="person.id", index=True)
    kind: str = Field(max_length=40)
    subject: str = Field(max_length=200)
    body: str = Field(sa_type=Text)
    created_at: datetime = Field(sa_type=UtcTime)
    due_at: datetime = Field(sa_type=UtcTime, index=True)
    expires_at: datetime | None = Field(default=None, sa_type=UtcTime)
    attempts: int = Field(default=0)
    problem: str | None = Field(default=None, sa_type=Text)
    sent_at: datetime | None = Field(default=None, sa_type=UtcTime)


class JobLeaseRow(SQLModel, table=True):
    """Which server runs the jobs now, and until when it may."""

    __tablename__ = "job_lease"

    name: str = Field(primary_key=True, max_length=40)
    holder: str = Field(max_length=100)
    until: datetime = Field(sa_type=UtcTime)

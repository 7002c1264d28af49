"""The outbox: every message, written in the transaction of the act that causes it. And what is
kept so that the daily mail goes once a day, and to nobody who does not want it.

Nothing here is an act that others rely on: the record knows nothing of it.
"""

import uuid
from datetime import date, datetime

from sqlalchemy import Text
from sqlmodel import Field, SQLModel

from app.domain.tasks import TaskKind
from app.models.base import UtcTime, open_enum


class OutboxRow(SQLModel, table=True):
    """A message to one person. What it says is emptied once it is sent or has expired.

    ``html`` says the same as ``body``; ``stop_at`` is the address by which its reader stops
    messages of this kind.
    """

    __tablename__ = "outbox"

    id: uuid.UUID = Field(primary_key=True)
    person_id: uuid.UUID = Field(foreign_key="person.id", index=True)
    kind: str = Field(max_length=40)
    subject: str = Field(max_length=200)
    body: str = Field(sa_type=Text)
    html: str | None = Field(default=None, sa_type=Text)
    stop_at: str | None = Field(default=None, sa_type=Text)
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


class JobProblemRow(SQLModel, table=True):
    """A job that failed ``attempts`` times in a row, and when it is tried again."""

    __tablename__ = "job_problem"

    name: str = Field(primary_key=True, max_length=40)
    attempts: int
    since: datetime = Field(sa_type=UtcTime)
    last_at: datetime = Field(sa_type=UtcTime)
    due_at: datetime = Field(sa_type=UtcTime)
    fault: str = Field(sa_type=Text)


class DailyMailRow(SQLModel, table=True):
    """How far the mail of ``day`` is, for there is one row; ``key`` signs the links in it.

    Everybody up to ``done_up_to``, in the order of their ids, has had theirs prepared. ``since``
    is the day of the last mail before it that was prepared for everybody.
    """

    __tablename__ = "daily_mail"

    name: str = Field(primary_key=True, max_length=40)
    key: str = Field(max_length=64)
    day: date | None = Field(default=None)
    since: date | None = Field(default=None)
    done_up_to: uuid.UUID | None = Field(default=None)
    finished: bool = Field(default=False)


class UnwantedMailRow(SQLModel, table=True):
    """A kind of task that a person does not want to be written to about."""

    __tablename__ = "unwanted_mail"

    person_id: uuid.UUID = Field(foreign_key="person.id", primary_key=True)
    kind: TaskKind = Field(sa_type=open_enum(TaskKind), primary_key=True)


class CalendarFeedRow(SQLModel, table=True):
    """The secret address at which a calendar program reads a person’s reviews."""

    __tablename__ = "calendar_feed"

    person_id: uuid.UUID = Field(foreign_key="person.id", primary_key=True)
    token_sha256: str = Field(max_length=64, unique=True)
    created_at: datetime = Field(sa_type=UtcTime)

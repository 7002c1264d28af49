"""What happened: one row per act, never changed, never removed."""

import uuid
from datetime import datetime

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from app.domain.events import EventKind
from app.domain.people import Role
from app.models.base import UtcTime, open_enum


class EventLogRow(SQLModel, table=True):
    """A sequence of events: one per training provider, and one of the installation.

    ``log`` is the provider's id, or zero. Locking its row orders two acts at once.
    """

    __tablename__ = "event_log"

    log: uuid.UUID = Field(primary_key=True)
    length: int = Field(default=0)


class EventRow(SQLModel, table=True):
    """An act: who, in which role, on what. What else is to be said is in the entry's body.

    Kind and role are words without a CHECK: each release adds some, and this table is never
    rebuilt.
    """

    __tablename__ = "event"
    __table_args__ = (
        Index("ix_event_evidence", "evidence_id", "log", "sequence"),
        Index("ix_event_apprenticeship", "apprenticeship_id", "log", "sequence"),
    )

    log: uuid.UUID = Field(primary_key=True, foreign_key="event_log.log")
    sequence: int = Field(primary_key=True)
    at: datetime = Field(sa_type=UtcTime)
    actor_id: uuid.UUID | None = Field(default=None, foreign_key="person.id")
    role: Role | None = Field(default=None, sa_type=open_enum(Role))
    kind: EventKind = Field(sa_type=open_enum(EventKind))
    apprenticeship_id: uuid.UUID | None = Field(default=None, foreign_key="apprenticeship.id")
    evidence_id: uuid.UUID | None = Field(default=None)
    subject_id: uuid.UUID
    revision: int | None = Field(default=None)

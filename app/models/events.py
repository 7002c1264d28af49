"""What happened: one row per act, never changed, never removed."""

import uuid
from datetime import datetime

from sqlalchemy import Index, Text
from sqlmodel import Field, SQLModel

from app.domain.events import EventKind
from app.domain.people import Role
from app.models.base import UtcTime, text_enum


class EventLogRow(SQLModel, table=True):
    """A sequence of events: one per training provider, and one of the installation.

    ``log`` is the provider's id, or zero. Locking its row orders two acts at once.
    """

    __tablename__ = "event_log"

    log: uuid.UUID = Field(primary_key=True)
    length: int = Field(default=0)


class EventRow(SQLModel, table=True):
    """An act: who, in which role, on what. ``body`` is canonical JSON of ids and hashes only."""

    __tablename__ = "event"
    __table_args__ = (
        Index("ix_event_evidence", "evidence_id", "log", "sequence"),
        Index("ix_event_apprenticeship", "apprenticeship_id", "log", "sequence"),
    )

    log: uuid.UUID = Field(primary_key=True, foreign_key="event_log.log")
    sequence: int = Field(primary_key=True)
    at: datetime = Field(sa_type=UtcTime)
    actor_id: uuid.UUID | None = Field(default=None, foreign_key="person.id")
    role: Role | None = Field(default=None, sa_type=text_enum(Role, "role"))
    kind: EventKind = Field(sa_type=text_enum(EventKind, "kind"))
    apprenticeship_id: uuid.UUID | None = Field(default=None, foreign_key="apprenticeship.id")
    evidence_id: uuid.UUID | None = Field(default=None)
    subject_id: uuid.UUID
    revision: int | None = Field(default=None)
    body: str = Field(sa_type=Text)

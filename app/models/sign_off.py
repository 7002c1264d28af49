"""Decisions of assessors, per piece and per criterion, and confirmations of line managers."""

import uuid
from datetime import date, datetime

from sqlalchemy import Index, Text
from sqlmodel import Field, SQLModel

from app.domain.sign_off import Outcome
from app.models.base import UtcTime, recorded, text_enum


class DecisionRow(SQLModel, table=True):
    """What an assessor decided on one revision of a piece; revoked, it stays in the history."""

    __tablename__ = "decision"
    __table_args__ = (Index("ix_decision_evidence", "evidence_id", "revision"), recorded())

    id: uuid.UUID = Field(primary_key=True)
    evidence_id: uuid.UUID = Field(foreign_key="evidence.id")
    revision: int
    outcome: Outcome = Field(sa_type=text_enum(Outcome, "outcome"))
    feedback: str = Field(default="", sa_type=Text)
    by_id: uuid.UUID = Field(foreign_key="person.id")
    at: datetime = Field(sa_type=UtcTime)
    sighted_on: date | None = Field(default=None)
    sighted_where: str | None = Field(default=None, sa_type=Text)
    revoked_at: datetime | None = Field(default=None, sa_type=UtcTime)
    revoked_by_id: uuid.UUID | None = Field(default=None, foreign_key="person.id")
    revoked_reason: str | None = Field(default=None, sa_type=Text)


class CriterionDecisionRow(SQLModel, table=True):
    """Met or not met, for one criterion; ``added`` where the assessor saw it unmapped."""

    __tablename__ = "criterion_decision"
    __table_args__ = recorded()

    decision_id: uuid.UUID = Field(foreign_key="decision.id", primary_key=True)
    code: str = Field(primary_key=True, max_length=5)
    met: bool
    feedback: str = Field(default="", sa_type=Text)
    added: bool = Field(default=False)


class ConfirmationRow(SQLModel, table=True):
    """A line manager confirms that this is the apprentice's own work in their organisation.

    It stands for every revision with the same ``work_sha256``.
    """

    __tablename__ = "confirmation"
    __table_args__ = recorded()

    id: uuid.UUID = Field(primary_key=True)
    evidence_id: uuid.UUID = Field(foreign_key="evidence.id", index=True)
    revision: int
    work_sha256: str = Field(max_length=64)
    by_id: uuid.UUID = Field(foreign_key="person.id")
    organisation_id: uuid.UUID = Field(foreign_key="organisation.id")
    statement: str = Field(default="", sa_type=Text)
    at: datetime = Field(sa_type=UtcTime)

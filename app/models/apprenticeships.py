"""Apprenticeships, and what each has for a while: employers, managers, assessors, breaks."""

import uuid
from datetime import date, datetime

from sqlalchemy import Index, Text, UniqueConstraint
from sqlmodel import Field, SQLModel

from app.domain.apprenticeships import ApprenticeshipStatus, SpellKind
from app.models.base import UtcTime, recorded, text_enum


class ApprenticeshipRow(SQLModel, table=True):
    __tablename__ = "apprenticeship"
    __table_args__ = (
        Index("ix_apprenticeship_provider", "provider_id", "status"),
        recorded(),
    )

    id: uuid.UUID = Field(primary_key=True)
    person_id: uuid.UUID = Field(foreign_key="person.id", index=True)
    provider_id: uuid.UUID = Field(foreign_key="organisation.id")
    standard_id: uuid.UUID = Field(foreign_key="standard.id")
    status: ApprenticeshipStatus = Field(sa_type=text_enum(ApprenticeshipStatus, "status"))
    started_on: date
    planned_end_on: date
    specialism: str | None = Field(default=None, max_length=100)
    weekly_hours: int | None = Field(default=None)
    uln: str | None = Field(default=None, max_length=10)
    created_at: datetime = Field(sa_type=UtcTime)
    version: int = Field(default=1)


class PlannedEndChangeRow(SQLModel, table=True):
    """A change of the planned end keeps its reason."""

    __tablename__ = "planned_end_change"
    __table_args__ = recorded()

    id: uuid.UUID = Field(primary_key=True)
    apprenticeship_id: uuid.UUID = Field(foreign_key="apprenticeship.id", index=True)
    before: date
    after: date
    reason: str = Field(sa_type=Text)
    by_id: uuid.UUID = Field(foreign_key="person.id")
    at: datetime = Field(sa_type=UtcTime)


class SpellRow(SQLModel, table=True):
    """Days from ``starts_on`` up to, not including, ``ends_on``; open where that is null.

    An employer has an organisation; a line manager a person and the organisation they
    manage in; an assessor a person; a break neither, but a reason.
    """

    __tablename__ = "spell"
    __table_args__ = (
        Index(
            "ix_spell_apprenticeship",
            "apprenticeship_id",
            "kind",
            "starts_on",
            "ends_on",
            "person_id",
        ),
        Index("ix_spell_person", "person_id", "kind", "apprenticeship_id"),
        recorded(),
    )

    id: uuid.UUID = Field(primary_key=True)
    apprenticeship_id: uuid.UUID = Field(foreign_key="apprenticeship.id")
    kind: SpellKind = Field(sa_type=text_enum(SpellKind, "kind"))
    person_id: uuid.UUID | None = Field(default=None, foreign_key="person.id")
    organisation_id: uuid.UUID | None = Field(default=None, foreign_key="organisation.id")
    starts_on: date
    ends_on: date | None = Field(default=None)
    reason: str | None = Field(default=None, sa_type=Text)


class MilestoneRow(SQLModel, table=True):
    """How many KSBs a provider expects to be met by the end of a month of the programme."""

    __tablename__ = "milestone"
    __table_args__ = (
        UniqueConstraint("provider_id", "standard_id", "month"),
        recorded("provider_id", "standard_id"),
    )

    id: uuid.UUID = Field(primary_key=True)
    provider_id: uuid.UUID = Field(foreign_key="organisation.id")
    standard_id: uuid.UUID = Field(foreign_key="standard.id")
    month: int
    ksbs: int

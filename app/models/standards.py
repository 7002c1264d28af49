"""Standards, their criteria, assessment plans and rule sets, as they were loaded."""

import uuid
from datetime import date, datetime

from sqlalchemy import JSON, Column, ForeignKeyConstraint, Text, UniqueConstraint
from sqlmodel import Field, SQLModel

from app.domain.standards import CriterionKind
from app.models.base import UtcTime, recorded, text_enum


class PlanRow(SQLModel, table=True):
    """An assessment plan, kept for ever under the SHA-256 of its canonical body."""

    __tablename__ = "plan"
    __table_args__ = recorded()

    sha256: str = Field(primary_key=True, max_length=64)
    reference: str
    version: str
    body: str = Field(sa_type=Text)
    loaded_at: datetime = Field(sa_type=UtcTime)


class RuleSetsRow(SQLModel, table=True):
    """The dated rules, kept for ever under the SHA-256 of their canonical body.

    The one loaded last is in force.
    """

    __tablename__ = "rule_sets"
    __table_args__ = recorded()

    sha256: str = Field(primary_key=True, max_length=64)
    body: str = Field(sa_type=Text)
    loaded_at: datetime = Field(sa_type=UtcTime)


class StandardRow(SQLModel, table=True):
    """One version of a standard; only its plan may be exchanged after loading."""

    __tablename__ = "standard"
    __table_args__ = (UniqueConstraint("reference", "version"), recorded())

    id: uuid.UUID = Field(primary_key=True)
    reference: str
    version: str
    title: str
    level: int
    lars_code: int | None
    summary: str = Field(sa_type=Text)
    typical_job_titles: list[str] = Field(sa_column=Column(JSON, nullable=False))
    keywords: list[str] = Field(sa_column=Column(JSON, nullable=False))
    typical_duration_months: int
    practice_areas: list[dict[str, str]] = Field(sa_column=Column(JSON, nullable=False))
    options: list[str] = Field(sa_column=Column(JSON, nullable=False))
    source: str
    source_date: date
    loaded_at: datetime = Field(sa_type=UtcTime)
    plan_sha256: str = Field(foreign_key="plan.sha256", max_length=64)


class CriterionRow(SQLModel, table=True):
    """A criterion; mappings and decisions refer to (standard_id, code)."""

    __tablename__ = "criterion"
    __table_args__ = recorded("standard_id")

    standard_id: uuid.UUID = Field(foreign_key="standard.id", primary_key=True)
    code: str = Field(primary_key=True, max_length=5)
    kind: CriterionKind = Field(sa_type=text_enum(CriterionKind, "kind"))
    position: int
    text: str = Field(sa_type=Text)


class DutyCriterionRow(SQLModel, table=True):
    """One pair of the published map from duties to the criteria that they call on."""

    __tablename__ = "duty_criterion"
    __table_args__ = (
        ForeignKeyConstraint(
            ["standard_id", "duty_code"], ["criterion.standard_id", "criterion.code"]
        ),
        ForeignKeyConstraint(
            ["standard_id", "criterion_code"], ["criterion.standard_id", "criterion.code"]
        ),
        recorded("standard_id"),
    )

    standard_id: uuid.UUID = Field(primary_key=True)
    duty_code: str = Field(primary_key=True, max_length=5)
    criterion_code: str = Field(primary_key=True, max_length=5)

"""Progress reviews, their actions, and who agreed."""

import uuid
from datetime import date, datetime

from sqlalchemy import JSON, Index, Text
from sqlmodel import Field, SQLModel

from app.domain.people import Role
from app.models.base import UtcTime, recorded, text_enum


class ReviewRow(SQLModel, table=True):
    """``totals`` are those of the moment: {"knowledge": {"met": 12, "of": 25}, …}."""

    __tablename__ = "review"
    __table_args__ = (Index("ix_review_apprenticeship", "apprenticeship_id", "held_on"), recorded())

    id: uuid.UUID = Field(primary_key=True)
    apprenticeship_id: uuid.UUID = Field(foreign_key="apprenticeship.id")
    held_on: date
    discussed: str = Field(sa_type=Text)
    totals: dict[str, dict[str, int]] = Field(sa_type=JSON)
    next_due_on: date
    rule_sets_sha256: str = Field(foreign_key="rule_sets.sha256", max_length=64)
    by_id: uuid.UUID = Field(foreign_key="person.id")
    role: Role = Field(sa_type=text_enum(Role, "role"))
    at: datetime = Field(sa_type=UtcTime)


class ReviewActionRow(SQLModel, table=True):
    """Something agreed to be done, by whom and by when."""

    __tablename__ = "review_action"
    __table_args__ = recorded()

    id: uuid.UUID = Field(primary_key=True)
    review_id: uuid.UUID = Field(foreign_key="review.id", index=True)
    position: int
    what: str = Field(sa_type=Text)
    owner_id: uuid.UUID = Field(foreign_key="person.id")
    due_on: date
    done_at: datetime | None = Field(default=None, sa_type=UtcTime)


class ReviewAnswerRow(SQLModel, table=True):
    """One of the three agrees, or comments; in any order."""

    __tablename__ = "review_answer"
    __table_args__ = recorded()

    id: uuid.UUID = Field(primary_key=True)
    review_id: uuid.UUID = Field(foreign_key="review.id", index=True)
    by_id: uuid.UUID = Field(foreign_key="person.id")
    role: Role = Field(sa_type=text_enum(Role, "role"))
    agreed: bool
    comment: str = Field(default="", sa_type=Text)
    at: datetime = Field(sa_type=UtcTime)

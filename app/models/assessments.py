"""Independent assessment: what was handed over to whom, checked, graded, confirmed, released."""

import uuid
from datetime import date, datetime

from sqlalchemy import JSON, Index, Text, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from app.domain.assessments import AssessmentState
from app.domain.plans import AttemptKind, Grade
from app.models.base import UtcTime, recorded, text_enum


class AssessmentRow(SQLModel, table=True):
    """One hand-over of one snapshot to one organisation; perhaps withdrawn since.

    ``version`` rises with every change of the assessment, its attempts and its results. Of one
    passage at most one hand-over goes on.
    """

    __tablename__ = "assessment"
    __table_args__ = (
        Index("ix_assessment_organisation", "organisation_id", "state"),
        Index(
            "uq_assessment_passage",
            "passage_id",
            unique=True,
            sqlite_where=text("withdrawn_at IS NULL"),
            postgresql_where=text("withdrawn_at IS NULL"),
        ),
        recorded(),
    )

    id: uuid.UUID = Field(primary_key=True)
    apprenticeship_id: uuid.UUID = Field(foreign_key="apprenticeship.id", index=True)
    passage_id: uuid.UUID = Field(foreign_key="gateway_passage.id")
    snapshot_sha256: str = Field(foreign_key="snapshot.sha256", max_length=64)
    organisation_id: uuid.UUID = Field(foreign_key="organisation.id")
    state: AssessmentState = Field(sa_type=text_enum(AssessmentState, "state"))
    version: int = Field(default=1)
    handed_over_at: datetime = Field(sa_type=UtcTime)
    handed_over_by_id: uuid.UUID = Field(foreign_key="person.id")
    expires_on: date | None = Field(default=None)
    independent_assessor_id: uuid.UUID | None = Field(
        default=None, foreign_key="person.id", index=True
    )
    allocated_at: datetime | None = Field(default=None, sa_type=UtcTime)
    allocated_by_id: uuid.UUID | None = Field(default=None, foreign_key="person.id")
    withdrawn_at: datetime | None = Field(default=None, sa_type=UtcTime)
    withdrawn_by_id: uuid.UUID | None = Field(default=None, foreign_key="person.id")
    withdrawn_reason: str | None = Field(default=None, sa_type=Text)


class ComponentCheckRow(SQLModel, table=True):
    """A requirement of the snapshot, accepted or rejected; every attempt is kept."""

    __tablename__ = "component_check"
    __table_args__ = (UniqueConstraint("assessment_id", "requirement", "number"), recorded())

    id: uuid.UUID = Field(primary_key=True)
    assessment_id: uuid.UUID = Field(foreign_key="assessment.id")
    requirement: str = Field(max_length=64)
    number: int
    accepted: bool
    reason: str = Field(default="", sa_type=Text)
    by_id: uuid.UUID = Field(foreign_key="person.id")
    at: datetime = Field(sa_type=UtcTime)


class MethodAttemptRow(SQLModel, table=True):
    """One attempt at one method of the plan: planned, then graded, or marked elsewhere."""

    __tablename__ = "method_attempt"
    __table_args__ = (UniqueConstraint("assessment_id", "method", "number"), recorded())

    id: uuid.UUID = Field(primary_key=True)
    assessment_id: uuid.UUID = Field(foreign_key="assessment.id")
    method: str = Field(max_length=64)
    number: int
    kind: AttemptKind = Field(sa_type=text_enum(AttemptKind, "kind"))
    due_on: date | None = Field(default=None)
    planned_on: date | None = Field(default=None)
    grade: Grade | None = Field(default=None, sa_type=text_enum(Grade, "grade"))
    notes: str = Field(default="", sa_type=Text)
    marked_elsewhere: str = Field(default="", sa_type=Text)
    exceptional: str = Field(default="", sa_type=Text)
    graded_by_id: uuid.UUID | None = Field(default=None, foreign_key="person.id")
    graded_at: datetime | None = Field(default=None, sa_type=UtcTime)


class CriterionMarkRow(SQLModel, table=True):
    """What was asked and noted on a criterion; a grade only where the plan allocates it."""

    __tablename__ = "criterion_mark"
    __table_args__ = recorded("attempt_id")

    attempt_id: uuid.UUID = Field(foreign_key="method_attempt.id", primary_key=True)
    code: str = Field(primary_key=True, max_length=5)
    grade: Grade | None = Field(default=None, sa_type=text_enum(Grade, "grade"))
    note: str = Field(default="", sa_type=Text)
    question: str = Field(default="", sa_type=Text)


class AssessmentResultRow(SQLModel, table=True):
    """A result as a second person confirmed it, with the working; the apprentice's once released.

    ``grades`` holds the grade of each method by its id.
    """

    __tablename__ = "assessment_result"
    __table_args__ = (UniqueConstraint("assessment_id", "number"), recorded())

    id: uuid.UUID = Field(primary_key=True)
    assessment_id: uuid.UUID = Field(foreign_key="assessment.id")
    number: int
    overall: Grade = Field(sa_type=text_enum(Grade, "overall"))
    grades: dict[str, str] = Field(sa_type=JSON)
    working: list[str] = Field(sa_type=JSON)
    confirmed_by_id: uuid.UUID = Field(foreign_key="person.id")
    confirmed_at: datetime = Field(sa_type=UtcTime)
    released_by_id: uuid.UUID | None = Field(default=None, foreign_key="person.id")
    released_at: datetime | None = Field(default=None, sa_type=UtcTime)

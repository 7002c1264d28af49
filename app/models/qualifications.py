"""Qualifications with their certificates, and what was settled about English and maths."""

import uuid
from datetime import date, datetime

from sqlalchemy import ForeignKeyConstraint, Text
from sqlmodel import Field, SQLModel

from app.domain.english_and_maths import AgeGroup
from app.domain.people import Role
from app.domain.qualifications import Subject
from app.models.base import UtcTime, recorded, text_enum


class QualificationRow(SQLModel, table=True):
    """Its words never change: what is wrong is taken out with a reason, and recorded again.

    The certificate is a stored content of the provider, and all its columns are null until
    there is one. It is checked by somebody at the training provider.
    """

    __tablename__ = "qualification"
    __table_args__ = (
        ForeignKeyConstraint(
            ["provider_id", "sha256"], ["stored_file.provider_id", "stored_file.sha256"]
        ),
        recorded(),
    )

    id: uuid.UUID = Field(primary_key=True)
    apprenticeship_id: uuid.UUID = Field(foreign_key="apprenticeship.id", index=True)
    subject: Subject = Field(sa_type=text_enum(Subject, "subject"))
    name: str = Field(max_length=200)
    awarded_by: str = Field(max_length=200)
    awarded_on: date
    by_id: uuid.UUID = Field(foreign_key="person.id")
    role: Role = Field(sa_type=text_enum(Role, "role"))
    at: datetime = Field(sa_type=UtcTime)
    provider_id: uuid.UUID | None = Field(default=None)
    sha256: str | None = Field(default=None, max_length=64)
    file_name: str | None = Field(default=None, max_length=200)
    media_type: str | None = Field(default=None, max_length=100)
    checked_at: datetime | None = Field(default=None, sa_type=UtcTime)
    checked_by_id: uuid.UUID | None = Field(default=None, foreign_key="person.id")
    taken_out_at: datetime | None = Field(default=None, sa_type=UtcTime)
    taken_out_by_id: uuid.UUID | None = Field(default=None, foreign_key="person.id")
    taken_out_reason: str | None = Field(default=None, sa_type=Text)


class EnglishAndMathsRow(SQLModel, table=True):
    """The latest holds; the earlier ones stay. ``to_achieve`` is the employer's choice."""

    __tablename__ = "english_and_maths"
    __table_args__ = recorded()

    id: uuid.UUID = Field(primary_key=True)
    apprenticeship_id: uuid.UUID = Field(foreign_key="apprenticeship.id", index=True)
    age_group: AgeGroup | None = Field(default=None, sa_type=text_enum(AgeGroup, "age_group"))
    to_achieve: bool | None = Field(default=None)
    reason: str = Field(default="", sa_type=Text)
    by_id: uuid.UUID = Field(foreign_key="person.id")
    role: Role = Field(sa_type=text_enum(Role, "role"))
    at: datetime = Field(sa_type=UtcTime)

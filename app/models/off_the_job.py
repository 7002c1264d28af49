"""Off-the-job hours, planned and done."""

import uuid
from datetime import date, datetime

from sqlalchemy import Index, Text
from sqlmodel import Field, SQLModel

from app.domain.off_the_job import HoursKind
from app.domain.people import Role
from app.models.base import UtcTime, recorded, text_enum


class OffTheJobHoursRow(SQLModel, table=True):
    """A total: planned for the whole programme, or done by the end of ``on``.

    Of each kind the latest holds, and the earlier ones stay with their reasons.
    """

    __tablename__ = "off_the_job_hours"
    __table_args__ = (
        Index("ix_off_the_job_hours_apprenticeship", "apprenticeship_id", "kind", "at"),
        recorded(),
    )

    id: uuid.UUID = Field(primary_key=True)
    apprenticeship_id: uuid.UUID = Field(foreign_key="apprenticeship.id")
    kind: HoursKind = Field(sa_type=text_enum(HoursKind, "kind"))
    hours: int
    on: date
    reason: str = Field(default="", sa_type=Text)
    by_id: uuid.UUID = Field(foreign_key="person.id")
    role: Role = Field(sa_type=text_enum(Role, "role"))
    at: datetime = Field(sa_type=UtcTime)

"""Documents that Gatepost issued: it knows each again by its SHA-256."""

import uuid
from datetime import datetime

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from app.domain.issued import IssuedKind
from app.models.base import UtcTime, recorded, text_enum


class IssuedRow(SQLModel, table=True):
    """A document; ``about_id`` is the act that it speaks of, ``size`` in bytes.

    Superseded, it was right when it was issued, and something has taken its place since.
    """

    __tablename__ = "issued"
    __table_args__ = (Index("ix_issued_about", "about_id", "kind"), recorded())

    sha256: str = Field(primary_key=True, max_length=64)
    kind: IssuedKind = Field(sa_type=text_enum(IssuedKind, "kind"))
    apprenticeship_id: uuid.UUID = Field(foreign_key="apprenticeship.id", index=True)
    provider_id: uuid.UUID = Field(foreign_key="organisation.id")
    about_id: uuid.UUID
    name: str = Field(max_length=200)
    size: int
    issued_at: datetime = Field(sa_type=UtcTime)
    superseded_at: datetime | None = Field(default=None, sa_type=UtcTime)

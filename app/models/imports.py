"""Portfolios that came from another provider: what came, from where, and what vouched for it."""

import uuid
from datetime import datetime

from sqlmodel import Field, SQLModel

from app.models.base import UtcTime, recorded


class PortfolioImportRow(SQLModel, table=True):
    """A pack that became an apprenticeship here. ``key`` signed the checkpoint of its record.

    ``log`` and ``size`` name the tree that its entries are in: the provider's own log there.
    """

    __tablename__ = "portfolio_import"
    __table_args__ = recorded()

    apprenticeship_id: uuid.UUID = Field(primary_key=True, foreign_key="apprenticeship.id")
    provider: str = Field(max_length=200)
    origin_id: uuid.UUID
    log: uuid.UUID
    size: int
    root: str = Field(max_length=64)
    key: str = Field(max_length=300)
    pack_sha256: str = Field(max_length=64)
    stood_at: datetime = Field(sa_type=UtcTime)
    imported_at: datetime = Field(sa_type=UtcTime)
    imported_by_id: uuid.UUID | None = Field(default=None, foreign_key="person.id")


class ImportedPieceRow(SQLModel, table=True):
    """A piece that came, and what it was there: its id, its revision, its content's hash."""

    __tablename__ = "imported_piece"
    __table_args__ = recorded()

    evidence_id: uuid.UUID = Field(primary_key=True, foreign_key="evidence.id")
    apprenticeship_id: uuid.UUID = Field(foreign_key="portfolio_import.apprenticeship_id")
    origin_id: uuid.UUID
    revision: int
    content_sha256: str = Field(max_length=64)

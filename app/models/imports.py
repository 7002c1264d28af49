"""Portfolios that came from another provider: what came, from where, and what vouched for it."""

import uuid
from datetime import datetime

from sqlalchemy import Text
from sqlmodel import Field, SQLModel

from app.domain.people import Role
from app.models.base import UtcTime, recorded, text_enum


class PortfolioImportRow(SQLModel, table=True):
    """A pack that became an apprenticeship here. ``key`` signed the checkpoint of its record.

    ``log`` and ``size`` name the tree that its entries are in: the provider's own log there.
    ``snapshot`` is what the apprentice passed the gateway with there, word for word.
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
    passed_at: datetime | None = Field(default=None, sa_type=UtcTime)
    snapshot: str | None = Field(default=None, sa_type=Text)


class ImportedPieceRow(SQLModel, table=True):
    """A piece that came, and what it was there: its id, its revision, its content's hash.

    ``decided_before``: the decision is from before that provider kept a record, which vouches
    for the act alone. None where it vouches for all of it, or nothing was decided.
    """

    __tablename__ = "imported_piece"
    __table_args__ = recorded()

    evidence_id: uuid.UUID = Field(primary_key=True, foreign_key="evidence.id")
    apprenticeship_id: uuid.UUID = Field(foreign_key="portfolio_import.apprenticeship_id")
    origin_id: uuid.UUID
    revision: int
    content_sha256: str = Field(max_length=64)
    decided_before: bool | None = Field(default=None)


class ImportedDeclarationRow(SQLModel, table=True):
    """What somebody declared at the provider before, word for word. Here it counts for nothing."""

    __tablename__ = "imported_declaration"
    __table_args__ = recorded()

    id: uuid.UUID = Field(primary_key=True)
    apprenticeship_id: uuid.UUID = Field(
        foreign_key="portfolio_import.apprenticeship_id", index=True
    )
    role: Role = Field(sa_type=text_enum(Role, "role"))
    by_id: uuid.UUID = Field(foreign_key="person.id")
    organisation: str = Field(max_length=200)
    at: datetime = Field(sa_type=UtcTime)
    statement: str = Field(sa_type=Text)
    snapshot_sha256: str = Field(max_length=64)
    permission_to_claim: bool

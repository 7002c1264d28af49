"""The gateway: what the portfolio holds, snapshots of it, declarations, and who has passed."""

import uuid
from datetime import datetime

from sqlalchemy import JSON, Index, Text, UniqueConstraint
from sqlmodel import Field, SQLModel

from app.domain.people import Role
from app.models.base import UtcTime, recorded, text_enum


class PortfolioSelectionRow(SQLModel, table=True):
    """A piece that its apprentice put into the portfolio. While there is none, all count."""

    __tablename__ = "portfolio_selection"
    __table_args__ = recorded("apprenticeship_id")

    apprenticeship_id: uuid.UUID = Field(foreign_key="apprenticeship.id", primary_key=True)
    evidence_id: uuid.UUID = Field(foreign_key="evidence.id", primary_key=True)


class PortfolioBeforeRow(SQLModel, table=True):
    """What the portfolio held before its latest change, so that it can be undone."""

    __tablename__ = "portfolio_before"

    apprenticeship_id: uuid.UUID = Field(foreign_key="apprenticeship.id", primary_key=True)
    evidence_ids: list[str] = Field(sa_type=JSON)
    changed_at: datetime = Field(sa_type=UtcTime)


class SnapshotRow(SQLModel, table=True):
    """What stood at the gateway when somebody declared: canonical JSON, kept under its SHA-256."""

    __tablename__ = "snapshot"
    __table_args__ = recorded()

    sha256: str = Field(primary_key=True, max_length=64)
    apprenticeship_id: uuid.UUID = Field(foreign_key="apprenticeship.id", index=True)
    body: str = Field(sa_type=Text)
    kept_at: datetime = Field(sa_type=UtcTime)


class DeclarationRow(SQLModel, table=True):
    """What somebody declared in one role, word for word, and of which snapshot.

    ``organisation_id`` is the one they declared for: the employer, or the training provider.
    """

    __tablename__ = "declaration"
    __table_args__ = (
        Index("ix_declaration_apprenticeship", "apprenticeship_id", "at"),
        UniqueConstraint("apprenticeship_id", "role", "snapshot_sha256", "by_id"),
        recorded(),
    )

    id: uuid.UUID = Field(primary_key=True)
    apprenticeship_id: uuid.UUID = Field(foreign_key="apprenticeship.id")
    role: Role = Field(sa_type=text_enum(Role, "role"))
    by_id: uuid.UUID = Field(foreign_key="person.id")
    organisation_id: uuid.UUID = Field(foreign_key="organisation.id")
    at: datetime = Field(sa_type=UtcTime)
    statement: str = Field(sa_type=Text)
    statement_sha256: str = Field(max_length=64)
    snapshot_sha256: str = Field(foreign_key="snapshot.sha256", max_length=64)
    permission_to_claim: bool


class GatewayPassageRow(SQLModel, table=True):
    """An apprentice passed through the gateway, with what stood there; perhaps taken back since."""

    __tablename__ = "gateway_passage"
    __table_args__ = recorded()

    id: uuid.UUID = Field(primary_key=True)
    apprenticeship_id: uuid.UUID = Field(foreign_key="apprenticeship.id", index=True)
    snapshot_sha256: str = Field(foreign_key="snapshot.sha256", max_length=64)
    passed_at: datetime = Field(sa_type=UtcTime)
    passed_by_id: uuid.UUID = Field(foreign_key="person.id")
    taken_back_at: datetime | None = Field(default=None, sa_type=UtcTime)
    taken_back_by_id: uuid.UUID | None = Field(default=None, foreign_key="person.id")
    taken_back_reason: str | None = Field(default=None, sa_type=Text)

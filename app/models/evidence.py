"""Evidence as it stands, its mappings and files, and every revision that was submitted."""

import uuid
from datetime import date, datetime

from sqlalchemy import JSON, ForeignKeyConstraint, Index, Text, UniqueConstraint
from sqlmodel import Field, SQLModel

from app.domain.evidence import ClientDetails, EvidenceKind, EvidenceStatus
from app.domain.people import Role
from app.models.base import UtcTime, recorded, text_enum


class EvidenceRow(SQLModel, table=True):
    """A piece as its author sees it. Others see its latest revision.

    ``version`` rises with every change of the piece's own fields, mappings, files or
    status; ``revision`` is the number of the latest submission, 0 before the first.
    ``employer_id`` is the employer of the day on which the work was done.
    """

    __tablename__ = "evidence"
    __table_args__ = (
        Index("ix_evidence_list", "apprenticeship_id", "status", "updated_at"),
        Index("ix_evidence_queue", "status", "apprenticeship_id", "submitted_at"),
        recorded(),
    )

    id: uuid.UUID = Field(primary_key=True)
    apprenticeship_id: uuid.UUID = Field(foreign_key="apprenticeship.id")
    author_id: uuid.UUID = Field(foreign_key="person.id")
    author_role: Role = Field(sa_type=text_enum(Role, "author_role"))
    status: EvidenceStatus = Field(sa_type=text_enum(EvidenceStatus, "status"))
    version: int = Field(default=1)
    revision: int = Field(default=0)
    title: str = Field(max_length=200)
    kind: EvidenceKind | None = Field(default=None, sa_type=text_enum(EvidenceKind, "kind"))
    happened_on: date | None = Field(default=None)
    happened_to: date | None = Field(default=None)
    narrative: str = Field(default="", sa_type=Text)
    own_part: str = Field(default="", sa_type=Text)
    practice_area: str | None = Field(default=None, max_length=100)
    matter: str = Field(default="", max_length=100)
    client_details: ClientDetails | None = Field(
        default=None,
        sa_type=text_enum(ClientDetails, "client_details"),
    )
    links: list[str] = Field(default_factory=list, sa_type=JSON)
    employer_id: uuid.UUID | None = Field(default=None, foreign_key="organisation.id")
    created_at: datetime = Field(sa_type=UtcTime)
    updated_at: datetime = Field(sa_type=UtcTime)
    submitted_at: datetime | None = Field(default=None, sa_type=UtcTime)


class MappingRow(SQLModel, table=True):
    """A criterion that the piece, as it stands, is mapped to."""

    __tablename__ = "evidence_mapping"
    __table_args__ = (
        ForeignKeyConstraint(["standard_id", "code"], ["criterion.standard_id", "criterion.code"]),
        recorded("evidence_id"),
    )

    evidence_id: uuid.UUID = Field(foreign_key="evidence.id", primary_key=True)
    code: str = Field(primary_key=True, max_length=5)
    standard_id: uuid.UUID
    explanation: str = Field(default="", sa_type=Text)
    locator: str = Field(default="", max_length=100)


class StoredFileRow(SQLModel, table=True):
    """A content that a provider holds, once, under its SHA-256; ``size`` in bytes.

    Blocked, nobody opens it; its hash stays, and so does every decision on it.
    """

    __tablename__ = "stored_file"
    __table_args__ = recorded()

    provider_id: uuid.UUID = Field(foreign_key="organisation.id", primary_key=True)
    sha256: str = Field(primary_key=True, max_length=64)
    size: int
    stored_at: datetime = Field(sa_type=UtcTime)
    blocked_at: datetime | None = Field(default=None, sa_type=UtcTime)
    blocked_by_id: uuid.UUID | None = Field(default=None, foreign_key="person.id")
    block_reason: str | None = Field(default=None, sa_type=Text)


class EvidenceFileRow(SQLModel, table=True):
    """A file of a piece. Removed, it stays for the revisions that hold it."""

    __tablename__ = "evidence_file"
    __table_args__ = (
        ForeignKeyConstraint(
            ["provider_id", "sha256"], ["stored_file.provider_id", "stored_file.sha256"]
        ),
        recorded(),
    )

    id: uuid.UUID = Field(primary_key=True)
    evidence_id: uuid.UUID = Field(foreign_key="evidence.id", index=True)
    provider_id: uuid.UUID
    sha256: str = Field(max_length=64)
    name: str = Field(max_length=200)
    media_type: str = Field(max_length=100)
    added_at: datetime = Field(sa_type=UtcTime)
    removed_at: datetime | None = Field(default=None, sa_type=UtcTime)


class RevisionRow(SQLModel, table=True):
    """What was submitted, frozen: ``body`` is canonical JSON and ``sha256`` its hash.

    The columns beside the body repeat what lists show and filter by; ``codes`` is
    " K1 S2 " with a space at each end.
    """

    __tablename__ = "evidence_revision"
    __table_args__ = (UniqueConstraint("evidence_id", "number"), recorded())

    id: uuid.UUID = Field(primary_key=True)
    evidence_id: uuid.UUID = Field(foreign_key="evidence.id")
    number: int
    body: str = Field(sa_type=Text)
    sha256: str = Field(max_length=64)
    work_sha256: str = Field(max_length=64)
    submitted_at: datetime = Field(sa_type=UtcTime)
    submitted_by_id: uuid.UUID = Field(foreign_key="person.id")
    title: str = Field(max_length=200)
    kind: EvidenceKind = Field(sa_type=text_enum(EvidenceKind, "kind"))
    practice_area: str | None = Field(default=None, max_length=100)
    matter: str = Field(default="", max_length=100)
    happened_on: date
    happened_to: date | None = Field(default=None)
    codes: str = Field(sa_type=Text)


class CommentRow(SQLModel, table=True):
    """Something said about a piece that decides nothing."""

    __tablename__ = "comment"
    __table_args__ = recorded()

    id: uuid.UUID = Field(primary_key=True)
    evidence_id: uuid.UUID = Field(foreign_key="evidence.id", index=True)
    by_id: uuid.UUID = Field(foreign_key="person.id")
    role: Role = Field(sa_type=text_enum(Role, "role"))
    at: datetime = Field(sa_type=UtcTime)
    text: str = Field(sa_type=Text)

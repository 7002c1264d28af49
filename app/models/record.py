"""The record of acts as a Merkle log: leaves that never change, and bodies that may be erased."""

import uuid
from datetime import datetime

from sqlalchemy import JSON, ForeignKeyConstraint, LargeBinary, Text
from sqlmodel import Field, SQLModel

from app.models.base import UtcTime, recorded

_ENTRY = ["record_entry.log", "record_entry.sequence"]


class RecordEntryRow(SQLModel, table=True):
    """A leaf of a log's tree, at index ``sequence`` - 1. The database refuses to change it."""

    __tablename__ = "record_entry"

    log: uuid.UUID = Field(primary_key=True, foreign_key="event_log.log")
    sequence: int = Field(primary_key=True)
    leaf_hash: bytes = Field(sa_type=LargeBinary(32))


class RecordBodyRow(SQLModel, table=True):
    """What a leaf is the hash of. It may be deleted once an entry says that it was erased."""

    __tablename__ = "record_body"
    __table_args__ = (ForeignKeyConstraint(["log", "sequence"], _ENTRY),)

    log: uuid.UUID = Field(primary_key=True)
    sequence: int = Field(primary_key=True)
    body: str = Field(sa_type=Text)
    salt: bytes = Field(sa_type=LargeBinary(32))


class RecordErasureRow(SQLModel, table=True):
    """The body of ``sequence`` was erased by the entry ``erased_by`` of the same log."""

    __tablename__ = "record_erasure"
    __table_args__ = (
        ForeignKeyConstraint(["log", "sequence"], _ENTRY),
        ForeignKeyConstraint(["log", "erased_by"], _ENTRY),
    )

    log: uuid.UUID = Field(primary_key=True)
    sequence: int = Field(primary_key=True)
    erased_by: int


class RecordKeyRow(SQLModel, table=True):
    """A public key, as 64 hexadecimal digits, that signs checkpoints until it is retired.

    The private key never is in the database.
    """

    __tablename__ = "record_key"
    __table_args__ = recorded()

    public_key: str = Field(primary_key=True, max_length=64)
    name: str = Field(max_length=200)
    made_at: datetime = Field(sa_type=UtcTime)
    retired_at: datetime | None = Field(default=None, sa_type=UtcTime)


class CheckpointRow(SQLModel, table=True):
    """A signed note (C2SP) of how large a log was and what its root was.

    ``peaks`` are the roots of the full subtrees, 32 bytes each: the next one goes on from them.
    """

    __tablename__ = "checkpoint"

    log: uuid.UUID = Field(primary_key=True, foreign_key="event_log.log")
    size: int = Field(primary_key=True)
    root: bytes = Field(sa_type=LargeBinary(32))
    peaks: bytes = Field(sa_type=LargeBinary)
    note: str = Field(sa_type=Text)
    made_at: datetime = Field(sa_type=UtcTime)


class RecordTileRow(SQLModel, table=True):
    """The root over the ``TILE`` leaves of a log from ``index`` * ``TILE`` on, all of them there.

    It can be worked out from the leaves, and saves a proof from reading them all.
    """

    __tablename__ = "record_tile"

    log: uuid.UUID = Field(primary_key=True, foreign_key="event_log.log")
    index: int = Field(primary_key=True)
    root: bytes = Field(sa_type=LargeBinary(32))


class VerificationRow(SQLModel, table=True):
    """A check of the record, and what it found, in words.

    An administrator asked for it, or nobody: that is the one of each night.
    """

    __tablename__ = "verification"

    id: uuid.UUID = Field(primary_key=True)
    asked_by_id: uuid.UUID | None = Field(default=None, foreign_key="person.id")
    asked_at: datetime = Field(sa_type=UtcTime)
    began_at: datetime | None = Field(default=None, sa_type=UtcTime)
    finished_at: datetime | None = Field(default=None, sa_type=UtcTime)
    done: int = Field(default=0)
    of: int = Field(default=0)
    findings: list[str] = Field(default_factory=list, sa_type=JSON)
    remarks: list[str] | None = Field(default=None, sa_type=JSON)
    entries: int | None = None
    rows: int | None = None
    files: int | None = None
    checkpoints: int | None = None
    snapshots: int | None = None

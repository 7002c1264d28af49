"""The checkpoints of the logs, and which log is due for one."""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from sqlalchemy import Select, exists, func, or_, select
from sqlmodel import Session, col

from app.domain.events import SIGN_OFFS
from app.domain.merkle import TILE, Tree, root
from app.domain.notes import PublicKey
from app.models.events import EventLogRow, EventRow
from app.models.record import CheckpointRow, RecordEntryRow, RecordKeyRow, RecordTileRow

HASH = 32
AT_ONCE = 5000


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """``note`` is the signed text as others keep it."""

    log: uuid.UUID
    size: int
    root: bytes
    peaks: bytes
    note: str
    made_at: datetime


@dataclass(frozen=True, slots=True)
class Key:
    public: PublicKey
    made_at: datetime
    retired_at: datetime | None


def latest_checkpoint(session: Session, log: uuid.UUID) -> Checkpoint | None:
    """One statement."""
    row = session.execute(_checkpoints(log).order_by(col(CheckpointRow.size).desc())).first()
    return Checkpoint(*row) if row else None


def latest_checkpoint_at(session: Session) -> datetime | None:
    """When any log was last signed."""
    return session.scalar(select(func.max(col(CheckpointRow.made_at))))


def checkpoint_covering(session: Session, log: uuid.UUID, sequence: int) -> Checkpoint | None:
    """The first one that covers this entry; None where none does yet."""
    row = session.execute(
        _checkpoints(log)
        .where(col(CheckpointRow.size) >= sequence)
        .order_by(col(CheckpointRow.size))
    ).first()
    return Checkpoint(*row) if row else None


def is_in_checkpoints(session: Session, log: uuid.UUID, note: str) -> bool:
    """Whether this very note is one of the log's."""
    return session.scalar(_checkpoints(log).where(col(CheckpointRow.note) == note)) is not None


def checkpoints_of(session: Session, log: uuid.UUID) -> dict[int, Checkpoint]:
    """Every one of a log, by its size."""
    rows = session.execute(_checkpoints(log))
    return {row.size: Checkpoint(*row) for row in rows}


def logs_due(session: Session, *, since: datetime) -> tuple[uuid.UUID, ...]:
    """Those with a sign-off that no checkpoint covers, or with anything, and none since then."""
    covered = (
        select(
            col(CheckpointRow.log),
            func.max(col(CheckpointRow.size)).label("size"),
            func.max(col(CheckpointRow.made_at)).label("made_at"),
        )
        .group_by(col(CheckpointRow.log))
        .subquery("covered")
    )
    size = func.coalesce(covered.c.size, 0)
    relied_on = exists().where(
        col(EventRow.log) == col(EventLogRow.log),
        col(EventRow.sequence) > size,
        col(EventRow.kind).in_(SIGN_OFFS),
    )
    return tuple(
        session.scalars(
            select(col(EventLogRow.log))
            .join(covered, covered.c.log == col(EventLogRow.log), isouter=True)
            .where(
                col(EventLogRow.length) > size,
                or_(relied_on, covered.c.made_at.is_(None), covered.c.made_at < since),
            )
        )
    )


def tree_of(session: Session, log: uuid.UUID) -> Tree:
    """The tree over all entries, taken up where the latest checkpoint left it."""
    row = session.execute(
        select(col(CheckpointRow.size), col(CheckpointRow.peaks))
        .where(col(CheckpointRow.log) == log)
        .order_by(col(CheckpointRow.size).desc())
    ).first()
    size, peaks = row or (0, b"")
    return Tree(
        leaf_hashes(session, log, after=size),
        size=size,
        peaks=[peaks[place : place + HASH] for place in range(0, len(peaks), HASH)],
    )


def tiles_of(session: Session, log: uuid.UUID) -> dict[int, bytes]:
    """The roots of full tiles that are kept, by their index."""
    rows = session.execute(
        select(col(RecordTileRow.index).label("place"), col(RecordTileRow.root))
        .where(col(RecordTileRow.log) == log)
        .order_by(col(RecordTileRow.index))
    )
    return {row.place: row.root for row in rows}


def first_tiles_of(session: Session, log: uuid.UUID) -> list[bytes]:
    """The same in order, up to the first that is missing."""
    kept = enumerate(tiles_of(session, log).items())
    return [tile for place, (index, tile) in kept if index == place]


def full_tiles_after(session: Session, log: uuid.UUID, tiles: int) -> Iterator[bytes]:
    """The roots of the full tiles that come after so many."""
    leaves = leaf_hashes(session, log, after=tiles * TILE)
    while len(tile := list(islice(leaves, TILE))) == TILE:
        yield root(tile)


def leaf_hashes(
    session: Session, log: uuid.UUID, *, size: int | None = None, after: int = 0
) -> Iterator[bytes]:
    """The leaves in order, up to ``size`` of them, a few thousand at a time."""
    statement = select(col(RecordEntryRow.leaf_hash)).where(
        col(RecordEntryRow.log) == log, col(RecordEntryRow.sequence) > after
    )
    if size is not None:
        statement = statement.where(col(RecordEntryRow.sequence) <= size)
    yield from session.scalars(
        statement.order_by(col(RecordEntryRow.sequence)).execution_options(yield_per=AT_ONCE)
    )


def keys_of(session: Session) -> tuple[Key, ...]:
    """Every key that signs or signed checkpoints, in the order in which they were made."""
    rows = session.scalars(
        select(RecordKeyRow).order_by(col(RecordKeyRow.made_at), col(RecordKeyRow.retired_at))
    )
    return tuple(
        Key(PublicKey(row.name, bytes.fromhex(row.public_key)), row.made_at, row.retired_at)
        for row in rows
    )


def _checkpoints(log: uuid.UUID) -> Select[uuid.UUID, int, bytes, bytes, str, datetime]:
    return select(
        col(CheckpointRow.log),
        col(CheckpointRow.size),
        col(CheckpointRow.root),
        col(CheckpointRow.peaks),
        col(CheckpointRow.note),
        col(CheckpointRow.made_at),
    ).where(col(CheckpointRow.log) == log)

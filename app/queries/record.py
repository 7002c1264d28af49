"""The record of acts, as those read it who check it."""

import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Label, Select, String, and_, or_, select, type_coerce
from sqlmodel import Session, col

from app.domain.errors import NotFound
from app.domain.merkle import TILE, inclusion_proof_by_tiles, root
from app.domain.notes import read_note
from app.domain.proofs import Proof
from app.domain.record import Entry
from app.models.events import EventRow
from app.models.record import RecordBodyRow, RecordEntryRow, RecordErasureRow
from app.queries.apprenticeships import Apprenticeship
from app.queries.checkpoints import checkpoint_covering, first_tiles_of
from app.queries.standards import get_standard_by_id

AT_ONCE = 2000


@dataclass(frozen=True, slots=True)
class KeptEntry:
    """An entry, what its event says, and the entry that erased its body: None where missing."""

    entry: Entry
    event: Mapping[str, object] | None
    erased_by: int | None


def entries_of(session: Session, log: uuid.UUID) -> Iterator[KeptEntry]:
    """Every entry of a log in order, a few thousand at a time."""
    statement = (
        _entries()
        .add_columns(col(RecordErasureRow.erased_by), *_FACTS)
        .join(
            EventRow,
            and_(
                col(EventRow.log) == col(RecordEntryRow.log),
                col(EventRow.sequence) == col(RecordEntryRow.sequence),
            ),
            isouter=True,
        )
        .join(
            RecordErasureRow,
            and_(
                col(RecordErasureRow.log) == col(RecordEntryRow.log),
                col(RecordErasureRow.sequence) == col(RecordEntryRow.sequence),
            ),
            isouter=True,
        )
        .where(col(RecordEntryRow.log) == log)
        .order_by(col(RecordEntryRow.sequence))
        .execution_options(yield_per=AT_ONCE)
    )
    names = [column.name for column in _FACTS]
    for row in session.execute(statement):
        event = dict(zip(names, row[6:], strict=True))
        yield KeptEntry(Entry(*row[:5]), event if event["log"] else None, row[5])


def entries_about(session: Session, apprenticeship_id: uuid.UUID) -> tuple[Entry, ...]:
    """Every entry that speaks of an apprenticeship, in the order of its log."""
    rows = session.execute(
        _entries()
        .join(
            EventRow,
            and_(
                col(EventRow.log) == col(RecordEntryRow.log),
                col(EventRow.sequence) == col(RecordEntryRow.sequence),
            ),
        )
        .where(col(EventRow.apprenticeship_id) == apprenticeship_id)
        .order_by(col(RecordEntryRow.log), col(RecordEntryRow.sequence))
    )
    return tuple(Entry(*row) for row in rows)


def held_against(session: Session, apprenticeship: Apprenticeship) -> Mapping[str, str | None]:
    """The hashes of the standard, plan and rules in force: no statement, once it was read."""
    return {
        "standard": get_standard_by_id(session, apprenticeship.standard_id).sha256,
        "plan": apprenticeship.plan_sha256,
        "rule_sets": apprenticeship.rule_sets_sha256,
    }


def facts_of(event: EventRow) -> Mapping[str, object]:
    """What an entry's body repeats of its event, so that neither changes without the other."""
    return {
        "log": event.log,
        "sequence": event.sequence,
        "at": event.at,
        "actor": event.actor_id,
        "role": event.role,
        "kind": event.kind,
        "apprenticeship": event.apprenticeship_id,
        "evidence": event.evidence_id,
        "subject": event.subject_id,
        "revision": event.revision,
    }


# The same, whatever somebody may have put there: words, and not members of our enums.
_FACTS: tuple[Label[Any], ...] = (
    col(EventRow.log).label("log"),
    col(EventRow.sequence).label("sequence"),
    col(EventRow.at).label("at"),
    col(EventRow.actor_id).label("actor"),
    type_coerce(col(EventRow.role), String).label("role"),
    type_coerce(col(EventRow.kind), String).label("kind"),
    col(EventRow.apprenticeship_id).label("apprenticeship"),
    col(EventRow.evidence_id).label("evidence"),
    col(EventRow.subject_id).label("subject"),
    col(EventRow.revision).label("revision"),
)


def _entries() -> Select[uuid.UUID, int, bytes, str, bytes]:
    return select(
        col(RecordEntryRow.log),
        col(RecordEntryRow.sequence),
        col(RecordEntryRow.leaf_hash),
        col(RecordBodyRow.body),
        col(RecordBodyRow.salt),
    ).join(
        RecordBodyRow,
        and_(
            col(RecordBodyRow.log) == col(RecordEntryRow.log),
            col(RecordBodyRow.sequence) == col(RecordEntryRow.sequence),
        ),
        isouter=True,
    )


def entry_in(session: Session, log: uuid.UUID, sequence: int) -> Entry:
    """One statement. NotFound where there is no such entry."""
    row = session.execute(
        _entries().where(col(RecordEntryRow.log) == log, col(RecordEntryRow.sequence) == sequence)
    ).one_or_none()
    if row is None:
        raise NotFound
    return Entry(*row)


def proof_of(session: Session, log: uuid.UUID, sequence: int) -> Proof | None:
    """The entry under the first checkpoint that covers it; None where none does yet.

    NotFound where there is no such entry. Four statements; of the leaves of the log those are
    read that share a tile with the entry, and those of which no root is kept.
    """
    entry = entry_in(session, log, sequence)
    covering = checkpoint_covering(session, log, sequence)
    if covering is None:
        return None
    tiles = first_tiles_of(session, log)[: covering.size // TILE]
    beside: list[bytes] = []
    after: list[bytes] = []
    own, kept = entry.index // TILE, len(tiles)
    for index, leaf in _leaves(session, log, covering.size, own=own, kept=kept):
        if index // TILE == own:
            beside.append(leaf)
        if index // TILE >= kept:
            after.append(leaf)
    tiles += [root(after[place : place + TILE]) for place in range(0, len(after), TILE)]
    path = inclusion_proof_by_tiles(beside, tiles, entry.index)
    return Proof(entry, tuple(path), read_note(covering.note))


def _leaves(
    session: Session, log: uuid.UUID, size: int, *, own: int, kept: int
) -> Iterator[tuple[int, bytes]]:
    """With their indexes: those of one tile, and those after the tiles that are kept."""
    sequence = col(RecordEntryRow.sequence)
    rows = session.execute(
        select(sequence, col(RecordEntryRow.leaf_hash))
        .where(
            col(RecordEntryRow.log) == log,
            sequence <= size,
            or_(sequence.between(own * TILE + 1, (own + 1) * TILE), sequence > kept * TILE),
        )
        .order_by(sequence)
    )
    for row in rows:
        yield row.sequence - 1, row.leaf_hash

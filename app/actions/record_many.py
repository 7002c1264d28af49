"""Many acts of one kind of work at once: an event and its entry for each, as of a single one."""

import secrets
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Table, insert, inspect, update
from sqlmodel import Session, SQLModel, col

from app.adapters.recording import group_of, key_text, take_touched
from app.domain.canonical import Json
from app.domain.events import EventKind
from app.domain.people import Person, Role, SignedInBy
from app.domain.record import entry_body, leaf_hash
from app.models.events import EventLogRow, EventRow
from app.models.record import RecordBodyRow, RecordEntryRow
from app.queries.record import facts_of


@dataclass(frozen=True, slots=True)
class Act:
    """``rows`` are those that it wrote, and no other act did."""

    kind: EventKind
    subject_id: uuid.UUID
    rows: tuple[SQLModel, ...]
    apprenticeship_id: uuid.UUID | None = None
    body: Mapping[str, Json] | None = None


def record_many(
    session: Session, acts: Sequence[Act], *, log: uuid.UUID, by: Person | None, now: datetime
) -> None:
    """Append the acts to ``log`` in their order, each vouching for its own rows: call it last.

    They are an administrator's. What they touched is written together, in a few statements,
    however many they are.
    """
    touched = {table: dict(rows) for table, rows in take_touched(session).items()}
    first = _length_after(session, log, len(acts)) - len(acts) + 1
    events, entries, bodies = [], [], []
    for sequence, act in enumerate(acts, start=first):
        event = _event(act, log, sequence, by, now)
        text = entry_body(
            {
                **facts_of(event),
                "for": log if by else None,
                "signed_in_by": by.signed_in_by if by else SignedInBy.COMMAND,
                "details": act.body or None,
            },
            rows=_taken(touched, act.rows),
        )
        salt = secrets.token_bytes(32)
        place: dict[str, object] = {"log": log, "sequence": sequence}
        events.append(event.model_dump())
        entries.append({**place, "leaf_hash": leaf_hash(text, salt)})
        bodies.append({**place, "body": text, "salt": salt})
    if any(touched.values()):
        raise ValueError("Something was touched that none of these acts vouches for.")
    if acts:
        session.execute(insert(EventRow), events)
        session.execute(insert(RecordEntryRow), entries)
        session.execute(insert(RecordBodyRow), bodies)


def _event(act: Act, log: uuid.UUID, sequence: int, by: Person | None, now: datetime) -> EventRow:
    return EventRow(
        log=log,
        sequence=sequence,
        at=now,
        actor_id=by.id if by else None,
        role=Role.ADMINISTRATOR if by else None,
        kind=act.kind,
        apprenticeship_id=act.apprenticeship_id,
        subject_id=act.subject_id,
    )


def _taken(
    touched: dict[str, dict[str, str | None]], rows: Iterable[SQLModel]
) -> dict[str, dict[str, str | None]]:
    """The hashes of these rows, which no other act vouches for from now on."""
    found: dict[str, dict[str, str | None]] = {}
    for row in rows:
        table, key = _place_of(row)
        found.setdefault(table, {})[key] = touched[table].pop(key)
    return found


def _place_of(row: SQLModel) -> tuple[str, str]:
    table = inspect(row).mapper.local_table
    if not isinstance(table, Table):
        raise TypeError(table)
    return table.name, key_text(tuple(getattr(row, name) for name in group_of(table)))


def _length_after(session: Session, log: uuid.UUID, more: int) -> int:
    length = session.execute(
        update(EventLogRow)
        .where(col(EventLogRow.log) == log)
        .values(length=EventLogRow.length + more)
        .returning(col(EventLogRow.length))
        .execution_options(synchronize_session=False)
    ).scalar_one_or_none()
    if length is None:
        session.add(EventLogRow(log=log, length=more))
        session.flush()
        return more
    return int(length)

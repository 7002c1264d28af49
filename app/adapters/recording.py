"""Which rows a transaction touched, and the hashes by which the record vouches for them.

A table says in its ``info`` that it is recorded (see ``models``). Its rows change through the
session's unit of work alone, and in no transaction without an entry that vouches for them.
"""

import uuid
from collections import defaultdict
from collections.abc import Iterable, Mapping

from sqlalchemy import Table, Uuid, event, inspect, select, tuple_
from sqlalchemy.orm import ORMExecuteState, UOWTransaction
from sqlmodel import Session, SQLModel

from app.domain.canonical import plain
from app.domain.record import Recorded, RowHashes, rows_sha256

Key = tuple[object, ...]
Touched = dict[Table, dict[Key, SQLModel | None]]
"""By table and key: the row as it is now, or None where it was deleted."""

_TOUCHED = "touched"


class PastTheRecord(RuntimeError):
    """Our own fault: a recorded row was changed in a way that no entry vouches for."""


def watch(session: Session) -> Session:
    """Remember from now on which recorded rows this session touches."""
    session.info[_TOUCHED] = defaultdict(dict)
    event.listen(session, "after_flush", _remember)
    event.listen(session, "do_orm_execute", _refuse_bulk)
    event.listen(session, "before_commit", _refuse_unrecorded)
    return session


def take_touched(session: Session) -> RowHashes:
    """The hashes of what this transaction touched since it was last asked."""
    session.flush()
    touched: Touched = session.info[_TOUCHED]
    found = {}
    for table, rows in sorted(touched.items(), key=lambda item: item[0].name):
        if table.info["recorded"].group:
            found[table.name] = hashes_of(session, table, rows)
        else:
            found[table.name] = {
                key_text(key): rows_sha256([_values(row, table)] if row else [])
                for key, row in rows.items()
            }
    touched.clear()
    return found


def hashes_of(session: Session, table: Table, keys: Iterable[Key]) -> dict[str, str | None]:
    """The hash of each group of rows, by its key: one statement."""
    group = [table.c[name] for name in group_of(table)]
    rows: dict[Key, list[Mapping[str, object]]] = {key: [] for key in keys}
    for row in session.execute(
        select(*vouched_columns(table)).where(tuple_(*group).in_(list(rows)))
    ).mappings():
        rows[tuple(row[column.name] for column in group)].append(dict(row))
    return {key_text(key): rows_sha256(each) for key, each in rows.items()}


def is_recorded(table: Table) -> bool:
    return "recorded" in table.info


def group_of(table: Table) -> tuple[str, ...]:
    recorded: Recorded = table.info["recorded"]
    return recorded.group or tuple(column.name for column in table.primary_key.columns)


def vouched_columns(table: Table) -> list:  # type: ignore[type-arg]
    """The columns that the record vouches for, the key among them."""
    recorded: Recorded = table.info["recorded"]
    return [column for column in table.columns if column.name not in recorded.leave_out]


def key_text(key: Key) -> str:
    return "/".join(str(plain(each)) for each in key)


def key_of(table: Table, text: str) -> Key:
    """The values of the key that ``key_text`` wrote."""
    columns = (table.c[name] for name in group_of(table))
    return tuple(
        uuid.UUID(part) if isinstance(column.type, Uuid) else part
        for column, part in zip(columns, text.split("/"), strict=True)
    )


def _remember(session: Session, _context: UOWTransaction) -> None:
    touched = session.info[_TOUCHED]
    for one in (*session.new, *session.dirty, *session.deleted):
        state = inspect(one)
        table = state.mapper.local_table
        if not isinstance(table, Table) or not is_recorded(table):
            continue
        recorded: Recorded = table.info["recorded"]
        if one in session.dirty and not any(
            attribute.history.has_changes()
            for attribute in state.attrs
            if attribute.key not in recorded.leave_out
        ):
            continue
        key = tuple(getattr(one, name) for name in group_of(table))
        touched[table][key] = None if one in session.deleted else one


def _values(row: SQLModel, table: Table) -> dict[str, object]:
    return {column.name: getattr(row, column.name) for column in vouched_columns(table)}


def _refuse_bulk(state: ORMExecuteState) -> None:
    if not (state.is_update or state.is_delete or state.is_insert):
        return
    mapper = state.bind_mapper
    if (
        mapper is not None
        and isinstance(mapper.local_table, Table)
        and is_recorded(mapper.local_table)
    ):
        raise PastTheRecord(f"{mapper.local_table.name} was changed past the unit of work.")


def _refuse_unrecorded(session: Session) -> None:
    if session.in_nested_transaction():
        return
    session.flush()
    if touched := session.info[_TOUCHED]:
        names = ", ".join(sorted(table.name for table in touched))
        raise PastTheRecord(f"No entry vouches for what was changed in {names}.")

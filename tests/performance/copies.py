"""A provider of thousands: what hangs on one apprenticeship, copied row by row.

Every row was once written by a real act. The copies have ids, names and addresses of their own;
their ids are scattered, as random ones are. Each assessor has ``CASELOAD`` apprentices and each
line manager ``TEAM``. The record’s entries come without their bodies, which none of the pages
that are measured reads (``gatepost verify`` would say that they are missing).
"""

import sqlite3
import uuid
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass

import psycopg
from psycopg import sql
from sqlalchemy import Connection, select
from sqlmodel import SQLModel, col

from app.adapters.db import Database
from app.models.events import EventLogRow
from tests.cast import Cast

CASELOAD, TEAM = 25, 5
AT_ONCE = 50
"""Apprenticeships in one transaction."""

_SCATTER = 2_654_435_761
"""Odd, so that no two numbers below 2 ** 32 are scattered to the same place."""
_RECORD = {"record_entry", "record_body", "record_tile", "checkpoint"}

Row = Sequence[object]


@dataclass(frozen=True)
class Kept:
    """Rows of one table that are copied, as the driver gave them."""

    table: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]

    def named(self, names: Mapping[object, object], number: int) -> Iterator[list[object]]:
        """The rows with these ids in place of theirs."""
        for row in self.rows:
            new = [names.get(value, value) for value in row]
            if self.table == "person":
                at = self.columns.index("email")
                new[at] = f"{number}.{new[at]}"
                at = self.columns.index("name")
                new[at] = f"{new[at]} {number}"
            yield new


@dataclass(frozen=True)
class Hanging:
    """All that is copied together, and the ids that are its own."""

    ids: frozenset[str]
    kept: tuple[Kept, ...]

    def names(self, number: int) -> dict[object, object]:
        """New ids for copy ``number``; the original, which is 0, keeps its own."""
        if not number:
            return {}
        front = f"{number * _SCATTER % 2**32:08x}"
        return {each: front + each[8:] for each in self.ids}


class Copies:
    """Of Amara’s apprenticeship, each with an apprentice of its own."""

    def __init__(self, database: Database, cast: Cast) -> None:
        self._database = database
        self._log = self._as_kept(cast.provider_id)
        with database.engine.connect() as connection:
            names = [each.name for each in SQLModel.metadata.sorted_tables]
            tables = [self._read(connection, name) for name in names if name not in _RECORD]
            entries = self._read(connection, "record_entry")
        self._theirs = _hanging(tables, (self._as_kept(cast.amaras), self._as_kept(cast.amara.id)))
        accounts = [each for each in tables if each.table in {"person", "role_held"}]
        self._manager = _hanging(accounts, (self._as_kept(cast.marcus.id),))
        self._assessor = _hanging(accounts, (self._as_kept(cast.sam.id),))
        self._acts, self._entries = _recorded(self._theirs, entries, self._log)
        self._length = 0
        self.made = 1

    def grow(self, to: int, tell: Callable[[int], object]) -> None:
        """Until there are so many apprenticeships, the first one counted."""
        write = self._write_sqlite if self._database.is_sqlite else self._write_postgresql
        self._length = self._present_length()
        while self.made < to:
            numbers = range(self.made, min(self.made + AT_ONCE, to))
            self._length += len(numbers) * len(self._acts.rows)
            write([*self._copied(numbers)])
            self.made = numbers.stop
            tell(len(numbers))

    def _copied(self, numbers: range) -> Iterator[tuple[Kept, Iterator[list[object]]]]:
        """Each table once, in an order in which whatever is referred to is there before."""
        for colleague, size in ((self._manager, TEAM), (self._assessor, CASELOAD)):
            begun = {n: colleague.names(n // size) for n in numbers if n % size == 0}
            yield from ((kept, _copies_of(kept, begun)) for kept in colleague.kept)
        names = {
            number: (
                self._theirs.names(number)
                | self._manager.names(number // TEAM)
                | self._assessor.names(number // CASELOAD)
            )
            for number in numbers
        }
        for kept in self._theirs.kept:
            if kept.table != "event":
                yield kept, _copies_of(kept, names)
        first = self._length - len(numbers) * len(self._acts.rows) + 1
        for kept in (self._entries, self._acts):
            yield kept, _in_sequence(kept, _copies_of(kept, names), first)

    def _write_sqlite(self, copied: list[tuple[Kept, Iterator[list[object]]]]) -> None:
        with closing(sqlite3.connect(self._database.engine.url.database or "")) as connection:
            connection.execute("PRAGMA synchronous=OFF")
            connection.execute("PRAGMA cache_size=-400000")
            for kept, rows in copied:
                columns = ", ".join(f'"{column}"' for column in kept.columns)
                marks = ", ".join("?" * len(kept.columns))
                connection.executemany(
                    f'INSERT INTO "{kept.table}" ({columns}) VALUES ({marks})',  # noqa: S608 - our own names
                    rows,
                )
            connection.execute(
                "UPDATE event_log SET length = ? WHERE log = ?", (self._length, self._log)
            )
            connection.commit()

    def _write_postgresql(self, copied: list[tuple[Kept, Iterator[list[object]]]]) -> None:
        with psycopg.connect(self.postgresql_address) as connection:
            # Nothing is checked again: it was, when the original was written.
            connection.execute("SET session_replication_role = replica")
            connection.execute("SET synchronous_commit = off")
            for kept, rows in copied:
                into = sql.SQL("COPY {} ({}) FROM STDIN").format(
                    sql.Identifier(kept.table),
                    sql.SQL(", ").join(map(sql.Identifier, kept.columns)),
                )
                with connection.cursor().copy(into) as copy:
                    for row in rows:
                        copy.write_row(row)
            connection.execute(
                "UPDATE event_log SET length = %s WHERE log = %s", (self._length, self._log)
            )

    @property
    def postgresql_address(self) -> str:
        address = self._database.engine.url.render_as_string(hide_password=False)
        return address.replace("+psycopg", "")

    def _present_length(self) -> int:
        """Of the log: people may have acted since it was written last."""
        with self._database.engine.connect() as connection:
            lengths = connection.execute(
                select(col(EventLogRow.length)).where(col(EventLogRow.log) == uuid.UUID(self._log))
            )
            return lengths.scalar_one()

    def _as_kept(self, value: uuid.UUID) -> str:
        return value.hex if self._database.is_sqlite else str(value)

    def _read(self, connection: Connection, table: str) -> Kept:
        """Every value as it is kept on SQLite, and as PostgreSQL would write it elsewhere."""
        columns = tuple(connection.exec_driver_sql(f'SELECT * FROM "{table}" LIMIT 0').keys())  # noqa: S608
        cast = "" if self._database.is_sqlite else "::text"
        wanted = ", ".join(f'"{column}"{cast}' for column in columns)
        rows = connection.exec_driver_sql(f'SELECT {wanted} FROM "{table}"')  # noqa: S608
        return Kept(table, columns, tuple(tuple(row) for row in rows))


def _hanging(tables: Sequence[Kept], roots: Collection[str]) -> Hanging:
    """What refers to these, to whatever refers to them, and so on; parents come first."""
    ids, kept = set(roots), []
    for each in tables:
        rows = tuple(row for row in each.rows if not ids.isdisjoint(row))
        if rows:
            kept.append(Kept(each.table, each.columns, rows))
            if "id" in each.columns:
                ids.update(str(row[each.columns.index("id")]) for row in rows)
    return Hanging(frozenset(ids), tuple(kept))


def _recorded(theirs: Hanging, entries: Kept, log: str) -> tuple[Kept, Kept]:
    """Their acts in one log in the order of the record, and the entry of each."""
    acts = next(each for each in theirs.kept if each.table == "event")
    places = acts.columns.index("log"), acts.columns.index("sequence")
    here = sorted(
        (row for row in acts.rows if row[places[0]] == log),
        key=lambda row: int(str(row[places[1]])),
    )
    entry = {(row[0], row[1]): row for row in entries.rows}
    found = tuple(entry[row[places[0]], row[places[1]]] for row in here)
    return (
        Kept(acts.table, acts.columns, tuple(here)),
        Kept(entries.table, entries.columns, found),
    )


def _copies_of(kept: Kept, names: Mapping[int, Mapping[object, object]]) -> Iterator[list[object]]:
    """For each number its copy, under the names that it has there."""
    for number, theirs in names.items():
        yield from kept.named(theirs, number)


def _in_sequence(kept: Kept, rows: Iterable[list[object]], first: int) -> Iterator[list[object]]:
    at = kept.columns.index("sequence")
    for sequence, row in enumerate(rows, first):
        row[at] = sequence
        yield row

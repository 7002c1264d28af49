"""The rows that the record vouches for, held against the rows that are there."""

import uuid
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import groupby

from sqlalchemy import RowMapping, Table, select
from sqlalchemy.exc import StatementError
from sqlmodel import Session

from app.adapters.recording import group_of, is_recorded, key_text, vouched_columns
from app.domain.record import RowHashes, rows_sha256
from app.models import metadata

AT_ONCE = 5000


@dataclass
class Vouched:
    """By table and key: what each log said last, and where it said so.

    What was imported counts only for rows of which nothing else speaks.
    """

    said: dict[str, dict[str, dict[uuid.UUID, tuple[str | None, str]]]] = field(
        default_factory=lambda: defaultdict(dict)
    )
    imported: dict[str, dict[str, str | None]] = field(default_factory=lambda: defaultdict(dict))

    def add(self, log: uuid.UUID, what: str, rows: RowHashes, *, imported: bool) -> None:
        for table, hashes in rows.items():
            for key, sha256 in hashes.items():
                if imported:
                    self.imported[table][key] = sha256
                else:
                    self.said[table].setdefault(key, {})[log] = (sha256, what)


@dataclass
class RowFindings:
    session: Session
    vouched: Vouched
    counted: int = 0

    def sentences(self) -> Iterator[str]:
        known = {table.name: table for table in metadata.sorted_tables if is_recorded(table)}
        for table in known.values():
            try:
                yield from self._of_table(table)
            except (LookupError, ValueError, StatementError):
                yield f"The table “{table.name}” holds something that Gatepost never writes."
        for name in {*self.vouched.said, *self.vouched.imported}.difference(known):
            yield f"The record vouches for rows of “{name}”, which is no recorded table."

    def _of_table(self, table: Table) -> Iterator[str]:
        said = self.vouched.said[table.name]
        imported = self.vouched.imported[table.name]
        for key, sha256 in _hashes(self.session, table):
            self.counted += 1
            if key in said:
                allowed = said.pop(key)
                imported.pop(key, None)
                if not any(sha256 == each for each, _ in allowed.values()):
                    *_, (_, what) = allowed.values()
                    yield f"{_named(table, key)} is not as {what[0].lower()}{what[1:]} left it."
            elif key in imported:
                if imported.pop(key) != sha256:
                    yield f"{_named(table, key)} is not as it was found when the record began."
            else:
                yield f"{_named(table, key)} was written past the record: no entry speaks of it."
        for key, allowed in said.items():
            imported.pop(key, None)
            if all(each is not None for each, _ in allowed.values()):
                *_, (_, what) = allowed.values()
                yield f"{_named(table, key)} is gone, and {what[0].lower()}{what[1:]} wrote it."
        for key, sha256 in imported.items():
            if sha256 is not None:
                yield f"{_named(table, key)} is gone, and was there when the record began."


def findings_of_rows(session: Session, vouched: Vouched) -> RowFindings:
    return RowFindings(session, vouched)


def _hashes(session: Session, table: Table) -> Iterator[tuple[str, str | None]]:
    group = group_of(table)

    def key_of(row: RowMapping) -> tuple[object, ...]:
        return tuple(row[name] for name in group)

    rows: Iterator[RowMapping] = iter(
        session.execute(
            select(*vouched_columns(table))
            .order_by(*(table.c[name] for name in group))
            .execution_options(yield_per=AT_ONCE)
        ).mappings()
    )
    for key, some in groupby(rows, key_of):
        yield key_text(key), rows_sha256(_values(row) for row in some)


def _values(row: RowMapping) -> Mapping[str, object]:
    return dict(row)


def _named(table: Table, key: str) -> str:
    words = table.name.replace("_", " ")
    return f"The {words} {key}"

"""The rows that the record vouches for, held against the rows that are there."""

import uuid
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import groupby

from sqlalchemy import RowMapping, Table, func, select
from sqlalchemy.exc import StatementError
from sqlmodel import Session

from app.adapters.recording import group_of, is_recorded, key_text, vouched_columns
from app.domain.record import RowHashes, rows_sha256
from app.models import metadata
from app.upkeep.names_of_rows import named, named_with_whose

AT_ONCE = 5000


@dataclass
class Vouched:
    """By table and key: what each log said last, and where it said so.

    What was imported counts only for rows of which nothing else speaks. ``erased`` are rows that
    were gone when what entries said of them was erased, with the entry that says so.
    """

    said: dict[str, dict[str, dict[uuid.UUID, tuple[str | None, str]]]] = field(
        default_factory=lambda: defaultdict(dict)
    )
    imported: dict[str, dict[str, str | None]] = field(default_factory=lambda: defaultdict(dict))
    erased: dict[tuple[str, str], str] = field(default_factory=dict)

    def add(self, log: uuid.UUID, what: str, rows: RowHashes, *, imported: bool) -> None:
        for table, hashes in rows.items():
            for key, sha256 in hashes.items():
                if imported:
                    self.imported[table][key] = sha256
                else:
                    self.said[table].setdefault(key, {})[log] = (sha256, what)

    def add_erased(self, what: str, rows: RowHashes) -> None:
        for table, hashes in rows.items():
            for key, sha256 in hashes.items():
                if sha256 is None:
                    self.erased[table, key] = what


@dataclass
class _RowCheck:
    session: Session
    vouched: Vouched
    one_more: Callable[[], None]

    def sentences(self) -> Iterator[str]:
        known = {table.name: table for table in metadata.sorted_tables if is_recorded(table)}
        for table in known.values():
            try:
                yield from self._of_table(table)
            except (LookupError, ValueError, StatementError):
                yield (
                    f"The table “{table.name}” holds something that Gatepost never writes, so it"
                    " cannot be checked to its end."
                )
        for name in {*self.vouched.said, *self.vouched.imported}.difference(known):
            yield (
                f"The record speaks of a table “{name}” that this Gatepost does not know: it may"
                " be of a newer one."
            )

    def _of_table(self, table: Table) -> Iterator[str]:
        said = self.vouched.said[table.name]
        imported = self.vouched.imported[table.name]
        for key, sha256 in _hashes(self.session, table, self.one_more):
            if key in said:
                allowed = said.pop(key)
                imported.pop(key, None)
                if not any(sha256 == each for each, _ in allowed.values()):
                    *_, (_, what) = allowed.values()
                    yield (
                        f"{named_with_whose(self.session, table, key)} is not as"
                        f" {what[0].lower()}{what[1:]} left it: it was changed without Gatepost."
                    )
            elif key in imported:
                if imported.pop(key) != sha256:
                    yield (
                        f"{named_with_whose(self.session, table, key)} is not as it was found when"
                        " the record began: it was changed without Gatepost."
                    )
            else:
                yield (
                    f"{named_with_whose(self.session, table, key)} was added without Gatepost: no"
                    " entry of the record speaks of it."
                )
        for key, allowed in said.items():
            imported.pop(key, None)
            if all(each is not None for each, _ in allowed.values()):
                *_, (_, what) = allowed.values()
                yield (
                    f"{named(table, key)} is gone, and {what[0].lower()}{what[1:]} wrote it: it was"
                    " removed without Gatepost."
                )
        for key, sha256 in imported.items():
            if sha256 is not None:
                yield (
                    f"{named(table, key)} is gone, and was there when the record began: it was"
                    " removed without Gatepost."
                )


def count_rows(session: Session) -> int:
    tables = filter(is_recorded, metadata.sorted_tables)
    return sum(session.scalar(select(func.count()).select_from(each)) or 0 for each in tables)


def findings_of_rows(
    session: Session, vouched: Vouched, one_more: Callable[[], None]
) -> Iterator[str]:
    """Which row is not as the record says, in words; ``one_more`` is called for each."""
    return _RowCheck(session, vouched, one_more).sentences()


def _hashes(
    session: Session, table: Table, one_more: Callable[[], None]
) -> Iterator[tuple[str, str | None]]:
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
        yield key_text(key), rows_sha256(_values(row, one_more) for row in some)


def _values(row: RowMapping, one_more: Callable[[], None]) -> Mapping[str, object]:
    one_more()
    return dict(row)

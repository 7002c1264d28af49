"""What is stored stays as it is through every later migration, up and down, on both engines."""

import uuid
from collections.abc import Mapping
from datetime import date
from itertools import pairwise
from pathlib import Path

import sqlalchemy as sa
from alembic import command
from alembic.script import ScriptDirectory

from app.actions.unfinished import save_unfinished
from app.adapters.db import Database
from app.adapters.migrations import configuration
from app.adapters.storage import open_storage
from app.domain.evidence import EvidenceStatus
from app.domain.unfinished import Seen, UnfinishedForm
from app.models import metadata
from app.models.base import UtcTime
from app.models.evidence import EvidenceRow
from app.upkeep.verify import verify
from tests.cast import NOW
from tests.make import Maker

FIRST = "0002"
"""Revisions up to this one have tests of their own: it rewrites what acts said."""

Rows = Mapping[str, list[Mapping[str, object]]]


def test_what_is_stored_stays_through_every_migration_down_and_up_again(
    make: Maker, database: Database, tmp_path: Path
) -> None:
    make.evidence(EvidenceStatus.SIGNED_OFF, confirmed=True)
    begin_to_decide(make)
    put_a_row_in_every_empty_table(database)
    storage = open_storage(tmp_path.as_uri())
    said = verify(database, storage).findings
    config = configuration(database)
    revisions = [each.revision for each in ScriptDirectory.from_config(config).walk_revisions()]
    revisions = revisions[: revisions.index(FIRST) + 1]

    stored = {revisions[0]: rows_of(database)}
    for after, before in pairwise(revisions):
        command.downgrade(config, before)
        stored[before] = rows_of(database)
        assert_same(stored[before], stored[after])
        assert all(stored[before].values()), "there is something to lose in each table"
    for before, after in pairwise(reversed(revisions)):
        # What a column held that was taken away is not there any more: it is new again.
        there = rows_of(database)
        command.upgrade(config, after)
        assert_same(rows_of(database), there)
        put_back(database, stored[after], new=stored[after].keys() - stored[before].keys())
    assert stored[revisions[0]].keys() - stored[FIRST].keys() > {"issued", "assessment", "pack"}
    assert verify(database, storage).findings == said


def begin_to_decide(make: Maker) -> None:
    """Sam types feedback on a piece, and decides nothing yet."""
    piece = make.evidence(EvidenceStatus.SUBMITTED)
    with make.database.read() as session:
        version = session.get_one(EvidenceRow, piece).version
    save_unfinished(
        make.database,
        UnfinishedForm.DECISION,
        piece,
        (("feedback", "So far."),),
        seen=Seen(version=version),
        by=make.cast.sam,
        now=NOW,
    )


def reflected(database: Database) -> sa.MetaData:
    found = sa.MetaData()
    found.reflect(
        database.engine, only=lambda name, _: not name.startswith(("evidence_search", "alembic"))
    )
    return found


def rows_of(database: Database) -> Rows:
    with database.engine.connect() as connection:
        return {
            table.name: [dict(row) for row in connection.execute(sa.select(table)).mappings()]
            for table in reflected(database).sorted_tables
        }


def assert_same(now: Rows, then: Rows) -> None:
    """Of the tables and columns that there are at both revisions."""
    for name in now.keys() & then.keys():
        shared = sorted(now[name][0].keys() & then[name][0].keys())
        here, there = (
            sorted(repr([row[column] for column in shared]) for row in rows[name])
            for rows in (now, then)
        )
        assert here == there, name


def put_back(database: Database, stored: Rows, *, new: set[str]) -> None:
    with database.connect_to_write() as connection:
        for table in reflected(database).sorted_tables:
            if table.name not in new:
                continue
            filled = connection.execute(sa.select(table)).all()
            if filled:  # The migration made them again, of what stood elsewhere meanwhile.
                assert len(filled) >= len(stored[table.name]), table.name
            else:
                connection.execute(table.insert(), stored[table.name])
        connection.commit()


def put_a_row_in_every_empty_table(database: Database) -> None:
    with database.connect_to_write() as connection:
        for table in metadata.sorted_tables:
            if connection.execute(sa.select(table).limit(1)).first() is None:
                values = {column.name: _value(column) for column in table.columns}
                for key in table.foreign_key_constraints:
                    referred = connection.execute(
                        sa.select(*(each.column for each in key.elements))
                    )
                    there = referred.first()
                    assert there is not None, table.name
                    values |= dict(zip(key.column_keys, there, strict=True))
                connection.execute(table.insert().values(values))
        connection.commit()


def _value(column: sa.Column) -> object:  # type: ignore[type-arg]
    """One of its kind."""
    if isinstance(column.type, sa.Enum) and column.type.enum_class is not None:
        return next(iter(column.type.enum_class))
    match column.type:
        case sa.Uuid():
            return uuid.uuid4()
        case sa.Boolean():
            return True
        case sa.Integer():
            return 1
        case UtcTime():
            return NOW
        case sa.Date():
            return date(2026, 11, 3)
        case sa.LargeBinary():
            return b"\x00" * 32
        case sa.JSON():
            return ["x"]
        case _:
            return "x"

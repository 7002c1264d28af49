"""Whoever changes what people did is found out: in the tables, in the record, in the files."""

import re
import shutil
import sqlite3
import uuid
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Connection,
    Date,
    Integer,
    LargeBinary,
    Row,
    Table,
    Uuid,
    event,
    func,
    select,
)
from sqlalchemy.exc import IntegrityError

from app.actions.checkpoints import make_checkpoint, make_due_checkpoints, rotate_key, signer_for
from app.actions.issued import issue
from app.actions.record import record
from app.actions.record_erasure import erase_bodies
from app.adapters.db import Database
from app.adapters.recording import group_of, is_recorded, key_text, vouched_columns
from app.adapters.signing import Signer, new_signer
from app.adapters.storage import Storage, open_storage
from app.domain.errors import RuleBroken
from app.domain.events import EventKind
from app.domain.evidence import EvidenceStatus
from app.domain.issued import IssuedKind
from app.domain.notes import Note, rotation_text
from app.domain.people import Role
from app.domain.record import INSTALLATION, leaf_hash
from app.models import metadata
from app.models.apprenticeships import ApprenticeshipRow
from app.models.base import UtcTime
from app.models.evidence import EvidenceRow
from app.models.imports import ImportedDeclarationRow, ImportedPieceRow, PortfolioImportRow
from app.models.record import RecordKeyRow
from app.queries.checkpoints import latest_checkpoint
from app.queries.organisations import all_providers
from app.upkeep.names_of_rows import named as named_as
from app.upkeep.verify import Verification, verify
from tests.cast import NOW
from tests.databases import open_quickly
from tests.make import Maker

RECORDED = [table for table in metadata.sorted_tables if is_recorded(table)]
A_MOMENT = timedelta(microseconds=1)
LOGS = ("event", "record_entry", "record_body", "checkpoint")


@dataclass(frozen=True)
class Place:
    """A copy of the demonstration, in the hands of somebody at the database itself."""

    folder: Path
    database: Database
    storage: Storage
    signer: Signer

    def verify(self) -> Verification:
        return verify(self.database, self.storage, key_in_force=self.signer.public)

    def found(self) -> list[str]:
        return self.verify().findings


@pytest.fixture
def place(as_played: Path, tmp_path: Path) -> Iterator[Place]:
    folder = tmp_path / "demo"
    shutil.copytree(as_played, folder)
    database = open_quickly(f"sqlite:///{folder / 'gatepost.db'}")
    signer = signer_for(database, folder, "gatepost.example", now=NOW)
    storage = open_storage((folder / "files").as_uri())
    _issue_something(database, storage)
    _import_something(database)
    make_due_checkpoints(database, signer, now=NOW)
    event.listen(database.engine, "connect", _unguarded)
    database.engine.dispose()
    yield Place(folder, database, storage, signer)
    database.close()


def _issue_something(database: Database, storage: Storage) -> None:
    with database.read() as session:
        one = session.scalars(select(ApprenticeshipRow)).first()
    assert one is not None
    issue(
        database,
        storage,
        b"%PDF-1.7 a report",
        kind=IssuedKind.READINESS,
        name="readiness.pdf",
        apprenticeship_id=one.id,
        provider_id=one.provider_id,
        about_id=one.id,
        now=NOW,
    )


def _import_something(database: Database) -> None:
    """As if the first piece of somebody had come from another provider, and they with it."""
    with database.write() as session:
        piece = session.scalars(select(EvidenceRow)).first()
        assert piece is not None
        one = session.get_one(ApprenticeshipRow, piece.apprenticeship_id)
        session.add(
            PortfolioImportRow(
                apprenticeship_id=one.id,
                provider="Another provider",
                origin_id=uuid.uuid4(),
                log=uuid.uuid4(),
                size=1,
                root="0" * 64,
                key="another.example+0+key",
                pack_sha256="0" * 64,
                stood_at=NOW,
                imported_at=NOW,
            )
        )
        session.flush()
        session.add(
            ImportedPieceRow(
                evidence_id=piece.id,
                apprenticeship_id=one.id,
                origin_id=uuid.uuid4(),
                revision=1,
                content_sha256="0" * 64,
            )
        )
        session.add(
            ImportedDeclarationRow(
                id=uuid.uuid4(),
                apprenticeship_id=one.id,
                role=Role.APPRENTICE,
                by_id=one.person_id,
                organisation="Another provider",
                at=NOW,
                statement="It is my own work.",
                snapshot_sha256="0" * 64,
                permission_to_claim=True,
            )
        )
        record(
            session,
            EventKind.PORTFOLIO_IMPORTED,
            log=one.provider_id,
            by=None,
            role=None,
            subject_id=one.id,
            now=NOW,
            apprenticeship_id=one.id,
        )
        session.commit()


def _unguarded(connection: sqlite3.Connection, _entry: object) -> None:
    connection.execute("PRAGMA foreign_keys=OFF")


def test_the_demonstration_is_sound(place: Place) -> None:
    found = place.verify()
    assert found.findings == []
    assert (found.entries > 400, found.rows > 900, found.files > 50) == (True, True, True)


def test_a_change_of_any_column_of_any_recorded_table_is_found(place: Place) -> None:
    """In each round every table has one column of one row changed, a row for each column."""
    left = {table: vouched_columns(table) for table in RECORDED}
    assert all(len(columns) > 1 for columns in left.values())
    while left:
        with place.database.engine.connect() as connection:
            backup = _backup(place)
            named = []
            for table, columns in list(left.items()):
                keys = _keys(connection, table)
                assert keys, f"The demonstration has no {table.name} to try this on."
                for column, key in zip(columns, keys, strict=False):
                    _change(connection, table, column, key)
                    named.append((named_as(table, key_text(tuple(key))), column.name))
                left[table] = columns[len(keys) :]
                if not left[table]:
                    del left[table]
            connection.commit()
        findings = "\n".join(place.found())
        unseen = [each for each in named if f"{each[0]} " not in findings]
        assert not unseen, findings
        _restore(place, backup)


def test_rows_that_are_removed_added_or_exchanged_are_found(place: Place) -> None:
    with place.database.engine.connect() as connection:
        removed, swapped = {}, {}
        for table in RECORDED:
            keys = _keys(connection, table)
            removed[table] = keys[0]
            connection.execute(table.delete().where(_is(table, keys[0])))
            if len(keys) > 3:
                with suppress(IntegrityError), connection.begin_nested():
                    _exchange(connection, table, keys[2], keys[3])
                    swapped[table] = keys[2:4]
        connection.commit()
    findings = "\n".join(place.found())
    for table, key in removed.items():
        assert f"{named_as(table, key_text(tuple(key)))} is gone" in findings
    assert len(swapped) > 10
    for table, pair in swapped.items():
        for key in pair:
            name = re.escape(named_as(table, key_text(tuple(key))))
            assert re.search(rf"^{name}( \(.*\))? is not as ", findings, re.MULTILINE), name


def test_a_row_that_no_act_wrote_is_found(place: Place) -> None:
    with place.database.engine.connect() as connection:
        added = {}
        for table in RECORDED:
            row = connection.execute(select(table)).mappings().first()
            assert row is not None
            new = {
                **row,
                **{name: _other(table.c[name], row[name]) for name in group_of(table)},
            }
            for constraint in ("email", "name", "reference", "number", "role", "month"):
                if constraint in table.c:
                    new[constraint] = _other(table.c[constraint], row[constraint])
            try:
                with connection.begin_nested():
                    connection.execute(table.insert().values(new))
            except IntegrityError:
                continue
            added[table] = key_text(tuple(new[name] for name in group_of(table)))
        connection.commit()
    assert len(added) > len(RECORDED) * 0.8, set(RECORDED) - set(added)
    findings = "\n".join(place.found())
    for table, key in added.items():
        name = re.escape(named_as(table, key))
        assert re.search(rf"^{name}( \(.*\))? was added without Gatepost", findings, re.MULTILINE)


@pytest.mark.parametrize("name", [*LOGS, "record_tile"])
def test_a_change_of_the_record_itself_is_found(place: Place, name: str) -> None:
    """Its triggers refuse it; somebody who owns the database may take them away."""
    table = metadata.tables[name]
    for column in table.columns:
        backup = _backup(place)
        with place.database.engine.connect() as connection:
            _drop_triggers(connection)
            keys = [
                key
                for key in connection.execute(select(*table.primary_key.columns))
                if key[0] != INSTALLATION
            ]
            _change(connection, table, column, keys[len(keys) // 2], pk=True)
            connection.commit()
        assert place.found(), column.name
        _restore(place, backup)


@pytest.mark.parametrize("name", LOGS)
def test_an_entry_that_is_removed_is_found(place: Place, name: str) -> None:
    table = metadata.tables[name]
    with place.database.engine.connect() as connection:
        _drop_triggers(connection)
        first = connection.execute(select(*table.primary_key.columns)).first()
        assert first is not None
        connection.execute(table.delete().where(_is(table, first, pk=True)))
        connection.commit()
    assert place.found() or name == "checkpoint"


def test_a_record_that_was_written_anew_does_not_fit_its_checkpoints(place: Place) -> None:
    """Somebody who makes the tree right again cannot sign it."""
    with place.database.read() as session:
        provider, name = next((each.id, each.name) for each in all_providers(session))
    other = new_signer("gatepost.example")
    with place.database.engine.connect() as connection:
        _drop_triggers(connection)
        connection.execute(metadata.tables["checkpoint"].delete())
        connection.commit()
    make_checkpoint(place.database, [other], provider, now=NOW)
    [finding] = place.found()
    assert finding == (
        f"The checkpoint of {name} at {_size(place, provider)} entries is signed by no key of this"
        " record."
    )


def test_a_file_of_which_one_byte_was_changed_is_found_and_one_that_is_gone(place: Place) -> None:
    files = sorted(path for path in (place.folder / "files").rglob("*") if path.is_file())
    changed, gone = files[0], files[1]
    content = bytearray(changed.read_bytes())
    content[len(content) // 2] ^= 1
    changed.chmod(0o600)
    changed.write_bytes(content)
    gone.unlink()
    findings = place.found()
    assert sum("its content was changed" in each for each in findings) == 1
    assert sum("it is missing" in each for each in findings) == 1
    assert len(findings) == 2


def test_a_certificate_that_is_gone_is_found_like_any_other_file(place: Place) -> None:
    with place.database.engine.connect() as connection:
        table = metadata.tables["qualification"]
        sha256 = connection.execute(select(table.c.sha256).limit(1)).scalar_one()
    next((place.folder / "files").rglob(sha256)).unlink()
    [finding] = place.found()
    assert "certificate.pdf” cannot be read: it is missing" in finding


def test_keys_are_exchanged_by_an_entry_that_both_sign(place: Place) -> None:
    new = rotate_key(place.database, place.folder, "gatepost.example", now=NOW)
    again = signer_for(place.database, place.folder, "gatepost.example", now=NOW)
    assert again.public == new.public != place.signer.public
    assert verify(place.database, place.storage, key_in_force=new.public).findings == []
    with place.database.read() as session:
        latest = latest_checkpoint(session, INSTALLATION)
    assert latest is not None
    assert latest.note.count("— gatepost.example ") == 2
    [finding] = place.found()
    assert finding.startswith("The key in the data folder is not the one in force by the record")


def test_a_key_that_only_the_new_one_signed_for_is_not_taken(place: Place) -> None:
    new = new_signer("gatepost.example")
    text = rotation_text(place.signer.public, new.public)
    with place.database.write() as session:
        session.add(
            RecordKeyRow(public_key=new.public.key.hex(), name=new.name, made_at=NOW + A_MOMENT)
        )
        record(
            session,
            EventKind.KEY_ROTATED,
            log=INSTALLATION,
            by=None,
            role=None,
            subject_id=INSTALLATION,
            now=NOW,
            body={"note": Note(text, (new.sign(text),)).whole},
        )
        session.commit()
    assert any("is not signed by both the old and the new one" in each for each in place.found())


@pytest.mark.parametrize("body", ["nonsense", "[]", '{"kind":"key_rotated"}'])
def test_an_entry_that_gatepost_never_wrote_is_named_whatever_it_says(
    place: Place, body: str
) -> None:
    entry, text = metadata.tables["record_entry"], metadata.tables["record_body"]
    (provider, *_) = _providers(place)
    with place.database.engine.connect() as connection:
        _drop_triggers(connection)
        for table, changed in (
            (text, {"body": body, "salt": b"salt"}),
            (entry, {"leaf_hash": leaf_hash(body, b"salt")}),
        ):
            third = (table.c.log == provider) & (table.c.sequence == 3)
            connection.execute(table.update().where(third).values(changed))
        connection.commit()
    assert any("says something that Gatepost never writes" in each for each in place.found())


def test_an_erased_body_leaves_a_tree_that_verifies(place: Place) -> None:
    (provider, *_) = _providers(place)
    erase_bodies(place.database, provider, range(20, 40), now=NOW)
    assert place.found() == []
    with pytest.raises(RuleBroken):
        erase_bodies(place.database, INSTALLATION, _key_entries(place), now=NOW)


def test_the_acts_of_a_story_are_sound_on_both_engines(
    make: Maker, database: Database, tmp_path: Path
) -> None:
    make.evidence(EvidenceStatus.SIGNED_OFF, confirmed=True)
    make.evidence(EvidenceStatus.RETURNED)
    storage = open_storage((tmp_path / "files").as_uri())
    signer = signer_for(database, tmp_path, "gatepost.example", now=NOW)
    assert len(make_due_checkpoints(database, signer, now=NOW)) == 2
    assert make_due_checkpoints(database, signer, now=NOW) == ()
    assert verify(database, storage, key_in_force=signer.public).findings == []


def _providers(place: Place) -> list[uuid.UUID]:
    with place.database.read() as session:
        return [each.id for each in all_providers(session)]


def _size(place: Place, log: uuid.UUID) -> int:
    table = metadata.tables["record_entry"]
    with place.database.engine.connect() as connection:
        found = connection.scalar(select(func.count()).select_from(table).where(table.c.log == log))
    return int(found or 0)


def _key_entries(place: Place) -> list[int]:
    table = metadata.tables["event"]
    with place.database.engine.connect() as connection:
        return list(connection.scalars(select(table.c.sequence).where(table.c.kind == "key_made")))


def _keys(connection: Connection, table: Table) -> list[Row]:  # type: ignore[type-arg]
    group = [table.c[name] for name in group_of(table)]
    return list(connection.execute(select(*group).distinct().order_by(*group)))


def _is(table: Table, key: Row, *, pk: bool = False):  # type: ignore[no-untyped-def, type-arg]
    names = [column.name for column in table.primary_key.columns] if pk else group_of(table)
    matched = [table.c[name] == value for name, value in zip(names, key, strict=True)]
    return matched[0] if len(matched) == 1 else matched[0] & matched[1]


def _change(
    connection: Connection,
    table: Table,
    column: Column,  # type: ignore[type-arg]
    key: Row,  # type: ignore[type-arg]
    *,
    pk: bool = False,
) -> None:
    """One row under this key has another value in this column now."""
    row = connection.execute(select(table).where(_is(table, key, pk=pk))).first()
    assert row is not None
    primary = [each.name for each in table.primary_key.columns]
    condition = [table.c[name] == getattr(row, name) for name in primary]
    statement = table.update().where(*condition)
    for value in _others(column, getattr(row, column.name)):
        try:
            with connection.begin_nested():
                assert connection.execute(statement.values({column.name: value})).rowcount == 1
        except IntegrityError:
            continue
        return
    raise AssertionError(f"{table.name}.{column.name} takes no other value.")


def _exchange(connection: Connection, table: Table, one: Row, other: Row) -> None:  # type: ignore[type-arg]
    """What two rows hold changes places; their keys stay."""
    first, second = (
        connection.execute(select(table).where(_is(table, key))).mappings().first()
        for key in (one, other)
    )
    assert first is not None
    assert second is not None
    free = [c.name for c in vouched_columns(table) if not c.primary_key and not c.unique]
    free = [name for name in free if name not in group_of(table)]
    for into, source in ((first, second), (second, first)):
        changed = {name: source[name] for name in free}
        if changed == {name: into[name] for name in free}:
            changed = {free[-1]: _other(table.c[free[-1]], into[free[-1]])}
        condition = [column == into[column.name] for column in table.primary_key.columns]
        connection.execute(table.update().where(*condition).values(changed))


def _other(column: Column, value: object) -> object:  # type: ignore[type-arg]
    return next(iter(_others(column, value)))


def _others(column: Column, value: object) -> Iterator[object]:  # type: ignore[type-arg]
    """Values of the column's kind that are not this one."""
    kind = getattr(column.type, "enum_class", None)
    if kind is not None:
        yield from (member for member in kind if member != value)
        return
    match column.type:
        case Uuid():
            yield uuid.uuid4()
        case Boolean():
            yield not value
        case Integer():
            yield (value if isinstance(value, int) else 0) + 1000
        case UtcTime():
            yield (value if isinstance(value, datetime) else NOW) + timedelta(seconds=1)
        case Date():
            yield (value if isinstance(value, date) else NOW.date()) + timedelta(days=1)
        case LargeBinary():
            given = value if isinstance(value, bytes) else b"\x00"
            yield bytes([*given[:-1], given[-1] ^ 1])
        case JSON():
            yield [value, "x"]
        case _:
            yield f"x{value or ''}"[: getattr(column.type, "length", None)]


def _backup(place: Place) -> bytes:
    place.database.engine.dispose()
    return (place.folder / "gatepost.db").read_bytes()


def _restore(place: Place, backup: bytes) -> None:
    place.database.engine.dispose()
    (place.folder / "gatepost.db").write_bytes(backup)


def _drop_triggers(connection: Connection) -> None:
    names = connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'trigger'")
    for (name,) in names.all():
        connection.exec_driver_sql(f"DROP TRIGGER {name}")

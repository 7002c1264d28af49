"""The database itself refuses to change what was recorded, to its owner and to everybody else."""

# ruff: noqa: S608 - the names of tables are our own

import re
import uuid
from collections.abc import Iterator
from datetime import datetime

import psycopg
import pytest
from sqlalchemy import Connection, make_url, text
from sqlalchemy.exc import DBAPIError

from app.actions.checkpoints import make_checkpoint
from app.adapters.db import Database
from app.adapters.signing import new_signer
from app.domain.evidence import EvidenceStatus
from app.settings import ROOT
from tests.cast import NOW, Cast
from tests.databases import PEOPLED, Originals, postgresql_url
from tests.make import Maker

KEPT = ("event", "record_entry", "record_body", "record_erasure", "checkpoint")
GRANTS = re.search(r"```sql\n(.*?)```", (ROOT / "README.md").read_text(), re.DOTALL)
ROLE = "gatepost_app"


def tamperings(table: str, engine: str) -> Iterator[str]:
    key = "size" if table == "checkpoint" else "sequence"
    yield f"UPDATE {table} SET {key} = {key} + 1000"
    yield f"DELETE FROM {table}"
    if engine == "postgresql":
        yield f"TRUNCATE {table} CASCADE"
        yield (
            f"INSERT INTO {table} SELECT * FROM {table} ON CONFLICT (log, {key})"
            f" DO UPDATE SET {key} = EXCLUDED.{key} + 1000"
        )
    else:
        yield f"INSERT OR REPLACE INTO {table} SELECT * FROM {table}"
        yield f"REPLACE INTO {table} SELECT * FROM {table} LIMIT 1"


def recorded(database: Database, cast: Cast, now: datetime) -> None:
    """There is something in each of the tables."""
    Maker(database, cast, now).evidence(EvidenceStatus.SIGNED_OFF)
    make_checkpoint(database, [new_signer("gatepost.example")], cast.provider_id, now=now)
    with database.connect_to_write() as connection:
        connection.execute(
            text(
                "INSERT INTO record_erasure SELECT log, sequence, sequence FROM record_entry"
                " WHERE sequence = 1 AND log = :log"
            ),
            {"log": _as_stored(database, cast.provider_id)},
        )
        connection.commit()


def _as_stored(database: Database, log: uuid.UUID) -> str:
    return log.hex if database.is_sqlite else str(log)


def test_nobody_changes_removes_or_replaces_what_was_recorded_not_even_its_owner(
    database: Database, engine: str, cast: Cast, now: datetime
) -> None:
    recorded(database, cast, now)
    for table in KEPT:
        for statement in tamperings(table, engine):
            with (
                database.connect_to_write() as connection,
                pytest.raises(DBAPIError, match="The record is only ever added to"),
            ):
                connection.execute(text(statement))


def test_only_a_body_that_an_entry_says_was_erased_may_go(
    database: Database, cast: Cast, now: datetime
) -> None:
    recorded(database, cast, now)
    with database.connect_to_write() as connection:
        first = {"log": _as_stored(database, cast.provider_id)}
        gone = connection.execute(
            text("DELETE FROM record_body WHERE sequence = 1 AND log = :log"), first
        )
        assert gone.rowcount == 1


@pytest.fixture
def as_the_role(postgresql_originals: Originals) -> Iterator[tuple[Database, Cast]]:
    """A peopled database on PostgreSQL, opened by the role that the README makes."""
    assert GRANTS is not None, "the README says which rights suffice"
    place, name = postgresql_originals.place, f"test_{uuid.uuid4().hex}"
    with psycopg.connect(place, autocommit=True) as owner:
        owner.execute(f"CREATE DATABASE {name} TEMPLATE {PEOPLED} STRATEGY file_copy")
    own = postgresql_url(place, name)
    with psycopg.connect(own.replace("+psycopg", ""), autocommit=True) as owner:
        for statement in GRANTS[1].split(";"):
            if statement.strip():
                owner.execute(statement)
    opened = Database(make_url(own).set(username=ROLE).render_as_string(hide_password=False))
    yield opened, postgresql_originals.cast
    opened.close()
    with psycopg.connect(place, autocommit=True) as owner:
        owner.execute(f"DROP DATABASE {name} WITH (FORCE)")
        owner.execute(f"DROP ROLE {ROLE}")


def test_the_role_of_the_readme_can_sign_off_and_cannot_tamper(
    as_the_role: tuple[Database, Cast],
) -> None:
    database, cast = as_the_role
    Maker(database, cast, NOW).evidence(EvidenceStatus.SIGNED_OFF, confirmed=True)
    make_checkpoint(database, [new_signer("gatepost.example")], cast.provider_id, now=NOW)
    for table in KEPT:
        for statement in tamperings(table, "postgresql"):
            with (
                database.connect_to_write() as connection,
                pytest.raises(DBAPIError, match="permission denied for table"),
            ):
                connection.execute(text(statement))
    with database.connect_to_write() as connection, pytest.raises(DBAPIError, match="must be own"):
        _switch_off(connection)


def _switch_off(connection: Connection) -> None:
    connection.execute(text("ALTER TABLE record_entry DISABLE TRIGGER ALL"))

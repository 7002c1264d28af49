"""The database: SQLite beside the files, or PostgreSQL.

``read`` sees, and never changes anything. ``write`` is one unit of work, from the first
look to the commit; the action that opens it commits it.
"""

import copy
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import timedelta
from functools import partial
from pathlib import Path
from sqlite3 import SQLITE_BUSY, SQLITE_LOCKED
from tempfile import TemporaryDirectory
from typing import Any, Self

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import ConnectionPoolEntry
from sqlmodel import Session

from app.adapters.recording import watch

WAIT = timedelta(seconds=10)
"""For so long one unit of work waits for another that holds a lock. Then it is given up whole."""

POOL_SIZE = 12

BUSY = "Others were writing for so long that this had to give way."
"""What somebody reads who waited for a lock in vain."""

_WRITES = "gatepost_writes"

_LOCKED = frozenset(("55P03", "40P01", "40001"))
"""PostgreSQL: a lock was waited for in vain, two waited for each other, or cannot both be true."""


class Database:
    """An engine, and the two ways to use it.

    ``cache`` holds values that never change under their key (a standard, a plan), so that
    a page does not read them again. ``like``: an engine that is in use on another database of
    the same kind, whose statements need not be compiled again for this one. ``wait`` is how long
    it waits for a lock: after that ``waited_in_vain`` is true of what is raised.
    """

    def __init__(self, url: str, *, like: Engine | None = None, wait: timedelta = WAIT) -> None:
        self.engine = _engine(url, like, wait)
        self._wait = wait
        self.cache: dict[tuple[str, object], object] = {}
        self._writing = self.engine.execution_options(**{_WRITES: True})
        self._first: Callable[[Session], None] | None = None

    @property
    def is_sqlite(self) -> bool:
        return self.engine.dialect.name == "sqlite"

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A session for looking; rolled back and released at the end."""
        with Session(self.engine, info={"cache": self.cache}) as session:
            yield session

    @contextmanager
    def snapshot(self) -> Iterator[Session]:
        """A session that sees one and the same moment for as long as it looks, and keeps nobody
        from writing meanwhile.

        Without its write-ahead log SQLite lets nobody write while somebody reads: then it is a
        copy that is looked at, beside the database and gone afterwards.
        """
        if self.is_sqlite and not wal_is_safe():
            with self._copy() as engine, Session(engine, info={"cache": self.cache}) as session:
                yield session
        else:
            steady = {} if self.is_sqlite else {"isolation_level": "REPEATABLE READ"}
            with Session(
                self.engine.execution_options(**steady), info={"cache": self.cache}
            ) as session:
                yield session

    @contextmanager
    def write(self) -> Iterator[Session]:
        """A session whose transaction may write from its first statement on.

        Unless ``session.commit()`` is called in it, nothing of it remains. What it changes of
        people's acts it must enter in the record (see ``recording``).
        """
        with Session(self._writing, info={"cache": self.cache}) as session:
            watch(session)
            if self._first:
                self._first(session)
            yield session

    def beginning_with(self, first: Callable[[Session], None]) -> Self:
        """The same database; each unit of work begins with ``first``, and ends with it or not."""
        database = copy.copy(self)
        database._first = first
        return database

    @contextmanager
    def connect_to_write(self) -> Iterator[Connection]:
        """A bare connection, for migrations and upkeep alone."""
        with self._writing.connect() as connection:
            yield connection

    @contextmanager
    def _copy(self) -> Iterator[Engine]:
        place = Path(self.engine.url.database or "")
        with TemporaryDirectory(prefix=".looked-at-", dir=place.parent) as folder:
            copied = Path(folder) / place.name
            with (
                closing(sqlite3.connect(place, timeout=self._wait.total_seconds())) as source,
                closing(sqlite3.connect(copied)) as target,
            ):
                source.backup(target)
            engine = _engine(f"sqlite:///{copied}", self.engine, self._wait)
            try:
                yield engine
            finally:
                engine.dispose()

    def close(self) -> None:
        self.engine.dispose()


def wal_is_safe(version: tuple[int, int, int] = sqlite3.sqlite_version_info) -> bool:
    """Whether this SQLite's write-ahead log is free of the corruption mended in 3.51.3.

    https://sqlite.org/wal.html#walresetbug: mended in 3.44.6 and 3.50.7 as well.
    """
    return (
        version >= (3, 51, 3)
        or (version[:2] == (3, 44) and version >= (3, 44, 6))
        or (version[:2] == (3, 50) and version >= (3, 50, 7))
    )


def waited_in_vain(error: DBAPIError) -> bool:
    """Whether a lock did not come free, or of two that waited for each other one had to give way.

    Nothing of that unit of work remains; done again it may well succeed.
    """
    cause = error.orig
    if isinstance(cause, sqlite3.Error):
        return getattr(cause, "sqlite_errorcode", 0) & 0xFF in (SQLITE_BUSY, SQLITE_LOCKED)
    return getattr(cause, "sqlstate", None) in _LOCKED


@contextmanager
def unless_busy() -> Iterator[None]:
    """For what may as well stay undone: it is, where a lock was waited for in vain."""
    try:
        yield
    except DBAPIError as error:
        if not waited_in_vain(error):
            raise


def _engine(url: str, like: Engine | None, wait: timedelta) -> Engine:
    engine = _engine_of_its_kind(url, wait)
    if like is not None:
        # Statements are kept by the dialect that they were compiled for.
        engine.dialect, engine._compiled_cache = like.dialect, like._compiled_cache
    return engine


def _engine_of_its_kind(url: str, wait: timedelta) -> Engine:
    """Values stay out of the messages of faults: the log is no place for people's work."""
    if make_url(url).get_backend_name() != "sqlite":
        engine = create_engine(
            url,
            pool_size=POOL_SIZE,
            max_overflow=POOL_SIZE,
            pool_pre_ping=True,
            hide_parameters=True,
        )
        event.listen(engine, "connect", partial(_prepare_postgresql, wait))
        return engine
    engine = create_engine(
        url,
        pool_size=POOL_SIZE,
        max_overflow=POOL_SIZE,
        hide_parameters=True,
        connect_args={"isolation_level": None, "timeout": wait.total_seconds()},
    )
    event.listen(engine, "connect", partial(_prepare_sqlite, wait))
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_postgresql(wait: timedelta, connection: Any, _entry: ConnectionPoolEntry) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"SET lock_timeout = {_milliseconds(wait)}")
    connection.commit()


def _prepare_sqlite(wait: timedelta, connection: Any, _entry: ConnectionPoolEntry) -> None:
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout={_milliseconds(wait)}")
    cursor.execute(f"PRAGMA journal_mode={'WAL' if wal_is_safe() else 'TRUNCATE'}")
    cursor.execute("PRAGMA synchronous=FULL")
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.execute("PRAGMA trusted_schema=OFF")
    cursor.close()


def _milliseconds(wait: timedelta) -> int:
    return round(wait.total_seconds() * 1000)


def _begin_sqlite(connection: Connection) -> None:
    """A unit that will write says so at once, or its later wish to write would fail."""
    writes = connection.get_execution_options().get(_WRITES)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

"""An installation made ready to be used: its folder, its tables, its standards."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path

from sqlalchemy.engine import make_url

from app.actions.record_import import import_state_once
from app.actions.standards import load_standards
from app.adapters.db import Database
from app.adapters.migrations import is_newest, migrate
from app.adapters.standards_files import read_files, shipped_files
from app.domain.errors import RuleBroken, Stale
from app.queries.standards import list_standards
from app.settings import Settings


@contextmanager
def connected(settings: Settings) -> Iterator[Database]:
    """The database as it is, whatever its revision."""
    database = Database(settings.database_url)
    try:
        yield database
    finally:
        database.close()


@contextmanager
def opened(settings: Settings) -> Iterator[Database]:
    """The database of an installation. RuleBroken where it is not at the newest revision."""
    with connected(settings) as database:
        if is_missing(settings) or not is_newest(database):
            raise RuleBroken(
                "The database is not at the newest revision. Run `gatepost migrate` first."
            )
        yield database


@contextmanager
def made_ready(settings: Settings, *, now: datetime) -> Iterator[Database]:
    """The same, brought to the newest revision first, and given the standards that come with
    Gatepost where none is loaded yet.
    """
    settings.data.mkdir(mode=0o700, parents=True, exist_ok=True)
    with connected(settings) as database:
        if not is_newest(database):
            migrate(database)
            import_state_once(database, now=now)
        with database.read() as session:
            bare = not list_standards(session)
        if bare:
            # Another server that starts at the same time may have done it first.
            with suppress(Stale):
                load_standards(database, read_files(shipped_files()), now=now)
        yield database


def is_missing(settings: Settings) -> bool:
    """Whether there is no database file; to look into it would make an empty one."""
    url = make_url(settings.database_url)
    if url.get_backend_name() != "sqlite" or not url.database:
        return False
    return not Path(url.database).exists()

"""Brings a database to the newest revision, and says whether it is there."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from app.adapters.db import Database

ROOT = Path(__file__).resolve().parents[2]


def configuration(database: Database) -> Config:
    """What Alembic needs to work on ``database``; nothing of it is printed."""
    config = Config(ROOT / "alembic.ini")
    config.attributes["database"] = database
    return config


def migrate(database: Database, revision: str = "head") -> None:
    """Up to ``revision``, in one transaction; a second server that tries meanwhile waits."""
    command.upgrade(configuration(database), revision)


def empty(database: Database) -> None:
    """Everything in the database is gone, its tables too."""
    command.downgrade(configuration(database), "base")


def revision_of(database: Database) -> str | None:
    """The revision that the database is at; None where it has no table of ours."""
    with database.engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def is_newest(database: Database) -> bool:
    """Whether the database is at the newest revision that this Gatepost knows."""
    newest = ScriptDirectory.from_config(configuration(database)).get_current_head()
    return revision_of(database) == newest

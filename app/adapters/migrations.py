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


def is_newest(database: Database) -> bool:
    """Whether the database is at the newest revision that this Gatepost knows."""
    newest = ScriptDirectory.from_config(configuration(database)).get_heads()
    with database.engine.connect() as connection:
        return set(MigrationContext.configure(connection).get_current_heads()) == set(newest)

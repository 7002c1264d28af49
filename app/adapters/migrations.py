"""Brings a database to the newest revision."""

from pathlib import Path

from alembic import command
from alembic.config import Config

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

"""Brings a database to the newest revision, and says whether it is there.

Alembic takes longer to import than the rest of a start, so only what migrates does so.
"""

from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import inspect, text

from app.adapters.db import Database

if TYPE_CHECKING:
    from alembic.config import Config

ROOT = Path(__file__).resolve().parents[2]
VERSIONS = ROOT / "migrations/versions"


def configuration(database: Database) -> "Config":
    """What Alembic needs to work on ``database``; nothing of it is printed."""
    from alembic.config import Config

    config = Config(ROOT / "alembic.ini")
    config.attributes["database"] = database
    return config


def migrate(database: Database, revision: str = "head") -> None:
    """Up to ``revision``, in one transaction; a second server that tries meanwhile waits."""
    from alembic import command

    command.upgrade(configuration(database), revision)


def empty(database: Database) -> None:
    """Everything in the database is gone, its tables too."""
    from alembic import command

    command.downgrade(configuration(database), "base")


def revision_of(database: Database) -> str | None:
    """The revision that the database is at; None where it has no table of ours."""
    with database.engine.connect() as connection:
        if not inspect(connection).has_table("alembic_version"):
            return None
        found: str | None = connection.execute(
            text("SELECT version_num FROM alembic_version")
        ).scalar_one_or_none()
        return found


def newest_revision() -> str:
    """The number of the last file of ``migrations/versions``."""
    return max(file.stem.partition("_")[0] for file in VERSIONS.glob("[0-9]*.py"))


def is_newest(database: Database) -> bool:
    return revision_of(database) == newest_revision()

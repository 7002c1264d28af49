"""A database can be brought up to what the models say, and taken down again, on both engines."""

from pathlib import Path

from alembic import command
from sqlalchemy import inspect

from app.adapters.db import Database
from app.adapters.migrations import configuration
from app.settings import ROOT


def test_the_migrations_lead_to_what_the_models_say(database: Database) -> None:
    command.check(configuration(database))


def test_the_migrations_can_be_taken_back_and_run_again(database: Database) -> None:
    tables = set(inspect(database.engine).get_table_names())
    command.downgrade(configuration(database), "base")
    assert set(inspect(database.engine).get_table_names()) == {"alembic_version"}
    command.upgrade(configuration(database), "head")
    assert set(inspect(database.engine).get_table_names()) == tables


def test_migrations_are_numbered_without_gaps() -> None:
    files = sorted(Path(ROOT / "migrations/versions").glob("*.py"))
    assert [int(file.name.split("_")[0]) for file in files] == list(range(1, len(files) + 1))

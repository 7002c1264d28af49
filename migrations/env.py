"""How Alembic reaches the database: the one that the app hands over, or the settings'."""

from alembic import context
from sqlalchemy import Connection

from app.adapters.db import Database
from app.models import metadata
from app.settings import load_settings

MIGRATION_LOCK = 0x6A7E9057


def set_foreign_keys(connection: Connection, state: str) -> None:
    """SQLite takes this only between transactions, so it goes past SQLAlchemy's own BEGIN."""
    raw = connection.connection.driver_connection
    if connection.dialect.name == "sqlite" and raw is not None:
        raw.execute(f"PRAGMA foreign_keys={state}")


def run(connection: Connection) -> None:
    """One transaction, and one server at a time: a second one waits for as long as need be.

    SQLite rebuilds tables to change them: foreign keys rest meanwhile, and are checked after.
    """
    sqlite = connection.dialect.name == "sqlite"
    set_foreign_keys(connection, "OFF")
    context.configure(
        connection=connection,
        target_metadata=metadata,
        render_as_batch=sqlite,
        compare_type=True,
        transactional_ddl=True,
    )
    try:
        with context.begin_transaction():
            if not sqlite:
                connection.exec_driver_sql("SET LOCAL lock_timeout = 0")
                connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({MIGRATION_LOCK})")
            context.run_migrations()
            if sqlite and (broken := connection.exec_driver_sql("PRAGMA foreign_key_check").all()):
                raise RuntimeError(f"Foreign keys point nowhere after migrating: {broken[:5]}")
    finally:
        set_foreign_keys(connection, "ON")


def main() -> None:
    given: Database | None = context.config.attributes.get("database")
    database = given or Database(load_settings().database_url)
    with database.connect_to_write() as connection:
        run(connection)
    if given is None:
        database.close()


main()

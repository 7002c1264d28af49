"""What commands begin with: the settings, the database as it stands, and what time it is."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

from app.adapters.db import Database
from app.settings import Settings, load_settings
from app.upkeep.installation import opened


@contextmanager
def reading() -> Iterator[tuple[Database, Settings]]:
    settings = load_settings()
    with opened(settings) as database:
        yield database, settings


def now() -> datetime:
    return datetime.now(UTC)

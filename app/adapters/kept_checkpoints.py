"""The latest checkpoint of each log, kept in the data folder, apart from the database.

So a database that was put back to an earlier day, or written anew, is told from one that went on.
"""

import os
import shutil
import uuid
from collections.abc import Iterator
from pathlib import Path

FOLDER = "checkpoints"


def kept_checkpoint(folder: Path, log: uuid.UUID) -> str | None:
    """The signed note, if one was ever kept here."""
    place = folder / FOLDER / str(log)
    return place.read_text() if place.is_file() else None


def kept_checkpoints(folder: Path) -> Iterator[tuple[uuid.UUID, str]]:
    for place in sorted((folder / FOLDER).glob("*")):
        if not place.suffix:
            yield uuid.UUID(place.name), place.read_text()


def forget_checkpoints(folder: Path) -> None:
    """Of a demonstration that begins anew."""
    shutil.rmtree(folder / FOLDER, ignore_errors=True)


def keep_checkpoint(folder: Path, log: uuid.UUID, note: str) -> None:
    """In place of the one before, whole or not at all."""
    place = folder / FOLDER / str(log)
    place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    mine = place.with_name(f"{log}.{os.getpid()}")
    mine.write_text(note)
    mine.replace(place)

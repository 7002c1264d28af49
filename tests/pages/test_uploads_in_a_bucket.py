"""Uploads on servers whose files lie in an object store: nothing is lost, nothing left behind."""

import uuid
from pathlib import Path

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from app.actions.uploads import remove_old_uploads
from app.adapters.storage import Storage, open_storage
from app.domain.uploads import KEPT
from app.settings import Settings
from tests.conftest import Clock, SignInAs, settings_for
from tests.make import Maker
from tests.pages.test_files import names_on
from tests.pages.test_uploads import FILM, TUS, arrived, begin, opened, send


@pytest.fixture
def settings(database_url: str, tmp_path: Path, bucket: Path) -> Settings:
    """Those of a server that keeps its files in the ``bucket``, under a prefix of this test's."""
    assert bucket.is_dir()
    return settings_for(
        tmp_path, database_url=database_url, storage_url=f"s3://evidence/{uuid.uuid4()}"
    )


@pytest.fixture
def amara(client_for: SignInAs, make: Maker) -> TestClient:
    return client_for(make.cast.amara)


@pytest.fixture
def draft(make: Maker) -> uuid.UUID:
    return make.evidence()


@pytest.fixture
def away(bucket: Path) -> Storage:
    """The object store while it does not answer."""
    assert bucket.is_dir()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
        return open_storage("s3://evidence")


def in_bucket(bucket: Path, settings: Settings) -> list[Path]:
    """What lies there of this test."""
    mine = bucket / settings.storage_url.rpartition("/")[2]
    return [path for path in mine.rglob("*") if path.is_file()]


def test_an_upload_that_the_object_store_interrupts_goes_on_and_leaves_one_content(
    amara: TestClient,
    app: FastAPI,
    make: Maker,
    draft: uuid.UUID,
    settings: Settings,
    bucket: Path,
    away: Storage,
) -> None:
    there = app.state.storage
    upload = begin(amara, draft, len(FILM)).headers["Location"]
    for offset in (0, 100_000, 200_000):
        app.state.storage = away
        part = FILM[offset : offset + 100_000]
        assert send(amara, upload, offset, part).status_code == 503
        assert arrived(amara, upload) == offset
        assert names_on(make, draft) == []
        app.state.storage = there
        assert send(amara, upload, offset, b"").headers["Upload-Offset"] == str(offset)
        assert len(in_bucket(bucket, settings)) == offset // 100_000, "nothing of nothing"
        assert send(amara, upload, offset, part).status_code == 204
    assert names_on(make, draft) == ["notes.txt"]
    assert opened(make, amara, upload) == FILM
    (content,) = in_bucket(bucket, settings)
    assert content.read_bytes() == FILM, "no part is left behind"


@pytest.mark.one_engine
def test_what_is_cancelled_is_gone_from_the_bucket_though_it_did_not_answer_then(
    amara: TestClient,
    app: FastAPI,
    make: Maker,
    draft: uuid.UUID,
    settings: Settings,
    bucket: Path,
    away: Storage,
) -> None:
    there = app.state.storage
    first, second = (begin(amara, draft, len(FILM)).headers["Location"] for _ in range(2))
    for upload in (first, second):
        send(amara, upload, 0, FILM[:100_000])
        send(amara, upload, 100_000, FILM[100_000:150_000])
    assert len(in_bucket(bucket, settings)) == 4
    assert amara.delete(first, headers=TUS).status_code == 204
    assert len(in_bucket(bucket, settings)) == 2
    app.state.storage = away
    assert amara.delete(second, headers=TUS).status_code == 503
    for upload in (first, second):
        assert amara.head(upload, headers=TUS).status_code == 404
    assert remove_old_uploads(make.database, there, now=make.now) == 1
    assert in_bucket(bucket, settings) == []


@pytest.mark.one_engine
def test_what_nobody_went_on_with_is_gone_from_the_bucket_after_a_day(
    amara: TestClient, make: Maker, draft: uuid.UUID, settings: Settings, bucket: Path, clock: Clock
) -> None:
    storage = open_storage(settings.storage_url)
    left, whole = (begin(amara, draft, len(FILM)).headers["Location"] for _ in range(2))
    for upload in (left, whole):
        send(amara, upload, 0, FILM[:100_000])
    send(amara, whole, 100_000, FILM[100_000:])
    assert len(in_bucket(bucket, settings)) == 2
    clock.now += KEPT
    assert remove_old_uploads(make.database, storage, now=clock.now) == 1
    (content,) = in_bucket(bucket, settings)
    assert content.read_bytes() == FILM
    assert remove_old_uploads(make.database, storage, now=clock.now) == 0

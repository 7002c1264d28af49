"""Contents of files are kept whole, apart for each provider, in a folder and in a bucket."""

import hashlib
import io
import shutil
import uuid
from collections.abc import Iterator
from pathlib import Path
from tempfile import SpooledTemporaryFile
from typing import IO

import pytest

from app.adapters.storage import CHUNK, Storage, StorageFailed, open_storage, sha256_of

MEMO = b"I reviewed the lease."
SHA256 = hashlib.sha256(MEMO).hexdigest()
LARGE = bytes(range(256)) * 50_000
NORTHGATE, OTHER = uuid.uuid4(), uuid.uuid4()


@pytest.fixture(params=["folder", "bucket"])
def storage(request: pytest.FixtureRequest, tmp_path: Path) -> Storage:
    if request.param == "folder":
        return open_storage((tmp_path / "data" / "files").as_uri())
    request.getfixturevalue("bucket")
    return open_storage(f"s3://evidence/{uuid.uuid4()}")


def read(storage: Storage, provider_id: uuid.UUID, sha256: str) -> bytes:
    return b"".join(storage.open(provider_id, sha256))


def test_a_content_comes_back_as_it_was(storage: Storage) -> None:
    assert not storage.exists(NORTHGATE, SHA256)
    storage.put(NORTHGATE, SHA256, io.BytesIO(MEMO))
    assert storage.exists(NORTHGATE, SHA256)
    assert read(storage, NORTHGATE, SHA256) == MEMO
    assert sha256_of(storage.open(NORTHGATE, SHA256)) == SHA256


def test_it_is_taken_from_its_start_wherever_it_was_read_to(storage: Storage) -> None:
    content = io.BytesIO(MEMO)
    content.read()
    storage.put(NORTHGATE, SHA256, content)
    assert read(storage, NORTHGATE, SHA256) == MEMO


@pytest.mark.parametrize("in_memory", [0, 100_000_000])
def test_a_large_content_comes_in_chunks(storage: Storage, in_memory: int) -> None:
    sha256 = hashlib.sha256(LARGE).hexdigest()
    with SpooledTemporaryFile(max_size=in_memory) as sent:
        sent.write(LARGE)
        storage.put(NORTHGATE, sha256, sent)
    chunks = list(storage.open(NORTHGATE, sha256))
    assert b"".join(chunks) == LARGE
    assert max(len(chunk) for chunk in chunks) <= 3 * CHUNK


def test_the_same_content_again_does_no_harm(storage: Storage) -> None:
    storage.put(NORTHGATE, SHA256, io.BytesIO(MEMO))
    storage.put(NORTHGATE, SHA256, io.BytesIO(MEMO))
    assert read(storage, NORTHGATE, SHA256) == MEMO


def test_two_providers_never_share_a_content(storage: Storage) -> None:
    storage.put(NORTHGATE, SHA256, io.BytesIO(MEMO))
    assert not storage.exists(OTHER, SHA256)
    storage.put(OTHER, SHA256, io.BytesIO(MEMO))
    storage.delete(NORTHGATE, SHA256)
    assert not storage.exists(NORTHGATE, SHA256)
    assert read(storage, OTHER, SHA256) == MEMO


def test_a_content_that_is_not_there_is_missed_at_once(storage: Storage) -> None:
    with pytest.raises(StorageFailed, match="not where it was kept"):
        storage.open(NORTHGATE, SHA256)
    storage.delete(NORTHGATE, SHA256)


def test_a_bucket_keeps_everything_under_its_prefix(bucket: Path) -> None:
    open_storage("s3://evidence/one/two").put(NORTHGATE, SHA256, io.BytesIO(MEMO))
    assert (bucket / "one" / "two" / str(NORTHGATE) / SHA256).read_bytes() == MEMO


def test_a_bucket_that_does_not_exist_is_told_in_one_sentence(bucket: Path) -> None:
    assert bucket.is_dir()
    storage = open_storage("s3://elsewhere")
    with pytest.raises(StorageFailed, match="cannot be read or kept at the moment"):
        storage.put(NORTHGATE, SHA256, io.BytesIO(MEMO))


def test_a_wrong_key_is_told_in_one_sentence(bucket: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert bucket.is_dir()
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "another")
    storage = open_storage("s3://evidence")
    with pytest.raises(StorageFailed, match="cannot be read or kept at the moment"):
        storage.open(NORTHGATE, SHA256)


def test_an_object_store_that_does_not_answer_is_told_in_one_sentence(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "key")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret-key")
    storage = open_storage("s3://evidence")
    for failing in (
        lambda: storage.put(NORTHGATE, SHA256, io.BytesIO(MEMO)),
        lambda: storage.open(NORTHGATE, SHA256),
        lambda: storage.exists(NORTHGATE, SHA256),
        lambda: storage.delete(NORTHGATE, SHA256),
    ):
        with pytest.raises(StorageFailed, match="cannot be read or kept at the moment"):
            failing()


class TornAway(io.BytesIO):
    """A content that cannot be read to its end."""

    def read(self, size: int | None = -1) -> bytes:
        if self.tell() > 0:
            raise OSError("The disk is gone.")
        return super().read(5)


def test_a_folder_never_holds_half_a_content(tmp_path: Path) -> None:
    storage = open_storage(tmp_path.as_uri())
    with pytest.raises(StorageFailed):
        storage.put(NORTHGATE, SHA256, TornAway(MEMO))
    assert not storage.exists(NORTHGATE, SHA256)
    assert list((tmp_path / str(NORTHGATE)).iterdir()) == []


def test_what_was_kept_stays_where_its_replacement_fails(tmp_path: Path) -> None:
    storage = open_storage(tmp_path.as_uri())
    storage.put(NORTHGATE, SHA256, io.BytesIO(MEMO))
    with pytest.raises(StorageFailed):
        storage.put(NORTHGATE, SHA256, TornAway(MEMO))
    assert read(storage, NORTHGATE, SHA256) == MEMO


def test_a_content_is_on_the_disk_before_it_has_its_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    happened: list[str] = []
    replace = Path.replace

    def named(self: Path, target: Path) -> Path:
        happened.append("named")
        return replace(self, target)

    def flushed(_handle: int) -> None:
        happened.append("flushed")

    storage = open_storage(tmp_path.as_uri())
    (tmp_path / str(NORTHGATE)).mkdir()
    monkeypatch.setattr("os.fsync", flushed)
    monkeypatch.setattr(Path, "replace", named)
    storage.put(NORTHGATE, SHA256, io.BytesIO(MEMO))
    assert happened == ["flushed", "named", "flushed"]


def test_nobody_else_on_the_machine_reads_a_folder(tmp_path: Path) -> None:
    folder = tmp_path / "files"
    open_storage(folder.as_uri()).put(NORTHGATE, SHA256, io.BytesIO(MEMO))
    modes = [path.stat().st_mode & 0o777 for path in (folder, *sorted(folder.rglob("*")))]
    assert modes == [0o700, 0o700, 0o600]


def test_a_folder_that_is_gone_is_told_in_one_sentence(tmp_path: Path) -> None:
    storage = open_storage((tmp_path / "files").as_uri())
    storage.put(NORTHGATE, SHA256, io.BytesIO(MEMO))
    shutil.rmtree(tmp_path / "files")
    (tmp_path / "files").write_text("Not a folder.")
    for failing in (storage.open, storage.delete):
        with pytest.raises(StorageFailed):
            failing(NORTHGATE, SHA256)
    with pytest.raises(StorageFailed):
        storage.put(NORTHGATE, SHA256, io.BytesIO(MEMO))


@pytest.mark.parametrize("url", ["ftp://host/files", "s3:///files", "files", "", "file://"])
def test_an_address_of_another_form_is_refused(url: str) -> None:
    with pytest.raises(StorageFailed, match="must be like file:///srv/gatepost or s3://"):
        open_storage(url)


def test_a_hash_is_taken_of_a_stream() -> None:
    def chunks(content: IO[bytes]) -> Iterator[bytes]:
        while chunk := content.read(3):
            yield chunk

    assert sha256_of(chunks(io.BytesIO(MEMO))) == SHA256

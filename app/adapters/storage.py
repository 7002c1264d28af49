"""Where the contents of files are kept: a folder, or a bucket of an S3 object store.

A content lies under its provider and its SHA-256. Two providers never share one, so that either
may erase its own. ``put`` comes back only when the content is whole and safe on the disk.
"""

import hashlib
import os
import secrets
import shutil
import uuid
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import IO, Protocol
from urllib.parse import urlsplit
from urllib.request import url2pathname

import obstore
import structlog
from obstore.exceptions import BaseError
from obstore.store import S3Store

from app.domain.errors import GatepostError

CHUNK = 1_000_000
"""Bytes that are held in memory while a content is read."""


_UNAVAILABLE = (
    "Files cannot be read or kept at the moment. Nothing was changed: try again in a few minutes, "
    "and tell your administrator if it goes on."
)
_MISSING = (
    "The content of this file is not where it was kept. Tell your administrator: a backup has it."
)


class StorageFailed(GatepostError):
    """The place where files are kept does not answer, or does not have what it should."""


class Storage(Protocol):
    """Contents by provider and SHA-256, each as it was when it came."""

    def put(self, provider_id: uuid.UUID, sha256: str, content: IO[bytes]) -> None:
        """Keep ``content`` from its start on; the same again does no harm."""

    def open(self, provider_id: uuid.UUID, sha256: str) -> Iterator[bytes]:
        """The content in chunks. StorageFailed at once, not at the first chunk."""

    def exists(self, provider_id: uuid.UUID, sha256: str) -> bool: ...

    def delete(self, provider_id: uuid.UUID, sha256: str) -> None:
        """One that is not there does no harm."""


def open_storage(url: str) -> Storage:
    """The storage at ``file:///folder`` or ``s3://bucket/prefix``; nothing is touched yet.

    An object store is reached with the usual ``AWS_…`` variables of the environment.
    StorageFailed where the address is of neither form.
    """
    parts = urlsplit(url)
    if parts.scheme == "file" and parts.path:
        return FolderStorage(Path(url2pathname(parts.path)))
    if parts.scheme == "s3" and parts.netloc:
        return BucketStorage(url)
    raise StorageFailed(
        "GATEPOST_STORAGE_URL must be like file:///srv/gatepost or s3://bucket/prefix."
    )


def sha256_of(chunks: Iterable[bytes]) -> str:
    """The SHA-256 of a content, as it is stored now or before it is."""
    digest = hashlib.sha256()
    for chunk in chunks:
        digest.update(chunk)
    return digest.hexdigest()


def chunks_of(content: IO[bytes]) -> Iterator[bytes]:
    """``content`` from its start on."""
    content.seek(0)
    while chunk := content.read(CHUNK):
        yield chunk


class FolderStorage:
    """A folder that only this installation writes to."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def put(self, provider_id: uuid.UUID, sha256: str, content: IO[bytes]) -> None:
        target = self._path(provider_id, sha256)
        with _refusing_plainly():
            _make_folder(target.parent)
            part = target.with_name(f".{sha256}.{secrets.token_hex(8)}.part")
            try:
                with part.open("xb") as file:
                    part.chmod(0o600)
                    content.seek(0)
                    shutil.copyfileobj(content, file, CHUNK)
                    file.flush()
                    os.fsync(file.fileno())
                part.replace(target)
            except BaseException:
                part.unlink(missing_ok=True)
                raise
            _sync_folder(target.parent)

    def open(self, provider_id: uuid.UUID, sha256: str) -> Iterator[bytes]:
        with _refusing_plainly(missing=_MISSING):
            return _read_and_close(self._path(provider_id, sha256).open("rb"))

    def exists(self, provider_id: uuid.UUID, sha256: str) -> bool:
        with _refusing_plainly():
            return self._path(provider_id, sha256).is_file()

    def delete(self, provider_id: uuid.UUID, sha256: str) -> None:
        with _refusing_plainly():
            self._path(provider_id, sha256).unlink(missing_ok=True)

    def _path(self, provider_id: uuid.UUID, sha256: str) -> Path:
        return self._folder / str(provider_id) / sha256


class BucketStorage:
    """A bucket, or what lies under a prefix in it. A content is there whole or not at all."""

    def __init__(self, url: str) -> None:
        self._store = S3Store.from_url(
            url,
            # A content may take its reader long; a store that falls silent may not.
            client_options={
                # Only where its address says http, as inside one machine or network.
                "allow_http": True,
                "connect_timeout": timedelta(seconds=5),
                "read_timeout": timedelta(seconds=20),
                "timeout": timedelta(hours=24),
            },
            retry_config={"max_retries": 2, "retry_timeout": timedelta(seconds=20)},
        )

    def put(self, provider_id: uuid.UUID, sha256: str, content: IO[bytes]) -> None:
        with _refusing_plainly():
            content.seek(0)
            obstore.put(self._store, _key(provider_id, sha256), content, max_concurrency=2)

    def open(self, provider_id: uuid.UUID, sha256: str) -> Iterator[bytes]:
        with _refusing_plainly(missing=_MISSING):
            result = obstore.get(self._store, _key(provider_id, sha256))
        return _read_plainly(result.stream(min_chunk_size=CHUNK))

    def exists(self, provider_id: uuid.UUID, sha256: str) -> bool:
        with _refusing_plainly():
            try:
                obstore.head(self._store, _key(provider_id, sha256))
            except FileNotFoundError:
                return False
            return True

    def delete(self, provider_id: uuid.UUID, sha256: str) -> None:
        with _refusing_plainly():
            obstore.delete(self._store, _key(provider_id, sha256))


def _key(provider_id: uuid.UUID, sha256: str) -> str:
    return f"{provider_id}/{sha256}"


@contextmanager
def _refusing_plainly(*, missing: str = _UNAVAILABLE) -> Iterator[None]:
    """What went wrong goes to the log; the person reads what they can do."""
    try:
        yield
    except (OSError, BaseError) as error:
        # Of an object store's answer what it says itself: the rest repeats the whole request.
        cause = str(error).partition("\n\nDebug source")[0]
        structlog.get_logger("gatepost").error("storage_failed", cause=cause)
        gone = isinstance(error, FileNotFoundError)
        raise StorageFailed(missing if gone else _UNAVAILABLE) from error


def _read_and_close(file: IO[bytes]) -> Iterator[bytes]:
    with file, _refusing_plainly():
        yield from chunks_of(file)


def _read_plainly(chunks: Iterable[bytes]) -> Iterator[bytes]:
    with _refusing_plainly():
        yield from chunks


def _make_folder(folder: Path) -> None:
    """Nobody else on the machine looks into it; its own name is safe on the disk too."""
    if not folder.is_dir():
        _make_folder(folder.parent)
        folder.mkdir(mode=0o700, exist_ok=True)
        _sync_folder(folder.parent)


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)

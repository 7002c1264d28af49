"""A bag that came from somebody: looked through before anything in it is believed.

Nothing is ever written to a path that the archive names. What is not exactly a bag as
``adapters.bag`` writes it is refused whole, with the first reason found.
"""

import hashlib
import os
import stat
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import IO, NoReturn

from app.adapters.bag import (
    BAG_INFO,
    BAGIT,
    DECLARATION,
    MANIFEST,
    PAYLOAD,
    TAG_FILES,
    TAG_MANIFEST,
    Packed,
    manifest_lines,
)
from app.adapters.storage import CHUNK
from app.adapters.zips import BROKEN, Sparing
from app.domain.errors import FieldError, Invalid
from app.domain.pack_names import is_safe_path, same_name

MAX_ENTRIES = 20_000
MAX_BYTES = 50_000_000_000
MAX_TAG = 8_000_000
MAX_DIRECTORY = 16_000_000
MOST_SQUEEZED = 100
"""How many times larger than the archive its contents may be, and …"""
SQUEEZED_FREELY = 64_000_000
"""… how many bytes there may be whatever the archive's size: text alone can be very repetitive."""

_ENCRYPTED = 0x1


class Bag:
    """The files of a bag's payload by their path below ``data/``."""

    def __init__(
        self, archive: zipfile.ZipFile, base: str, info: str, payload: dict[str, Packed]
    ) -> None:
        self._archive = archive
        self._base = base
        self.info = info
        self.payload = payload

    def read(self, path: str, most: int) -> bytes:
        """The whole of a small file, checked; Invalid where it is not there or is too large."""
        if path not in self.payload:
            _refuse(f"it has no {path}")
        if self.payload[path].size > most:
            _refuse(f"{path} is larger than {most:,} bytes")
        return b"".join(self.chunks(path))

    def chunks(self, path: str) -> Iterator[bytes]:
        """The content in chunks; Invalid at its end where it is not what the manifest says."""
        packed = self.payload[path]
        digest = hashlib.sha256()
        for chunk in _chunks(self._archive, f"{self._base}/{PAYLOAD}{path}"):
            digest.update(chunk)
            yield chunk
        if digest.hexdigest() != packed.sha256:
            _refuse(f"{path} is not what the manifest says: its SHA-256 differs")

    def check_contents(self, progress: Callable[[int, int], None] | None = None) -> None:
        """Read every file once. Invalid names the first that is not what the manifest says."""
        of = sum(packed.size for packed in self.payload.values())
        done = 0
        for path in self.payload:
            for chunk in self.chunks(path):
                done += len(chunk)
                if progress:
                    progress(done, of)


@contextmanager
def open_bag(content: IO[bytes]) -> Iterator[Bag]:
    """The bag in ``content``, its names and manifests checked, its payload not yet read."""
    size = content.seek(0, os.SEEK_END)
    try:
        archive = zipfile.ZipFile(Sparing(content, MAX_DIRECTORY))
    except BROKEN as error:
        raise Invalid(_error("it is not a ZIP file, or is damaged")) from error
    with archive:
        yield _bag(archive, size)


def _bag(archive: zipfile.ZipFile, size: int) -> Bag:
    entries = archive.infolist()
    _check_entries(entries, size)
    base = entries[0].filename.partition("/")[0]
    names = {}
    for entry in entries:
        top, slash, name = entry.filename.partition("/")
        if top != base or not slash:
            _refuse("its files are not all in one folder")
        names[name] = entry
    for needed in sorted(TAG_FILES - names.keys()):
        _refuse(f"it has no {needed}")
    for name in sorted(names.keys() - TAG_FILES):
        if not name.startswith(PAYLOAD):
            _refuse(f"“{name[:100]}” is no part of it")
    tags = {name: _tag(archive, base, name) for name in sorted(TAG_FILES)}
    if tags[BAGIT] != DECLARATION.decode():
        _refuse("it does not say that it is a BagIt bag, version 1.0")
    for name, sha256 in _listed(tags[TAG_MANIFEST], TAG_FILES - {TAG_MANIFEST}).items():
        if hashlib.sha256(tags[name].encode()).hexdigest() != sha256:
            _refuse(f"{name} is not what {TAG_MANIFEST} says: its SHA-256 differs")
    payload = _listed(tags[MANIFEST], names.keys() - TAG_FILES)
    return Bag(
        archive,
        base,
        tags[BAG_INFO],
        {
            name.removeprefix(PAYLOAD): Packed(names[name].file_size, sha256)
            for name, sha256 in payload.items()
        },
    )


def _check_entries(entries: list[zipfile.ZipInfo], size: int) -> None:
    """What an honest archive never has: each refused before a byte of content is read."""
    if not entries:
        _refuse("it is empty")
    if len(entries) > MAX_ENTRIES:
        _refuse(f"it has more than {MAX_ENTRIES:,} files")
    total = sum(entry.file_size for entry in entries)
    if total > min(MAX_BYTES, MOST_SQUEEZED * size + SQUEEZED_FREELY):
        _refuse("it would unpack to far more than it is")
    taken: set[str] = set()
    for entry in entries:
        _check_entry(entry)
        if same_name(entry.filename) in taken:
            _refuse(f"“{entry.filename[:100]}” is in it twice")
        taken.add(same_name(entry.filename))
    end = 0
    for entry in sorted(entries, key=lambda each: each.header_offset):
        if entry.header_offset < end or (end == 0 and entry.header_offset):
            _refuse("its files lie over one another, or behind something else")
        end = entry.header_offset + len(entry.orig_filename) + entry.compress_size


def _check_entry(entry: zipfile.ZipInfo) -> None:
    shown = entry.filename[:100].encode("ascii", "backslashreplace").decode()
    kind = stat.S_IFMT(entry.external_attr >> 16)
    if entry.orig_filename != entry.filename or not is_safe_path(entry.filename):
        _refuse(f"“{shown}” is not the name of a file in it")
    if entry.is_dir() or kind not in (0, stat.S_IFREG):
        _refuse(f"“{shown}” is a link or something else that is no file")
    if entry.flag_bits & _ENCRYPTED:
        _refuse(f"“{shown}” is encrypted")
    if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        _refuse(f"“{shown}” is packed in an unusual way")


def _tag(archive: zipfile.ZipFile, base: str, name: str) -> str:
    if archive.getinfo(f"{base}/{name}").file_size > MAX_TAG:
        _refuse(f"{name} is larger than {MAX_TAG:,} bytes")
    try:
        return b"".join(_chunks(archive, f"{base}/{name}")).decode()
    except UnicodeDecodeError:
        _refuse(f"{name} is not text")


def _listed(manifest: str, there: frozenset[str] | set[str]) -> dict[str, str]:
    """SHA-256 by name, of exactly those files that are there."""
    try:
        lines = list(manifest_lines(manifest))
    except ValueError:
        _refuse("one of its manifests cannot be read")
    listed = dict(lines)
    if len(listed) != len(lines):
        _refuse("one of its manifests names a file twice")
    for name in sorted(listed.keys() - there):
        _refuse(f"“{name[:100]}” is in a manifest, and not there")
    for name in sorted(there - listed.keys()):
        _refuse(f"“{name[:100]}” is there, and in no manifest")
    return listed


def _chunks(archive: zipfile.ZipFile, name: str) -> Iterator[bytes]:
    """Never more than the archive's list says: zipfile stops there, and checks what it read."""
    try:
        with archive.open(name) as opened:
            while chunk := opened.read(CHUNK):
                yield chunk
    except BROKEN as error:
        raise Invalid(_error("it is damaged")) from error


def _refuse(why: str) -> NoReturn:
    raise Invalid(_error(why))


def _error(why: str) -> FieldError:
    return FieldError("file", f"This pack cannot be taken: {why}.")

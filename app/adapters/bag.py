"""A BagIt bag (RFC 8493, SHA-256) in one ZIP file, written piece by piece as it comes.

However much goes into it, no more than a chunk and the list of names is held in memory.
"""

import hashlib
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import IO, Self

from app.domain.pack_names import is_safe_path, same_name

DECLARATION = b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"

BAGIT = "bagit.txt"
BAG_INFO = "bag-info.txt"
MANIFEST = "manifest-sha256.txt"
TAG_MANIFEST = "tagmanifest-sha256.txt"
TAG_FILES = frozenset({BAGIT, BAG_INFO, MANIFEST, TAG_MANIFEST})
PAYLOAD = "data/"

_REGULAR_FILE = 0o100644 << 16


@dataclass(frozen=True, slots=True)
class Packed:
    """A file of the payload: its ``size`` in bytes and its SHA-256."""

    size: int
    sha256: str


class BagWriter:
    """Files go in by their path below ``data/``; ``seal`` writes what says what they are.

    Left before it is sealed, as where something went wrong, what was written is no bag.
    """

    def __init__(self, target: IO[bytes], base: str, at: datetime) -> None:
        self._archive = zipfile.ZipFile(target, "w", allowZip64=True)
        self._base = base
        self._at = at
        self._payload: dict[str, Packed] = {}
        self._taken: set[str] = set()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._archive.close()

    def add(self, path: str, content: Iterable[bytes], *, squeezed: bool = True) -> Packed:
        """``content`` under ``path``. Not ``squeezed``, it is kept as it is, byte for byte.

        ValueError where the path is unsafe or taken: names are made so that this never happens.
        """
        if not is_safe_path(path) or same_name(path) in self._taken:
            raise ValueError(f"{path!r} cannot be a file of this bag.")
        packed = self._write(PAYLOAD + path, content, squeezed=squeezed)
        self._taken.add(same_name(path))
        self._payload[path] = packed
        return packed

    def seal(self, info: Mapping[str, str]) -> None:
        """``info`` are the labels of ``bag-info.txt``, beside those that the bag knows itself."""
        octets = sum(packed.size for packed in self._payload.values())
        labels = {**info, "Payload-Oxum": f"{octets}.{len(self._payload)}"}
        tags = {
            BAGIT: DECLARATION,
            BAG_INFO: "".join(f"{label}: {value}\n" for label, value in labels.items()).encode(),
            MANIFEST: _manifest((PAYLOAD + path, each) for path, each in self._payload.items()),
        }
        written = {name: self._write(name, [tag]) for name, tag in tags.items()}
        self._write(TAG_MANIFEST, [_manifest(written.items())])

    def _write(self, name: str, content: Iterable[bytes], *, squeezed: bool = True) -> Packed:
        entry = zipfile.ZipInfo(f"{self._base}/{name}", self._at.timetuple()[:6])
        entry.compress_type = zipfile.ZIP_DEFLATED if squeezed else zipfile.ZIP_STORED
        entry.external_attr = _REGULAR_FILE
        digest, size = hashlib.sha256(), 0
        with self._archive.open(entry, "w", force_zip64=True) as opened:
            for chunk in content:
                digest.update(chunk)
                size += len(chunk)
                opened.write(chunk)
        return Packed(size, digest.hexdigest())


def manifest_lines(manifest: str) -> Iterator[tuple[str, str]]:
    """Path and SHA-256 of each line. ValueError where a line is none of a manifest."""
    for line in manifest.splitlines():
        sha256, space, path = line.partition(" ")
        path = path.lstrip(" ").removeprefix("*")
        if not space or not path or len(sha256) != 64 or set(sha256) - set("0123456789abcdef"):
            raise ValueError(f"“{line[:100]}” is no line of a manifest.")
        yield path.replace("%0A", "\n").replace("%0D", "\r").replace("%25", "%"), sha256


def _manifest(files: Iterable[tuple[str, Packed]]) -> bytes:
    """Of the characters that may not stand in a manifest, no name of ours holds any but "%"."""
    lines = (f"{packed.sha256}  {name.replace('%', '%25')}\n" for name, packed in files)
    return "".join(lines).encode()

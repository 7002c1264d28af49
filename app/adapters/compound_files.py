"""Compound files: the older container of Microsoft Office (doc, xls, ppt, msg) and of much else.

Only as much of [MS-CFB] as tells what is in one: the names at the top of its directory. Nothing
in the file is trusted; whatever does not hold together raises NotACompoundFile.
"""

import struct
from collections.abc import Iterator
from typing import IO

SIGNATURE = bytes.fromhex("D0CF11E0A1B11AE1")

_HEADER = 512
_IN_HEADER = 109
_LAST_SECTOR = 0xFFFFFFFA
_NO_ENTRY = 0xFFFFFFFF
_ENTRY = 128
_MAX_DIRECTORY = 1_000_000
_MAX_ALLOCATION_SECTORS = 100_000


class NotACompoundFile(ValueError):
    """It says that it is one, and does not hold together."""


def top_names(content: IO[bytes]) -> frozenset[str]:
    """The names of the streams and storages directly under the root."""
    try:
        directory = _directory(content)
        root = directory[:_ENTRY]
        return frozenset(_siblings(directory, struct.unpack_from("<I", root, 76)[0]))
    except (struct.error, IndexError, UnicodeDecodeError) as error:
        raise NotACompoundFile from error


def _directory(content: IO[bytes]) -> bytes:
    content.seek(0)
    header = content.read(_HEADER)
    shift = struct.unpack_from("<H", header, 30)[0]
    if not header.startswith(SIGNATURE) or shift not in (9, 12):
        raise NotACompoundFile
    size = 1 << shift
    allocation = _allocation_sectors(content, header, size)
    found = bytearray()
    sector = struct.unpack_from("<I", header, 48)[0]
    while sector < _LAST_SECTOR:
        found += _sector(content, sector, size)
        if len(found) > _MAX_DIRECTORY:
            raise NotACompoundFile
        table, place = divmod(sector, size // 4)
        sector = struct.unpack_from("<I", _sector(content, allocation[table], size), place * 4)[0]
    return bytes(found)


def _allocation_sectors(content: IO[bytes], header: bytes, size: int) -> list[int]:
    """Where the tables are that chain the sectors: the first 109 of them are in the header."""
    sectors = list(struct.unpack_from(f"<{_IN_HEADER}I", header, 76))
    following = struct.unpack_from("<I", header, 68)[0]
    while following < _LAST_SECTOR:
        *more, following = struct.unpack(f"<{size // 4}I", _sector(content, following, size))
        sectors += more
        if len(sectors) > _MAX_ALLOCATION_SECTORS:
            raise NotACompoundFile
    return sectors


def _sector(content: IO[bytes], number: int, size: int) -> bytes:
    content.seek((number + 1) * size)
    found = content.read(size)
    if len(found) != size:
        raise NotACompoundFile
    return found


def _siblings(directory: bytes, first: int) -> Iterator[str]:
    """The names of ``first`` and of every entry beside it, which form a tree."""
    waiting, seen = [first], set[int]()
    while waiting:
        number = waiting.pop()
        if number == _NO_ENTRY or number in seen:
            continue
        seen.add(number)
        entry = directory[number * _ENTRY : (number + 1) * _ENTRY]
        length, left, right = struct.unpack_from("<64xH2x2I", entry)
        yield entry[: max(min(length, 64) - 2, 0)].decode("utf-16-le")
        waiting += [left, right]

"""The record of acts: what an entry says, and how it is hashed.

An entry's body is RFC 8785 JSON of ids, codes, times and hashes: no names, no free text. Its
leaf in the Merkle tree is SHA-256(0x00 ‖ body ‖ salt), with 32 random bytes of salt, so that
nobody who holds the leaf alone can guess the body. A body may be erased; its leaf stays, and
the tree still verifies.

Each entry names the rows that its act wrote, by the hash of all that they hold. So whoever
changes a row past the record is found out.
"""

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from app.domain import merkle
from app.domain.canonical import canonical_json, plain, sha256_of

ALGORITHM = "gatepost-record-1"

INSTALLATION = uuid.UUID(int=0)
"""The log of acts that belong to no training provider."""

RowHashes = Mapping[str, Mapping[str, str | None]]
"""By table, then by key: the hash of the rows with that key, or None where there are none."""


@dataclass(frozen=True, slots=True)
class Recorded:
    """That a table's rows are vouched for: those with equal ``group`` columns by one hash.

    Without a group it is the primary key. What is left out may change without an entry.
    """

    group: tuple[str, ...] = ()
    leave_out: tuple[str, ...] = ()


def leaf_hash(body: str, salt: bytes) -> bytes:
    return merkle.leaf(body.encode() + salt)


def entry_body(
    facts: Mapping[str, object], *, rows: RowHashes | None = None, imported: bool = False
) -> str:
    """The canonical body of an entry; facts that are None are left out."""
    said = {name: plain(value) for name, value in facts.items() if value is not None}
    said["algorithm"] = ALGORITHM
    if rows:
        said["rows"] = rows
    if imported:
        said["imported"] = True
    return canonical_json(said).decode()


def imported_body(facts: Mapping[str, object]) -> str:
    """The body of an act from before there was a record: it says so, and vouches for no row."""
    return entry_body(facts, imported=True)


def rows_sha256(rows: Iterable[Mapping[str, object]]) -> str | None:
    """One hash for these rows, in whatever order they come; None where there is none.

    Columns without a value do not count, so that a column that is added later changes no hash.
    """
    found = sorted(
        sha256_of({name: plain(value) for name, value in row.items() if value is not None})
        for row in rows
    )
    if not found:
        return None
    return found[0] if len(found) == 1 else sha256_of(found)


@dataclass(frozen=True, slots=True)
class Entry:
    """One act in a log. ``body`` and ``salt`` are None where they were erased."""

    log: uuid.UUID
    sequence: int
    leaf_hash: bytes
    body: str | None
    salt: bytes | None

    @property
    def index(self) -> int:
        """Its place in the tree, from 0."""
        return self.sequence - 1

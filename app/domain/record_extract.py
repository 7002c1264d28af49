"""An extract of the record: the entries about one apprenticeship, proven against a checkpoint.

With it, and nothing else at hand, anybody can check that an act is in a provider's log, and
that what a row held is what the act wrote.
"""

import json
import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum, auto

from app.domain.canonical import plain
from app.domain.events import EventKind
from app.domain.merkle import verify_inclusion
from app.domain.notes import Checkpoint, origin_of
from app.domain.record import Entry, leaf_hash, rows_sha256


@dataclass(frozen=True, slots=True)
class Proven:
    """An entry, and the hashes beside its path to the root of the checkpoint's tree."""

    entry: Entry
    proof: tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class Extract:
    """``checkpoint`` is what the signed note says."""

    log: uuid.UUID
    checkpoint: Checkpoint
    entries: tuple[Proven, ...]


@dataclass(frozen=True, slots=True)
class Act:
    """Who did what to what, and when: all that is known of an act from before the record."""

    kind: EventKind
    subject: uuid.UUID
    by: uuid.UUID
    at: datetime

    @property
    def words(self) -> tuple[str, str, str, str]:
        """As an entry says it."""
        return self.kind.value, str(self.subject), str(self.by), str(plain(self.at))


class Vouching(Enum):
    """How far the record vouches for a row: not, for the act behind it alone, or for all of it."""

    NOT = auto()
    ACT_ALONE = auto()
    WHOLE = auto()


@dataclass(frozen=True, slots=True)
class Said:
    """What the entries say of one apprenticeship: of each row by the last act that wrote it.

    ``contents`` are the SHA-256s of what was submitted, with their pieces. ``from_before`` are
    acts from before there was a record: it knows that they happened, and vouches for no row.
    ``passed`` is the SHA-256 of the snapshot that the apprentice passed the gateway with; None
    where they have not, or were taken back.
    """

    rows: Mapping[tuple[str, str], str | None]
    contents: frozenset[tuple[str, str]]
    from_before: frozenset[tuple[str, str, str, str]]
    passed: str | None

    def vouches_for(self, table: str, key: str, row: Mapping[str, object]) -> bool:
        return self.rows.get((table, key)) == rows_sha256([row])

    def vouching(
        self, table: str, key: str, row: Mapping[str, object], acts: Sequence[Act] = ()
    ) -> Vouching:
        """``acts`` are those of which one wrote the row, where that was before the record."""
        if (table, key) in self.rows:
            return Vouching.WHOLE if self.vouches_for(table, key, row) else Vouching.NOT
        known = any(act.words in self.from_before for act in acts)
        return Vouching.ACT_ALONE if known else Vouching.NOT

    def vouches_for_content(self, evidence_id: uuid.UUID, sha256: str) -> bool:
        return (str(evidence_id), sha256) in self.contents


def findings_in(extract: Extract, apprenticeship_id: uuid.UUID) -> Iterator[str]:
    """Everything about the entries themselves that is not as it must be."""
    checkpoint = extract.checkpoint
    if checkpoint.origin != origin_of(extract.log):
        yield "The checkpoint is one of another record."
        return
    before = 0
    for proven in extract.entries:
        entry = proven.entry
        what = f"Entry {entry.sequence} of the record"
        if entry.log != extract.log:
            yield f"{what} belongs to another record."
        if entry.sequence <= before:
            yield f"{what} is not in its place."
        before = entry.sequence
        if not verify_inclusion(
            entry.leaf_hash, entry.index, checkpoint.size, proven.proof, checkpoint.root
        ):
            yield f"{what} is not in the tree that the checkpoint signs."
        if entry.body is None or entry.salt is None:
            continue
        if leaf_hash(entry.body, entry.salt) != entry.leaf_hash:
            yield f"{what} is not what its leaf is the hash of: it was changed."
            continue
        said = json.loads(entry.body)
        if (said.get("log"), said.get("sequence")) != (str(entry.log), entry.sequence):
            yield f"{what} says of itself that it is another."
        if said.get("apprenticeship") != str(apprenticeship_id):
            yield f"{what} is about another apprenticeship."


def said_by(entries: Sequence[Proven]) -> Said:
    """What entries without a finding say."""
    rows: dict[tuple[str, str], str | None] = {}
    contents: set[tuple[str, str]] = set()
    from_before: set[tuple[str, str, str, str]] = set()
    passed: str | None = None
    for proven in entries:
        if proven.entry.body is None:
            continue
        said = json.loads(proven.entry.body)
        for table, hashes in said.get("rows", {}).items():
            rows.update({(table, key): sha256 for key, sha256 in hashes.items()})
        details = said.get("details", {})
        if (content := details.get("content_sha256")) and said.get("evidence"):
            contents.add((said["evidence"], content))
        kind = said.get("kind")
        if said.get("imported"):
            words = (said.get(name, "") for name in ("subject", "actor", "at"))
            from_before.add((kind, *words))
        if kind == EventKind.GATEWAY_PASSED:
            passed = details.get("snapshot_sha256")
        elif kind == EventKind.GATEWAY_TAKEN_BACK:
            passed = None
    return Said(rows, frozenset(contents), frozenset(from_before), passed)

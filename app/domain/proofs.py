"""A proof that an act is in the record, which stands without the server that made it.

It holds the entry, the hashes beside its path to the root, and the signed checkpoint over that
root. Whoever has the public key needs nothing else.
"""

import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.domain.canonical import Json, canonical_json
from app.domain.merkle import verify_inclusion
from app.domain.notes import Checkpoint, Note, Unreadable, origin_of, read_checkpoint, read_note
from app.domain.record import Entry, leaf_hash

LONGEST = 1_000_000
"""Characters of a proof that are read: an entry is some thousands long, a path 64 hashes."""


@dataclass(frozen=True, slots=True)
class Proof:
    """``path`` are the hashes beside the way up, lowest first; ``note`` signs the root."""

    entry: Entry
    path: tuple[bytes, ...]
    note: Note

    @property
    def checkpoint(self) -> Checkpoint:
        return read_checkpoint(self.note.text)

    def as_json(self) -> dict[str, Json]:
        """Hashes and salt in hexadecimal, the checkpoint as its note."""
        return {
            "log": str(self.entry.log),
            "seq": self.entry.sequence,
            "body": self.entry.body,
            "salt": self.entry.salt.hex() if self.entry.salt else None,
            "leaf_hash": self.entry.leaf_hash.hex(),
            "proof": [each.hex() for each in self.path],
            "tree_size": self.checkpoint.size,
            "checkpoint": self.note.whole,
        }

    def as_text(self) -> str:
        return canonical_json(self.as_json()).decode()


def read_proof(text: str) -> Proof:
    """Unreadable where it is not one. What it says is not checked yet."""
    if len(text) > LONGEST:
        raise Unreadable("This is too long to be a proof.")
    try:
        said = json.loads(text)
        return _read(said)
    except (KeyError, TypeError, ValueError, RecursionError) as error:
        raise Unreadable("This is no proof of an entry.") from error


def faults_of(proof: Proof) -> tuple[str, ...]:
    """What does not fit together, in words. Who signed the checkpoint is asked elsewhere."""
    entry, checkpoint = proof.entry, proof.checkpoint
    found = []
    if (
        entry.body is not None
        and entry.salt is not None
        and leaf_hash(entry.body, entry.salt) != entry.leaf_hash
    ):
        found.append("The entry is not what its leaf is the hash of.")
    if checkpoint.origin != origin_of(entry.log):
        found.append("The checkpoint is of another log.")
    if not verify_inclusion(
        entry.leaf_hash, entry.index, checkpoint.size, proof.path, checkpoint.root
    ):
        found.append("The entry is not in the tree that the checkpoint signs.")
    return tuple(found)


def _read(said: Mapping[str, Any]) -> Proof:
    entry = Entry(
        log=uuid.UUID(said["log"]),
        sequence=int(said["seq"]),
        leaf_hash=bytes.fromhex(said["leaf_hash"]),
        body=said["body"],
        salt=bytes.fromhex(said["salt"]) if said["salt"] else None,
    )
    proof = Proof(entry, tuple(map(bytes.fromhex, said["proof"])), read_note(said["checkpoint"]))
    if proof.checkpoint.size != said["tree_size"] or not isinstance(entry.body, str | None):
        raise Unreadable("This proof contradicts itself.")
    return proof

"""What a pack carries of the record, so that nobody need believe the server it came from."""

import hashlib
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from sqlmodel import Session

from app.adapters.record_file import (
    CHECKPOINT_PATH,
    ENTRIES_PATH,
    INVENTORY_PATH,
    KEYS_PATH,
    entries_json,
    keys_text,
)
from app.adapters.signing import Signer, is_signed_by
from app.domain.canonical import plain
from app.domain.errors import RuleBroken
from app.domain.inventories import inventory_of
from app.domain.merkle import inclusion_proofs
from app.domain.notes import Note, PublicKey, read_checkpoint, read_note
from app.domain.record_extract import Extract, Proven
from app.queries.checkpoints import keys_of, latest_checkpoint, leaf_hashes
from app.queries.record import entries_about


@dataclass(frozen=True, slots=True)
class PackedRecord:
    """``note`` is the checkpoint as it was signed; ``uncovered`` entries came after it.

    ``inventory`` is the signed note of how many entries there are, once somebody signed it.
    """

    extract: Extract
    note: str
    keys: tuple[PublicKey, ...]
    uncovered: int
    inventory: str | None = None


def packed_record(
    session: Session, apprenticeship_id: uuid.UUID, log: uuid.UUID
) -> PackedRecord | None:
    """The entries that the latest checkpoint covers; None where there is no checkpoint yet.

    Whoever makes a pack has one made first: then it covers them all.
    """
    signed = latest_checkpoint(session, log)
    if signed is None:
        return None
    about = [each for each in entries_about(session, apprenticeship_id) if each.log == log]
    entries = [entry for entry in about if entry.sequence <= signed.size]
    leaves = list(leaf_hashes(session, log, size=signed.size))
    proofs = inclusion_proofs(leaves, [entry.index for entry in entries])
    return PackedRecord(
        Extract(
            log=log,
            checkpoint=read_checkpoint(read_note(signed.note).text),
            entries=tuple(Proven(entry, tuple(proofs[entry.index])) for entry in entries),
        ),
        signed.note,
        tuple(key.public for key in keys_of(session)),
        uncovered=len(about) - len(entries),
    )


def counted_by(
    signer: Signer, record: PackedRecord, apprenticeship_id: uuid.UUID, *, now: datetime
) -> PackedRecord:
    """With its inventory. RuleBroken where another key signed the checkpoint meanwhile."""
    if not is_signed_by(read_note(record.note), signer.public):
        raise RuleBroken(
            "The key that signs the record was exchanged meanwhile. Ask for the pack again."
        )
    sha256 = hashlib.sha256(entries_json(record.extract)).hexdigest()
    text = inventory_of(record.extract, apprenticeship_id, sha256, str(plain(now))).text
    return replace(record, inventory=Note(text, (signer.sign(text),)).whole)


def record_files(record: PackedRecord) -> Iterator[tuple[str, bytes]]:
    """Each file by its path in the pack."""
    yield ENTRIES_PATH, entries_json(record.extract)
    yield CHECKPOINT_PATH, record.note.encode()
    yield KEYS_PATH, keys_text(record.keys)
    if record.inventory is not None:
        yield INVENTORY_PATH, record.inventory.encode()

"""The record's part of a hand-over pack: its entries with proofs, signed notes, the keys."""

import uuid
from collections.abc import Sequence
from typing import Annotated, Final, Literal

from pydantic import Field, ValidationError

from app.adapters.bag_reader import Bag
from app.adapters.shapes import Shape
from app.adapters.signing import is_signed_by
from app.domain.inventories import Inventory, read_inventory
from app.domain.notes import Note, PublicKey, Unreadable, read_checkpoint, read_key, read_note
from app.domain.record import Entry
from app.domain.record_extract import Extract, Proven

FORMAT: Final = "gatepost-record-extract-1"
MAX_ENTRIES = 64_000_000
MAX_TEXT = 1_000_000

ENTRIES_PATH = "record/entries.json"
CHECKPOINT_PATH = "record/checkpoint.txt"
KEYS_PATH = "record/keys.txt"
INVENTORY_PATH = "record/inventory.txt"

Hash = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


class EntryShape(Shape):
    """An entry. Its leaf is SHA-256(0x00 ‖ body ‖ salt); an erased one has lost body and salt."""

    sequence: Annotated[int, Field(ge=1)]
    leaf_hash: Hash
    body: Annotated[str, Field(max_length=4_000_000)] | None
    salt: Hash | None
    proof: Annotated[tuple[Hash, ...], Field(max_length=64)]
    """The hashes beside the path to the root of the checkpoint's tree, lowest first (RFC 6962)."""


class RecordFile(Shape):
    """The entries about one apprenticeship, of one log."""

    format: Literal["gatepost-record-extract-1"]
    log: uuid.UUID
    entries: Annotated[tuple[EntryShape, ...], Field(max_length=200_000)]


def entries_json(extract: Extract) -> bytes:
    return (
        RecordFile(
            format=FORMAT,
            log=extract.log,
            entries=tuple(
                EntryShape(
                    sequence=proven.entry.sequence,
                    leaf_hash=proven.entry.leaf_hash.hex(),
                    body=proven.entry.body,
                    salt=proven.entry.salt.hex() if proven.entry.salt else None,
                    proof=tuple(each.hex() for each in proven.proof),
                )
                for proven in extract.entries
            ),
        )
        .model_dump_json(indent=1)
        .encode()
        + b"\n"
    )


def keys_text(keys: Sequence[PublicKey]) -> bytes:
    """A verifier key a line, as ``read_key`` reads it."""
    return "".join(f"{key.text}\n" for key in keys).encode()


class UnreadableRecord(ValueError):
    """The record's part of a pack cannot be read; the message is a sentence."""


def read_extract(bag: Bag) -> tuple[Extract, Note, tuple[PublicKey, ...]]:
    """UnreadableRecord where a file is missing or is none of the kind."""
    missing = {ENTRIES_PATH, CHECKPOINT_PATH, KEYS_PATH} - bag.payload.keys()
    if missing:
        raise UnreadableRecord(f"There is no {min(missing)}.")
    try:
        file = RecordFile.model_validate_json(bag.read(ENTRIES_PATH, MAX_ENTRIES))
        note = read_note(bag.read(CHECKPOINT_PATH, MAX_TEXT).decode())
        keys = [read_key(line) for line in bag.read(KEYS_PATH, MAX_TEXT).decode().splitlines()]
        checkpoint = read_checkpoint(note.text)
    except (ValidationError, UnicodeDecodeError, Unreadable) as error:
        raise UnreadableRecord("The record’s part of it cannot be read.") from error
    entries = tuple(
        Proven(
            Entry(
                file.log,
                each.sequence,
                bytes.fromhex(each.leaf_hash),
                each.body,
                bytes.fromhex(each.salt) if each.salt else None,
            ),
            tuple(bytes.fromhex(one) for one in each.proof),
        )
        for each in file.entries
    )
    return Extract(file.log, checkpoint, entries), note, tuple(keys)


def read_counted(bag: Bag) -> tuple[Inventory, Note] | None:
    """The inventory and the note that says it; None where the pack has none.

    UnreadableRecord where it is something else.
    """
    if INVENTORY_PATH not in bag.payload:
        return None
    try:
        note = read_note(bag.read(INVENTORY_PATH, MAX_TEXT).decode())
        return read_inventory(note.text), note
    except (UnicodeDecodeError, Unreadable) as error:
        raise UnreadableRecord("The inventory of the record cannot be read.") from error


def signing_key(note: Note, keys: Sequence[PublicKey]) -> PublicKey | None:
    """The key among these by which the note is signed."""
    return next((key for key in keys if is_signed_by(note, key)), None)

"""The inventory of a pack: how many entries of the record there are about one apprenticeship.

It is a signed note beside the checkpoint. A checkpoint shows that an entry is in the record; the
inventory shows that none of those about this apprenticeship was left out, or slipped in.
"""

import re
import uuid
from collections.abc import Iterator
from dataclasses import dataclass

from app.domain.notes import Unreadable
from app.domain.record_extract import Extract

_HEADER = "gatepost/inventory"
_LINES = 8
_NUMBER = re.compile(r"0|[1-9][0-9]{0,18}")
_SHA256 = re.compile(r"[0-9a-f]{64}")

NONE_LEFT_OUT = (
    "They are all that there were about this apprenticeship, by the inventory that the same key"
    " signed."
)
LEFT_OUT_OR_NOT = (
    "Whether later entries of the record were left out of it is not told: it was made before packs"
    " said how many there are."
)


@dataclass(frozen=True, slots=True)
class Inventory:
    """``count`` entries about an apprenticeship, the last at ``last``, 0 where there is none.

    ``size`` is that of the checkpoint up to which it counts, and ``sha256`` that of the file
    which holds the entries.
    """

    log: uuid.UUID
    apprenticeship_id: uuid.UUID
    size: int
    count: int
    last: int
    sha256: str
    made_at: str

    @property
    def text(self) -> str:
        """What is signed."""
        return (
            f"{_HEADER}\n{self.log}\n{self.apprenticeship_id}\n{self.size}\n{self.count}\n"
            f"{self.last}\n{self.sha256}\n{self.made_at}\n"
        )


def inventory_of(
    extract: Extract, apprenticeship_id: uuid.UUID, sha256: str, made_at: str
) -> Inventory:
    last = extract.entries[-1].entry.sequence if extract.entries else 0
    size, count = extract.checkpoint.size, len(extract.entries)
    return Inventory(extract.log, apprenticeship_id, size, count, last, sha256, made_at)


def read_inventory(text: str) -> Inventory:
    """What a note's text says. Unreadable where it is no inventory."""
    header, *lines = text.split("\n")
    if header != _HEADER or len(lines) < _LINES:
        raise Unreadable("This note is no inventory.")
    log, apprenticeship, size, count, last, sha256, made_at, *_ = lines
    if not all(map(_NUMBER.fullmatch, (size, count, last))) or not _SHA256.fullmatch(sha256):
        raise Unreadable("This note is no inventory.")
    try:
        ids = uuid.UUID(log), uuid.UUID(apprenticeship)
    except ValueError as error:
        raise Unreadable("This note is no inventory.") from error
    return Inventory(*ids, int(size), int(count), int(last), sha256, made_at)


def not_as_counted(
    inventory: Inventory, extract: Extract, apprenticeship_id: uuid.UUID, sha256: str
) -> Iterator[str]:
    """How the entries differ from those that were counted, in a sentence at most."""
    found = [proven.entry.sequence for proven in extract.entries]
    last = max(found, default=0)
    if (inventory.log, inventory.apprenticeship_id) != (extract.log, apprenticeship_id):
        yield "The inventory of the record is that of another apprenticeship."
    elif inventory.size != extract.checkpoint.size:
        yield (
            f"The inventory of the record counts up to entry {inventory.size}, and the checkpoint"
            f" covers {extract.checkpoint.size}: one of them is of another day."
        )
    elif last < inventory.last:
        missing = max(inventory.count - len(found), 1)
        yield (
            f"{_entries(missing)} missing: the last one about this apprenticeship is entry"
            f" {inventory.last} of the record, and the last one here is {last or 'none'}."
        )
    elif len(found) < inventory.count:
        missing = inventory.count - len(found)
        yield (
            f"{_entries(missing)} missing: there are {inventory.count} about this apprenticeship"
            f" up to entry {inventory.last} of the record, and {len(found)} here."
        )
    elif len(found) > inventory.count:
        added = len(found) - inventory.count
        yield (
            f"{_entries(added)} added: there are {inventory.count} about this apprenticeship up to"
            f" entry {inventory.last} of the record, and {len(found)} here."
        )
    elif inventory.sha256 != sha256:
        yield "The entries of the record are not those that the inventory was signed of."


def _entries(count: int) -> str:
    return "1 entry of the record is" if count == 1 else f"{count} entries of the record are"

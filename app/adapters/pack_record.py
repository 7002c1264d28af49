"""Whether the record that came with a pack vouches for what the pack says."""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field

from app.adapters.bag_reader import Bag
from app.adapters.pack_rows import SaidThing, things_said
from app.adapters.pack_snapshot import MAX_SNAPSHOT, SNAPSHOT_PATH, findings_of_passage
from app.adapters.portfolio_file import PortfolioFile
from app.adapters.record_file import (
    ENTRIES_PATH,
    INVENTORY_PATH,
    UnreadableRecord,
    read_counted,
    read_extract,
    signing_key,
)
from app.adapters.signing import is_signed_by
from app.domain.inventories import Inventory, not_as_counted
from app.domain.notes import Note, PublicKey
from app.domain.record_extract import Extract, Said, Vouching, findings_in, said_by


@dataclass
class RecordChecked:
    """``findings`` are sentences; none means that the record vouches for all of it.

    ``from_before`` are the decisions, confirmations and reviews from before the provider kept
    a record: that they were made is in it, with by whom and when, and what they say is not.
    ``snapshot`` is the text of what the gateway was passed with. ``counted``: none of the
    entries was left out; where a pack is from before packs could tell, nobody knows.
    """

    findings: list[str] = field(default_factory=list)
    extract: Extract | None = None
    key: PublicKey | None = None
    from_before: set[uuid.UUID] = field(default_factory=set)
    snapshot: str | None = None
    counted: bool = False


def check_record(bag: Bag, said: PortfolioFile, trusted: PublicKey | None = None) -> RecordChecked:
    """``trusted`` is a key known from elsewhere, which must then be the one that signs."""
    checked = RecordChecked()
    try:
        extract, note, keys = read_extract(bag)
        counted = read_counted(bag)
    except UnreadableRecord as error:
        checked.findings.append(str(error))
        return checked
    checked.extract = extract
    checked.key = signing_key(note, keys)
    if checked.key is None:
        checked.findings.append("The checkpoint is signed by none of the keys in the pack.")
    elif trusted is not None and trusted != checked.key:
        checked.findings.append(
            f"The checkpoint is signed by the key {checked.key.text}, and not by the one given."
        )
    if extract.log != said.provider.id:
        checked.findings.append("The record is not that of the provider that the pack names.")
    checked.findings += findings_in(extract, said.apprenticeship)
    if counted or extract.checkpoint.counted:
        checked.counted = True
        checked.findings += _not_as_counted(bag, extract, said.apprenticeship, counted, checked.key)
    if not checked.findings:
        record = said_by(extract.entries)
        checked.findings += _unvouched(said, record, checked.from_before)
        checked.findings += findings_of_passage(bag, said, record)
        if said.passage and not checked.findings:
            checked.snapshot = bag.read(SNAPSHOT_PATH, MAX_SNAPSHOT).decode()
    return checked


def _not_as_counted(
    bag: Bag,
    extract: Extract,
    apprenticeship_id: uuid.UUID,
    counted: tuple[Inventory, Note] | None,
    key: PublicKey | None,
) -> Iterator[str]:
    """The inventory is signed by the key that signed the checkpoint, or anybody could write one."""
    if counted is None:
        yield (
            f"There is no {INVENTORY_PATH}, which every pack of this provider has by now: it was"
            " taken out."
        )
        return
    inventory, note = counted
    if key is None or not is_signed_by(note, key):
        yield "The inventory of the record is not signed by the key that signed the checkpoint."
        return
    sha256 = bag.payload[ENTRIES_PATH].sha256
    yield from not_as_counted(inventory, extract, apprenticeship_id, sha256)


def _unvouched(said: PortfolioFile, record: Said, from_before: set[uuid.UUID]) -> Iterator[str]:
    """``from_before`` takes up what is vouched for by its act alone."""
    for piece in said.pieces:
        if not record.vouches_for_content(piece.id, piece.content_sha256):
            title = f"“{piece.content.title[:60]}”"
            yield f"The record knows nothing of the submission of {title}."
    for thing in things_said(said):
        found = _vouching(thing, record)
        if Vouching.NOT in found:
            yield f"The record does not vouch for {thing.words}."
        elif Vouching.ACT_ALONE in found:
            from_before.add(thing.id)


def _vouching(thing: SaidThing, record: Said) -> set[Vouching]:
    return {record.vouching(each.table, each.key, each.row, each.acts) for each in thing.rows}

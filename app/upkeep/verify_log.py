"""Checks one log of the record from its first entry to its last, and its checkpoints on the way."""

import json
import uuid
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlmodel import Session, col

from app.adapters.signing import is_signed_by
from app.domain.calendar import moment_in_words
from app.domain.canonical import plain
from app.domain.events import EventKind
from app.domain.merkle import TILE, Tree, root
from app.domain.notes import (
    Checkpoint,
    Note,
    PublicKey,
    Unreadable,
    origin_of,
    read_checkpoint,
    read_key,
    read_note,
    rotation_text,
)
from app.domain.record import leaf_hash
from app.models.events import EventLogRow, EventRow
from app.models.record import RecordBodyRow, RecordErasureRow
from app.queries.checkpoints import Checkpoint as Signed
from app.queries.checkpoints import checkpoints_of, tiles_of
from app.queries.record import KeptEntry, entries_of
from app.upkeep.vouched_rows import Vouched

_FACTS = {
    "log": "log",
    "sequence": "place in it",
    "at": "time",
    "actor": "person who acted",
    "role": "role",
    "kind": "kind of act",
    "apprenticeship": "apprenticeship",
    "evidence": "piece of evidence",
    "subject": "thing that was acted on",
    "revision": "submission",
}


@dataclass
class Keys:
    """The keys that the record itself introduces, in their order; the last is in force."""

    chain: list[PublicKey] = field(default_factory=list)


@dataclass
class LogCheck:
    """``name`` is the house that keeps the log. What its entries vouch for, and the keys that
    they bring in, go to ``vouched`` and ``keys``.
    """

    session: Session
    log: uuid.UUID
    name: str
    vouched: Vouched
    keys: Keys
    one_more: Callable[[], None]
    tree: Tree = field(default_factory=Tree)
    erased: dict[int, int] = field(default_factory=dict)

    def findings(self, kept: str | None) -> Iterator[str]:
        """In words. ``kept`` is the latest checkpoint as the data folder has it."""
        checkpoints, tiles = (
            checkpoints_of(self.session, self.log),
            tiles_of(self.session, self.log),
        )
        outside, unread = _read_outside(kept, self.log)
        if unread:
            yield f"The checkpoint of {self.name} that the data folder keeps is damaged."
        tile: list[bytes] = []
        before = 0
        for entry in entries_of(self.session, self.log):
            self.one_more()
            yield from self._entry(entry, before)
            before = entry.entry.sequence
            if checkpoint := checkpoints.pop(before, None):
                yield from _checkpoint(checkpoint, self.tree, self.name)
            if outside and self.tree.size == outside.size and self.tree.root != outside.root:
                yield (
                    f"{_outside(self.name, outside)}, and the first {outside.size} entries of the"
                    " database are others: it is another database, or was written anew."
                )
            tile.append(entry.entry.leaf_hash)
            if len(tile) == TILE:
                yield from self._tile(tile, tiles)
                tile.clear()
        for sequence, by in self.erased.items():
            yield (
                f"What entry {sequence} of {self.name} said was erased, and entry {by}, by which it"
                " was, does not say so."
            )
        for size in sorted(checkpoints):
            yield (
                f"A checkpoint of {self.name} covers {size} entries, and there are"
                f" {self.tree.size}: entries were removed."
            )
        if outside and outside.size > self.tree.size:
            yield (
                f"{_outside(self.name, outside)}, and the database has {self.tree.size}: the"
                " database is older than the data folder, or entries were removed."
            )
        if tiles:
            yield (
                f"Hashes that are kept for proofs of {self.name} are over entries that are not"
                " there: entries were removed, or the hashes were changed."
            )
        yield from self._counts()

    def _entry(self, kept: KeptEntry, before: int) -> Iterator[str]:
        entry = kept.entry
        what = f"Entry {entry.sequence} of {self.name}"
        if entry.sequence != before + 1:
            yield f"{what} does not follow entry {before}: entries are missing or were moved."
        self.tree.append(entry.leaf_hash)
        if entry.body is None or entry.salt is None:
            if kept.erased_by is None:
                yield f"What {_small(what)} said is gone, and no entry says that it was erased."
            else:
                self.erased[entry.sequence] = kept.erased_by
        elif leaf_hash(entry.body, entry.salt) != entry.leaf_hash:
            yield f"{what} was changed: what it says is not what its hash was taken of."
        else:
            try:
                yield from self._body(json.loads(entry.body), kept.event, what)
            except (ValueError, LookupError, TypeError, AttributeError):
                yield f"{what} says something that Gatepost never writes."
        if kept.event is None:
            yield f"{what} is not in the list of acts: it was removed there."

    def _body(
        self, said: Mapping[str, Any], event: Mapping[str, object] | None, what: str
    ) -> Iterator[str]:
        if event is not None:
            for fact, value in event.items():
                if said.get(fact) != plain(value):
                    yield (
                        f"The list of acts names another {_FACTS[fact]} than {_small(what)} does:"
                        " it was changed there."
                    )
        kind, details = said["kind"], said.get("details", {})
        rows = said.get("rows", {})
        self.vouched.add(self.log, what, rows, imported=kind == EventKind.STATE_IMPORTED)
        match kind:
            case EventKind.BODIES_ERASED:
                self.vouched.add_erased(what, rows)
                for sequence in details.get("sequences", ()):
                    if self.erased.get(sequence) == said["sequence"]:
                        del self.erased[sequence]
            case EventKind.KEY_MADE:
                if self.keys.chain:
                    yield f"{what} brings in another key, which the one before it did not sign."
                else:
                    self.keys.chain.append(read_key(details["key"]))
            case EventKind.KEY_ROTATED:
                yield from _rotation(details["note"], what, self.keys)

    def _tile(self, leaves: list[bytes], tiles: dict[int, bytes]) -> Iterator[str]:
        first = self.tree.size - TILE
        index = first // TILE
        if index in tiles and tiles.pop(index) != root(leaves):
            yield (
                f"The hash over entries {first + 1} to {self.tree.size} of {self.name}, which is"
                " kept for proofs, does not fit them: it was changed, or they were."
            )

    def _counts(self) -> Iterator[str]:
        length = self.session.scalar(
            select(col(EventLogRow.length)).where(col(EventLogRow.log) == self.log)
        )
        events, bodies, erasures = (
            self.session.scalar(
                select(func.count()).select_from(table).where(col(table.log) == self.log)
            )
            or 0
            for table in (EventRow, RecordBodyRow, RecordErasureRow)
        )
        if not (length or 0) == events == bodies + erasures == self.tree.size:
            yield (
                f"By its own count {self.name} has {length or 0} entries. There are"
                f" {self.tree.size}, with {events} acts in the list of acts and {bodies} texts;"
                f" {erasures} texts are said to be erased."
            )


def _rotation(whole: str, what: str, keys: Keys) -> Iterator[str]:
    try:
        note = read_note(whole)
        new = read_key(note.text.split("\n")[2])
    except (Unreadable, IndexError):
        yield f"{what} does not say which key comes next."
        return
    old = keys.chain[-1] if keys.chain else None
    if old is None or note.text != rotation_text(old, new):
        yield f"{what} exchanges a key that was not in force."
    elif not (is_signed_by(note, old) and is_signed_by(note, new)):
        yield f"{what} exchanges a key, and is not signed by both the old and the new one."
    else:
        keys.chain.append(new)


def _checkpoint(signed: Signed, tree: Tree, name: str) -> Iterator[str]:
    made_at = str(plain(signed.made_at))
    said = Checkpoint(origin_of(signed.log), tree.size, tree.root, made_at)
    texts = {said.text, replace(said, counted=True).text}
    hashes = (tree.root, b"".join(tree.peaks))
    try:
        note: Note | None = read_note(signed.note)
    except Unreadable:
        note = None
    if (signed.root, signed.peaks) != hashes or note is None or note.text not in texts:
        yield (
            f"The checkpoint of {name} at {tree.size} entries does not fit them: entries up to"
            " there were changed, or the checkpoint was."
        )


def _read_outside(kept: str | None, log: uuid.UUID) -> tuple[Checkpoint | None, bool]:
    """What the data folder keeps, and whether it keeps something that is no checkpoint of this."""
    if kept is None:
        return None, False
    try:
        outside = read_checkpoint(read_note(kept).text)
        datetime.fromisoformat(outside.made_at)
    except ValueError:
        return None, True
    return (outside, False) if outside.origin == origin_of(log) else (None, True)


def _outside(name: str, outside: Checkpoint) -> str:
    when = moment_in_words(datetime.fromisoformat(outside.made_at))
    return (
        f"The data folder keeps a checkpoint of {name} over {outside.size} entries, signed on"
        f" {when}"
    )


def _small(what: str) -> str:
    return what[0].lower() + what[1:]

"""Checks the record of acts: every hash, every signature, and every row that an act wrote.

Nothing is believed that can be worked out: leaves from bodies, roots from leaves, checkpoints
from roots, rows from the entries that vouch for them, files from their content.
"""

import json
import uuid
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from sqlalchemy import func, select, union
from sqlmodel import Session, col

from app.adapters.db import Database
from app.adapters.signing import is_signed_by
from app.adapters.storage import Storage
from app.domain.canonical import plain
from app.domain.events import EventKind
from app.domain.merkle import Tree
from app.domain.notes import (
    Checkpoint,
    Note,
    PublicKey,
    Unreadable,
    origin_of,
    read_key,
    read_note,
    rotation_text,
)
from app.domain.record import INSTALLATION, leaf_hash
from app.models.events import EventLogRow, EventRow
from app.models.people import OrganisationRow
from app.models.record import CheckpointRow, RecordBodyRow, RecordEntryRow, RecordErasureRow
from app.queries.checkpoints import Checkpoint as Signed
from app.queries.checkpoints import checkpoints_of, keys_of
from app.queries.record import entries_of
from app.upkeep.stored_files import count_files, findings_of_files
from app.upkeep.vouched_rows import Vouched, findings_of_rows

MOST = 1000
"""Findings that are told of one kind; after a thousand alike nobody reads on."""

Tell = Callable[[int, int], None]


@dataclass
class Verification:
    """``findings`` are sentences; none means sound. The rest are counts of what was checked."""

    findings: list[str] = field(default_factory=list)
    entries: int = 0
    rows: int = 0
    files: int = 0

    @property
    def sound(self) -> bool:
        return not self.findings


@dataclass
class _Keys:
    """The keys that the record itself introduces, in their order; the last is in force."""

    chain: list[PublicKey] = field(default_factory=list)


def verify(
    database: Database,
    storage: Storage,
    *,
    key_in_force: PublicKey | None = None,
    tell: Tell = lambda done, of: None,
) -> Verification:
    """The whole installation. ``key_in_force`` is the one outside the database, where it is there.

    ``tell`` hears how many of the entries and files are done.
    """
    found = Verification()
    vouched, keys = Vouched(), _Keys()
    with database.snapshot() as session:
        names = {
            row.id: row.name
            for row in session.execute(select(col(OrganisationRow.id), col(OrganisationRow.name)))
        }
        logs = _logs(session)
        entries = session.scalar(select(func.count()).select_from(RecordEntryRow)) or 0
        files = count_files(session)

        def step() -> None:
            if (found.entries + found.files) % 500 == 0:
                tell(found.entries + found.files, entries + files)

        def one_more_file() -> None:
            found.files += 1
            step()

        for log in logs:
            name = "the installation" if log == INSTALLATION else names.get(log, str(log))
            found.findings += _some(_log(session, log, name, vouched, keys, found, step))
        found.findings += _some(_key_rows(session, keys, key_in_force))
        for log in logs:
            found.findings += _some(_signatures(session, log, keys))
        rows = findings_of_rows(session, vouched)
        found.findings += _some(rows.sentences())
        found.rows = rows.counted
        found.findings += _some(findings_of_files(session, storage, one_more_file))
    tell(entries + files, entries + files)
    return found


def _log(
    session: Session,
    log: uuid.UUID,
    name: str,
    vouched: Vouched,
    keys: _Keys,
    found: Verification,
    step: Callable[[], None],
) -> Iterator[str]:
    """One log from its first entry to its last, and each checkpoint on the way."""
    tree, checkpoints = Tree(), checkpoints_of(session, log)
    erased: dict[int, int] = {}
    before = 0
    for kept in entries_of(session, log):
        entry, event, erased_by = kept.entry, kept.event, kept.erased_by
        found.entries += 1
        step()
        what = f"Entry {entry.sequence} of {name}"
        if entry.sequence != before + 1:
            yield f"{what} does not follow entry {before}: entries are missing or were moved."
        before = entry.sequence
        tree.append(entry.leaf_hash)
        if checkpoint := checkpoints.pop(entry.sequence, None):
            yield from _checkpoint(checkpoint, tree, name)
        if entry.body is None or entry.salt is None:
            if erased_by is None:
                yield f"{what} has lost its body, and no entry says that it was erased."
            else:
                erased[entry.sequence] = erased_by
        elif leaf_hash(entry.body, entry.salt) != entry.leaf_hash:
            yield f"{what} is not what its leaf is the hash of: it was changed."
        else:
            yield from _body(entry.body, event, what, log, vouched, keys, erased)
        if event is None:
            yield f"{what} has no event: it was removed."
    for sequence, by in erased.items():
        yield f"The body of entry {sequence} of {name} was erased, and entry {by} does not say so."
    for size in sorted(checkpoints):
        yield f"A checkpoint of {name} covers {size} entries, and there are {tree.size}."
    length = session.scalar(select(col(EventLogRow.length)).where(col(EventLogRow.log) == log))
    events, bodies, erasures = (
        session.scalar(select(func.count()).select_from(table).where(col(table.log) == log)) or 0
        for table in (EventRow, RecordBodyRow, RecordErasureRow)
    )
    if not length == events == bodies + erasures == tree.size:
        yield (
            f"The log of {name} should have {length} entries; there are {tree.size}, with {events}"
            f" events and {bodies} bodies, and {erasures} are said to be erased."
        )


def _logs(session: Session) -> list[uuid.UUID]:
    """Every log that is spoken of anywhere."""
    tables = (EventLogRow, EventRow, RecordEntryRow, RecordBodyRow, RecordErasureRow, CheckpointRow)
    return sorted(session.scalars(union(*(select(col(table.log)) for table in tables))))


def _body(
    body: str,
    event: Mapping[str, object] | None,
    what: str,
    log: uuid.UUID,
    vouched: Vouched,
    keys: _Keys,
    erased: dict[int, int],
) -> Iterator[str]:
    said = json.loads(body)
    if event is not None:
        for fact, value in event.items():
            if said.get(fact) != plain(value):
                yield f"The event of {what[0].lower()}{what[1:]} has another {fact} than its entry."
    vouched.add(log, what, said.get("rows", {}), imported=said["kind"] == EventKind.STATE_IMPORTED)
    details = said.get("details", {})
    match said["kind"]:
        case EventKind.BODIES_ERASED:
            for sequence in details.get("sequences", ()):
                if erased.get(sequence) == said["sequence"]:
                    del erased[sequence]
        case EventKind.KEY_MADE:
            if keys.chain:
                yield f"{what} introduces a second key without the first."
            else:
                keys.chain.append(read_key(details["key"]))
        case EventKind.KEY_ROTATED:
            yield from _rotation(details["note"], what, keys)


def _rotation(whole: str, what: str, keys: _Keys) -> Iterator[str]:
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
        yield f"{what} exchanges a key, and is not signed by both."
    else:
        keys.chain.append(new)


def _checkpoint(signed: Signed, tree: Tree, name: str) -> Iterator[str]:
    made_at = str(plain(signed.made_at))
    text = Checkpoint(origin_of(signed.log), tree.size, tree.root, made_at).text
    hashes = (tree.root, b"".join(tree.peaks))
    try:
        note: Note | None = read_note(signed.note)
    except Unreadable:
        note = None
    if (signed.root, signed.peaks) != hashes or note is None or note.text != text:
        yield (
            f"The checkpoint of {name} at {tree.size} entries does not fit them:"
            " entries before it were changed, or it was."
        )


def _signatures(session: Session, log: uuid.UUID, keys: _Keys) -> Iterator[str]:
    for signed in checkpoints_of(session, log).values():
        try:
            note = read_note(signed.note)
        except Unreadable:
            continue  # told of already
        if not any(is_signed_by(note, key) for key in keys.chain):
            yield f"The checkpoint at {signed.size} entries is signed by no key of this record."


def _key_rows(session: Session, keys: _Keys, key_in_force: PublicKey | None) -> Iterator[str]:
    try:
        stored = keys_of(session)
    except ValueError:
        yield "A key in the database is none."
        return
    if [each.public for each in stored] != keys.chain:
        yield "The keys in the database are not those that the record introduces."
    if any((each.retired_at is None) != (each is stored[-1]) for each in stored):
        yield "The key in force is not the last one of the record."
    if key_in_force and keys.chain and keys.chain[-1].key != key_in_force.key:
        yield "The key of this installation is not the one in force by its record."


def _some(findings: Iterator[str]) -> list[str]:
    """The first of them, and how many more there are."""
    told: list[str] = []
    more = 0
    for finding in findings:
        if len(told) < MOST:
            told.append(finding)
        else:
            more += 1
    return [*told, f"And {more} more like these."] if more else told

"""Checks the record of acts: every hash, every signature, and every row that an act wrote.

Nothing is believed that can be worked out: leaves from what entries say, roots from leaves,
checkpoints from roots, rows from the entries that vouch for them, files from their content,
snapshots from what stood at the gateway.
"""

import uuid
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from sqlalchemy import func, select, union
from sqlmodel import Session, col

from app.adapters.db import Database
from app.adapters.signing import is_signed_by
from app.adapters.storage import Storage
from app.domain.notes import PublicKey, Unreadable, read_note
from app.domain.record import INSTALLATION
from app.domain.verification import Counted, Outcome
from app.models.events import EventLogRow, EventRow
from app.models.people import OrganisationRow
from app.models.record import (
    CheckpointRow,
    RecordBodyRow,
    RecordEntryRow,
    RecordErasureRow,
    RecordTileRow,
)
from app.queries.checkpoints import checkpoints_of, keys_of
from app.upkeep.kept_snapshots import SnapshotCheck, count_snapshots
from app.upkeep.stored_files import count_files, findings_of_files
from app.upkeep.verify_log import Keys, LogCheck
from app.upkeep.vouched_rows import Vouched, count_rows, findings_of_rows

MOST = 1000
"""Findings that are told of one kind; after a thousand alike nobody reads on."""

TOLD_EVERY = 500

Tell = Callable[[int, int], None]


@dataclass
class Verification:
    """``findings`` are sentences; none means sound. The rest are counts of what was checked.

    ``remarks`` say of what it could not be worked out, by design, whether it is as it was.
    """

    findings: list[str] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    entries: int = 0
    rows: int = 0
    files: int = 0
    checkpoints: int = 0
    snapshots: int = 0

    @property
    def outcome(self) -> Outcome:
        counts = Counted(self.entries, self.rows, self.files, self.checkpoints, self.snapshots)
        return Outcome(tuple(self.findings), counts, tuple(self.remarks))


def verify(
    database: Database,
    storage: Storage,
    *,
    key_in_force: PublicKey | None = None,
    kept: Mapping[uuid.UUID, str] | None = None,
    tell: Tell = lambda done, of: None,
) -> Verification:
    """The whole installation. ``key_in_force`` and ``kept``, the latest checkpoint of each log,
    are those outside the database, where they are there.

    ``tell`` hears how many of the entries, rows, files and snapshots are done.
    """
    found = Verification()
    vouched, keys, kept = Vouched(), Keys(), kept or {}
    with database.snapshot() as session:
        names = {
            row.id: row.name
            for row in session.execute(select(col(OrganisationRow.id), col(OrganisationRow.name)))
        }
        logs = {
            log: "the installation" if log == INSTALLATION else names.get(log, f"the log {log}")
            for log in _logs(session, kept)
        }
        entries = session.scalar(select(func.count()).select_from(RecordEntryRow)) or 0
        of = entries + count_rows(session) + count_files(session) + count_snapshots(session)

        def step() -> None:
            done = found.entries + found.rows + found.files + found.snapshots
            if done % TOLD_EVERY == 0:
                tell(done, of)

        def one_more_entry() -> None:
            found.entries += 1
            step()

        def one_more_row() -> None:
            found.rows += 1
            step()

        def one_more_file() -> None:
            found.files += 1
            step()

        def one_more_snapshot() -> None:
            found.snapshots += 1
            step()

        for log, name in logs.items():
            check = LogCheck(session, log, name, vouched, keys, one_more_entry)
            found.findings += _some(check.findings(kept.get(log)))
        found.findings += _some(_key_rows(session, keys, key_in_force))
        for log, name in logs.items():
            found.findings += _some(_signatures(session, log, name, keys, kept.get(log), found))
        found.findings += _some(findings_of_rows(session, vouched, one_more_row))
        found.findings += _some(findings_of_files(session, storage, one_more_file))
        snapshots = SnapshotCheck(session, vouched, one_more_snapshot)
        found.findings += _some(snapshots.findings())
        found.remarks += _some(iter(snapshots.remarks))
    tell(of, of)
    return found


def _logs(session: Session, kept: Mapping[uuid.UUID, str]) -> list[uuid.UUID]:
    """Every log that is spoken of anywhere."""
    tables = (
        EventLogRow,
        EventRow,
        RecordEntryRow,
        RecordBodyRow,
        RecordErasureRow,
        CheckpointRow,
        RecordTileRow,
    )
    stored = session.scalars(union(*(select(col(table.log)) for table in tables)))
    return sorted({*stored, *kept})


def _signatures(
    session: Session,
    log: uuid.UUID,
    name: str,
    keys: Keys,
    kept: str | None,
    found: Verification,
) -> Iterator[str]:
    for signed in checkpoints_of(session, log).values():
        found.checkpoints += 1
        if _is_unsigned(signed.note, keys):
            yield (
                f"The checkpoint of {name} at {signed.size} entries is signed by no key of this"
                " record."
            )
    if kept is not None and _is_unsigned(kept, keys):
        yield (
            f"The checkpoint of {name} that the data folder keeps is signed by no key of this"
            " record: the folder belongs to another database."
        )


def _is_unsigned(whole: str, keys: Keys) -> bool:
    """Unlike one that cannot be read, of which it is told where its log is checked."""
    try:
        note = read_note(whole)
    except Unreadable:
        return False
    return not any(is_signed_by(note, key) for key in keys.chain)


def _key_rows(session: Session, keys: Keys, key_in_force: PublicKey | None) -> Iterator[str]:
    try:
        stored = keys_of(session)
    except ValueError:
        yield "A key of the record in the database is damaged: it is no key any more."
        return
    if [each.public for each in stored] != keys.chain:
        yield "The keys in the database are not those that the entries of the record bring in."
    if any((each.retired_at is None) != (each is stored[-1]) for each in stored):
        yield "The key that the database says is in force is not the last one of the record."
    if key_in_force and keys.chain and keys.chain[-1].key != key_in_force.key:
        yield (
            "The key in the data folder is not the one in force by the record: the folder is older"
            " or newer than the database, or belongs to another installation."
        )


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

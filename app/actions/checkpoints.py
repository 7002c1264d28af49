"""Checkpoints of the logs, and the keys that sign them."""

import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from app.actions.record import record
from app.adapters.db import Database
from app.adapters.kept_checkpoints import keep_checkpoint, kept_checkpoint
from app.adapters.signing import (
    IN_FORCE,
    Signer,
    coming_signer,
    exchange_key,
    kept_signer,
    prepare_key,
    signer_in,
)
from app.domain.calendar import midnight_in_london, today_in_london
from app.domain.canonical import plain
from app.domain.errors import RuleBroken
from app.domain.events import EventKind
from app.domain.notes import Checkpoint, Note, origin_of, rotation_text
from app.domain.record import INSTALLATION
from app.models.record import CheckpointRow, RecordKeyRow, RecordTileRow
from app.queries.checkpoints import (
    first_tiles_of,
    full_tiles_after,
    is_in_checkpoints,
    keys_of,
    latest_checkpoint,
    logs_due,
    tree_of,
)


def signer_for(database: Database, folder: Path, name: str, *, now: datetime) -> Signer:
    """The key in force; the first one is made here, and entered in the record.

    A change of keys that was cut short after its commit is finished here. RuleBroken where the
    folder does not hold the key that is in force by the record: a second one is never made up.
    """
    with database.read() as session:
        known = {each.public.key: each for each in keys_of(session)}
    kept = kept_signer(folder, name)
    if not known:
        return _enter_first_key(database, kept or signer_in(folder, name), now)
    key = known.get(kept.public.key) if kept else None
    if kept is not None and key is not None and key.retired_at is None:
        return Signer(key.public.name, kept.key)
    in_force = next(each.public for each in known.values() if each.retired_at is None)
    coming = coming_signer(folder, in_force.name)
    if coming is not None and coming.public.key == in_force.key:
        exchange_key(folder)
        return coming
    raise RuleBroken(
        f"The key that signs the record is not in {folder}. Put the file {IN_FORCE} back, whose"
        f" public key is {in_force.text}; nothing is signed until then."
    )


def make_checkpoint(
    database: Database, signers: Sequence[Signer], log: uuid.UUID, *, now: datetime
) -> None:
    """Sign what the log is now; nothing where that was signed already."""
    with database.write() as session:
        tree = tree_of(session, log)
        if session.get(CheckpointRow, (log, tree.size)) is not None or not tree.size:
            return
        made_at = str(plain(now))
        text = Checkpoint(origin_of(log), tree.size, tree.root, made_at, counted=True).text
        session.add(
            CheckpointRow(
                log=log,
                size=tree.size,
                root=tree.root,
                peaks=b"".join(tree.peaks),
                note=Note(text, tuple(signer.sign(text) for signer in signers)).whole,
                made_at=now,
            )
        )
        tiles = len(first_tiles_of(session, log))
        for index, root in enumerate(full_tiles_after(session, log, tiles), tiles):
            session.merge(RecordTileRow(log=log, index=index, root=root))
        try:
            session.commit()
        except IntegrityError:  # Another server signed the same at the same moment.
            return


def make_due_checkpoints(
    database: Database, signer: Signer, *, now: datetime
) -> tuple[uuid.UUID, ...]:
    """One for each log with a new sign-off, and each night for every log that grew: which."""
    with database.read() as session:
        due = logs_due(session, since=midnight_in_london(today_in_london(now)))
    for log in due:
        make_checkpoint(database, [signer], log, now=now)
    return due


def keep_latest_checkpoint(database: Database, folder: Path, log: uuid.UUID) -> None:
    """Put the latest one beside the database, unless the one kept there is not in it.

    Then the database is older than it, or another: what shows that must not be lost.
    """
    before = kept_checkpoint(folder, log)
    with database.read() as session:
        latest = latest_checkpoint(session, log)
        if latest is None or (before is not None and not is_in_checkpoints(session, log, before)):
            return
    keep_checkpoint(folder, log, latest.note)


def rotate_key(database: Database, folder: Path, name: str, *, now: datetime) -> Signer:
    """A new key from now on. Both keys sign the entry that says so, and the checkpoint over it."""
    old = signer_for(database, folder, name, now=now)
    new = prepare_key(folder, old.name)
    with database.write() as session:
        row = session.get_one(RecordKeyRow, old.public.key.hex())
        row.retired_at = now
        session.add(_key_row(new, now + timedelta(microseconds=1)))
        text = rotation_text(old.public, new.public)
        record(
            session,
            EventKind.KEY_ROTATED,
            log=INSTALLATION,
            by=None,
            role=None,
            subject_id=INSTALLATION,
            now=now,
            body={"note": Note(text, (old.sign(text), new.sign(text))).whole},
        )
        session.commit()
    exchange_key(folder)
    make_checkpoint(database, [old, new], INSTALLATION, now=now)
    return new


def _enter_first_key(database: Database, signer: Signer, now: datetime) -> Signer:
    with database.write() as session:
        if session.get(RecordKeyRow, signer.public.key.hex()) is None:
            _enter_key(session, signer, now)
            session.commit()
    return signer


def _enter_key(session: Session, signer: Signer, now: datetime) -> None:
    session.add(_key_row(signer, now))
    record(
        session,
        EventKind.KEY_MADE,
        log=INSTALLATION,
        by=None,
        role=None,
        subject_id=INSTALLATION,
        now=now,
        body={"key": signer.public.text},
    )


def _key_row(signer: Signer, now: datetime) -> RecordKeyRow:
    return RecordKeyRow(public_key=signer.public.key.hex(), name=signer.name, made_at=now)

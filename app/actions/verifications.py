"""Checks of the record, asked for by somebody or made each night, and what became of them."""

import uuid
from datetime import datetime

from app.adapters.db import Database
from app.domain.calendar import midnight_in_london, today_in_london
from app.domain.people import Person
from app.domain.permissions import houses_to_look_into
from app.domain.verification import Outcome
from app.models.record import VerificationRow
from app.queries.verifications import latest_asked_at, waiting_verification


def ask_for_verification(database: Database, *, by: Person, now: datetime) -> None:
    """Have the record checked; whoever asks while a check waits or runs asks for the same one."""
    houses_to_look_into(by)
    with database.write() as session:
        if waiting_verification(session) is None:
            session.add(VerificationRow(id=uuid.uuid4(), asked_by_id=by.id, asked_at=now))
            session.commit()


def ask_for_nightly_verification(database: Database, *, now: datetime) -> None:
    """Have the record checked where nobody asked for a check of it since midnight."""
    with database.read() as session:
        asked_at = latest_asked_at(session)
    if asked_at is None or asked_at < midnight_in_london(today_in_london(now)):
        with database.write() as session:
            session.add(VerificationRow(id=uuid.uuid4(), asked_at=now))
            session.commit()


def begin_verification(database: Database, verification_id: uuid.UUID, *, now: datetime) -> None:
    """From its beginning, however often it was begun before."""
    with database.write() as session:
        row = session.get_one(VerificationRow, verification_id)
        row.began_at, row.done, row.of = now, 0, 0
        session.commit()


def note_verified(database: Database, verification_id: uuid.UUID, done: int, of: int) -> None:
    """How far a check is, for the page that waits for it."""
    with database.write() as session:
        row = session.get_one(VerificationRow, verification_id)
        row.done, row.of = done, of
        session.commit()


def finish_verification(
    database: Database, verification_id: uuid.UUID, outcome: Outcome, *, now: datetime
) -> None:
    """Keep what a check found; of two that did the same one, the first."""
    with database.write() as session:
        row = session.get_one(VerificationRow, verification_id, with_for_update=True)
        if row.finished_at is None:
            row.findings, row.remarks = list(outcome.findings), list(outcome.remarks)
            if counts := outcome.counts:
                row.entries, row.rows = counts.entries, counts.rows
                row.files, row.checkpoints = counts.files, counts.checkpoints
                row.snapshots = counts.snapshots
            row.finished_at = now
            session.commit()

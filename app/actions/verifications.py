"""Checks of the record that somebody asks for, and what became of them."""

import uuid
from collections.abc import Sequence
from datetime import datetime

from app.adapters.db import Database
from app.domain.people import Person
from app.domain.permissions import houses_to_look_into
from app.models.record import VerificationRow
from app.queries.verifications import waiting_verification


def ask_for_verification(database: Database, *, by: Person, now: datetime) -> None:
    """Have the record checked; whoever asks while a check waits or runs asks for the same one."""
    houses_to_look_into(by)
    with database.write() as session:
        if waiting_verification(session) is None:
            session.add(VerificationRow(id=uuid.uuid4(), asked_by_id=by.id, asked_at=now))
            session.commit()


def note_verified(database: Database, verification_id: uuid.UUID, done: int, of: int) -> None:
    """How far a check is, for the page that waits for it."""
    with database.write() as session:
        row = session.get_one(VerificationRow, verification_id)
        row.done, row.of = done, of
        session.commit()


def finish_verification(
    database: Database, verification_id: uuid.UUID, findings: Sequence[str], *, now: datetime
) -> None:
    """Keep what a check found; of two that did the same one, the first."""
    with database.write() as session:
        row = session.get_one(VerificationRow, verification_id, with_for_update=True)
        if row.finished_at is None:
            row.findings = list(findings)
            row.finished_at = now
            session.commit()

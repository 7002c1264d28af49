"""Hand-over packs: asked for by people, made by the jobs, removed when they are over."""

import uuid
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from app.actions.record import record
from app.adapters.db import Database
from app.adapters.storage import Storage
from app.domain.calendar import today_in_london
from app.domain.errors import NotFound
from app.domain.events import EventKind
from app.domain.packs import CLAIM_LASTS, FAILED, IN_HAND, KEPT, MAX_ATTEMPTS
from app.domain.people import Person
from app.models.apprenticeships import ApprenticeshipRow
from app.models.packs import PackRow
from app.queries.packs import get_pack_desk, packs_that_are_over


@dataclass(frozen=True, slots=True)
class Claimed:
    """A pack that whoever claimed it makes now."""

    id: uuid.UUID
    apprenticeship_id: uuid.UUID
    provider_id: uuid.UUID


def ask_for_pack(
    database: Database, apprenticeship_id: uuid.UUID, *, by: Person, now: datetime
) -> uuid.UUID:
    """The pack that the jobs will make; the one in hand, where one is being made already."""
    with database.write() as session:
        desk = get_pack_desk(session, by, apprenticeship_id, now=now, today=today_in_london(now))
        if desk.pack is not None and desk.pack.state in IN_HAND:
            return desk.pack.id
        row = PackRow(
            id=uuid.uuid4(),
            apprenticeship_id=apprenticeship_id,
            provider_id=desk.apprenticeship.provider_id,
            asked_by_id=by.id,
            asked_at=now,
            expires_at=now + KEPT,
        )
        session.add(row)
        record(
            session,
            EventKind.PACK_ASKED_FOR,
            log=row.provider_id,
            by=by,
            role=desk.apprenticeship.standing.role,
            subject_id=row.id,
            now=now,
            apprenticeship_id=apprenticeship_id,
            statement=desk.statement,
        )
        asked = row.id
        session.commit()
    return asked


def claim_pack(database: Database, pack_id: uuid.UUID, *, now: datetime) -> Claimed | None:
    """Before it is made: of many servers one makes it. None where it is not to be made now."""
    with database.write() as session:
        row = _to_make(session, pack_id)
        if row is None or (row.claimed_until is not None and row.claimed_until > now):
            return None
        if row.attempts >= MAX_ATTEMPTS:
            row.problem = FAILED
            session.commit()
            return None
        row.attempts += 1
        row.claimed_until = now + CLAIM_LASTS
        row.as_of = now
        row.done = 0
        claimed = Claimed(row.id, row.apprenticeship_id, row.provider_id)
        session.commit()
    return claimed


def note_progress(
    database: Database, pack_id: uuid.UUID, done: int, size: int, *, now: datetime
) -> None:
    """How many bytes of evidence are in it, for those who look on."""
    with database.write() as session:
        row = _to_make(session, pack_id)
        if row is not None:
            row.done, row.size = done, size
            row.claimed_until = now + CLAIM_LASTS
            session.commit()


def give_claim_back(database: Database, pack_id: uuid.UUID) -> None:
    """So that another server need not wait for it to run out. It was no attempt."""
    with database.write() as session:
        row = _to_make(session, pack_id)
        if row is not None:
            row.claimed_until = None
            row.attempts -= 1
            session.commit()


def note_made(
    database: Database, pack_id: uuid.UUID, *, name: str, sha256: str, size: int, now: datetime
) -> bool:
    """Its content is stored. The packs before it are over. False where nobody wants it any more."""
    with database.write() as session:
        row = _to_make(session, pack_id)
        if row is None:
            return False
        row.name, row.sha256, row.zip_size = name, sha256, size
        row.done = row.size
        row.made_at, row.expires_at = now, now + KEPT
        for earlier in session.exec(
            select(PackRow).where(
                col(PackRow.apprenticeship_id) == row.apprenticeship_id,
                col(PackRow.id) != row.id,
                col(PackRow.expires_at) > now,
            )
        ):
            earlier.expires_at = now
        _record_made(session, row.provider_id, row.apprenticeship_id, row.id, sha256, now)
        session.commit()
    return True


def note_asked_for_by_command(
    database: Database, apprenticeship_id: uuid.UUID, *, now: datetime
) -> None:
    """So that the pack is made under a checkpoint of its own day. NotFound where there is none."""
    with database.write() as session:
        row = session.get(ApprenticeshipRow, apprenticeship_id)
        if row is None:
            raise NotFound("There is no such apprenticeship.")
        record(
            session,
            EventKind.PACK_ASKED_FOR,
            log=row.provider_id,
            by=None,
            role=None,
            subject_id=apprenticeship_id,
            now=now,
            apprenticeship_id=apprenticeship_id,
        )
        session.commit()


def note_made_by_command(
    database: Database,
    apprenticeship_id: uuid.UUID,
    provider_id: uuid.UUID,
    *,
    sha256: str,
    now: datetime,
) -> None:
    """Whoever runs the installation has it in hand; that it was made is on the record too."""
    with database.write() as session:
        _record_made(session, provider_id, apprenticeship_id, apprenticeship_id, sha256, now)
        session.commit()


def note_problem(database: Database, pack_id: uuid.UUID, problem: str) -> None:
    """It cannot be made as things are; whoever asked reads why."""
    with database.write() as session:
        row = _to_make(session, pack_id)
        if row is not None:
            row.problem = problem
            session.commit()


def remove_old_packs(database: Database, storage: Storage, *, now: datetime) -> int:
    """Those that are over, and before each row its content; how many."""
    with database.read() as session:
        over = [(row.id, row.provider_id, row.sha256) for row in packs_that_are_over(session, now)]
    for pack_id, provider_id, sha256 in over:
        if sha256 is not None:
            storage.delete(provider_id, sha256)
        with database.write() as session:
            row = session.get(PackRow, pack_id)
            if row is not None:
                session.delete(row)
                session.commit()
    return len(over)


def _record_made(
    session: Session,
    provider_id: uuid.UUID,
    apprenticeship_id: uuid.UUID,
    subject_id: uuid.UUID,
    sha256: str,
    now: datetime,
) -> None:
    record(
        session,
        EventKind.PACK_MADE,
        log=provider_id,
        by=None,
        role=None,
        subject_id=subject_id,
        now=now,
        apprenticeship_id=apprenticeship_id,
        body={"sha256": sha256},
    )


def _to_make(session: Session, pack_id: uuid.UUID) -> PackRow | None:
    """Its row, locked, while it is still to be made."""
    row = session.get(PackRow, pack_id, with_for_update=True)
    if row is None or row.made_at is not None or row.problem is not None:
        return None
    return row

"""Packs from elsewhere: sent, looked through by the jobs, taken in or put away."""

import os
import uuid
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict
from datetime import datetime
from typing import IO

from sqlmodel import Session

from app.actions.appointments import colleagues_named
from app.adapters.db import Database
from app.adapters.storage import Storage, StorageFailed, chunks_of, sha256_of
from app.domain.arrivals import (
    CLAIM_LASTS,
    GAVE_UP,
    KEPT,
    MAX_ATTEMPTS,
    check_can_be_put_away,
    check_can_be_taken,
)
from app.domain.errors import FieldError, Invalid, check_fields
from app.domain.files import check_not_empty, safe_name
from app.domain.landing import Landing
from app.domain.notes import PublicKey, Unreadable, read_key
from app.domain.people import Person, email_error
from app.domain.permissions import provider_to_act_in
from app.models.arrivals import ArrivalRow
from app.queries.arrivals import arrivals_that_are_over, get_arrival_for, state_of

ZIP = b"PK"
"""How every ZIP file begins."""


def receive_pack(
    database: Database,
    storage: Storage,
    name: str,
    content: IO[bytes],
    *,
    provider_id: uuid.UUID | None = None,
    by: Person,
    now: datetime,
) -> uuid.UUID:
    """The id of the arrival. The jobs look through it; until then nothing in it is believed."""
    house = provider_to_act_in(by, provider_id)
    name = safe_name(name)
    check_not_empty(name, size := content.seek(0, os.SEEK_END))
    content.seek(0)
    if content.read(len(ZIP)) != ZIP:
        raise Invalid(FieldError("file", f"“{name}” is not a ZIP file, so it is no pack."))
    arrival_id, sha256 = uuid.uuid4(), sha256_of(chunks_of(content))
    storage.put(arrival_id, sha256, content)
    with database.write() as session:
        session.add(
            ArrivalRow(
                id=arrival_id,
                provider_id=house,
                sent_by_id=by.id,
                sent_at=now,
                name=name[:200],
                sha256=sha256,
                size=size,
                expires_at=now + KEPT,
            )
        )
        session.commit()
    return arrival_id


def take_in(
    database: Database,
    arrival_id: uuid.UUID,
    landing: Landing,
    key: str = "",
    *,
    by: Person,
    now: datetime,
) -> None:
    """Ask the jobs to take it in. ``key`` is the one of the provider before, where it is known.

    What was typed stays with the arrival. Invalid with everything that is wrong at once, as far
    as it can be known by now.
    """
    with database.write() as session:
        arrival = get_arrival_for(session, by, arrival_id, now=now)
        check_can_be_taken(arrival.state)
        named = {
            **{f"line_managers.{place}": each for place, each in enumerate(landing.line_managers)},
            **{f"assessors.{place}": each for place, each in enumerate(landing.assessors)},
        }
        check_fields(
            email_error(landing.email, field="apprentice.email"),
            None
            if landing.employer or (arrival.found or {}).get("employer")
            else FieldError("employer", "The pack names no present employer: say who it is."),
            _key_error(key, str((arrival.found or {}).get("key"))),
        )
        colleagues_named(session, arrival.provider_id, named)
        row = session.get_one(ArrivalRow, arrival_id, with_for_update=True)
        check_can_be_taken(state_of(row))
        row.landing = {**asdict(landing), "key": key.strip()}
        row.errors = []
        row.taken_by_id = by.id
        row.attempts = 0
        row.claimed_until = None
        row.done = row.of = 0
        session.commit()


def put_away(
    database: Database, storage: Storage, arrival_id: uuid.UUID, *, by: Person, now: datetime
) -> None:
    """Nobody wants it: it is gone with its content. What was taken in already stays."""
    with database.write() as session:
        arrival = get_arrival_for(session, by, arrival_id, now=now)
        row = session.get_one(ArrivalRow, arrival_id, with_for_update=True)
        check_can_be_put_away(state_of(row))
        session.delete(row)
        session.commit()
    _erase(storage, arrival_id, arrival.sha256)


def claim_arrival(
    database: Database, storage: Storage, arrival_id: uuid.UUID, *, now: datetime
) -> ArrivalRow | None:
    """Before it is looked through or taken in: of many servers one does. None where not now."""
    with database.write() as session:
        row = _in_hand(session, arrival_id)
        if row is None or (row.claimed_until is not None and row.claimed_until > now):
            return None
        gave_up = row.attempts >= MAX_ATTEMPTS
        if gave_up:
            row.refusal = GAVE_UP
        else:
            row.attempts += 1
            row.claimed_until = now + CLAIM_LASTS
            row.done = 0
        session.commit()
        session.refresh(row)
        session.expunge(row)
    if gave_up:
        _erase(storage, arrival_id, row.sha256)
        return None
    return row


def note_looking(
    database: Database, arrival_id: uuid.UUID, done: int, of: int, *, now: datetime
) -> None:
    """How far it is, for those who look on."""
    with database.write() as session:
        row = _in_hand(session, arrival_id)
        if row is not None:
            row.done, row.of = done, of
            row.claimed_until = now + CLAIM_LASTS
            session.commit()


def give_arrival_back(database: Database, arrival_id: uuid.UUID) -> None:
    """So that another server need not wait. It was no attempt."""
    with database.write() as session:
        row = _in_hand(session, arrival_id)
        if row is not None:
            row.claimed_until = None
            row.attempts -= 1
            session.commit()


def note_found(database: Database, arrival_id: uuid.UUID, found: Mapping[str, object]) -> None:
    """It verifies, and this is what it holds."""
    with database.write() as session:
        row = _in_hand(session, arrival_id)
        if row is not None:
            row.found = dict(found)
            row.claimed_until = None
            session.commit()


def note_taken(database: Database, arrival_id: uuid.UUID, apprenticeship_id: uuid.UUID) -> None:
    with database.write() as session:
        row = _in_hand(session, arrival_id)
        if row is not None:
            row.apprenticeship_id = apprenticeship_id
            row.claimed_until = None
            session.commit()


def note_errors(database: Database, arrival_id: uuid.UUID, errors: Sequence[FieldError]) -> None:
    """It cannot land as was typed. It stays, and so does what was typed."""
    with database.write() as session:
        row = _in_hand(session, arrival_id)
        if row is not None:
            row.errors = [{"field": each.field, "message": each.message} for each in errors]
            row.taken_by_id = row.claimed_until = None
            session.commit()


def refuse_arrival(
    database: Database, storage: Storage, arrival_id: uuid.UUID, refusal: str
) -> None:
    """Whole: whoever sent it reads why, and nothing of it is kept."""
    with database.write() as session:
        row = _in_hand(session, arrival_id)
        if row is None:
            return
        row.refusal = refusal
        row.found = row.landing = None
        sha256 = row.sha256
        session.commit()
    _erase(storage, arrival_id, sha256)


def erase_arrived(storage: Storage, arrival: ArrivalRow) -> None:
    """Its content, once it was taken in."""
    _erase(storage, arrival.id, arrival.sha256)


def remove_old_arrivals(database: Database, storage: Storage, *, now: datetime) -> int:
    """Those that are over, and before each row its content; how many."""
    with database.read() as session:
        over = arrivals_that_are_over(session, now)
    for arrival_id, sha256 in over:
        _erase(storage, arrival_id, sha256)
        with database.write() as session:
            row = session.get(ArrivalRow, arrival_id)
            if row is not None:
                session.delete(row)
                session.commit()
    return len(over)


def key_in(text: str) -> PublicKey | None:
    """None where nothing was typed. Unreadable where it is no key."""
    return read_key(text.strip()) if text.strip() else None


def _key_error(text: str, signed_by: str) -> FieldError | None:
    try:
        key = key_in(text)
    except Unreadable as error:
        return FieldError("key", f"{error} It is like name+id+key.")
    if key is not None and key.text != signed_by:
        return FieldError("key", "The pack is signed by another key than this one. Ask them again.")
    return None


def _in_hand(session: Session, arrival_id: uuid.UUID) -> ArrivalRow | None:
    """Its row, locked, while it is still to be looked through or taken in."""
    row = session.get(ArrivalRow, arrival_id, with_for_update=True)
    if row is None or row.refusal is not None or row.apprenticeship_id is not None:
        return None
    return row


def _erase(storage: Storage, arrival_id: uuid.UUID, sha256: str) -> None:
    with suppress(StorageFailed):
        if storage.exists(arrival_id, sha256):
            storage.delete(arrival_id, sha256)

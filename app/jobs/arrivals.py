"""Looks through the packs that arrived, and takes in those that somebody wants."""

from collections.abc import Callable
from datetime import datetime
from tempfile import TemporaryFile
from typing import IO

import structlog

from app.actions.arrivals import (
    claim_arrival,
    erase_arrived,
    give_arrival_back,
    key_in,
    note_errors,
    note_found,
    note_looking,
    note_taken,
    refuse_arrival,
)
from app.actions.imported_packs import Tell, looked_through, what_it_holds
from app.actions.imports import import_portfolio
from app.adapters.db import Database
from app.adapters.storage import Storage
from app.domain.calendar import today_in_london
from app.domain.errors import FieldError, GatepostError, Invalid, NotPermitted
from app.domain.landing import landing_in
from app.jobs.telling import Stopped, each_second
from app.models.arrivals import ArrivalRow
from app.queries.arrivals import arrivals_in_hand
from app.queries.sessions import find_person_by_id
from app.settings import Settings

_log = structlog.get_logger("gatepost.jobs")


def work_on_arrivals(
    database: Database,
    storage: Storage,
    settings: Settings,
    *,
    clock: Callable[[], datetime],
    may_go_on: Callable[[], bool] = lambda: True,
) -> int:
    """How many were looked through or taken in. The data folder has room for one meanwhile."""
    with database.read() as session:
        waiting = arrivals_in_hand(session, clock())
    worked_on = 0
    for arrival_id in waiting:
        if not may_go_on():
            break
        claimed = claim_arrival(database, storage, arrival_id, now=clock())
        if claimed is not None:
            worked_on += _work_on(database, storage, settings, claimed, clock, may_go_on)
    return worked_on


def _work_on(
    database: Database,
    storage: Storage,
    settings: Settings,
    claimed: ArrivalRow,
    clock: Callable[[], datetime],
    may_go_on: Callable[[], bool],
) -> bool:
    def note(done: int, of: int) -> None:
        note_looking(database, claimed.id, done, of, now=clock())

    tell = each_second(note, may_go_on)
    try:
        with TemporaryFile(dir=settings.data) as content:
            content.writelines(storage.open(claimed.id, claimed.sha256))
            if claimed.taken_by_id is None:
                _look_through(database, claimed, content, clock(), tell)
            else:
                _take_in(database, storage, settings, claimed, content, clock(), tell)
    except Stopped:
        give_arrival_back(database, claimed.id)
        return False
    except Invalid as refusal:
        if any(each.field == "file" for each in refusal.fields):
            refuse_arrival(database, storage, claimed.id, refusal.sentence)
        else:
            note_errors(database, claimed.id, refusal.fields)
    except GatepostError as refusal:
        _log.warning("pack_not_taken_in", arrival=str(claimed.id), why=refusal.sentence)
        if claimed.taken_by_id is None:
            refuse_arrival(database, storage, claimed.id, refusal.sentence)
        else:
            note_errors(database, claimed.id, [FieldError("", refusal.sentence)])
    return True


def _look_through(
    database: Database, claimed: ArrivalRow, content: IO[bytes], now: datetime, tell: Tell
) -> None:
    with looked_through(database, content, trusted=None, now=now, tell=tell) as found:
        holds = what_it_holds(*found, today_in_london(now))
    note_found(database, claimed.id, holds)


def _take_in(
    database: Database,
    storage: Storage,
    settings: Settings,
    claimed: ArrivalRow,
    content: IO[bytes],
    now: datetime,
    tell: Tell,
) -> None:
    """In the name of whoever asked for it, with the roles that they hold now."""
    typed = claimed.landing or {}
    with database.read() as session:
        by = find_person_by_id(session, claimed.taken_by_id) if claimed.taken_by_id else None
    if by is None:
        raise NotPermitted("Whoever asked for it can no longer sign in. Ask for it yourself.")
    taken = import_portfolio(
        database,
        storage,
        content,
        landing_in(typed),
        provider_id=claimed.provider_id,
        trusted=key_in(str(typed.get("key") or "")),
        by=by,
        public_url=settings.public_url,
        now=now,
        tell=tell,
    )
    note_taken(database, claimed.id, taken)
    erase_arrived(storage, claimed)

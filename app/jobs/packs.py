"""Makes the hand-over packs that people asked for."""

import os
import uuid
from collections.abc import Callable
from datetime import datetime
from tempfile import TemporaryFile

import structlog

from app.actions.checkpoints import make_checkpoint, signer_for
from app.actions.packs import (
    Claimed,
    claim_pack,
    give_claim_back,
    note_made,
    note_problem,
    note_progress,
)
from app.adapters.db import Database
from app.adapters.storage import Storage, chunks_of, sha256_of
from app.domain.errors import GatepostError
from app.jobs.telling import Stopped, each_second
from app.queries.packs import packs_to_make
from app.reports.pack import write_pack
from app.reports.portfolio import Portfolio, portfolio
from app.settings import Settings

TRIES = 4
"""Readings of a portfolio at most, where people act on it meanwhile."""

_log = structlog.get_logger("gatepost.jobs")


def make_due_packs(
    database: Database,
    storage: Storage,
    settings: Settings,
    *,
    clock: Callable[[], datetime],
    may_go_on: Callable[[], bool] = lambda: True,
) -> int:
    """How many were made. The data folder has room for one while it is made.

    ``may_go_on`` is asked before each of them, and every second while one is made: where it
    says no, the pack is left for whoever comes next.
    """
    with database.read() as session:
        due = packs_to_make(session, clock())
    made = 0
    for pack_id in due:
        if not may_go_on():
            break
        claimed = claim_pack(database, pack_id, now=clock())
        if claimed is not None:
            made += _make(database, storage, settings, claimed, clock, may_go_on)
    return made


def covered_portfolio(
    database: Database,
    settings: Settings,
    apprenticeship_id: uuid.UUID,
    *,
    clock: Callable[[], datetime],
) -> Portfolio:
    """The portfolio, with a checkpoint over every entry about it, and an inventory of them.

    A checkpoint is signed where need be. Somebody may act between the two, so it is looked at
    again; in the end it is as it is.
    """
    signer = signer_for(database, settings.data, settings.signs_as, now=clock())
    for _ in range(TRIES):
        with database.read() as session:
            whole = portfolio(session, apprenticeship_id, now=clock())
        if whole.record is not None and not whole.record.uncovered:
            break
        log = whole.report.apprenticeship.provider_id
        make_checkpoint(database, [signer], log, now=clock())
    return whole.counted_by(signer, now=clock())


def _make(
    database: Database,
    storage: Storage,
    settings: Settings,
    claimed: Claimed,
    clock: Callable[[], datetime],
    may_go_on: Callable[[], bool],
) -> bool:
    def tell(done: int, size: int) -> None:
        note_progress(database, claimed.id, done, size, now=clock())

    try:
        whole = covered_portfolio(database, settings, claimed.apprenticeship_id, clock=clock)
        with TemporaryFile(dir=settings.data) as target:
            write_pack(whole, storage, target, progress=each_second(tell, may_go_on))
            size = target.seek(0, os.SEEK_END)
            sha256 = sha256_of(chunks_of(target))
            storage.put(claimed.provider_id, sha256, target)
        kept = note_made(
            database,
            claimed.id,
            name=f"{whole.base}.zip",
            sha256=sha256,
            size=size,
            now=clock(),
        )
        if not kept:
            storage.delete(claimed.provider_id, sha256)
    except Stopped:
        give_claim_back(database, claimed.id)
        return False
    except GatepostError as refusal:
        _log.warning("pack_not_made", pack=str(claimed.id), why=refusal.sentence)
        note_problem(database, claimed.id, refusal.sentence)
        return False
    return kept

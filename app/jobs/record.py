"""Signs checkpoints when they are due; checks the record each night and when somebody asks."""

import threading
import time
from collections.abc import Callable
from datetime import datetime
from typing import TypeAlias

import structlog

from app.actions.checkpoints import keep_latest_checkpoint, make_due_checkpoints, signer_for
from app.actions.verifications import (
    ask_for_nightly_verification,
    begin_verification,
    finish_verification,
    note_verified,
)
from app.adapters.db import Database
from app.domain.verification import BROKE_OFF, Outcome
from app.queries.verifications import waiting_verification
from app.settings import Settings

Tell: TypeAlias = Callable[[int, int], None]
Check: TypeAlias = Callable[[Tell], Outcome]
"""Works the whole record out again."""

TOLD_EVERY = 2.0
"""Seconds between two looks of a page at how far a check is."""

_log = structlog.get_logger("gatepost.jobs")


class ToldToStop(Exception):
    """The server ends. The check is taken up again, from its beginning, by the next one."""


def sign_due_checkpoints(database: Database, settings: Settings, *, now: datetime) -> int:
    """How many. The key is made, and entered in the record, where there is none yet."""
    signer = signer_for(database, settings.data, settings.signs_as, now=now)
    signed = make_due_checkpoints(database, signer, now=now)
    for log in signed:
        keep_latest_checkpoint(database, settings.data, log)
    return len(signed)


def check_waits(database: Database, *, now: datetime) -> bool:
    """Whether one is to be made: somebody asked, a killed server had begun it, or it is night."""
    ask_for_nightly_verification(database, now=now)
    with database.read() as session:
        return waiting_verification(session) is not None


def run_waiting_check(
    database: Database, check: Check, stop: threading.Event, *, clock: Callable[[], datetime]
) -> bool:
    """Make the oldest check that waits; whether there was one."""
    with database.read() as session:
        waiting = waiting_verification(session)
    if waiting is None:
        return False
    begin_verification(database, waiting.id, now=clock())
    told_at = time.monotonic() - TOLD_EVERY

    def tell(done: int, of: int) -> None:
        nonlocal told_at
        if stop.is_set():
            raise ToldToStop
        if time.monotonic() - told_at >= TOLD_EVERY:
            told_at = time.monotonic()
            note_verified(database, waiting.id, done, of)

    try:
        outcome = check(tell)
    except ToldToStop:
        return True
    except Exception:  # noqa: BLE001 - tried again it would fail again, and nobody would know
        _log.exception("verification_failed")
        outcome = Outcome((BROKE_OFF,), counts=None)
    finish_verification(database, waiting.id, outcome, now=clock())
    return True

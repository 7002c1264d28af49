"""Signs checkpoints when they are due, and checks the record when somebody asked for it."""

import threading
import time
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TypeAlias

import structlog

from app.actions.checkpoints import make_due_checkpoints, signer_for
from app.actions.verifications import finish_verification, note_verified
from app.adapters.db import Database
from app.queries.verifications import waiting_verification
from app.settings import Settings

Tell: TypeAlias = Callable[[int, int], None]
Check: TypeAlias = Callable[[Tell], Sequence[str]]
"""Works the whole record out again; what it finds, in sentences, and none where it is sound."""

TOLD_EVERY = 2.0
"""Seconds between two looks of a page at how far a check is."""

BROKE_OFF = "The check broke off before its end: something went wrong that should not have."

_log = structlog.get_logger("gatepost.jobs")


class ToldToStop(Exception):
    """The server ends. The check is taken up again, from its beginning, by the next one."""


def sign_due_checkpoints(database: Database, settings: Settings, *, now: datetime) -> int:
    """How many. The key is made, and entered in the record, where there is none yet."""
    signer = signer_for(database, settings.data, settings.signs_as, now=now)
    return make_due_checkpoints(database, signer, now=now)


def check_waits(database: Database) -> bool:
    """Whether somebody asked for one. One that a killed server had begun waits still."""
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
    told_at = time.monotonic() - TOLD_EVERY

    def tell(done: int, of: int) -> None:
        nonlocal told_at
        if stop.is_set():
            raise ToldToStop
        if time.monotonic() - told_at >= TOLD_EVERY:
            told_at = time.monotonic()
            note_verified(database, waiting.id, done, of)

    try:
        findings = check(tell)
    except ToldToStop:
        return True
    except Exception:  # noqa: BLE001 - tried again it would fail again, and nobody would know
        _log.exception("verification_failed")
        findings = (BROKE_OFF,)
    finish_verification(database, waiting.id, findings, now=clock())
    return True

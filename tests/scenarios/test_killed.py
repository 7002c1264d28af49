"""A server that is killed in the middle of sign-offs loses nothing that it had answered."""

import multiprocessing
import os
import random
import signal
import time
import uuid
from contextlib import suppress
from multiprocessing.connection import Connection
from pathlib import Path

from sqlmodel import select

from app.actions.sign_off import reopen_evidence, sign_off_evidence
from app.actions.submission import submit_evidence
from app.adapters.db import Database
from app.adapters.storage import open_storage
from app.domain.evidence import EvidenceStatus
from app.models.evidence import EvidenceRow
from app.models.sign_off import DecisionRow
from app.upkeep.verify import verify
from tests.cast import NOW, Cast
from tests.make import Maker, all_met

KILLS = 50
"""On each engine."""
LONGEST = 0.04
"""Seconds that a process goes on for, after its first sign-off, before it is killed."""


def sign_off_until_killed(url: str, cast: Cast, piece: uuid.UUID, answer: Connection) -> None:
    """The same piece again and again, saying which decision was made only once it is."""
    database = Database(url)
    with database.read() as session:
        status = session.get_one(EvidenceRow, piece).status
    while True:
        if status is EvidenceStatus.SIGNED_OFF:
            reopen_evidence(database, piece, "To see it once more.", by=cast.sam, now=NOW)
        if status is not EvidenceStatus.SUBMITTED:
            submit_evidence(database, piece, by=cast.amara, now=NOW)
        answer.send(
            sign_off_evidence(
                database, piece, all_met(["K5", "S2"]), version=None, by=cast.sam, now=NOW
            )
        )
        status = EvidenceStatus.SIGNED_OFF


def test_nothing_that_was_answered_is_lost_when_a_server_is_killed(
    make: Maker, database_url: str, tmp_path: Path
) -> None:
    piece = make.evidence(EvidenceStatus.SUBMITTED)
    processes = multiprocessing.get_context("forkserver")
    processes.set_forkserver_preload([__name__])
    chance = random.Random(244)  # noqa: S311 - it decides nothing but a moment
    answered: list[uuid.UUID] = []
    for _ in range(KILLS):
        mine, theirs = processes.Pipe()
        arguments = (database_url, make.cast, piece, theirs)
        process = processes.Process(target=sign_off_until_killed, args=arguments)
        process.start()
        theirs.close()
        answered.append(mine.recv())
        time.sleep(chance.uniform(0, LONGEST))
        assert process.pid is not None
        os.kill(process.pid, signal.SIGKILL)
        process.join()
        with suppress(EOFError):
            while True:
                answered.append(mine.recv())
        mine.close()
    with make.database.read() as session:
        made = set(session.exec(select(DecisionRow.id)))
    assert made.issuperset(answered)
    storage = open_storage((tmp_path / "files").as_uri())
    assert verify(make.database, storage).findings == []

"""Proofs out of a log of some length: short to read, and the same as out of all its leaves."""

import hashlib
import uuid
from datetime import datetime, timedelta

from sqlalchemy import delete, func, insert, select
from sqlmodel import col

from app.actions.checkpoints import make_checkpoint
from app.adapters.db import Database
from app.adapters.signing import new_signer
from app.domain.merkle import inclusion_proof
from app.models.events import EventLogRow
from app.models.record import RecordEntryRow, RecordTileRow
from app.queries.record import proof_of

LOG = uuid.uuid4()
LEAVES = [hashlib.sha256(number.to_bytes(2)).digest() for number in range(700)]


def enter(database: Database, first: int, last: int) -> None:
    with database.connect_to_write() as connection:
        if first == 0:
            connection.execute(insert(EventLogRow).values(log=LOG, length=0))
        connection.execute(
            insert(RecordEntryRow),
            [
                {"log": LOG, "sequence": index + 1, "leaf_hash": LEAVES[index]}
                for index in range(first, last)
            ],
        )
        connection.commit()


def test_a_proof_is_the_same_whatever_roots_are_kept_for_it(
    database: Database, now: datetime
) -> None:
    signer = new_signer("gatepost.example")

    def sign_and_compare(size: int, later: timedelta) -> int:
        make_checkpoint(database, [signer], LOG, now=now + later)
        with database.read() as session:
            for index in {*range(0, size, 127), size - 1}:
                proof = proof_of(session, LOG, index + 1)
                assert proof is not None
                leaves = LEAVES[: proof.checkpoint.size]
                assert list(proof.path) == inclusion_proof(leaves, index), index
            return session.scalar(select(func.count()).select_from(RecordTileRow)) or 0

    enter(database, 0, 300)
    assert sign_and_compare(300, timedelta()) == 1
    enter(database, 300, 600)
    assert sign_and_compare(600, timedelta(hours=1)) == 2
    with database.connect_to_write() as connection:
        connection.execute(delete(RecordTileRow).where(col(RecordTileRow.index) == 0))
        connection.commit()
    assert sign_and_compare(600, timedelta(hours=2)) == 1, "nothing new to sign, and none is needed"
    enter(database, 600, 700)
    assert sign_and_compare(700, timedelta(hours=3)) == 2

"""Erasing what entries of the record say, once the law asks for it. Their leaves stay."""

import json
import uuid
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlmodel import Session, col

from app.actions.record import record
from app.adapters.db import Database
from app.adapters.recording import Key, hashes_of, key_of
from app.domain.errors import NotFound, RuleBroken
from app.domain.events import EventKind
from app.domain.record import RowHashes
from app.models import metadata
from app.models.record import RecordBodyRow, RecordErasureRow

_KEPT = {EventKind.KEY_MADE, EventKind.KEY_ROTATED, EventKind.BODIES_ERASED}
"""Without these nothing could be verified any more."""


def erase_bodies(
    database: Database, log: uuid.UUID, sequences: Sequence[int], *, now: datetime
) -> None:
    """Delete the bodies of these entries, in the transaction of an entry that says so.

    That entry vouches from then on for the rows that they spoke of, as these are now.
    """
    with database.write() as session:
        rows = session.scalars(
            select(RecordBodyRow).where(
                col(RecordBodyRow.log) == log, col(RecordBodyRow.sequence).in_(sequences)
            )
        ).all()
        if len(rows) != len(set(sequences)):
            raise NotFound("Not all of these entries are there, or have a body still.")
        bodies = [json.loads(row.body) for row in rows]
        if any(body["kind"] in _KEPT for body in bodies):
            raise RuleBroken("Entries on keys and erasures are kept: the record rests on them.")
        erased_by = record(
            session,
            EventKind.BODIES_ERASED,
            log=log,
            by=None,
            role=None,
            subject_id=log,
            now=now,
            body={"sequences": sorted(set(sequences))},
            rows=_as_they_are(session, [body.get("rows", {}) for body in bodies]),
        )
        for row in rows:
            session.add(RecordErasureRow(log=log, sequence=row.sequence, erased_by=erased_by))
        session.flush()
        for row in rows:
            session.delete(row)
        session.commit()


def _as_they_are(session: Session, spoken_of: Iterable[RowHashes]) -> RowHashes:
    keys: dict[str, set[Key]] = defaultdict(set)
    for rows in spoken_of:
        for name, hashes in rows.items():
            keys[name] |= {key_of(metadata.tables[name], text) for text in hashes}
    return {
        name: hashes_of(session, metadata.tables[name], each) for name, each in sorted(keys.items())
    }

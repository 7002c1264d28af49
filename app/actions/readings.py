"""The reading log: who opened what of somebody else's evidence. The one thing that a GET writes."""

import uuid
from collections.abc import Iterable
from datetime import datetime

from app.adapters.db import Database
from app.domain.people import Person
from app.domain.permissions import Sight
from app.models.accounts import ReadingRow
from app.queries.apprenticeships import Apprenticeship
from app.queries.evidence import Piece


def note_reading(
    database: Database,
    piece: Piece,
    what: str,
    *,
    file_id: uuid.UUID | None = None,
    by: Person,
    now: datetime,
) -> None:
    """One row, in a transaction of its own; nothing where people read their own evidence.

    ``what`` says in a few words what was opened, such as "revision 2".
    """
    if not piece.apprenticeship.standing.apprentice:
        _note(database, [_row(piece, what, file_id, by, now)])


def note_readings(
    database: Database, pieces: Iterable[Piece], *, by: Person, now: datetime
) -> None:
    """The same of several pieces at once, of which the latest submission was read."""
    rows = [
        _row(piece, f"revision {piece.revision}", None, by, now)
        for piece in pieces
        if piece.sight is Sight.SUBMITTED
    ]
    if rows:
        _note(database, rows)


def note_reading_of_certificate(
    database: Database,
    apprenticeship: Apprenticeship,
    qualification_id: uuid.UUID,
    *,
    by: Person,
    now: datetime,
) -> None:
    """The same of a certificate that somebody opened."""
    if not apprenticeship.standing.apprentice:
        row = ReadingRow(
            id=uuid.uuid4(),
            person_id=by.id,
            qualification_id=qualification_id,
            at=now,
            what="the certificate",
        )
        _note(database, [row])


def note_reading_of_snapshot(
    database: Database,
    pieces: Iterable[tuple[uuid.UUID, int]],
    *,
    file_id: uuid.UUID | None = None,
    by: Person,
    now: datetime,
) -> None:
    """A row for each piece, by id and revision, that was read as it had been handed over."""
    rows = [
        ReadingRow(
            id=uuid.uuid4(),
            person_id=by.id,
            evidence_id=evidence_id,
            file_id=file_id,
            at=now,
            what=f"{'a file of ' if file_id else ''}revision {revision}, as it was handed over",
        )
        for evidence_id, revision in pieces
    ]
    if rows:
        _note(database, rows)


def _row(
    piece: Piece, what: str, file_id: uuid.UUID | None, by: Person, now: datetime
) -> ReadingRow:
    return ReadingRow(
        id=uuid.uuid4(),
        person_id=by.id,
        evidence_id=piece.id,
        file_id=file_id,
        at=now,
        what=what,
    )


def _note(database: Database, rows: list[ReadingRow]) -> None:
    with database.write() as session:
        session.add_all(rows)
        session.commit()

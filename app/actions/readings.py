"""The reading log: who opened what of somebody else's evidence. The one thing that a GET writes."""

import uuid
from datetime import datetime

from app.adapters.db import Database
from app.domain.people import Person
from app.models.accounts import ReadingRow
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
    if piece.apprenticeship.standing.apprentice:
        return
    with database.write() as session:
        session.add(
            ReadingRow(
                id=uuid.uuid4(),
                person_id=by.id,
                evidence_id=piece.id,
                file_id=file_id,
                at=now,
                what=what,
            )
        )
        session.commit()

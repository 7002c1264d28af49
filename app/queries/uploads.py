"""Files on their way: asked for by nobody but the person who sends them."""

import uuid
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlmodel import Session, col

from app.domain.errors import NotFound
from app.domain.people import Person
from app.models.uploads import UploadRow
from app.queries.files import get_file_for


@dataclass(frozen=True, slots=True)
class Upload:
    """``arrived`` of ``size`` bytes are there; all of them, where it is a file by now."""

    id: uuid.UUID
    name: str
    mark: str
    size: int
    arrived: int
    expires_at: datetime | None


def get_upload_for(
    session: Session, person: Person, upload_id: uuid.UUID, *, now: datetime, today: date
) -> Upload:
    """Whole, it is looked for among the files: its last answer may not have reached its sender."""
    row = session.get(UploadRow, upload_id)
    if row is not None and row.person_id == person.id and row.expires_at > now:
        return _upload(row)
    found = get_file_for(session, person, upload_id, today=today)
    file = found.kept.reference
    if not found.piece.apprenticeship.standing.apprentice:
        raise NotFound
    return Upload(file.id, file.name, "", file.size, file.size, None)


def uploads_to(
    session: Session, person: Person, evidence_id: uuid.UUID, *, now: datetime
) -> tuple[Upload, ...]:
    """Those that they began for one piece and did not finish: one statement."""
    rows = session.scalars(
        select(UploadRow)
        .where(
            col(UploadRow.person_id) == person.id,
            col(UploadRow.evidence_id) == evidence_id,
            col(UploadRow.expires_at) > now,
        )
        .order_by(col(UploadRow.name), col(UploadRow.id))
    )
    return tuple(_upload(row) for row in rows)


def count_uploads(session: Session, person: Person, *, now: datetime) -> int:
    """Those that this person has not finished, for whichever piece."""
    return (
        session.scalar(
            select(func.count())
            .select_from(UploadRow)
            .where(col(UploadRow.person_id) == person.id, col(UploadRow.expires_at) > now)
        )
        or 0
    )


def _upload(row: UploadRow) -> Upload:
    return Upload(row.id, row.name, row.mark, row.size, row.arrived, row.expires_at)

"""What was submitted of a piece of evidence, each time, as it was frozen."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, select
from sqlmodel import Session, col

from app.domain.content import Content
from app.domain.revisions import thaw
from app.models.evidence import EvidenceRow, RevisionRow


@dataclass(frozen=True, slots=True)
class Revision:
    """A submission, as it was frozen."""

    number: int
    content: Content
    sha256: str
    work_sha256: str
    submitted_at: datetime


def revisions_of(
    session: Session, evidence_id: uuid.UUID, numbers: Sequence[int] = ()
) -> tuple[Revision, ...]:
    """The submissions of a piece, oldest first; only those in ``numbers`` where given."""
    statement = select(RevisionRow).where(col(RevisionRow.evidence_id) == evidence_id)
    if numbers:
        statement = statement.where(col(RevisionRow.number).in_(numbers))
    rows = session.scalars(statement.order_by(col(RevisionRow.number)))
    return tuple(
        Revision(row.number, thaw(row.body), row.sha256, row.work_sha256, row.submitted_at)
        for row in rows
    )


def present_revision() -> ColumnElement[bool]:
    """Joins a piece to its latest submission."""
    return and_(
        col(RevisionRow.evidence_id) == col(EvidenceRow.id),
        col(RevisionRow.number) == col(EvidenceRow.revision),
    )

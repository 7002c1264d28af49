"""What waits for a line manager: work for their organisation that nobody has confirmed yet."""

import uuid
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, and_, exists, select
from sqlmodel import Session, col

from app.domain.content import Content
from app.domain.evidence import OPEN_TO_CONFIRMATION, EvidenceStatus
from app.domain.people import Person, Role
from app.domain.revisions import thaw
from app.models.apprenticeships import ApprenticeshipRow
from app.models.evidence import EvidenceRow, RevisionRow
from app.models.people import PersonRow
from app.models.sign_off import ConfirmationRow
from app.queries.apprenticeships import Apprenticeship
from app.queries.asking import asked
from app.queries.employers import manages_employer_of_piece
from app.queries.revisions import present_revision
from app.queries.standing import stands_as


@dataclass(frozen=True, slots=True)
class ConfirmedBefore:
    """An earlier confirmation that speaks of the work as it was then."""

    by: str
    at: datetime
    content: Content


@dataclass(frozen=True, slots=True)
class ToConfirm:
    """``work_sha256`` is the hash of the work that is shown, and so of what is confirmed."""

    id: uuid.UUID
    status: EvidenceStatus
    content: Content
    work_sha256: str
    submitted_at: datetime
    before: ConfirmedBefore | None


def pieces_to_confirm(
    session: Session, person: Person, apprenticeship: Apprenticeship, *, today: date, limit: int
) -> tuple[ToConfirm, ...]:
    """Oldest first, ``limit`` at most. Two statements."""
    rows = session.execute(
        select(
            col(EvidenceRow.id),
            col(EvidenceRow.status),
            col(RevisionRow.body),
            col(RevisionRow.work_sha256),
            col(RevisionRow.submitted_at),
        )
        .select_from(EvidenceRow)
        .join(ApprenticeshipRow, col(ApprenticeshipRow.id) == col(EvidenceRow.apprenticeship_id))
        .join(RevisionRow, present_revision())
        .where(
            col(EvidenceRow.apprenticeship_id) == apprenticeship.id,
            waits_for_confirmation(),
        )
        .order_by(col(RevisionRow.submitted_at), col(EvidenceRow.id))
        .limit(limit),
        asked(person, today),
    ).all()
    before = _confirmed_before(session, [row.id for row in rows])
    return tuple(
        ToConfirm(
            id=row.id,
            status=row.status,
            content=thaw(row.body),
            work_sha256=row.work_sha256,
            submitted_at=row.submitted_at,
            before=before.get(row.id),
        )
        for row in rows
    )


def waits_for_confirmation() -> ColumnElement[bool]:
    """Whether a piece, joined to its ``present_revision``, waits for the line manager who asks."""
    confirmed = exists().where(
        col(ConfirmationRow.evidence_id) == col(EvidenceRow.id),
        col(ConfirmationRow.work_sha256) == col(RevisionRow.work_sha256),
    )
    return and_(
        col(EvidenceRow.status).in_(OPEN_TO_CONFIRMATION),
        stands_as(Role.LINE_MANAGER),
        manages_employer_of_piece(),
        ~confirmed,
    )


def _confirmed_before(
    session: Session, evidence_ids: list[uuid.UUID]
) -> dict[uuid.UUID, ConfirmedBefore]:
    """The latest confirmation of each piece that has any, with the work as it was then."""
    rows = session.execute(
        select(
            col(ConfirmationRow.evidence_id),
            col(PersonRow.name),
            col(ConfirmationRow.at),
            col(RevisionRow.body),
        )
        .join(PersonRow, col(PersonRow.id) == col(ConfirmationRow.by_id))
        .join(
            RevisionRow,
            and_(
                col(RevisionRow.evidence_id) == col(ConfirmationRow.evidence_id),
                col(RevisionRow.number) == col(ConfirmationRow.revision),
            ),
        )
        .where(col(ConfirmationRow.evidence_id).in_(evidence_ids))
        .order_by(col(ConfirmationRow.at))
    )
    return {row[0]: ConfirmedBefore(row[1], row[2], thaw(row[3])) for row in rows}

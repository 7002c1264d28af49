"""Keeps count of what nobody has confirmed, in step with the evidence, in the same transaction."""

import uuid
from functools import cache

from sqlalchemy import Insert, delete, exists, func, insert, select
from sqlmodel import Session, SQLModel, col

from app.domain.evidence import OPEN_TO_CONFIRMATION
from app.models.apprenticeships import ApprenticeshipRow
from app.models.evidence import EvidenceRow, RevisionRow
from app.models.sign_off import ConfirmationRow
from app.models.tallies import UnconfirmedRow
from app.queries.asking import WHOSE
from app.queries.revisions import present_revision

_KEPT = SQLModel.metadata.tables[UnconfirmedRow.__tablename__]


def count_unconfirmed_again(session: Session, apprenticeship_id: uuid.UUID) -> None:
    """After anything that changes which pieces of an apprentice wait for a confirmation.

    It comes after ``record``, as ``count_again`` does: of two acts at once the second counts both.
    Two statements.
    """
    session.flush()
    connection, whose = session.connection(), {"whose": apprenticeship_id}
    connection.execute(delete(_KEPT).where(_KEPT.c.apprenticeship_id == WHOSE), whose)
    connection.execute(_count(), whose)


@cache
def _count() -> Insert:
    employer_id, provider_id = col(EvidenceRow.employer_id), col(ApprenticeshipRow.provider_id)
    confirmed = exists().where(
        col(ConfirmationRow.evidence_id) == col(EvidenceRow.id),
        col(ConfirmationRow.work_sha256) == col(RevisionRow.work_sha256),
    )
    found = (
        select(
            col(ApprenticeshipRow.id),
            func.coalesce(employer_id, provider_id),
            employer_id.is_not(None),
            func.count(),
            func.min(col(EvidenceRow.submitted_at)),
        )
        .select_from(EvidenceRow)
        .join(ApprenticeshipRow, col(ApprenticeshipRow.id) == col(EvidenceRow.apprenticeship_id))
        .join(RevisionRow, present_revision())
        .where(
            col(EvidenceRow.apprenticeship_id) == WHOSE,
            col(EvidenceRow.status).in_(OPEN_TO_CONFIRMATION),
            ~confirmed,
        )
        .group_by(col(ApprenticeshipRow.id), employer_id)
    )
    return insert(_KEPT).from_select([column.name for column in _KEPT.columns], found)

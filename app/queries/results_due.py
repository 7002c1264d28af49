"""Which released results have no statement yet that was issued."""

import uuid
from dataclasses import dataclass

from sqlalchemy import and_, exists, select
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from app.domain.events import EventKind
from app.domain.issued import IssuedKind
from app.models.apprenticeships import ApprenticeshipRow
from app.models.assessments import AssessmentResultRow, AssessmentRow
from app.models.events import EventRow
from app.models.gateway import GatewayPassageRow
from app.models.issued import IssuedRow


@dataclass(frozen=True, slots=True)
class ResultDue:
    """A released result, and the entry of the record that says so."""

    result_id: uuid.UUID
    apprenticeship_id: uuid.UUID
    provider_id: uuid.UUID
    snapshot_sha256: str
    log: uuid.UUID
    sequence: int


def results_due(session: Session) -> tuple[ResultDue, ...]:
    """One statement. Of several results of an assessment the one that was released last."""
    later = aliased(AssessmentResultRow)
    rows = session.execute(
        select(
            col(AssessmentResultRow.id),
            col(AssessmentRow.apprenticeship_id),
            col(ApprenticeshipRow.provider_id),
            col(AssessmentRow.snapshot_sha256),
            col(EventRow.log),
            col(EventRow.sequence),
        )
        .join(AssessmentRow, col(AssessmentRow.id) == col(AssessmentResultRow.assessment_id))
        .join(ApprenticeshipRow, col(ApprenticeshipRow.id) == col(AssessmentRow.apprenticeship_id))
        .join(GatewayPassageRow, col(GatewayPassageRow.id) == col(AssessmentRow.passage_id))
        .join(
            EventRow,
            and_(
                col(EventRow.apprenticeship_id) == col(AssessmentRow.apprenticeship_id),
                col(EventRow.kind) == EventKind.RESULT_RELEASED,
                col(EventRow.subject_id) == col(AssessmentResultRow.id),
            ),
        )
        .where(
            col(AssessmentResultRow.released_at).is_not(None),
            col(GatewayPassageRow.taken_back_at).is_(None),
            ~exists().where(
                col(later.assessment_id) == col(AssessmentResultRow.assessment_id),
                col(later.number) > col(AssessmentResultRow.number),
                col(later.released_at).is_not(None),
            ),
            ~exists().where(
                col(IssuedRow.about_id) == col(AssessmentResultRow.id),
                col(IssuedRow.kind) == IssuedKind.RESULT,
                col(IssuedRow.superseded_at).is_(None),
            ),
        )
        .order_by(col(AssessmentResultRow.released_at))
    )
    return tuple(ResultDue(*row) for row in rows)

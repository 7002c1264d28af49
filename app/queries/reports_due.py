"""Which passages through the gateway have no report yet that was issued."""

import uuid
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, exists, select
from sqlmodel import Session, col

from app.domain.events import EventKind
from app.domain.issued import IssuedKind
from app.models.apprenticeships import ApprenticeshipRow
from app.models.events import EventRow
from app.models.gateway import GatewayPassageRow, SnapshotRow
from app.models.issued import IssuedRow


@dataclass(frozen=True, slots=True)
class ReportDue:
    """A passage, and the entry of the record that says so."""

    passage_id: uuid.UUID
    apprenticeship_id: uuid.UUID
    provider_id: uuid.UUID
    passed_at: datetime
    snapshot: str
    log: uuid.UUID
    sequence: int


def reports_due(session: Session) -> tuple[ReportDue, ...]:
    """One statement. A passage that was taken back gets no report any more."""
    rows = session.execute(
        select(
            col(GatewayPassageRow.id),
            col(GatewayPassageRow.apprenticeship_id),
            col(ApprenticeshipRow.provider_id),
            col(GatewayPassageRow.passed_at),
            col(SnapshotRow.body),
            col(EventRow.log),
            col(EventRow.sequence),
        )
        .join(
            ApprenticeshipRow,
            col(ApprenticeshipRow.id) == col(GatewayPassageRow.apprenticeship_id),
        )
        .join(SnapshotRow, col(SnapshotRow.sha256) == col(GatewayPassageRow.snapshot_sha256))
        .join(
            EventRow,
            and_(
                col(EventRow.apprenticeship_id) == col(GatewayPassageRow.apprenticeship_id),
                col(EventRow.kind) == EventKind.GATEWAY_PASSED,
                col(EventRow.subject_id) == col(GatewayPassageRow.id),
            ),
        )
        .where(
            col(GatewayPassageRow.taken_back_at).is_(None),
            ~exists().where(
                col(IssuedRow.about_id) == col(GatewayPassageRow.id),
                col(IssuedRow.kind) == IssuedKind.READINESS,
                col(IssuedRow.superseded_at).is_(None),
            ),
        )
        .order_by(col(GatewayPassageRow.passed_at))
    )
    return tuple(ReportDue(*row) for row in rows)

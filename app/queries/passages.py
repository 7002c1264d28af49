"""Passages through the gateway that stand, and the snapshots that were kept of them."""

import uuid
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlmodel import Session, col

from app.domain.errors import NotFound
from app.domain.snapshots import Snapshot, read_snapshot
from app.models.gateway import GatewayPassageRow, SnapshotRow
from app.models.people import PersonRow


@dataclass(frozen=True, slots=True)
class Passage:
    """An apprentice is through the gateway since ``passed_at``, with what stood there then."""

    id: uuid.UUID
    apprenticeship_id: uuid.UUID
    snapshot_sha256: str
    passed_at: datetime
    passed_by_id: uuid.UUID
    passed_by: str
    snapshot_text: str

    @property
    def snapshot(self) -> Snapshot:
        return read_snapshot(self.snapshot_text)


def present_passage(session: Session, apprenticeship_id: uuid.UUID) -> Passage | None:
    """The passage that was not taken back, if any: one statement."""
    row = session.execute(
        select(
            col(GatewayPassageRow.id),
            col(GatewayPassageRow.apprenticeship_id),
            col(GatewayPassageRow.snapshot_sha256),
            col(GatewayPassageRow.passed_at),
            col(GatewayPassageRow.passed_by_id),
            col(PersonRow.name),
            col(SnapshotRow.body),
        )
        .join(SnapshotRow, col(SnapshotRow.sha256) == col(GatewayPassageRow.snapshot_sha256))
        .join(PersonRow, col(PersonRow.id) == col(GatewayPassageRow.passed_by_id))
        .where(
            col(GatewayPassageRow.apprenticeship_id) == apprenticeship_id,
            col(GatewayPassageRow.taken_back_at).is_(None),
        )
    ).one_or_none()
    return Passage(*row) if row else None


def snapshot_body(session: Session, sha256: str) -> str:
    """The canonical text of a kept snapshot: one statement. NotFound where none is kept."""
    body = session.scalar(select(col(SnapshotRow.body)).where(col(SnapshotRow.sha256) == sha256))
    if body is None:
        raise NotFound("No such snapshot is kept.")
    return body

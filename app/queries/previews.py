"""Which previews wait to be made."""

import uuid
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, select
from sqlmodel import Session, col

from app.models.evidence import StoredFileRow
from app.models.previews import PreviewRow


@dataclass(frozen=True, slots=True)
class PreviewDue:
    """A content that nobody blocked, and its kind."""

    provider_id: uuid.UUID
    sha256: str
    media_type: str


def previews_due(session: Session, now: datetime, *, limit: int) -> tuple[PreviewDue, ...]:
    """The longest due first: one statement."""
    rows = session.execute(
        select(col(PreviewRow.provider_id), col(PreviewRow.sha256), col(PreviewRow.media_type))
        .join(
            StoredFileRow,
            and_(
                col(StoredFileRow.provider_id) == col(PreviewRow.provider_id),
                col(StoredFileRow.sha256) == col(PreviewRow.sha256),
            ),
        )
        .where(col(PreviewRow.due_at) <= now, col(StoredFileRow.blocked_at).is_(None))
        .order_by(col(PreviewRow.due_at))
        .limit(limit)
    )
    return tuple(PreviewDue(*row) for row in rows)

"""Previews: wanted when a file is added, made by the jobs, gone with the content. No act."""

import uuid
from datetime import datetime

from sqlalchemy import delete
from sqlmodel import Session, col

from app.adapters.db import Database
from app.domain.content import FileReference
from app.domain.previews import MOST_ATTEMPTS, PREVIEWABLE, TRIED_AGAIN_AFTER
from app.models.previews import PreviewRow


def want_preview(
    session: Session, provider_id: uuid.UUID, file: FileReference, *, now: datetime
) -> None:
    """Part of an acting transaction. Made anew, where the content was erased meanwhile."""
    if file.media_type in PREVIEWABLE:
        session.merge(
            PreviewRow(
                provider_id=provider_id,
                sha256=file.sha256,
                media_type=file.media_type,
                attempts=0,
                due_at=now,
                width=None,
                height=None,
                size=None,
            )
        )


def forget_preview(session: Session, provider_id: uuid.UUID, sha256: str) -> None:
    """In the transaction that removes the row of the content."""
    session.execute(
        delete(PreviewRow).where(
            col(PreviewRow.provider_id) == provider_id, col(PreviewRow.sha256) == sha256
        )
    )


def begin_preview(
    database: Database, provider_id: uuid.UUID, sha256: str, *, now: datetime
) -> bool:
    """Before it is made, so that what kills whoever makes it is not tried for ever."""
    with database.write() as session:
        row = session.get(PreviewRow, (provider_id, sha256), with_for_update=True)
        if row is None or row.due_at is None or row.due_at > now:
            return False
        row.attempts += 1
        row.due_at = now + TRIED_AGAIN_AFTER if row.attempts < MOST_ATTEMPTS else None
        session.commit()
    return True


def note_preview(
    database: Database,
    provider_id: uuid.UUID,
    sha256: str,
    *,
    width: int | None = None,
    height: int | None = None,
    size: int | None = None,
) -> bool:
    """It is stored; without a ``width`` there can be none, and it is not tried again.

    False where the content is not there any more.
    """
    with database.write() as session:
        row = session.get(PreviewRow, (provider_id, sha256), with_for_update=True)
        if row is None:
            return False
        row.due_at, row.width, row.height, row.size = None, width, height, size
        session.commit()
    return True

"""The contents behind files: erased once no piece of evidence holds them.

A person may add the same content at that very moment. So whoever erases looks again afterwards
and puts it back, and whoever adds looks afterwards whether it is there: one of the two sees it.
"""

import uuid
from contextlib import suppress
from datetime import datetime
from tempfile import TemporaryFile

from sqlalchemy import ColumnElement, exists, select
from sqlalchemy.exc import IntegrityError
from sqlmodel import col

from app.actions.record import record
from app.adapters.db import Database
from app.adapters.storage import Storage
from app.domain.events import EventKind
from app.models.evidence import EvidenceFileRow, StoredFileRow


def sweep_contents(database: Database, storage: Storage, *, now: datetime) -> int:
    """Erase what was only in deleted drafts or removed before it was submitted; how many.

    A blocked content goes too; that it is blocked stays known, or it could come back.
    """
    with database.read() as session:
        unheld = session.execute(
            select(col(StoredFileRow.provider_id), col(StoredFileRow.sha256)).where(~_held())
        ).all()
    return sum(
        _sweep(database, storage, provider_id, sha256, now) for provider_id, sha256 in unheld
    )


def erase_unless_held(
    database: Database, storage: Storage, provider_id: uuid.UUID, sha256: str
) -> bool:
    """Whether there was something to erase. The row of the content is left as it is."""
    if _is_held(database, provider_id, sha256) or not storage.exists(provider_id, sha256):
        return False
    with TemporaryFile() as kept:
        kept.writelines(storage.open(provider_id, sha256))
        storage.delete(provider_id, sha256)
        if _is_held(database, provider_id, sha256):
            storage.put(provider_id, sha256, kept)
            return False
    return True


def _sweep(
    database: Database, storage: Storage, provider_id: uuid.UUID, sha256: str, now: datetime
) -> bool:
    erased = erase_unless_held(database, storage, provider_id, sha256)
    # Refused where somebody adds a file of it in this moment.
    with suppress(IntegrityError), database.write() as session:
        row = session.scalars(
            select(StoredFileRow).where(
                col(StoredFileRow.provider_id) == provider_id,
                col(StoredFileRow.sha256) == sha256,
                col(StoredFileRow.blocked_at).is_(None),
                ~_held(),
            )
        ).one_or_none()
        if row is not None:
            session.delete(row)
            record(
                session,
                EventKind.CONTENT_ERASED,
                log=provider_id,
                by=None,
                role=None,
                subject_id=provider_id,
                now=now,
                body={"sha256": sha256},
            )
            session.commit()
    return erased


def _is_held(database: Database, provider_id: uuid.UUID, sha256: str) -> bool:
    with database.read() as session:
        held = exists().where(
            col(EvidenceFileRow.provider_id) == provider_id,
            col(EvidenceFileRow.sha256) == sha256,
        )
        return bool(session.scalar(select(held)))


def _held() -> ColumnElement[bool]:
    """Whether any piece, or any revision of one, holds the content of this row."""
    return exists().where(
        col(EvidenceFileRow.provider_id) == col(StoredFileRow.provider_id),
        col(EvidenceFileRow.sha256) == col(StoredFileRow.sha256),
    )

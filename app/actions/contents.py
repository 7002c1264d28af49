"""The contents behind files: stored before a row names them, erased once nothing holds them.

A person may add the same content at that very moment. So whoever erases looks again afterwards
and puts it back, and whoever adds looks afterwards whether it is there: one of the two sees it.
"""

import os
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from tempfile import TemporaryFile
from typing import IO

from sqlalchemy import ColumnElement, exists, or_, select
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col

from app.actions.previews import forget_preview
from app.actions.record import record
from app.adapters.db import Database
from app.adapters.file_types import media_type_of
from app.adapters.storage import Storage, StorageFailed, chunks_of, sha256_of
from app.domain.content import FileReference
from app.domain.errors import GatepostError
from app.domain.events import EventKind
from app.domain.files import (
    check_block_reason,
    check_not_blocked_yet,
    check_not_empty,
    file_name,
    safe_name,
)
from app.domain.people import Person
from app.domain.previews import preview_name
from app.models.evidence import EvidenceFileRow, StoredFileRow
from app.models.qualifications import QualificationRow

_HOLDERS = (EvidenceFileRow, QualificationRow)
"""The tables whose rows name a content that must be there."""


def file_of(name: str, content: IO[bytes]) -> FileReference:
    """What was sent, by the ``name`` that its sender wrote; ``content`` can be rewound.

    RefusedType where the content is of no kind that is kept.
    """
    check_not_empty(safe_name(name), size := content.seek(0, os.SEEK_END))
    media_type = media_type_of(content, safe_name(name))
    sha256 = sha256_of(chunks_of(content))
    return FileReference(uuid.uuid4(), file_name(name, media_type), media_type, size, sha256)


@contextmanager
def stored(
    database: Database,
    storage: Storage,
    provider_id: uuid.UUID,
    file: FileReference,
    content: IO[bytes],
) -> Iterator[None]:
    """Stored before the rows that name it are written inside: what is named is always there.

    A refusal inside erases it again, unless something else holds it.
    """
    storage.put(provider_id, file.sha256, content)
    try:
        yield
    except GatepostError:
        with suppress(StorageFailed):
            erase_unless_held(database, storage, provider_id, file.sha256)
        raise
    # A sweep may have taken it before it had its row. The file is added, whatever comes now.
    with suppress(StorageFailed):
        if not storage.exists(provider_id, file.sha256):
            storage.put(provider_id, file.sha256, content)


def content_row(
    session: Session, provider_id: uuid.UUID, file: FileReference, now: datetime
) -> StoredFileRow:
    """The row of a content, locked. Where two people bring it at once, one row is made."""
    key = (provider_id, file.sha256)
    if session.get(StoredFileRow, key, with_for_update=True) is None:
        with suppress(IntegrityError), session.begin_nested():
            session.add(
                StoredFileRow(
                    provider_id=provider_id, sha256=file.sha256, size=file.size, stored_at=now
                )
            )
    return session.get_one(StoredFileRow, key)


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
    storage.delete(provider_id, preview_name(sha256))
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
            forget_preview(session, provider_id, sha256)
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
        held = (
            exists().where(col(row.provider_id) == provider_id, col(row.sha256) == sha256)
            for row in _HOLDERS
        )
        return bool(session.scalar(select(or_(*held))))


def _held() -> ColumnElement[bool]:
    """Whether a piece, a revision of one, or a qualification holds the content of this row."""
    return or_(
        *(
            exists().where(
                col(row.provider_id) == col(StoredFileRow.provider_id),
                col(row.sha256) == col(StoredFileRow.sha256),
            )
            for row in _HOLDERS
        )
    )


def block_content(
    content: StoredFileRow,
    name: str,
    reason: str,
    *,
    blocked_by: str | None,
    by: Person,
    now: datetime,
) -> None:
    """Part of an acting transaction: nobody opens this content from now on.

    ``name`` is that of the file for whoever blocks it. RuleBroken where it is blocked already.
    """
    check_not_blocked_yet(name, blocked=content.blocked_at is not None, by=blocked_by)
    check_block_reason(reason)
    content.blocked_at, content.blocked_by_id = now, by.id
    content.block_reason = reason.strip()

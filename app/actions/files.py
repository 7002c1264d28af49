"""Adding files to a piece of evidence, removing them, and blocking what nobody must open."""

import uuid
from dataclasses import replace
from datetime import datetime
from typing import IO

from sqlalchemy import exists, select
from sqlmodel import Session, col

from app.actions.contents import block_content, content_row, file_of, stored
from app.actions.evidence import load_to_change, touch
from app.actions.previews import want_preview
from app.actions.record import record, record_on
from app.adapters.db import Database
from app.adapters.storage import Storage
from app.domain.calendar import today_in_london
from app.domain.content import FileReference
from app.domain.errors import NotFound
from app.domain.events import EventKind
from app.domain.files import (
    check_may_return,
    check_not_there_yet,
    check_room_for_one_more,
)
from app.domain.people import Person, Role
from app.models.evidence import EvidenceFileRow, RevisionRow, StoredFileRow
from app.queries.evidence import Piece
from app.queries.evidence_files import files_of, seen_files
from app.queries.files import FileToBlock, get_file_to_block


def add_file(
    database: Database,
    storage: Storage,
    evidence_id: uuid.UUID,
    name: str,
    content: IO[bytes],
    *,
    version: int | None = None,
    new_id: uuid.UUID | None = None,
    by: Person,
    now: datetime,
) -> uuid.UUID:
    """Add one file; its id. ``name`` is as the sender wrote it, ``content`` can be rewound.

    RefusedType where the content is of no kind that is kept. The content is stored before its
    row is: what the database names is always there. ``new_id`` was drawn before it came.
    """
    with database.read() as session:
        change = load_to_change(session, evidence_id, version=version, by=by, now=now)
        check_room_for_one_more(_files(session, change.piece))
    file = file_of(name, content)
    if new_id is not None:
        file = replace(file, id=new_id)
    with stored(database, storage, change.piece.apprenticeship.provider_id, file, content):
        _add(database, evidence_id, file, version=version, by=by, now=now)
    return file.id


def remove_file(
    database: Database,
    evidence_id: uuid.UUID,
    file_id: uuid.UUID,
    *,
    version: int | None = None,
    by: Person,
    now: datetime,
) -> str:
    """Take a file off the piece as it stands; its name. Revisions that hold it keep it."""
    with database.write() as session:
        change = load_to_change(session, evidence_id, version=version, by=by, now=now)
        row = session.get(EvidenceFileRow, file_id)
        if row is None or row.evidence_id != evidence_id or row.removed_at is not None:
            raise NotFound("This file is not on this piece, or not any more.")
        name, sha256 = row.name, row.sha256
        if _was_submitted(session, evidence_id, file_id):
            row.removed_at = now
        else:
            session.delete(row)
        touch(change.row, now)
        record_on(
            session,
            EventKind.FILE_REMOVED,
            change.piece.apprenticeship,
            change.row,
            by=by,
            now=now,
            subject_id=file_id,
            body={"sha256": sha256},
        )
        session.commit()
    return name


def block_file(
    database: Database, file_id: uuid.UUID, reason: str, *, by: Person, now: datetime
) -> FileToBlock:
    """Nobody opens this content from now on, wherever it is in this provider's house.

    Its hash stays, and so does every decision on it. Returns the file as it was.
    """
    with database.write() as session:
        file = get_file_to_block(session, by, file_id, today=today_in_london(now))
        apprenticeship = file.apprenticeship
        sha256 = file.kept.reference.sha256
        content = session.get_one(
            StoredFileRow, (apprenticeship.provider_id, sha256), with_for_update=True
        )
        block_content(content, file.name, reason, blocked_by=file.kept.blocked_by, by=by, now=now)
        manages = apprenticeship.standing.line_manager
        record(
            session,
            EventKind.FILE_BLOCKED,
            log=apprenticeship.provider_id,
            by=by,
            role=Role.LINE_MANAGER if manages else Role.ADMINISTRATOR,
            subject_id=file_id,
            now=now,
            apprenticeship_id=apprenticeship.id,
            evidence_id=file.evidence_id,
            body={"sha256": sha256},
        )
        session.commit()
    return file


def _add(
    database: Database,
    evidence_id: uuid.UUID,
    file: FileReference,
    *,
    version: int | None,
    by: Person,
    now: datetime,
) -> None:
    with database.write() as session:
        change = load_to_change(session, evidence_id, version=version, by=by, now=now)
        others = _files(session, change.piece)
        check_room_for_one_more(others)
        check_not_there_yet(file.name, file.sha256, others)
        apprenticeship = change.piece.apprenticeship
        kept = content_row(session, apprenticeship.provider_id, file, now)
        check_may_return(file.name, blocked=kept.blocked_at is not None)
        want_preview(session, apprenticeship.provider_id, file, now=now)
        session.add(
            EvidenceFileRow(
                id=file.id,
                evidence_id=evidence_id,
                provider_id=apprenticeship.provider_id,
                sha256=file.sha256,
                name=file.name,
                media_type=file.media_type,
                added_at=now,
            )
        )
        touch(change.row, now)
        record_on(
            session,
            EventKind.FILE_ADDED,
            apprenticeship,
            change.row,
            by=by,
            now=now,
            subject_id=file.id,
            body={"sha256": file.sha256},
        )
        session.commit()


def _files(session: Session, piece: Piece) -> tuple[FileReference, ...]:
    return tuple(kept.reference for kept in seen_files(piece, files_of(session, piece.id)))


def _was_submitted(session: Session, evidence_id: uuid.UUID, file_id: uuid.UUID) -> bool:
    """Whether a revision names it: a file's id stands in the revision's text."""
    held = exists().where(
        col(RevisionRow.evidence_id) == evidence_id,
        col(RevisionRow.body).contains(str(file_id)),
    )
    return bool(session.scalar(select(held)))

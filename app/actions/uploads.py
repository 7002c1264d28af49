"""A file that comes in parts: begun, gone on with after an interruption, added once it is whole.

Each part is stored where every server finds it, and noted only then. Its name is noted before,
so that none is left behind where a server is killed in between. The last part is not stored: with
it the file is added as any other is, or refused as any other would be.
"""

import secrets
import uuid
from dataclasses import dataclass
from datetime import datetime
from tempfile import TemporaryFile
from typing import IO

from sqlmodel import Session, col, select

from app.actions.evidence import load_to_change
from app.actions.files import add_file
from app.adapters.db import Database
from app.adapters.storage import Storage, StorageFailed, chunks_of
from app.domain.errors import GatepostError, NotFound
from app.domain.files import check_fits, check_not_empty, safe_name
from app.domain.people import Person
from app.domain.uploads import (
    KEPT,
    WrongOffset,
    check_follows,
    check_may_begin,
    check_may_go_on,
)
from app.models.evidence import EvidenceFileRow
from app.models.uploads import UploadRow
from app.queries.uploads import count_uploads


@dataclass(frozen=True, slots=True)
class _Next:
    """A part that may be stored under ``name``; ``before`` are those that arrived."""

    name: str
    file_name: str
    evidence_id: uuid.UUID
    before: tuple[str, ...]
    last: bool


def begin_upload(
    database: Database,
    evidence_id: uuid.UUID,
    name: str,
    size: int,
    *,
    mark: str = "",
    most: int,
    by: Person,
    now: datetime,
) -> uuid.UUID:
    """The id under which its parts come; ``size`` and ``most`` in bytes. It is no act yet."""
    with database.write() as session:
        load_to_change(session, evidence_id, version=None, by=by, now=now)
        check_not_empty(safe_name(name), size)
        check_fits(safe_name(name), size, most)
        check_may_begin(count_uploads(session, by, now=now))
        row = UploadRow(
            id=uuid.uuid4(),
            person_id=by.id,
            evidence_id=evidence_id,
            name=safe_name(name),
            mark=mark[:100],
            size=size,
            expires_at=now + KEPT,
        )
        session.add(row)
        begun = row.id
        session.commit()
    return begun


def add_part(
    database: Database,
    storage: Storage,
    upload_id: uuid.UUID,
    offset: int,
    content: IO[bytes],
    size: int,
    *,
    by: Person,
    now: datetime,
) -> int:
    """How many bytes are there now. WrongOffset where ``content`` does not begin at their end.

    With the last of them the file is added. Refused, it is gone; but where the storage failed
    everything that arrived before waits for the same part again. Of a connection that broke at
    once nothing is stored.
    """
    part = _begin_part(database, upload_id, offset, size, by, now)
    if not size:
        return offset
    if not part.last:
        storage.put(upload_id, part.name, content)
        return _keep_part(database, storage, upload_id, offset, size, part.name)
    try:
        _add_whole(database, storage, upload_id, part, content, by, now)
    except StorageFailed:
        raise
    except GatepostError:
        _remove(database, storage, upload_id)
        if not _is_added(database, upload_id):
            raise
    else:
        _remove(database, storage, upload_id)
    return offset + size


def cancel_upload(
    database: Database, storage: Storage, upload_id: uuid.UUID, *, by: Person, now: datetime
) -> str:
    """Throw away what arrived; the name that the file would have had."""
    with database.write() as session:
        row = _own(session, upload_id, by, now)
        name = row.name
        row.expires_at = now
        session.commit()
    _remove(database, storage, upload_id)
    return name


def remove_old_uploads(database: Database, storage: Storage, *, now: datetime) -> int:
    """Those that nobody went on with, and before each row its parts; how many."""
    with database.read() as session:
        over = session.exec(select(UploadRow.id).where(col(UploadRow.expires_at) <= now)).all()
    for upload_id in over:
        _remove(database, storage, upload_id)
    return len(over)


def _begin_part(
    database: Database, upload_id: uuid.UUID, offset: int, size: int, by: Person, now: datetime
) -> _Next:
    with database.write() as session:
        row = _own(session, upload_id, by, now)
        check_follows(offset, size, arrived=row.arrived, size=row.size)
        check_may_go_on(len(row.parts) + len(row.begun))
        name = secrets.token_hex(32)
        last = offset + size == row.size
        part = _Next(name, row.name, row.evidence_id, tuple(row.parts), last)
        row.expires_at = now + KEPT
        if size and not last:
            row.begun = [*row.begun, name]
        session.commit()
    return part


def _keep_part(
    database: Database,
    storage: Storage,
    upload_id: uuid.UUID,
    offset: int,
    size: int,
    name: str,
) -> int:
    """Of two that came at once the first is kept."""
    with database.write() as session:
        row = session.get(UploadRow, upload_id, with_for_update=True)
        if row is not None and row.arrived == offset:
            row.parts = [*row.parts, name]
            row.begun = [each for each in row.begun if each != name]
            row.arrived += size
            arrived = row.arrived
            session.commit()
            return arrived
        elsewhere = row.arrived if row is not None else None
    storage.delete(upload_id, name)
    if elsewhere is None:
        raise NotFound
    raise WrongOffset(elsewhere)


def _add_whole(
    database: Database,
    storage: Storage,
    upload_id: uuid.UUID,
    part: _Next,
    content: IO[bytes],
    by: Person,
    now: datetime,
) -> None:
    with TemporaryFile() as whole:
        for name in part.before:
            whole.writelines(storage.open(upload_id, name))
        whole.writelines(chunks_of(content))
        add_file(
            database,
            storage,
            part.evidence_id,
            part.file_name,
            whole,
            new_id=upload_id,
            by=by,
            now=now,
        )


def _remove(database: Database, storage: Storage, upload_id: uuid.UUID) -> None:
    with database.read() as session:
        row = session.get(UploadRow, upload_id)
        names = [*row.parts, *row.begun] if row else []
    for name in names:
        storage.delete(upload_id, name)
    with database.write() as session:
        row = session.get(UploadRow, upload_id)
        if row is not None:
            session.delete(row)
            session.commit()


def _own(session: Session, upload_id: uuid.UUID, by: Person, now: datetime) -> UploadRow:
    row = session.get(UploadRow, upload_id, with_for_update=True)
    if row is None or row.person_id != by.id or row.expires_at <= now:
        raise NotFound
    return row


def _is_added(database: Database, upload_id: uuid.UUID) -> bool:
    """Two may have sent the last part at once."""
    with database.read() as session:
        return session.get(EvidenceFileRow, upload_id) is not None

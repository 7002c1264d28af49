"""A file of evidence as it goes out: always to be saved, never shown as a page of ours."""

import uuid
from datetime import datetime
from typing import Protocol
from urllib.parse import quote

from fastapi import Request, Response
from fastapi.responses import StreamingResponse

from app.actions.readings import note_reading
from app.adapters.db import Database
from app.adapters.storage import Storage
from app.domain.calendar import today_in_london
from app.domain.content import FileReference
from app.domain.errors import NotFound
from app.domain.files import check_can_be_opened
from app.domain.people import Person
from app.domain.previews import MEDIA_TYPE as PREVIEW
from app.domain.previews import preview_name
from app.queries.evidence_files import Preview
from app.queries.files import FileOfPiece, get_file_for


class SavedFile(Protocol):
    """A file of whatever noun, as far as it is told to a browser."""

    @property
    def name(self) -> str: ...
    @property
    def media_type(self) -> str: ...
    @property
    def size(self) -> int: ...
    @property
    def sha256(self) -> str: ...


def download(
    request: Request,
    database: Database,
    storage: Storage,
    file_id: uuid.UUID,
    *,
    by: Person,
    now: datetime,
) -> Response:
    """The bytes, as they come from the storage; for HEAD what is said of them.

    Written in the reading log, where it is not the apprentice's own.
    """
    found = _openable(database, file_id, by, now)
    file = found.kept.reference
    answer = to_be_saved(request, storage, found.piece.apprenticeship.provider_id, file)
    if request.method != "HEAD":
        what = f"a file of revision {found.piece.revision}"
        note_reading(database, found.piece, what, file_id=file.id, by=by, now=now)
    return answer


def download_preview(
    request: Request,
    database: Database,
    storage: Storage,
    file_id: uuid.UUID,
    *,
    by: Person,
    now: datetime,
) -> Response:
    """The small picture of a file, to whoever may open the file. NotFound where there is none."""
    found = _openable(database, file_id, by, now)
    file, preview = found.kept.reference, found.kept.preview
    if preview is None:
        raise NotFound
    picture = picture_of(file, preview)
    answer = to_be_saved(request, storage, found.piece.apprenticeship.provider_id, picture)
    if request.method != "HEAD":
        what = f"the preview of a file of revision {found.piece.revision}"
        note_reading(database, found.piece, what, file_id=file.id, by=by, now=now)
    return answer


def picture_of(file: FileReference, preview: Preview) -> FileReference:
    """The small picture of ``file``, as a file that lies beside it."""
    name, sha256 = f"{file.name}.webp", preview_name(file.sha256)
    return FileReference(file.id, name, PREVIEW, preview.size, sha256)


def to_be_saved(
    request: Request, storage: Storage, provider_id: uuid.UUID, file: SavedFile
) -> Response:
    """A content under the name that it is to be saved by."""
    headers = _headers(file)
    if request.method == "HEAD":
        return Response(headers=headers)
    return StreamingResponse(storage.open(provider_id, file.sha256), headers=headers)


def _headers(file: SavedFile) -> dict[str, str]:
    """Even a browser that shows it all the same runs nothing in it and lets nothing reach us."""
    return {
        "Content-Type": file.media_type,
        "Content-Length": str(file.size),
        "Content-Disposition": content_disposition(file.name),
        "Content-Security-Policy": "sandbox; default-src 'none'",
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "private, no-store",
        "Cross-Origin-Resource-Policy": "same-origin",
    }


def content_disposition(name: str) -> str:
    """``attachment`` under that name, in plain letters and in all of them (RFC 6266, RFC 8187)."""
    plain = "".join(c if c.isascii() and c.isprintable() and c not in '"\\%' else "_" for c in name)
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"


def _openable(database: Database, file_id: uuid.UUID, by: Person, now: datetime) -> FileOfPiece:
    with database.read() as session:
        found = get_file_for(session, by, file_id, today=today_in_london(now))
    kept = found.kept
    check_can_be_opened(
        kept.reference.name, blocked=kept.blocked, by=kept.blocked_by, reason=kept.block_reason
    )
    return found

"""Files that come in parts while their piece is written: see ``web.uploads`` for the protocol."""

import uuid
from dataclasses import dataclass
from uuid import UUID

from fastapi import APIRouter, Request, Response

from app.actions.uploads import add_part, begin_upload, cancel_upload
from app.domain.calendar import today_in_london
from app.domain.uploads import KEPT, WrongOffset
from app.queries.evidence_files import KeptFile
from app.queries.uploads import Upload, get_upload_for
from app.web.deps import CurrentDatabase, CurrentSettings, CurrentStorage, Now, SignedInPerson
from app.web.errors import answer
from app.web.pages.evidence_writer import Writer
from app.web.rendering import Fragment, render
from app.web.uploads import (
    AnnouncedFile,
    SentPart,
    SpeaksTus,
    protocol_headers,
    tus_headers,
)

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True, kw_only=True)
class AddedFiles(Fragment):
    """The files of a piece that is being written, and those that are on their way to it."""

    template = "evidence/_added_files.html"
    piece_id: uuid.UUID
    version: int
    files: tuple[KeptFile, ...]
    uploads: tuple[Upload, ...]


@router.get("/evidence/{evidence_id}/files")
def show_files(
    request: Request,
    evidence_id: UUID,
    database: CurrentDatabase,
    person: SignedInPerson,
    now: Now,
) -> Response:
    desk = Writer(request, database, person, now, evidence_id).desk()
    files = AddedFiles(
        piece_id=evidence_id,
        version=desk.kept_piece.version,
        files=desk.files,
        uploads=desk.uploads,
    )
    return render(request, files)


@router.options("/evidence/{evidence_id}/uploads")
def tell_protocol(
    evidence_id: UUID, _person: SignedInPerson, settings: CurrentSettings
) -> Response:
    return Response(status_code=204, headers=protocol_headers(settings))


@router.options("/uploads/{upload_id}")
def tell_protocol_again(
    upload_id: UUID, person: SignedInPerson, settings: CurrentSettings
) -> Response:
    """The same, for a client that knows the address of its upload alone."""
    return tell_protocol(upload_id, person, settings)


@router.post("/evidence/{evidence_id}/uploads")
def begin(
    evidence_id: UUID,
    file: AnnouncedFile,
    database: CurrentDatabase,
    settings: CurrentSettings,
    person: SignedInPerson,
    now: Now,
) -> Response:
    upload_id = begin_upload(
        database,
        evidence_id,
        file.name,
        file.size,
        mark=file.mark,
        most=settings.max_upload_bytes,
        by=person,
        now=now,
    )
    headers = tus_headers(offset=0, expires_at=now + KEPT)
    return Response(status_code=201, headers=headers | {"Location": f"/uploads/{upload_id}"})


@router.head("/uploads/{upload_id}")
def tell_how_far(
    upload_id: UUID,
    _spoken: SpeaksTus,
    database: CurrentDatabase,
    person: SignedInPerson,
    now: Now,
) -> Response:
    with database.read() as session:
        upload = get_upload_for(session, person, upload_id, now=now, today=today_in_london(now))
    headers = tus_headers(offset=upload.arrived, length=upload.size, expires_at=upload.expires_at)
    return Response(headers=headers)


@router.patch("/uploads/{upload_id}")
def go_on(
    request: Request,
    upload_id: UUID,
    part: SentPart,
    database: CurrentDatabase,
    storage: CurrentStorage,
    person: SignedInPerson,
    now: Now,
) -> Response:
    try:
        arrived = add_part(
            database,
            storage,
            upload_id,
            part.offset,
            part.content,
            part.size,
            by=person,
            now=now,
        )
    except WrongOffset as refusal:
        headers = tus_headers(offset=refusal.arrived)
        return answer(request, 409, refusal.sentence, headers=headers)
    headers = tus_headers(offset=arrived, expires_at=now + KEPT)
    return Response(status_code=204, headers=headers)


@router.delete("/uploads/{upload_id}")
def cancel(
    upload_id: UUID,
    _spoken: SpeaksTus,
    database: CurrentDatabase,
    storage: CurrentStorage,
    person: SignedInPerson,
    now: Now,
) -> Response:
    cancel_upload(database, storage, upload_id, by=person, now=now)
    return Response(status_code=204, headers=tus_headers())

"""Large files in parts, for programs: see ``web.uploads`` for the protocol, which is tus 1.0.0.

A part is known by the byte at which it begins, and what was cancelled is gone: neither happens
twice, so neither needs an ``Idempotency-Key``.
"""

import uuid
from datetime import datetime
from typing import Any
from uuid import UUID

from fastapi import Request, Response

from app.actions import uploads
from app.adapters.db import Database
from app.domain.calendar import today_in_london
from app.domain.people import Person
from app.domain.uploads import KEPT, WrongOffset
from app.queries.uploads import Upload, get_upload_for
from app.web.api.bodies import Out
from app.web.api.description import refusals
from app.web.api.idempotency import OnceDatabase
from app.web.api.routing import PREFIX, api_router
from app.web.deps import ApiPerson, CurrentDatabase, CurrentSettings, CurrentStorage, Now
from app.web.errors import answer
from app.web.uploads import (
    PART,
    TUS,
    VERSION,
    AnnouncedByProgram,
    PartFromProgram,
    ProgramSpeaksTus,
    protocol_headers,
    tus_headers,
)

router = api_router("Files")


class UploadOut(Out):
    """``arrived`` of ``size`` bytes are there. All of them, and it is the file with this ``id``."""

    id: uuid.UUID
    name: str
    size: int
    arrived: int
    expires_at: datetime | None


def _header(name: str, said: str, *, needed: bool = True, **schema: object) -> dict[str, object]:
    return {"name": name, "in": "header", "required": needed, "description": said, "schema": schema}


_SPOKEN = _header(TUS, "The version of tus.", type="string", enum=[VERSION])
_ANNOUNCED = {
    "parameters": [
        _SPOKEN,
        _header("Upload-Length", "Bytes of the whole file.", type="integer", minimum=1),
        _header(
            "Upload-Metadata",
            "`filename`, a space, and the name of the file in base64.",
            needed=False,
            type="string",
            example="filename bWVtby5wZGY=",
        ),
    ]
}
_PART: dict[str, Any] = {
    "parameters": [
        _SPOKEN,
        _header("Upload-Offset", "Bytes that arrived before.", type="integer", minimum=0),
        _header(
            "Upload-Checksum",
            "`sha256` or `sha1`, a space, and the digest of this part in base64.",
            needed=False,
            type="string",
        ),
    ],
    "requestBody": {
        "required": True,
        "content": {PART: {"schema": {"type": "string", "format": "binary"}}},
    },
}


@router.post(
    "/evidence/{evidence_id}/uploads",
    status_code=201,
    responses=refusals(403, 412, 413),
    openapi_extra=_ANNOUNCED,
    description="Begin to add a large file in parts, to a draft or a returned piece of your own. "
    "This is tus 1.0.0: a client library of it needs this address and your token as a header. "
    "`Location` is where the parts go, `/api/v1/uploads/{id}`.",
)
def begin_upload(
    evidence_id: UUID,
    file: AnnouncedByProgram,
    response: Response,
    settings: CurrentSettings,
    person: ApiPerson,
    database: OnceDatabase,
    now: Now,
) -> UploadOut:
    begun = uploads.begin_upload(
        database,
        evidence_id,
        file.name,
        file.size,
        mark=file.mark,
        most=settings.max_upload_bytes,
        by=person,
        now=now,
    )
    upload = _upload(database, begun, person, now)
    response.headers.update(tus_headers(offset=0, expires_at=upload.expires_at))
    response.headers["Location"] = f"{PREFIX}/uploads/{begun}"
    return _upload_out(upload)


@router.options("/evidence/{evidence_id}/uploads", status_code=204)
def tell_protocol(evidence_id: UUID, _person: ApiPerson, settings: CurrentSettings) -> Response:
    """Ask what of tus is spoken here: its version and extensions, and how large a file may be."""
    return Response(status_code=204, headers=protocol_headers(settings))


@router.options("/uploads/{upload_id}", status_code=204)
def tell_protocol_again(upload_id: UUID, person: ApiPerson, settings: CurrentSettings) -> Response:
    """The same, for a client that knows the address of its upload alone."""
    return tell_protocol(upload_id, person, settings)


@router.get("/uploads/{upload_id}")
@router.head("/uploads/{upload_id}", include_in_schema=False)
def get_upload(
    upload_id: UUID, response: Response, person: ApiPerson, database: CurrentDatabase, now: Now
) -> UploadOut:
    """See how much of an upload arrived. `HEAD` tells the same in `Upload-Offset`."""
    upload = _upload(database, upload_id, person, now)
    response.headers.update(
        tus_headers(offset=upload.arrived, length=upload.size, expires_at=upload.expires_at)
    )
    return _upload_out(upload)


@router.patch(
    "/uploads/{upload_id}",
    status_code=204,
    responses=refusals(403, 409, 412, 413, 415, 460, 503),
    openapi_extra=_PART,
)
def send_part(
    request: Request,
    upload_id: UUID,
    part: PartFromProgram,
    database: CurrentDatabase,
    storage: CurrentStorage,
    person: ApiPerson,
    now: Now,
) -> Response:
    """Send the next part of a file. With the last one it is added to the piece, under the id of
    the upload. A part that does not begin where what arrived ends is refused with 409, and
    `Upload-Offset` says where to go on. What arrived waits for 24 hours."""
    try:
        arrived = uploads.add_part(
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
    return Response(status_code=204, headers=tus_headers(offset=arrived, expires_at=now + KEPT))


@router.delete(
    "/uploads/{upload_id}",
    status_code=204,
    responses=refusals(412, 503),
    openapi_extra={"parameters": [_SPOKEN]},
)
def cancel_upload(
    upload_id: UUID,
    _spoken: ProgramSpeaksTus,
    database: CurrentDatabase,
    storage: CurrentStorage,
    person: ApiPerson,
    now: Now,
) -> Response:
    """Throw away what arrived of a file."""
    uploads.cancel_upload(database, storage, upload_id, by=person, now=now)
    return Response(status_code=204, headers=tus_headers())


def _upload(database: Database, upload_id: UUID, person: Person, now: datetime) -> Upload:
    with database.read() as session:
        return get_upload_for(session, person, upload_id, now=now, today=today_in_london(now))


def _upload_out(upload: Upload) -> UploadOut:
    return UploadOut(
        id=upload.id,
        name=upload.name,
        size=upload.size,
        arrived=upload.arrived,
        expires_at=upload.expires_at,
    )

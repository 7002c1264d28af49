"""Files of evidence: added, removed, opened and blocked."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends, Query, Request, Response
from fastapi.responses import StreamingResponse
from pydantic import Field

from app.actions import files
from app.adapters.db import Database
from app.domain.calendar import today_in_london
from app.domain.files import MAX_REASON
from app.domain.people import Person
from app.queries.files import get_file_for, get_file_to_block
from app.web.api.bodies import In, NoBody, Words
from app.web.api.description import refusals
from app.web.api.evidence_bodies import FileOut, file_out
from app.web.api.idempotency import OnceDatabase
from app.web.api.routing import api_router
from app.web.bodies import JsonBody, RawFile
from app.web.deps import ApiPerson, CurrentDatabase, CurrentStorage, Now
from app.web.downloads import download

router = api_router("Files")

_BYTES: dict[int | str, dict[str, Any]] = {
    200: {"content": {"*/*": {"schema": {"type": "string", "format": "binary"}}}}
}


class BlockIn(In):
    """The reason stays on show."""

    reason: Words = Field(max_length=MAX_REASON)


@router.post("/evidence/{evidence_id}/files", status_code=201, responses=refusals(403, 503))
def add_file(
    evidence_id: UUID,
    file: RawFile,
    name: Annotated[str, Query(min_length=1, max_length=1000, description="Of the file.")],
    person: ApiPerson,
    database: OnceDatabase,
    storage: CurrentStorage,
    now: Now,
) -> FileOut:
    """Add a file to a draft or a returned piece of your own. The body is the file itself."""
    added = files.add_file(database, storage, evidence_id, name, file.content, by=person, now=now)
    with database.read() as session:
        return file_out(get_file_for(session, person, added, today=today_in_london(now)).kept)


@router.delete("/evidence/{evidence_id}/files/{file_id}", status_code=204, responses=refusals(403))
def remove_file(
    evidence_id: UUID,
    file_id: UUID,
    _body: NoBody,
    person: ApiPerson,
    database: OnceDatabase,
    now: Now,
) -> None:
    """Take a file off a draft or a returned piece of your own. Earlier submissions keep it."""
    files.remove_file(database, evidence_id, file_id, by=person, now=now)


@router.get(
    "/files/{file_id}",
    response_class=StreamingResponse,
    responses=_BYTES | refusals(403, 503),
)
def open_file(
    request: Request,
    file_id: UUID,
    person: ApiPerson,
    database: CurrentDatabase,
    storage: CurrentStorage,
    now: Now,
) -> Response:
    """Open a file. One that was blocked is opened by nobody."""
    return download(request, database, storage, file_id, by=person, now=now)


@router.post("/files/{file_id}/block", responses=refusals(403))
def block_file(
    file_id: UUID,
    body: Annotated[BlockIn, Depends(JsonBody(BlockIn))],
    person: ApiPerson,
    database: OnceDatabase,
    now: Now,
) -> FileOut:
    """Block a file, with a reason. Its hash stays, and so does every decision on it."""
    files.block_file(database, file_id, body.reason, by=person, now=now)
    return _blocked(database, file_id, person, now)


def _blocked(database: Database, file_id: UUID, person: Person, now: datetime) -> FileOut:
    with database.read() as session:
        file = get_file_to_block(session, person, file_id, today=today_in_london(now))
    return file_out(file.kept).model_copy(update={"name": file.name})

"""Hand-over packs: a portfolio taken out as one ZIP file."""

from datetime import datetime
from typing import Any
from uuid import UUID

from fastapi import Request, Response
from fastapi.responses import StreamingResponse

from app.actions.packs import ask_for_pack
from app.adapters.db import Database
from app.domain.calendar import today_in_london
from app.domain.errors import NotFound
from app.domain.packs import NONE, PackState
from app.domain.people import Person
from app.queries.packs import get_pack_desk
from app.web.api.bodies import NoBody, Out
from app.web.api.description import refusals
from app.web.api.idempotency import OnceDatabase
from app.web.api.routing import api_router
from app.web.deps import ApiPerson, CurrentDatabase, CurrentStorage, Now
from app.web.pack_downloads import save_pack

router = api_router("Packs")

_ZIP: dict[int | str, dict[str, Any]] = {
    200: {"content": {"application/zip": {"schema": {"type": "string", "format": "binary"}}}}
}


class PackOut(Out):
    """``done`` of ``size`` bytes of evidence are in it.

    ``sha256`` and ``zip_size`` are those of the ZIP file; ``problem`` says why there is none.
    """

    id: UUID
    apprenticeship: UUID
    state: PackState
    asked_by: str
    asked_at: datetime
    done: int
    size: int
    made_at: datetime | None
    sha256: str | None
    zip_size: int | None
    problem: str | None
    kept_until: datetime


@router.post("/apprenticeships/{apprenticeship_id}/pack", status_code=201, responses=refusals(403))
def ask(
    apprenticeship_id: UUID, _body: NoBody, person: ApiPerson, database: OnceDatabase, now: Now
) -> PackOut:
    """Ask for the pack of a portfolio. It is made meanwhile; ask again to see how far it is."""
    ask_for_pack(database, apprenticeship_id, by=person, now=now)
    return _pack(database, apprenticeship_id, person, now)


@router.get("/apprenticeships/{apprenticeship_id}/pack", responses=refusals(403))
def get_pack(
    apprenticeship_id: UUID, person: ApiPerson, database: CurrentDatabase, now: Now
) -> PackOut:
    """Read how far the pack is that was asked for last."""
    return _pack(database, apprenticeship_id, person, now)


@router.get(
    "/apprenticeships/{apprenticeship_id}/pack.zip",
    response_class=StreamingResponse,
    responses=_ZIP | refusals(403, 503),
)
def save(
    request: Request,
    apprenticeship_id: UUID,
    person: ApiPerson,
    database: CurrentDatabase,
    storage: CurrentStorage,
    now: Now,
) -> Response:
    """Save the pack, once it is ready."""
    return save_pack(request, database, storage, apprenticeship_id, by=person, now=now)


def _pack(database: Database, apprenticeship_id: UUID, person: Person, now: datetime) -> PackOut:
    with database.read() as session:
        desk = get_pack_desk(
            session, person, apprenticeship_id, now=now, today=today_in_london(now)
        )
    pack = desk.pack
    if pack is None:
        raise NotFound(NONE)
    return PackOut(
        id=pack.id,
        apprenticeship=apprenticeship_id,
        state=pack.state,
        asked_by=pack.asked_by,
        asked_at=pack.asked_at,
        done=pack.done,
        size=pack.size,
        made_at=pack.made_at,
        sha256=pack.sha256 or None,
        zip_size=pack.zip_size or None,
        problem=pack.problem or None,
        kept_until=pack.expires_at,
    )

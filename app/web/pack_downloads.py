"""A hand-over pack as it goes out: to be saved, by those whose portfolio it is to take out."""

import uuid
from datetime import datetime

from fastapi import Request, Response
from fastapi.responses import StreamingResponse

from app.actions.readings import note_readings
from app.adapters.db import Database
from app.adapters.storage import Storage
from app.domain.calendar import today_in_london
from app.domain.people import Person
from app.queries.packs import get_pack_to_open
from app.web.downloads import content_disposition


def save_pack(
    request: Request,
    database: Database,
    storage: Storage,
    apprenticeship_id: uuid.UUID,
    *,
    by: Person,
    now: datetime,
) -> Response:
    """The bytes, as they come from the storage; for HEAD what is said of them.

    Whoever saves it has read every piece in it: the reading log says so, where they are not
    the apprentice's own.
    """
    with database.read() as session:
        apprenticeship, pack, pieces = get_pack_to_open(
            session, by, apprenticeship_id, now=now, today=today_in_london(now)
        )
    headers = {
        "Content-Type": "application/zip",
        "Content-Length": str(pack.zip_size),
        "Content-Disposition": content_disposition(pack.name),
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "private, no-store",
        "Cross-Origin-Resource-Policy": "same-origin",
    }
    if request.method == "HEAD":
        return Response(headers=headers)
    content = storage.open(apprenticeship.provider_id, pack.sha256)
    note_readings(database, pieces, by=by, now=now)
    return StreamingResponse(content, headers=headers)

"""The certificate of a qualification as it goes out: as safely as any other file."""

import uuid
from datetime import datetime

from fastapi import Request, Response

from app.actions.readings import note_reading_of_certificate
from app.adapters.db import Database
from app.adapters.storage import Storage
from app.domain.calendar import today_in_london
from app.domain.errors import NotFound
from app.domain.files import check_can_be_opened
from app.domain.people import Person
from app.domain.permissions import check_can_open_certificates
from app.queries.qualifications import get_qualification_for
from app.web.downloads import to_be_saved


def download_certificate(
    request: Request,
    database: Database,
    storage: Storage,
    qualification_id: uuid.UUID,
    *,
    by: Person,
    now: datetime,
) -> Response:
    """The bytes; for HEAD what is said of them. A content that was blocked is opened by nobody.

    Written in the reading log, where it is not the apprentice's own.
    """
    with database.read() as session:
        apprenticeship, found = get_qualification_for(
            session, by, qualification_id, today=today_in_london(now)
        )
    check_can_open_certificates(apprenticeship.standing)
    file = found.certificate
    if file is None:
        raise NotFound("There is no certificate yet.")
    check_can_be_opened(
        file.name, blocked=file.blocked, by=file.blocked_by, reason=file.block_reason
    )
    answer = to_be_saved(request, storage, apprenticeship.provider_id, file)
    if request.method != "HEAD":
        note_reading_of_certificate(database, apprenticeship, found.id, by=by, now=now)
    return answer

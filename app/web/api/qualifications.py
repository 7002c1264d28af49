"""What the gateway asks beside the evidence: qualifications, English and maths, hours."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends, Query, Request, Response
from fastapi.responses import StreamingResponse

from app.actions import english_and_maths, off_the_job, qualifications
from app.actions.qualifications import SentCertificate
from app.adapters.db import Database
from app.domain.calendar import today_in_london
from app.domain.off_the_job import HoursKind
from app.domain.people import Person
from app.queries.apprenticeships import get_apprenticeship_for
from app.queries.off_the_job import off_the_job_hours_of
from app.queries.qualifications import (
    english_and_maths_of,
    get_qualification_for,
    qualifications_of,
    settled_now,
)
from app.web.api.bodies import NoBody
from app.web.api.description import refusals
from app.web.api.files import BlockIn
from app.web.api.idempotency import OnceDatabase
from app.web.api.qualifications_bodies import (
    HoursIn,
    OffTheJobOut,
    QualificationIn,
    QualificationList,
    QualificationOut,
    SettledIn,
    SettledOut,
    TakeOutIn,
    off_the_job_out,
    qualification_out,
)
from app.web.api.routing import api_router
from app.web.bodies import JsonBody, RawFile
from app.web.certificates import download_certificate
from app.web.deps import ApiPerson, CurrentDatabase, CurrentStorage, Now

router = api_router("Qualifications and hours")

_BYTES: dict[int | str, dict[str, Any]] = {
    200: {"content": {"*/*": {"schema": {"type": "string", "format": "binary"}}}}
}


@router.get("/apprenticeships/{apprenticeship_id}/qualifications")
def list_qualifications(
    apprenticeship_id: UUID, person: ApiPerson, database: CurrentDatabase, now: Now
) -> QualificationList:
    """List the qualifications of an apprenticeship, those that were taken out too."""
    with database.read() as session:
        found = get_apprenticeship_for(
            session, person, apprenticeship_id, today=today_in_london(now)
        )
        items = [qualification_out(each) for each in qualifications_of(session, found)]
    return QualificationList(items=items, next=None)


@router.post(
    "/apprenticeships/{apprenticeship_id}/qualifications",
    status_code=201,
    responses=refusals(403),
)
def record_qualification(
    apprenticeship_id: UUID,
    body: Annotated[QualificationIn, Depends(JsonBody(QualificationIn))],
    person: ApiPerson,
    database: OnceDatabase,
    storage: CurrentStorage,
    now: Now,
) -> QualificationOut:
    """Record a qualification. It counts once its certificate is added, and checked."""
    recorded = qualifications.record_qualification(
        database, storage, apprenticeship_id, body.qualification(), by=person, now=now
    )
    return _as_it_stands(database, recorded, person, now)


@router.post(
    "/qualifications/{qualification_id}/certificate", status_code=201, responses=refusals(403, 503)
)
def add_certificate(
    qualification_id: UUID,
    file: RawFile,
    name: Annotated[str, Query(min_length=1, max_length=1000, description="Of the file.")],
    person: ApiPerson,
    database: OnceDatabase,
    storage: CurrentStorage,
    now: Now,
) -> QualificationOut:
    """Add the certificate. The body is the file itself. The training provider's is checked."""
    sent = SentCertificate(name, file.content)
    qualifications.add_certificate(database, storage, qualification_id, sent, by=person, now=now)
    return _as_it_stands(database, qualification_id, person, now)


@router.get(
    "/qualifications/{qualification_id}/certificate",
    response_class=StreamingResponse,
    responses=_BYTES | refusals(403, 503),
)
def open_certificate(
    request: Request,
    qualification_id: UUID,
    person: ApiPerson,
    database: CurrentDatabase,
    storage: CurrentStorage,
    now: Now,
) -> Response:
    """Open a certificate. Line managers do not, and nobody opens one that was blocked."""
    return download_certificate(request, database, storage, qualification_id, by=person, now=now)


@router.post("/qualifications/{qualification_id}/certificate/block", responses=refusals(403))
def block_certificate(
    qualification_id: UUID,
    body: Annotated[BlockIn, Depends(JsonBody(BlockIn))],
    person: ApiPerson,
    database: OnceDatabase,
    now: Now,
) -> QualificationOut:
    """Block a certificate, so that nobody opens it from now on."""
    qualifications.block_certificate(database, qualification_id, body.reason, by=person, now=now)
    return _as_it_stands(database, qualification_id, person, now)


@router.post("/qualifications/{qualification_id}/check", responses=refusals(403))
def check_certificate(
    qualification_id: UUID, _body: NoBody, person: ApiPerson, database: OnceDatabase, now: Now
) -> QualificationOut:
    """Say that you have checked a certificate for the training provider."""
    qualifications.check_certificate(database, qualification_id, by=person, now=now)
    return _as_it_stands(database, qualification_id, person, now)


@router.post("/qualifications/{qualification_id}/take-out", responses=refusals(403))
def take_out_qualification(
    qualification_id: UUID,
    body: Annotated[TakeOutIn, Depends(JsonBody(TakeOutIn))],
    person: ApiPerson,
    database: OnceDatabase,
    now: Now,
) -> QualificationOut:
    """Take a wrong qualification out, with a reason. It stays in the history."""
    qualifications.take_out_qualification(
        database, qualification_id, body.reason, by=person, now=now
    )
    return _as_it_stands(database, qualification_id, person, now)


@router.get("/apprenticeships/{apprenticeship_id}/english-and-maths")
def get_english_and_maths(
    apprenticeship_id: UUID, person: ApiPerson, database: CurrentDatabase, now: Now
) -> SettledOut:
    """Read the age group at the start, and the employer's choice."""
    return _settled(database, apprenticeship_id, person, now)


@router.post("/apprenticeships/{apprenticeship_id}/english-and-maths", responses=refusals(403))
def settle_english_and_maths(
    apprenticeship_id: UUID,
    body: Annotated[SettledIn, Depends(JsonBody(SettledIn))],
    person: ApiPerson,
    database: OnceDatabase,
    now: Now,
) -> SettledOut:
    """Say both anew. What was settled before changes with a reason."""
    english_and_maths.settle_english_and_maths(
        database, apprenticeship_id, body.settled(), body.reason, by=person, now=now
    )
    return _settled(database, apprenticeship_id, person, now)


@router.get("/apprenticeships/{apprenticeship_id}/off-the-job")
def get_off_the_job(
    apprenticeship_id: UUID, person: ApiPerson, database: CurrentDatabase, now: Now
) -> OffTheJobOut:
    """Read how many off-the-job hours are planned, and how many were done."""
    return _hours(database, apprenticeship_id, person, now)


@router.post("/apprenticeships/{apprenticeship_id}/off-the-job", responses=refusals(403))
def record_off_the_job(
    apprenticeship_id: UUID,
    body: Annotated[HoursIn, Depends(JsonBody(HoursIn))],
    person: ApiPerson,
    database: OnceDatabase,
    now: Now,
) -> OffTheJobOut:
    """Record the hours planned for the programme, or the running total of those done."""
    if body.kind is HoursKind.PLANNED:
        off_the_job.plan_hours(
            database, apprenticeship_id, body.hours, body.reason, by=person, now=now
        )
    else:
        on = body.on or today_in_london(now)
        off_the_job.record_hours(
            database, apprenticeship_id, body.hours, on, body.reason, by=person, now=now
        )
    return _hours(database, apprenticeship_id, person, now)


def _as_it_stands(
    database: Database, qualification_id: UUID, person: Person, now: datetime
) -> QualificationOut:
    with database.read() as session:
        _, found = get_qualification_for(
            session, person, qualification_id, today=today_in_london(now)
        )
    return qualification_out(found)


def _settled(
    database: Database, apprenticeship_id: UUID, person: Person, now: datetime
) -> SettledOut:
    with database.read() as session:
        found = get_apprenticeship_for(
            session, person, apprenticeship_id, today=today_in_london(now)
        )
        settled = settled_now(english_and_maths_of(session, found))
    return SettledOut(age_group=settled.age_group, to_achieve=settled.to_achieve)


def _hours(
    database: Database, apprenticeship_id: UUID, person: Person, now: datetime
) -> OffTheJobOut:
    with database.read() as session:
        found = get_apprenticeship_for(
            session, person, apprenticeship_id, today=today_in_london(now)
        )
        return off_the_job_out(off_the_job_hours_of(session, found))

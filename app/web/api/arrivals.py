"""Packs from elsewhere: sent, looked through, and taken in or put away."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Query
from pydantic import Field

from app.actions.arrivals import put_away, receive_pack, take_in
from app.adapters.db import Database
from app.domain.arrivals import ArrivalState
from app.domain.landing import Landing
from app.domain.people import MAX_EMAIL, MAX_NAME, Person
from app.domain.terms import MAX_COLLEAGUES
from app.queries.arrivals import get_arrival_for
from app.web.api.bodies import In, NoBody, Out
from app.web.api.description import refusals
from app.web.api.idempotency import OnceDatabase
from app.web.api.routing import api_router
from app.web.bodies import JsonBody, RawFile
from app.web.deps import ApiPerson, CurrentDatabase, CurrentStorage, Now

router = api_router("Packs")


class ErrorOut(Out):
    """Why it could not land as was asked."""

    field: str
    message: str


class HoldsOut(Out):
    """What a pack that verifies holds. ``key`` signed the checkpoint of its record.

    ``from_before`` of its decisions, confirmations and reviews are older than that record.
    """

    apprentice: str
    provider: str
    standard: str
    stood_at: datetime
    passed: bool
    started_on: str
    planned_end_on: str
    employer: str | None
    pieces: int
    signed_off: int
    drafts: int
    reviews: int
    qualifications: int
    declarations: int
    files: int
    entries: int
    key: str
    from_before: int


class ArrivalOut(Out):
    """``done`` of ``of`` bytes were looked through. Of one that was ``refused`` nothing is kept."""

    id: UUID
    provider: str
    state: ArrivalState
    name: str
    size: int
    sha256: str
    sent_by: str
    sent_at: datetime
    done: int
    of: int
    holds: HoldsOut | None
    errors: list[ErrorOut]
    refusal: str | None
    apprenticeship: UUID | None
    kept_until: datetime


class LandingIn(In):
    """Where the portfolio is to land. The employer stays the pack’s where none is given.

    ``key`` is that of the provider before, as they told it: another is then refused.
    """

    email: str = Field(max_length=MAX_EMAIL)
    employer: str | None = Field(default=None, max_length=MAX_NAME)
    line_managers: list[str] = Field(default=[], max_length=MAX_COLLEAGUES)
    assessors: list[str] = Field(default=[], max_length=MAX_COLLEAGUES)
    key: str = Field(default="", max_length=300)


@router.post("/arrivals", status_code=201, responses=refusals(403, 404, 503))
def send_pack(
    file: RawFile,
    name: Annotated[str, Query(min_length=1, max_length=1000, description="Of the file.")],
    person: ApiPerson,
    database: OnceDatabase,
    storage: CurrentStorage,
    now: Now,
    provider: Annotated[
        UUID | None, Query(description="Needed by whoever administers several.")
    ] = None,
) -> ArrivalOut:
    """Send a hand-over pack. The body is the ZIP file itself. It is looked through meanwhile."""
    sent = receive_pack(
        database, storage, name, file.content, provider_id=provider, by=person, now=now
    )
    return _arrival(database, sent, person, now)


@router.get("/arrivals/{arrival_id}")
def get_arrival(
    arrival_id: UUID, person: ApiPerson, database: CurrentDatabase, now: Now
) -> ArrivalOut:
    """Read how far a pack is, what it holds, or why it was refused."""
    return _arrival(database, arrival_id, person, now)


@router.post("/arrivals/{arrival_id}/take", responses=refusals())
def take_in_portfolio(
    arrival_id: UUID,
    body: Annotated[LandingIn, Depends(JsonBody(LandingIn))],
    person: ApiPerson,
    database: OnceDatabase,
    now: Now,
) -> ArrivalOut:
    """Take in the portfolio of a pack that verifies. It is done meanwhile: ask how far it is."""
    landing = Landing(body.email, body.employer, tuple(body.line_managers), tuple(body.assessors))
    take_in(database, arrival_id, landing, body.key, by=person, now=now)
    return _arrival(database, arrival_id, person, now)


@router.post("/arrivals/{arrival_id}/put-away", status_code=204, responses=refusals(503))
def put_pack_away(
    arrival_id: UUID,
    _body: NoBody,
    person: ApiPerson,
    database: OnceDatabase,
    storage: CurrentStorage,
    now: Now,
) -> None:
    """Put a pack away that nobody wants. What was taken in already stays."""
    put_away(database, storage, arrival_id, by=person, now=now)


def _arrival(database: Database, arrival_id: UUID, person: Person, now: datetime) -> ArrivalOut:
    with database.read() as session:
        arrival = get_arrival_for(session, person, arrival_id, now=now)
    return ArrivalOut(
        id=arrival.id,
        provider=arrival.provider,
        state=arrival.state,
        name=arrival.name,
        size=arrival.size,
        sha256=arrival.sha256,
        sent_by=arrival.sent_by,
        sent_at=arrival.sent_at,
        done=arrival.done,
        of=arrival.of,
        holds=HoldsOut.model_validate(arrival.found) if arrival.found else None,
        errors=[ErrorOut(field=each.field, message=each.message) for each in arrival.errors],
        refusal=arrival.refusal or None,
        apprenticeship=arrival.apprenticeship_id,
        kept_until=arrival.expires_at,
    )

"""Apprenticeships: those that you may see, and new ones."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import Depends

from app.actions import apprenticeships as starting
from app.adapters.db import Database
from app.domain.calendar import today_in_london
from app.domain.errors import check_fields
from app.domain.people import Person
from app.domain.terms import start_errors
from app.queries.apprenticeships import (
    get_apprenticeship_for,
    list_apprenticeships_for,
    spells_of,
)
from app.web.api.apprenticeships_bodies import (
    ApprenticeshipIn,
    ApprenticeshipList,
    ApprenticeshipOut,
    apprenticeship_out,
)
from app.web.api.bodies import Cursor
from app.web.api.description import refusals
from app.web.api.idempotency import OnceDatabase
from app.web.api.routing import api_router
from app.web.bodies import JsonBody
from app.web.deps import ApiPerson, CurrentDatabase, CurrentSettings, Now

router = api_router("Apprenticeships")


@router.get("/apprenticeships")
def list_apprenticeships(
    person: ApiPerson, database: CurrentDatabase, now: Now, cursor: Cursor = None
) -> ApprenticeshipList:
    """List the apprenticeships that you may see, by the name of the apprentice."""
    today = today_in_london(now)
    with database.read() as session:
        page = list_apprenticeships_for(session, person, today=today, cursor=cursor or None)
        spells = spells_of(session, [each.id for each in page.items])
    items = [apprenticeship_out(each, spells[each.id], today=today) for each in page.items]
    return ApprenticeshipList(items=items, next=page.next)


@router.post("/apprenticeships", status_code=201, responses=refusals(403))
def start_apprenticeship(
    body: Annotated[ApprenticeshipIn, Depends(JsonBody(ApprenticeshipIn))],
    person: ApiPerson,
    database: OnceDatabase,
    settings: CurrentSettings,
    now: Now,
) -> ApprenticeshipOut:
    """Start an apprenticeship with your training provider."""
    new = body.apprenticeship()
    check_fields(*start_errors(new))
    started = starting.start_apprenticeship(
        database,
        new,
        provider_id=body.provider,
        by=person,
        public_url=settings.public_url,
        now=now,
    )
    return _as_it_stands(database, started, person, now)


@router.get("/apprenticeships/{apprenticeship_id}")
def get_apprenticeship(
    apprenticeship_id: UUID, person: ApiPerson, database: CurrentDatabase, now: Now
) -> ApprenticeshipOut:
    """Read one apprenticeship."""
    return _as_it_stands(database, apprenticeship_id, person, now)


def _as_it_stands(
    database: Database, apprenticeship_id: UUID, person: Person, now: datetime
) -> ApprenticeshipOut:
    today = today_in_london(now)
    with database.read() as session:
        found = get_apprenticeship_for(session, person, apprenticeship_id, today=today)
        spells = spells_of(session, [apprenticeship_id])[apprenticeship_id]
    return apprenticeship_out(found, spells, today=today)

"""A portfolio is handed over to an assessment organisation, until when, and perhaps withdrawn."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import Depends

from app.actions import handover, handover_changes
from app.adapters.db import Database
from app.domain.calendar import today_in_london
from app.domain.errors import FieldError, Invalid, NotFound
from app.domain.people import Person
from app.queries.apprenticeships import get_apprenticeship_for
from app.queries.assessments import assessment_organisations, assessments_of_apprenticeship
from app.web.api.description import refusals
from app.web.api.handover_bodies import (
    AccessIn,
    HandoverIn,
    HandoverOut,
    WithdrawalIn,
    handover_out,
)
from app.web.api.idempotency import OnceDatabase
from app.web.api.routing import api_router
from app.web.bodies import JsonBody
from app.web.deps import ApiPerson, Now

router = api_router("Independent assessment")


@router.post(
    "/apprenticeships/{apprenticeship_id}/handover", status_code=201, responses=refusals(403)
)
def hand_over(
    apprenticeship_id: UUID,
    body: Annotated[HandoverIn, Depends(JsonBody(HandoverIn))],
    person: ApiPerson,
    database: OnceDatabase,
    now: Now,
) -> HandoverOut:
    """Hand the portfolio that stood at the gateway over to an assessment organisation."""
    today = today_in_london(now)
    with database.read() as session:
        get_apprenticeship_for(session, person, apprenticeship_id, today=today)
        known = {name.casefold(): each for each, name in assessment_organisations(session).items()}
    organisation = known.get(body.assessment_organisation.strip().casefold())
    if organisation is None:
        message = "There is no assessment organisation of this name."
        raise Invalid(FieldError("assessment_organisation", message))
    handover.hand_over(
        database, apprenticeship_id, organisation, expires_on=body.expires_on, by=person, now=now
    )
    return _latest(database, apprenticeship_id, person, now)


@router.post("/apprenticeships/{apprenticeship_id}/handover/access", responses=refusals(403))
def change_access(
    apprenticeship_id: UUID,
    body: Annotated[AccessIn, Depends(JsonBody(AccessIn))],
    person: ApiPerson,
    database: OnceDatabase,
    now: Now,
) -> HandoverOut:
    """Set the last day on which the organisation can read the portfolio."""
    handover_changes.change_access(database, apprenticeship_id, body.expires_on, by=person, now=now)
    return _latest(database, apprenticeship_id, person, now)


@router.post("/apprenticeships/{apprenticeship_id}/handover/withdraw", responses=refusals(403))
def withdraw(
    apprenticeship_id: UUID,
    body: Annotated[WithdrawalIn, Depends(JsonBody(WithdrawalIn))],
    person: ApiPerson,
    database: OnceDatabase,
    now: Now,
) -> HandoverOut:
    """Withdraw the hand-over, with a reason that both organisations see."""
    handover_changes.withdraw_handover(database, apprenticeship_id, body.reason, by=person, now=now)
    return _latest(database, apprenticeship_id, person, now)


def _latest(
    database: Database, apprenticeship_id: UUID, person: Person, now: datetime
) -> HandoverOut:
    with database.read() as session:
        get_apprenticeship_for(session, person, apprenticeship_id, today=today_in_london(now))
        made = assessments_of_apprenticeship(session, apprenticeship_id)
    if not made:
        raise NotFound
    return handover_out(made[0])

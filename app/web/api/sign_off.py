"""Sign-off: what waits for an assessor, decisions on it, and line managers' confirmations."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends

from app.actions import confirmation, sign_off
from app.actions.readings import note_readings
from app.domain.calendar import today_in_london
from app.domain.permissions import check_has_queue
from app.domain.statements import CONFIRMED, RETURNED, SIGNED_OFF
from app.queries.evidence_in_full import evidence_in_full
from app.queries.sign_off_queue import evidence_awaiting_sign_off
from app.web.api.bodies import Cursor
from app.web.api.description import refusals
from app.web.api.evidence import evidence_as_it_stands
from app.web.api.evidence_bodies import EvidenceList, EvidenceOut, evidence_out
from app.web.api.idempotency import OnceDatabase
from app.web.api.routing import api_router
from app.web.api.sign_off_bodies import (
    AllMetIn,
    AllMetOut,
    ConfirmationIn,
    DecisionIn,
    LeftOut,
    ReopeningIn,
)
from app.web.bodies import JsonBody
from app.web.deps import ApiPerson, CurrentDatabase, Now

router = api_router("Sign-off")


@router.get("/sign-off/queue", responses=refusals(403))
def list_evidence_awaiting_sign_off(
    person: ApiPerson, database: CurrentDatabase, now: Now, cursor: Cursor = None
) -> EvidenceList:
    """List what your apprentices submitted and you have not decided on, the oldest first."""
    check_has_queue(person)
    today = today_in_london(now)
    with database.read() as session:
        page = evidence_awaiting_sign_off(session, person, today=today, cursor=cursor or None)
        found = evidence_in_full(session, person, [line.id for line in page.items], today=today)
    note_readings(database, (each.piece for each in found), by=person, now=now)
    return EvidenceList(items=[evidence_out(each) for each in found], next=page.next)


@router.post(
    "/evidence/{evidence_id}/confirm",
    responses=refusals(403),
    description="Confirm that a piece is your apprentice's own work in your organisation. "
    f"By doing so you say: “{CONFIRMED}”",
)
def confirm_evidence(
    evidence_id: UUID,
    body: Annotated[ConfirmationIn, Depends(JsonBody(ConfirmationIn))],
    person: ApiPerson,
    database: OnceDatabase,
    now: Now,
) -> EvidenceOut:
    """Say whose work it is."""
    confirmation.confirm_evidence(database, [evidence_id], body.statement, by=person, now=now)
    return evidence_as_it_stands(database, evidence_id, person, now)


@router.post(
    "/evidence/{evidence_id}/decision",
    responses=refusals(403),
    description="Sign a piece off, or return it with feedback. Each mapped criterion is decided "
    f"on. By signing off you say: “{SIGNED_OFF}” By returning it: “{RETURNED}”",
)
def decide_on_evidence(
    evidence_id: UUID,
    body: Annotated[DecisionIn, Depends(JsonBody(DecisionIn))],
    person: ApiPerson,
    database: OnceDatabase,
    now: Now,
) -> EvidenceOut:
    """Decide on each criterion, and on the piece."""
    sign_off.sign_off_evidence(
        database, evidence_id, body.decision(), version=body.version, by=person, now=now
    )
    return evidence_as_it_stands(database, evidence_id, person, now)


@router.post(
    "/sign-off/all-met",
    responses=refusals(403),
    description="Sign several pieces off, each with every mapped criterion met. Each is decided "
    "on by itself: a piece that changed meanwhile, or is not yours to decide on, is left and "
    f"named, and the others are done. Of each you say: “{SIGNED_OFF}”",
)
def sign_off_as_all_met(
    body: Annotated[AllMetIn, Depends(JsonBody(AllMetIn))],
    person: ApiPerson,
    database: OnceDatabase,
    now: Now,
) -> AllMetOut:
    """Sign off several pieces of which every criterion is met."""
    check_has_queue(person)
    chosen = body.chosen
    refused = sign_off.sign_off_as_all_met(database, chosen, body.feedback, by=person, now=now)
    left = {each.evidence_id for each in refused}
    return AllMetOut(
        signed_off=[each for each in chosen if each not in left],
        left=[LeftOut(id=each.evidence_id, why=each.why) for each in refused],
    )


@router.post("/evidence/{evidence_id}/reopen", responses=refusals(403))
def reopen_evidence(
    evidence_id: UUID,
    body: Annotated[ReopeningIn, Depends(JsonBody(ReopeningIn))],
    person: ApiPerson,
    database: OnceDatabase,
    now: Now,
) -> EvidenceOut:
    """Revoke a sign-off, with a reason. The piece goes back to the apprentice."""
    sign_off.reopen_evidence(database, evidence_id, body.reason, by=person, now=now)
    return evidence_as_it_stands(database, evidence_id, person, now)

"""Evidence: written, read, found, submitted and taken back."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Query
from pydantic import AfterValidator

from app.actions import evidence as writing
from app.actions import submission
from app.actions.readings import note_readings
from app.adapters.db import Database
from app.domain.calendar import today_in_london
from app.domain.evidence import EvidenceKind, EvidenceStatus
from app.domain.people import Person
from app.domain.standards import code_order
from app.domain.statements import SUBMITTED
from app.queries.apprenticeships import get_apprenticeship_for
from app.queries.evidence import get_evidence_for
from app.queries.evidence_in_full import evidence_in_full, get_evidence_in_full
from app.queries.evidence_list import Filters, list_evidence
from app.web.api.bodies import Cursor, NoBody
from app.web.api.description import refusals
from app.web.api.evidence_bodies import (
    EvidenceChange,
    EvidenceIn,
    EvidenceList,
    EvidenceOut,
    evidence_out,
)
from app.web.api.idempotency import OnceDatabase
from app.web.api.routing import api_router
from app.web.bodies import JsonBody
from app.web.deps import ApiPerson, CurrentDatabase, Now

router = api_router("Evidence")


def evidence_as_it_stands(
    database: Database, evidence_id: UUID, person: Person, now: datetime
) -> EvidenceOut:
    """The answer to every act on a piece."""
    with database.read() as session:
        return evidence_out(
            get_evidence_in_full(session, person, evidence_id, today=today_in_london(now))
        )


def _is_code(code: str) -> str:
    code_order(code)
    return code


@router.get("/apprenticeships/{apprenticeship_id}/evidence")
def list_evidence_of_apprenticeship(
    apprenticeship_id: UUID,
    person: ApiPerson,
    database: CurrentDatabase,
    now: Now,
    status: EvidenceStatus | None = None,
    criterion: Annotated[str | None, Query(max_length=5), AfterValidator(_is_code)] = None,
    kind: EvidenceKind | None = None,
    practice_area: Annotated[str, Query(max_length=100)] = "",
    q: Annotated[str, Query(max_length=1000, description="Words that the piece holds.")] = "",
    cursor: Cursor = None,
) -> EvidenceList:
    """List the evidence of an apprenticeship that you may see, the newest first."""
    today = today_in_london(now)
    filters = Filters(status, criterion or "", kind, practice_area, words=q)
    with database.read() as session:
        apprenticeship = get_apprenticeship_for(session, person, apprenticeship_id, today=today)
        page = list_evidence(
            session, person, apprenticeship, filters, today=today, cursor=cursor or None
        )
        found = evidence_in_full(session, person, [line.id for line in page.items], today=today)
    note_readings(database, (each.piece for each in found), by=person, now=now)
    return EvidenceList(items=[evidence_out(each) for each in found], next=page.next)


@router.post(
    "/apprenticeships/{apprenticeship_id}/evidence", status_code=201, responses=refusals(403)
)
def create_evidence(
    apprenticeship_id: UUID,
    body: Annotated[EvidenceIn, Depends(JsonBody(EvidenceIn))],
    person: ApiPerson,
    database: OnceDatabase,
    now: Now,
) -> EvidenceOut:
    """Start a draft in your own portfolio. Only its title is needed."""
    made = writing.create_evidence(database, apprenticeship_id, body.content(), by=person, now=now)
    return evidence_as_it_stands(database, made, person, now)


@router.get("/evidence/{evidence_id}")
def get_evidence(
    evidence_id: UUID, person: ApiPerson, database: CurrentDatabase, now: Now
) -> EvidenceOut:
    """Read one piece of evidence."""
    with database.read() as session:
        found = get_evidence_in_full(session, person, evidence_id, today=today_in_london(now))
    note_readings(database, [found.piece], by=person, now=now)
    return evidence_out(found)


@router.patch("/evidence/{evidence_id}", responses=refusals(403))
def change_evidence(
    evidence_id: UUID,
    body: Annotated[EvidenceChange, Depends(JsonBody(EvidenceChange))],
    person: ApiPerson,
    database: OnceDatabase,
    now: Now,
) -> EvidenceOut:
    """Change a draft or a returned piece of your own. What is left out stays as it is."""
    with database.read() as session:
        piece = get_evidence_for(session, person, evidence_id, today=today_in_london(now))
    content = body.applied_to(piece.content)
    writing.edit_evidence(database, evidence_id, content, version=body.version, by=person, now=now)
    return evidence_as_it_stands(database, evidence_id, person, now)


@router.delete("/evidence/{evidence_id}", status_code=204, responses=refusals(403))
def delete_evidence(
    evidence_id: UUID, _body: NoBody, person: ApiPerson, database: OnceDatabase, now: Now
) -> None:
    """Delete a draft of your own that was never submitted."""
    writing.delete_draft(database, evidence_id, by=person, now=now)


@router.post(
    "/evidence/{evidence_id}/submit",
    responses=refusals(403),
    description="Submit a piece of your own to your assessor. All that it lacks is named at once. "
    f"By doing so you say: “{SUBMITTED}”",
)
def submit_evidence(
    evidence_id: UUID, _body: NoBody, person: ApiPerson, database: OnceDatabase, now: Now
) -> EvidenceOut:
    """Freeze it as it stands, for the assessor."""
    submission.submit_evidence(database, evidence_id, by=person, now=now)
    return evidence_as_it_stands(database, evidence_id, person, now)


@router.post("/evidence/{evidence_id}/take-back", responses=refusals(403))
def take_back_evidence(
    evidence_id: UUID, _body: NoBody, person: ApiPerson, database: OnceDatabase, now: Now
) -> EvidenceOut:
    """Make a piece that you submitted a draft again."""
    submission.take_back_evidence(database, evidence_id, by=person, now=now)
    return evidence_as_it_stands(database, evidence_id, person, now)


@router.post("/evidence/{evidence_id}/reuse", status_code=201, responses=refusals(403))
def reuse_evidence(
    evidence_id: UUID, _body: NoBody, person: ApiPerson, database: OnceDatabase, now: Now
) -> EvidenceOut:
    """Start a new draft with the same facts and files. What it shows is asked afresh."""
    made = writing.reuse_evidence(database, evidence_id, by=person, now=now)
    return evidence_as_it_stands(database, made, person, now)

"""Re-opening a piece of evidence that was signed off."""

import uuid
from dataclasses import dataclass
from datetime import datetime

from fastapi import APIRouter, Request, Response

from app.actions.sign_off import reopen_evidence
from app.adapters.db import Database
from app.domain.calendar import today_in_london
from app.domain.errors import FieldError, Invalid
from app.domain.evidence import Act, after
from app.domain.people import Person
from app.domain.permissions import check_can_sign_off
from app.domain.unfinished import UnfinishedForm
from app.queries.evidence import Piece, get_evidence_for
from app.queries.unfinished import unfinished_of
from app.web.bodies import PageForm
from app.web.deps import CurrentDatabase, Now, SignedInPerson
from app.web.notices import see_other
from app.web.rendering import Page, render
from app.web.saving import Saving, forget_sent, saves_itself

router = APIRouter(include_in_schema=False)

REOPENING = UnfinishedForm.REOPENING


@dataclass(frozen=True, kw_only=True)
class ReopenPage(Page):
    template = "sign_off/reopen.html"
    piece: Piece
    reason: str
    saving: Saving


@router.get("/evidence/{evidence_id}/reopen")
def show_reopening(
    request: Request,
    evidence_id: uuid.UUID,
    database: CurrentDatabase,
    person: SignedInPerson,
    now: Now,
) -> Response:
    piece = _signed_off(database, evidence_id, person, now)
    with database.read() as session:
        kept = unfinished_of(session, person, REOPENING, evidence_id)
    saving = saves_itself(REOPENING, evidence_id, person, kept=kept, today=today_in_london(now))
    return render(request, _page(piece, kept.field("reason") if kept else "", saving))


@router.post("/evidence/{evidence_id}/reopen")
def reopen(
    request: Request,
    evidence_id: uuid.UUID,
    form: PageForm,
    database: CurrentDatabase,
    person: SignedInPerson,
    now: Now,
) -> Response:
    reason = form.text("reason")
    try:
        reopen_evidence(database, evidence_id, reason, by=person, now=now)
    except Invalid as refused:
        piece = _signed_off(database, evidence_id, person, now)
        saving = saves_itself(REOPENING, evidence_id, person, sent=form)
        return render(request, _page(piece, reason, saving, refused.fields), status=422)
    forget_sent(database, REOPENING, evidence_id, form, by=person)
    return see_other(
        request,
        f"/evidence/{evidence_id}",
        "You re-opened this piece. It is returned to the apprentice, with your reason.",
    )


def _signed_off(database: Database, evidence_id: uuid.UUID, person: Person, now: datetime) -> Piece:
    """The piece, if this assessor may re-open it as it stands."""
    with database.read() as session:
        piece = get_evidence_for(session, person, evidence_id, today=today_in_london(now))
    check_can_sign_off(piece.apprenticeship.standing, by=person.id, author=piece.author_id)
    after(piece.status, Act.REOPEN)
    return piece


def _page(
    piece: Piece, reason: str, saving: Saving, errors: tuple[FieldError, ...] = ()
) -> ReopenPage:
    return ReopenPage(
        title="Why do you re-open this piece?",
        errors=errors,
        piece=piece,
        reason=reason,
        saving=saving,
    )

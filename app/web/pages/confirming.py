"""A line manager confirms several pieces of an apprentice's work in one act."""

import uuid
from dataclasses import dataclass, replace
from datetime import date, datetime
from textwrap import shorten

from fastapi import APIRouter, Request, Response

from app.actions.confirmation import MAX_AT_ONCE, confirm_evidence
from app.adapters.db import Database
from app.domain.calendar import today_in_london
from app.domain.errors import FieldError, Invalid, RuleBroken, Stale
from app.domain.evidence import EvidenceStatus
from app.domain.people import Person
from app.domain.permissions import Sight, check_can_confirm
from app.domain.standards import Standard
from app.domain.statements import CONFIRMED
from app.domain.unfinished import UnfinishedForm
from app.queries.apprenticeships import Apprenticeship, get_apprenticeship_for
from app.queries.confirmations import ToConfirm, pieces_to_confirm
from app.queries.standards import get_standard_by_id
from app.queries.unfinished import unfinished_of
from app.web.bodies import Form, PageForm
from app.web.deps import CurrentDatabase, Now, SignedInPerson
from app.web.filters import in_words, moment, plural
from app.web.forms.ids import id_in
from app.web.notices import see_other
from app.web.pages.evidence_changes import FieldChange, changes_between
from app.web.rendering import Page, render
from app.web.saving import Saving, as_form, forget_sent, saves_itself

router = APIRouter(include_in_schema=False)

CONFIRMING = UnfinishedForm.CONFIRMING

FIRST_LINES = 300
"""Characters of the narrative. The whole is a link away."""


@dataclass(frozen=True, slots=True)
class PieceToConfirm:
    """``value`` names the piece and the very work that is shown of it.

    ``again`` says who confirmed it before and when, where it changed since; else empty.
    """

    value: str
    ticked: bool
    href: str
    title: str
    status: EvidenceStatus
    kind: str
    happened_on: date | None
    happened_to: date | None
    first_lines: str
    again: str
    changes: tuple[FieldChange, ...]


@dataclass(frozen=True, kw_only=True)
class ConfirmPage(Page):
    template = "confirming/choose.html"
    apprenticeship: Apprenticeship
    pieces: tuple[PieceToConfirm, ...]
    statement: str
    all_ticked: bool
    saving: Saving
    most: int = MAX_AT_ONCE
    says: str = CONFIRMED


@router.get("/apprenticeships/{apprenticeship_id}/confirm")
def show_confirming(
    request: Request,
    apprenticeship_id: uuid.UUID,
    database: CurrentDatabase,
    person: SignedInPerson,
    now: Now,
    tick: str = "",
) -> Response:
    """``tick`` is all or none, where they chose one of them; else what they ticked before."""
    return render(request, _page(database, apprenticeship_id, person, now, tick=tick))


@router.post("/apprenticeships/{apprenticeship_id}/confirm")
def confirm(
    request: Request,
    apprenticeship_id: uuid.UUID,
    form: PageForm,
    database: CurrentDatabase,
    person: SignedInPerson,
    now: Now,
) -> Response:
    seen, statement = _seen(form), form.text("statement")
    try:
        confirm_evidence(database, tuple(seen), statement, seen=seen, by=person, now=now)
    except Invalid as refused:
        errors, status = refused.fields, 422
    except (RuleBroken, Stale) as refused:
        errors, status = (FieldError("", refused.sentence),), 409
    else:
        forget_sent(database, CONFIRMING, apprenticeship_id, form, by=person)
        return see_other(request, "/", f"You confirmed {plural(len(seen), 'piece')} of work.")
    page = _page(database, apprenticeship_id, person, now, sent=form)
    return render(request, replace(page, errors=errors), status=status)


def _seen(form: Form) -> dict[uuid.UUID, str]:
    """The pieces that were ticked, each with the hash of the work that was shown."""
    seen = {}
    for value in form.texts("evidence"):
        piece, _, work = value.partition(" ")
        if evidence_id := id_in(piece):
            seen[evidence_id] = work
    return seen


def _page(
    database: Database,
    apprenticeship_id: uuid.UUID,
    person: Person,
    now: datetime,
    *,
    tick: str = "",
    sent: Form | None = None,
) -> ConfirmPage:
    """With what was ``sent`` and refused, or typed and ticked before."""
    today = today_in_london(now)
    with database.read() as session:
        apprenticeship = get_apprenticeship_for(session, person, apprenticeship_id, today=today)
        check_can_confirm(apprenticeship.standing, Sight.SUBMITTED)
        waiting = pieces_to_confirm(session, person, apprenticeship, today=today, limit=MAX_AT_ONCE)
        standard = get_standard_by_id(session, apprenticeship.standard_id)
        kept = unfinished_of(session, person, CONFIRMING, apprenticeship_id)
    left = sent or as_form(kept.fields if kept else ())
    ticked = () if tick else left.texts("evidence")
    all_ticked = tick == "all"
    shown = (_shown(piece, standard) for piece in waiting)
    return ConfirmPage(
        title=f"Is this {apprenticeship.apprentice}’s own work?",
        apprenticeship=apprenticeship,
        pieces=tuple(replace(piece, ticked=all_ticked or piece.value in ticked) for piece in shown),
        statement=left.text("statement"),
        all_ticked=all_ticked,
        saving=saves_itself(
            CONFIRMING, apprenticeship_id, person, kept=kept, sent=sent, today=today
        ),
    )


def _shown(piece: ToConfirm, standard: Standard) -> PieceToConfirm:
    content, before = piece.content, piece.before
    # A confirmation speaks of the work: what it was mapped to is not part of it.
    earlier = replace(before.content, mappings=content.mappings) if before else content
    return PieceToConfirm(
        value=f"{piece.id} {piece.work_sha256}",
        ticked=False,
        href=f"/evidence/{piece.id}",
        title=content.title,
        status=piece.status,
        kind=in_words(content.kind),
        happened_on=content.happened_on,
        happened_to=content.happened_to,
        first_lines=shorten(content.narrative, FIRST_LINES, placeholder=" …"),
        again=f"{before.by} confirmed it on {moment(before.at)}. It changed since."
        if before
        else "",
        changes=tuple(change.in_brief for change in changes_between(earlier, content, standard)),
    )

"""One piece of evidence: read by everybody around it, and what each of them can do with it."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID, uuid4

from fastapi import APIRouter, Request, Response

from app.actions.confirmation import comment_on_evidence, confirm_evidence
from app.actions.evidence import delete_draft, reuse_evidence
from app.actions.readings import note_reading
from app.actions.submission import submit_evidence, take_back_evidence
from app.adapters.db import Database
from app.domain.calendar import today_in_london
from app.domain.errors import FieldError, Invalid, RuleBroken, Stale
from app.domain.evidence import EvidenceStatus, check_can_be_deleted
from app.domain.people import Person
from app.domain.permissions import Sight, check_can_write
from app.domain.unfinished import UnfinishedForm
from app.queries.evidence import Piece, get_evidence_for
from app.queries.evidence_history import History, get_history_for
from app.web.bodies import Form, PageForm
from app.web.deps import CurrentDatabase, Now, SignedInPerson
from app.web.forms.evidence import read_version, written
from app.web.forms.ids import id_in
from app.web.notices import see_other
from app.web.pages.evidence_contexts import (
    EvidencePage,
    Savings,
    Typed,
    evidence_page,
    outline_page,
)
from app.web.pages.evidence_writer import Writer
from app.web.rendering import Page, render
from app.web.saving import Saving, forget_sent, saves_itself

router = APIRouter(include_in_schema=False)

COMMENT, STATEMENT = UnfinishedForm.COMMENT, UnfinishedForm.STATEMENT


@dataclass(frozen=True, kw_only=True)
class DeletePage(Page):
    template = "evidence/delete.html"
    piece: Piece


@router.get("/evidence/{evidence_id}")
def show(
    request: Request,
    evidence_id: UUID,
    database: CurrentDatabase,
    person: SignedInPerson,
    now: Now,
) -> Response:
    history = _history(database, evidence_id, person, now)
    outline = history.piece.sight is Sight.OUTLINE
    what = "outline" if outline else f"revision {history.piece.revision}"
    note_reading(database, history.piece, what, by=person, now=now)
    if outline:
        return render(request, outline_page(history))
    return render(request, _page(history, person, today_in_london(now)))


@router.post("/evidence/{evidence_id}/submit")
def submit(
    request: Request,
    evidence_id: UUID,
    form: PageForm,
    database: CurrentDatabase,
    person: SignedInPerson,
    now: Now,
) -> Response:
    """Where something is missing, the form is shown with all of it beside the fields."""
    try:
        submit_evidence(database, evidence_id, version=read_version(form), by=person, now=now)
    except Invalid as refusal:
        writer = Writer(request, database, person, now, evidence_id)
        desk = writer.desk()
        return writer.show(desk, written(desk.kept_piece.content), refusal.fields)
    except (Stale, RuleBroken):
        if _piece(database, evidence_id, person, now).status is not EvidenceStatus.SUBMITTED:
            raise
    return see_other(request, f"/evidence/{evidence_id}", "You submitted this piece.")


@router.post("/evidence/{evidence_id}/take-back")
def take_back(
    request: Request,
    evidence_id: UUID,
    form: PageForm,
    database: CurrentDatabase,
    person: SignedInPerson,
    now: Now,
) -> Response:
    try:
        take_back_evidence(database, evidence_id, version=read_version(form), by=person, now=now)
    except (Stale, RuleBroken):
        if _piece(database, evidence_id, person, now).status is not EvidenceStatus.DRAFT:
            raise
    return see_other(
        request,
        f"/evidence/{evidence_id}",
        "You took this piece back. It is a draft again, and nobody else sees it.",
    )


@router.post("/evidence/{evidence_id}/reuse")
def reuse(
    request: Request,
    evidence_id: UUID,
    form: PageForm,
    database: CurrentDatabase,
    person: SignedInPerson,
    now: Now,
) -> Response:
    new_id = id_in(form.text("new_id")) or uuid4()
    try:
        reuse_evidence(database, evidence_id, new_id=new_id, by=person, now=now)
    except Stale:
        _piece(database, new_id, person, now)  # the form was sent twice; a stranger gets 404
    return see_other(
        request,
        f"/evidence/{new_id}/edit",
        "This is a new draft with the same text and files. Choose which KSBs it shows.",
    )


@router.get("/evidence/{evidence_id}/delete")
def ask_to_delete(
    request: Request,
    evidence_id: UUID,
    database: CurrentDatabase,
    person: SignedInPerson,
    now: Now,
) -> Response:
    piece = _piece(database, evidence_id, person, now)
    check_can_write(piece.apprenticeship.standing)
    check_can_be_deleted(piece.status, piece.revision)
    return render(request, DeletePage(title="Delete this draft?", piece=piece))


@router.post("/evidence/{evidence_id}/delete")
def delete(
    request: Request,
    evidence_id: UUID,
    _form: PageForm,
    database: CurrentDatabase,
    person: SignedInPerson,
    now: Now,
) -> Response:
    delete_draft(database, evidence_id, by=person, now=now)
    return see_other(request, "/evidence", "You deleted the draft.")


@router.post("/evidence/{evidence_id}/comments")
def comment(
    request: Request,
    evidence_id: UUID,
    form: PageForm,
    database: CurrentDatabase,
    person: SignedInPerson,
    now: Now,
) -> Response:
    text = form.text("text")
    try:
        comment_on_evidence(
            database, evidence_id, text, new_id=id_in(form.text("new_id")), by=person, now=now
        )
    except Invalid as refusal:
        history = _history(database, evidence_id, person, now)
        return _again(request, history, person, refusal.fields, COMMENT, text)
    except Stale as stale:
        history = _history(database, evidence_id, person, now)
        error = FieldError("text", stale.sentence)
        return _again(request, history, person, (error,), COMMENT, text, status=409)
    forget_sent(database, COMMENT, evidence_id, form, by=person)
    return see_other(request, f"/evidence/{evidence_id}", "Your comment was added.")


@router.post("/evidence/{evidence_id}/confirm")
def confirm(
    request: Request,
    evidence_id: UUID,
    form: PageForm,
    database: CurrentDatabase,
    person: SignedInPerson,
    now: Now,
) -> Response:
    """What is confirmed is the work that was read: where it changed since, it is shown again."""
    typed, seen = form.text("statement"), form.text("work")
    try:
        confirm_evidence(
            database,
            [evidence_id],
            typed,
            seen={evidence_id: seen},
            by=person,
            now=now,
        )
    except Invalid as refusal:
        history = _history(database, evidence_id, person, now)
        return _again(request, history, person, refusal.fields, STATEMENT, typed)
    except Stale as stale:
        history = _history(database, evidence_id, person, now)
        error = FieldError("statement", stale.sentence)
        return _again(request, history, person, (error,), STATEMENT, typed, status=409)
    except RuleBroken:
        confirmed = _history(database, evidence_id, person, now).confirmed
        if confirmed is None or confirmed.by_id != person.id:
            raise
    forget_sent(database, STATEMENT, evidence_id, form, by=person)
    return see_other(
        request,
        f"/evidence/{evidence_id}",
        "You confirmed that this is the apprentice’s own work.",
    )


def _again(
    request: Request,
    history: History,
    person: Person,
    errors: tuple[FieldError, ...],
    which: UnfinishedForm,
    text: str,
    *,
    status: int = 422,
) -> Response:
    """The page with what was typed into one of its forms, and what is wrong with it."""
    sent: Form = request.state.form
    today = today_in_london(history.piece.updated_at)
    page = _page(history, person, today, errors=errors, which=which, text=text, sent=sent)
    return render(request, page, status=status)


def _page(
    history: History,
    person: Person,
    today: date,
    *,
    errors: tuple[FieldError, ...] = (),
    which: UnfinishedForm | None = None,
    text: str = "",
    sent: Form | None = None,
) -> EvidencePage:
    """``which`` form was ``sent`` and refused, with ``text`` in it; others stand as left."""

    def saving(form: UnfinishedForm) -> Saving:
        again = sent if form is which else None
        kept = history.unfinished.get(form)
        return saves_itself(form, history.piece.id, person, kept=kept, sent=again, today=today)

    def typed(form: UnfinishedForm, field: str) -> str:
        kept = history.unfinished.get(form)
        return text if form is which else kept.field(field) if kept else ""

    return evidence_page(
        history,
        by=person.id,
        new_id=uuid4(),
        errors=errors,
        typed=Typed(typed(COMMENT, "text"), typed(STATEMENT, "statement")),
        savings=Savings(saving(COMMENT), saving(STATEMENT)),
    )


def _history(database: Database, evidence_id: UUID, person: Person, now: datetime) -> History:
    with database.read() as session:
        return get_history_for(session, person, evidence_id, today=today_in_london(now))


def _piece(database: Database, evidence_id: UUID, person: Person, now: datetime) -> Piece:
    with database.read() as session:
        return get_evidence_for(session, person, evidence_id, today=today_in_london(now))

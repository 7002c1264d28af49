"""Deciding on a piece of evidence: signing it off, or returning it with feedback."""

import uuid
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, datetime

from fastapi import APIRouter, Request, Response

from app.actions.readings import note_reading
from app.actions.sign_off import sign_off_evidence
from app.actions.unfinished import save_unfinished
from app.adapters.db import Database
from app.domain.calendar import today_in_london
from app.domain.errors import FieldError, Invalid, RuleBroken, Stale
from app.domain.people import Person
from app.domain.sign_off import Decision, Outcome, decide
from app.domain.unfinished import ChangedElsewhere, UnfinishedForm
from app.queries.deciding import ToDecide, get_to_decide
from app.queries.evidence import Piece, get_evidence_for
from app.queries.sign_off import DecisionMade
from app.queries.sign_off_queue import Place, QueueFilters, place_in_queue
from app.queries.standards import get_standard_by_id
from app.web.bodies import Form, PageForm
from app.web.deps import CurrentDatabase, Now, SignedInPerson
from app.web.forms.decisions import TypedDecision, read_decision
from app.web.forms.ids import id_in
from app.web.forms.queue_filters import as_query, read_filters
from app.web.notices import see_other
from app.web.pages.deciding_contexts import decide_page, first_form
from app.web.pages.deciding_phrases import INSERT, KEEP, phrase_inserted, phrase_kept
from app.web.rendering import render
from app.web.saving import Saving, forget_sent, saves_itself, seen_in, typed_fields

router = APIRouter(include_in_schema=False)

ALL_MET = "all_met"
SAVE = "save"
_OUTCOMES = {
    "sign_off": Outcome.SIGNED_OFF,
    ALL_MET: Outcome.SIGNED_OFF,
    "return": Outcome.RETURNED,
}
"""The buttons that decide. The others change the form alone, or keep it for later."""


@dataclass(frozen=True, slots=True)
class Sent:
    """What an assessor sent: the form as it stood, and which button they pressed."""

    act: str
    version: int
    typed: TypedDecision
    filters: QueueFilters


@dataclass(frozen=True, slots=True)
class Decided:
    """What was decided on a piece, and where in the queue it had stood."""

    piece: Piece
    decision: Decision
    place: Place


@router.get("/evidence/{evidence_id}/decide")
def show_decision(
    request: Request,
    evidence_id: uuid.UUID,
    database: CurrentDatabase,
    person: SignedInPerson,
    now: Now,
) -> Response:
    filters = read_filters(request.query_params)
    with database.read() as session:
        found = get_to_decide(session, person, evidence_id, filters, today=today_in_london(now))
    note_reading(database, found.piece, f"revision {found.piece.revision}", by=person, now=now)
    just_decided = id_in(request.query_params.get("decided", ""))
    saving = saves_itself(
        UnfinishedForm.DECISION,
        evidence_id,
        person,
        kept=found.unfinished,
        today=today_in_london(now),
    )
    page = decide_page(found, first_form(found), filters, saving=saving, just_decided=just_decided)
    return render(request, page)


@router.post("/evidence/{evidence_id}/decide")
def decide_on_evidence(
    request: Request,
    evidence_id: uuid.UUID,
    form: PageForm,
    database: CurrentDatabase,
    person: SignedInPerson,
    now: Now,
) -> Response:
    """Decides, keeps the form for later, or shows it with a KSB looked for, added or left out."""
    sent = _sent(request, form)
    refused: Invalid | Stale | RuleBroken | None = None
    try:
        if sent.act == SAVE:
            save_unfinished(
                database,
                UnfinishedForm.DECISION,
                evidence_id,
                typed_fields(form),
                seen=seen_in(form),
                by=person,
                now=now,
            )
            notice = "Your decision is saved for later. Only you can see it."
            return see_other(request, f"/queue{as_query(sent.filters)}", notice)
        if sent.act in _OUTCOMES:
            made = _decide(database, evidence_id, sent, person, now)
            forget_sent(database, UnfinishedForm.DECISION, evidence_id, form, by=person)
            return _on_to_the_next(request, made, sent.filters)
    except (Invalid, Stale, RuleBroken) as refusal:
        refused = refusal
    with database.read() as session:
        found = get_to_decide(
            session, person, evidence_id, sent.filters, today=today_in_london(now)
        )
    saving = saves_itself(UnfinishedForm.DECISION, evidence_id, person, sent=form)
    if isinstance(refused, ChangedElsewhere) and refused.token != saving.token:
        # Once that is said, the same button saves what stands here.
        saving = replace(saving, token=refused.token)
        elsewhere = "You typed something else in another window. Look there before you save this."
        errors = (FieldError("", elsewhere),)
        page = decide_page(found, sent.typed, sent.filters, saving=saving, errors=errors)
        return render(request, page, status=409)
    if isinstance(refused, Invalid):
        page = decide_page(found, sent.typed, sent.filters, saving=saving, errors=refused.fields)
        return render(request, page, status=422)
    if refused:
        return _came_too_late(request, found, sent, person, saving)
    verb, _, what = sent.act.partition(":")
    if verb == KEEP:
        page = phrase_kept(database, form, found, sent.filters, by=person, saving=saving)
        notice = "" if page.errors else "The feedback is kept among your phrases."
        return render(request, page, status=422 if page.errors else 200, notice=notice)
    if verb == INSERT:
        page = phrase_inserted(database, what, form, found, sent.filters, by=person, saving=saving)
        return render(request, page)
    typed = sent.typed.without(what) if verb == "drop" else sent.typed
    if verb == "enter" and typed.find:
        verb = "find"
    return render(request, decide_page(found, typed, sent.filters, saving=saving, act=verb))


def _sent(request: Request, form: Form) -> Sent:
    return Sent(
        form.text("act"),
        _version(form),
        read_decision(form),
        read_filters(request.query_params),
    )


def _version(form: Form) -> int:
    text = form.text("version")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else 0


def _decide(
    database: Database, evidence_id: uuid.UUID, sent: Sent, person: Person, now: datetime
) -> Decided:
    today = today_in_london(now)
    with database.read() as session:
        piece = get_evidence_for(session, person, evidence_id, today=today)
        place = place_in_queue(session, person, evidence_id, sent.filters, today=today)
        standard = get_standard_by_id(session, piece.apprenticeship.standard_id)
    typed = sent.typed
    if sent.act == ALL_MET:
        if typed.not_met:
            raise Invalid(*(_marked_otherwise(code) for code in typed.not_met))
        typed = typed.with_all_met(piece.codes)
    decision = typed.as_decision(_OUTCOMES[sent.act], piece.codes)
    if typed.misfits:
        known = [criterion.code for criterion in standard.criteria]
        raise Invalid(*typed.misfits, *_faults(decision, piece, known, today))
    sign_off_evidence(database, evidence_id, decision, version=sent.version, by=person, now=now)
    return Decided(piece, decision, place)


def _faults(
    decision: Decision, piece: Piece, known: Collection[str], today: date
) -> tuple[FieldError, ...]:
    """What else is wrong where the form does not even say a decision: all is told at once."""
    try:
        decide(decision, status=piece.status, mapped=piece.codes, known=known, today=today)
    except Invalid as refused:
        return refused.fields
    return ()


def _marked_otherwise(code: str) -> FieldError:
    return FieldError(
        f"mappings.{code}", f"You marked {code} as not met. Change that, or choose “Sign off”."
    )


def _on_to_the_next(request: Request, made: Decided, filters: QueueFilters) -> Response:
    """The next piece as the queue is filtered, with what was just decided in a sentence."""
    decided, following = str(made.piece.id), made.place.next
    query = as_query(filters, decided=decided)
    path = f"/evidence/{following}/decide{query}" if following else f"/queue{query}"
    return see_other(request, path, _in_a_sentence(made), in_place=following is not None)


def _in_a_sentence(made: Decided) -> str:
    title, decision = made.piece.content.title, made.decision
    if decision.outcome is Outcome.RETURNED:
        return f"You returned “{title}” to {made.piece.apprenticeship.apprentice}."
    met = sum(criterion.met for criterion in decision.criteria)
    not_met = len(decision.criteria) - met
    counted = f"{met} met" + (f", {not_met} not met" if not_met else "")
    return f"You signed off “{title}”: {counted}."


def _came_too_late(
    request: Request, found: ToDecide, sent: Sent, person: Person, saving: Saving
) -> Response:
    """Somebody was first. Nothing typed is lost; the same form sent twice is no harm."""
    stands = found.decided
    if stands and stands.by_id == person.id and _says_the_same(stands, sent, found.piece):
        made = Decided(
            found.piece, Decision(stands.outcome, stands.feedback, stands.criteria), found.place
        )
        return _on_to_the_next(request, made, sent.filters)
    if stands:
        who = "You have" if stands.by_id == person.id else f"{stands.by} has"
        sentence = f"{who} decided on this piece already. What you typed stands below."
    else:
        sentence = (
            "This piece changed after you opened it. What you typed is still here: "
            "look at what changed, then decide."
        )
    page = decide_page(
        found,
        sent.typed,
        sent.filters,
        saving=saving,
        errors=(FieldError("", sentence),),
        typed_in_vain=stands is not None,
    )
    return render(request, page, status=409)


def _says_the_same(stands: DecisionMade, sent: Sent, piece: Piece) -> bool:
    if sent.act not in _OUTCOMES:
        return False
    typed = sent.typed.with_all_met(piece.codes) if sent.act == ALL_MET else sent.typed
    decision = typed.as_decision(_OUTCOMES[sent.act], piece.codes)
    return (
        stands.outcome is decision.outcome
        and stands.feedback == decision.feedback
        and set(stands.criteria) == set(decision.criteria)
    )

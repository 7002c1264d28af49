"""One's own phrases for feedback, and the keys by which the queue is worked through."""

import uuid
from dataclasses import dataclass

from fastapi import APIRouter, Request, Response

from app.actions.phrases import choose_keys, count_use, delete_phrase, edit_phrase, keep_phrase
from app.adapters.db import Database
from app.domain.errors import FieldError, Invalid, RuleBroken
from app.domain.people import Person
from app.domain.phrases import MAX_PHRASES, Phrase
from app.queries.phrases import at_hand, get_phrase_of
from app.web.bodies import PageForm
from app.web.deps import CurrentDatabase, SignedInPerson
from app.web.notices import see_other
from app.web.rendering import Page, render

router = APIRouter(include_in_schema=False)

HERE = "/account/phrases"


@dataclass(frozen=True, kw_only=True)
class PhrasesPage(Page):
    """``name`` and ``text`` are of the phrase that is being added."""

    template = "phrases/list.html"
    title: str = "Your phrases for feedback"
    phrases: tuple[Phrase, ...]
    name: str = ""
    text: str = ""
    most: int = MAX_PHRASES


@dataclass(frozen=True, kw_only=True)
class PhrasePage(Page):
    template = "phrases/edit.html"
    title: str = "Change this phrase"
    here: str
    name: str
    text: str


@dataclass(frozen=True, kw_only=True)
class KeysPage(Page):
    template = "phrases/keys.html"
    title: str = "Single keys"
    keys: bool


@router.get("/account/phrases")
def show_phrases(request: Request, database: CurrentDatabase, person: SignedInPerson) -> Response:
    return render(request, _page(database, person))


@router.post("/account/phrases")
def add_phrase(
    request: Request, form: PageForm, database: CurrentDatabase, person: SignedInPerson
) -> Response:
    name, text = form.text("name"), form.text("text")
    try:
        keep_phrase(database, name, text, by=person)
    except Invalid as refused:
        page = _page(database, person, name, text, refused.fields)
        return render(request, page, status=422)
    except RuleBroken as refused:
        page = _page(database, person, name, text, (FieldError("", refused.sentence),))
        return render(request, page, status=409)
    return see_other(request, HERE, f"“{name}” is kept.")


@router.get("/account/phrases/{phrase_id}")
def show_phrase(
    request: Request, phrase_id: uuid.UUID, database: CurrentDatabase, person: SignedInPerson
) -> Response:
    with database.read() as session:
        phrase = get_phrase_of(session, person, phrase_id)
    page = PhrasePage(here=f"{HERE}/{phrase_id}", name=phrase.name, text=phrase.text)
    return render(request, page)


@router.post("/account/phrases/{phrase_id}")
def change_phrase(
    request: Request,
    phrase_id: uuid.UUID,
    form: PageForm,
    database: CurrentDatabase,
    person: SignedInPerson,
) -> Response:
    name, text = form.text("name"), form.text("text")
    try:
        edit_phrase(database, phrase_id, name=name, text=text, by=person)
    except Invalid as refused:
        page = PhrasePage(here=f"{HERE}/{phrase_id}", name=name, text=text, errors=refused.fields)
        return render(request, page, status=422)
    return see_other(request, HERE, f"“{name}” is changed.")


@router.post("/account/phrases/{phrase_id}/delete")
def remove_phrase(
    request: Request, phrase_id: uuid.UUID, database: CurrentDatabase, person: SignedInPerson
) -> Response:
    delete_phrase(database, phrase_id, by=person)
    return see_other(request, HERE, "The phrase is deleted. Feedback that you gave with it stays.")


@router.post("/account/phrases/{phrase_id}/use")
def note_use(phrase_id: uuid.UUID, database: CurrentDatabase, person: SignedInPerson) -> Response:
    """The page’s script has put it into a field."""
    count_use(database, phrase_id, by=person)
    return Response(status_code=204)


@router.get("/account/keys")
def show_keys(request: Request, database: CurrentDatabase, person: SignedInPerson) -> Response:
    with database.read() as session:
        keys = at_hand(session, person).keys
    return render(request, KeysPage(keys=keys))


@router.post("/account/keys")
def switch_keys(
    request: Request, form: PageForm, database: CurrentDatabase, person: SignedInPerson
) -> Response:
    on = form.text("keys") == "on"
    choose_keys(database, on, by=person)
    sentence = "Single keys act again." if on else "Single keys do nothing any more."
    return see_other(request, "/account/keys", sentence)


def _page(
    database: Database,
    person: Person,
    name: str = "",
    text: str = "",
    errors: tuple[FieldError, ...] = (),
) -> PhrasesPage:
    with database.read() as session:
        phrases = at_hand(session, person).phrases
    return PhrasesPage(phrases=phrases, name=name, text=text, errors=errors)

"""What an administrator changes about a person: details, and whether they can sign in."""

from dataclasses import dataclass
from uuid import UUID

from fastapi import APIRouter, Request, Response

from app.actions.people import (
    change_person,
    deactivate_person,
    invite_again,
    reactivate_person,
)
from app.domain.calendar import today_in_london
from app.domain.errors import FieldError, Invalid
from app.domain.permissions import houses_to_administer
from app.queries.people import PersonLine, get_person_for
from app.web.bodies import PageForm
from app.web.deps import CurrentDatabase, CurrentSettings, Now, SignedInPerson
from app.web.forms.people import TypedPerson, read_person
from app.web.notices import see_other
from app.web.pages.person import TieLine, ties_of
from app.web.rendering import Page, render

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True, kw_only=True)
class EditPersonPage(Page):
    template = "people/edit.html"
    here: str
    name: str
    typed: TypedPerson


@dataclass(frozen=True, kw_only=True)
class DeactivatePage(Page):
    template = "people/deactivate.html"
    here: str
    name: str
    ties: tuple[TieLine, ...]


@router.get("/people/{person_id}/edit")
def show_edit_person(
    request: Request, person_id: UUID, database: CurrentDatabase, person: SignedInPerson
) -> Response:
    houses_to_administer(person)
    with database.read() as session:
        line = get_person_for(session, person, person_id)
    typed = TypedPerson(name=line.name, email=line.email)
    return render(request, _edit_page(line, typed))


@router.post("/people/{person_id}/edit")
def edit_person(
    request: Request,
    person_id: UUID,
    form: PageForm,
    database: CurrentDatabase,
    person: SignedInPerson,
    now: Now,
) -> Response:
    typed = read_person(form)
    try:
        change_person(database, person_id, name=typed.name, email=typed.email, by=person, now=now)
    except Invalid as refusal:
        with database.read() as session:
            line = get_person_for(session, person, person_id)
        return render(request, _edit_page(line, typed, refusal.fields), status=422)
    return see_other(request, f"/people/{person_id}", "You changed their details.")


@router.get("/people/{person_id}/deactivate")
def show_deactivate(
    request: Request,
    person_id: UUID,
    database: CurrentDatabase,
    person: SignedInPerson,
    now: Now,
) -> Response:
    houses_to_administer(person)
    with database.read() as session:
        line = get_person_for(session, person, person_id)
        ties, _past = ties_of(session, person, person_id, today_in_london(now))
    page = DeactivatePage(
        title=f"Deactivate {line.name}?", here=f"/people/{person_id}", name=line.name, ties=ties
    )
    return render(request, page)


@router.post("/people/{person_id}/deactivate")
def deactivate(
    request: Request,
    person_id: UUID,
    database: CurrentDatabase,
    person: SignedInPerson,
    now: Now,
) -> Response:
    deactivate_person(database, person_id, by=person, now=now)
    sentence = "They are deactivated, and signed out everywhere. All that they did stays."
    return see_other(request, f"/people/{person_id}", sentence)


@router.post("/people/{person_id}/reactivate")
def reactivate(
    request: Request,
    person_id: UUID,
    database: CurrentDatabase,
    person: SignedInPerson,
    now: Now,
) -> Response:
    reactivate_person(database, person_id, by=person, now=now)
    return see_other(request, f"/people/{person_id}", "They can sign in again.")


@router.post("/people/{person_id}/invite")
def invite(
    request: Request,
    person_id: UUID,
    database: CurrentDatabase,
    settings: CurrentSettings,
    person: SignedInPerson,
    now: Now,
) -> Response:
    invite_again(database, person_id, by=person, public_url=settings.public_url, now=now)
    if settings.smtp_url:
        return see_other(request, f"/people/{person_id}", "A new link is on its way to them.")
    return see_other(request, "/messages", "There is a new link for you to pass on.")


def _edit_page(
    line: PersonLine, typed: TypedPerson, errors: tuple[FieldError, ...] = ()
) -> EditPersonPage:
    return EditPersonPage(
        title="Change name or address",
        here=f"/people/{line.id}",
        name=line.name,
        typed=typed,
        errors=errors,
    )

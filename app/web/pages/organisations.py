"""The employers of a training provider, and the provider itself."""

from dataclasses import dataclass
from urllib.parse import urlencode
from uuid import UUID

from fastapi import APIRouter, Request, Response
from sqlmodel import Session

from app.actions.organisations import add_employer, change_organisation
from app.domain.calendar import today_in_london
from app.domain.errors import FieldError, Invalid
from app.domain.people import OrganisationKind, Person, Role
from app.domain.permissions import (
    houses_to_administer,
    houses_to_look_into,
    provider_to_act_in,
    providers_to_administer,
)
from app.queries.organisations import (
    EmployerLine,
    Organisation,
    get_organisation_for,
    list_employers_for,
    providers_of,
)
from app.web.bodies import PageForm
from app.web.deps import CurrentDatabase, Now, SignedInPerson
from app.web.forms.ids import id_in
from app.web.notices import see_other
from app.web.rendering import Page, render
from app.web.spreadsheets import SaveAs, save_as

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True, kw_only=True)
class OrganisationsPage(Page):
    """``several``: the reader looks into more than one house, so each employer says whose."""

    template = "organisations/list.html"
    title: str = "Organisations"

    providers: tuple[Organisation, ...]
    employers: tuple[EmployerLine, ...]
    name: str
    chosen: int
    several: bool
    may_change: bool
    saved_as: SaveAs
    next_page: str
    first_page: str


@dataclass(frozen=True, kw_only=True)
class NewEmployerPage(Page):
    template = "organisations/new.html"
    title: str = "Add an employer"
    name: str = ""
    provider: str = ""
    providers: tuple[dict[str, str], ...]


@dataclass(frozen=True, kw_only=True)
class EditOrganisationPage(Page):
    template = "organisations/edit.html"
    here: str
    name: str
    ukprn: str
    is_provider: bool


@router.get("/organisations")
def show_organisations(
    request: Request, database: CurrentDatabase, person: SignedInPerson, now: Now
) -> Response:
    name = request.query_params.get("name", "").strip()
    cursor = request.query_params.get("cursor")
    houses = houses_to_look_into(person)
    with database.read() as session:
        providers = providers_of(session, houses)
        found = list_employers_for(
            session, person, today=today_in_london(now), name=name, cursor=cursor
        )
    page = OrganisationsPage(
        providers=providers,
        employers=found.items,
        name=name,
        chosen=int(bool(name)),
        several=len(houses) > 1,
        may_change=person.holds(Role.ADMINISTRATOR),
        saved_as=save_as("/organisations", _address(name=name).removeprefix("/organisations")),
        next_page=_address(name=name, cursor=found.next) if found.next else "",
        first_page=_address(name=name) if cursor else "",
    )
    return render(request, page)


@router.get("/organisations/new")
def show_new_employer(
    request: Request, database: CurrentDatabase, person: SignedInPerson
) -> Response:
    with database.read() as session:
        page = _new_page(session, person)
    return render(request, page)


@router.post("/organisations/new")
def add_new_employer(
    request: Request, form: PageForm, database: CurrentDatabase, person: SignedInPerson, now: Now
) -> Response:
    name, provider = form.text("name"), form.text("provider")
    try:
        house = provider_to_act_in(person, id_in(provider))
        add_employer(database, house, name, by=person, now=now)
    except Invalid as refusal:
        with database.read() as session:
            page = _new_page(session, person, name, provider, refusal.fields)
        return render(request, page, status=422)
    return see_other(request, "/organisations", f"You added {name}.")


@router.get("/organisations/{organisation_id}/edit")
def show_edit_organisation(
    request: Request, organisation_id: UUID, database: CurrentDatabase, person: SignedInPerson
) -> Response:
    houses_to_administer(person)
    with database.read() as session:
        organisation = get_organisation_for(session, person, organisation_id)
    return render(request, _edit_page(organisation, organisation.name, organisation.ukprn or ""))


@router.post("/organisations/{organisation_id}/edit")
def edit_organisation(
    request: Request,
    organisation_id: UUID,
    form: PageForm,
    database: CurrentDatabase,
    person: SignedInPerson,
    now: Now,
) -> Response:
    name, ukprn = form.text("name"), form.text("ukprn")
    try:
        change_organisation(
            database, organisation_id, name=name, ukprn=ukprn or None, by=person, now=now
        )
    except Invalid as refusal:
        with database.read() as session:
            organisation = get_organisation_for(session, person, organisation_id)
        page = _edit_page(organisation, name, ukprn, refusal.fields)
        return render(request, page, status=422)
    return see_other(request, "/organisations", f"It is called {name} now.")


def _address(**query: str) -> str:
    said = urlencode({name: value for name, value in query.items() if value})
    return f"/organisations?{said}" if said else "/organisations"


def _new_page(
    session: Session,
    person: Person,
    name: str = "",
    provider: str = "",
    errors: tuple[FieldError, ...] = (),
) -> NewEmployerPage:
    providers = providers_of(session, providers_to_administer(person))
    choices = tuple({"value": str(each.id), "text": each.name} for each in providers)
    return NewEmployerPage(
        name=name,
        provider=provider,
        providers=choices if len(choices) > 1 else (),
        errors=errors,
    )


def _edit_page(
    organisation: Organisation, name: str, ukprn: str, errors: tuple[FieldError, ...] = ()
) -> EditOrganisationPage:
    return EditOrganisationPage(
        title=f"Change {organisation.name}",
        here=f"/organisations/{organisation.id}/edit",
        name=name,
        ukprn=ukprn,
        is_provider=organisation.kind is OrganisationKind.PROVIDER,
        errors=errors,
    )

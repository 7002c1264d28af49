"""The people of a training provider's house: the list, and somebody new."""

from collections.abc import Iterable
from dataclasses import dataclass

from fastapi import APIRouter, Request, Response
from sqlmodel import Session

from app.actions.people import add_person
from app.domain.errors import FieldError, Invalid
from app.domain.people import ROLE_NAMES, OrganisationKind, Person, Role
from app.domain.permissions import houses_to_administer
from app.queries.organisations import organisations_of_house
from app.queries.people import PersonLine, Presence, list_people_for
from app.web.bodies import PageForm
from app.web.deps import CurrentDatabase, CurrentSettings, Now, SignedInPerson
from app.web.forms.chosen import chosen_in
from app.web.forms.people import (
    PeopleFilters,
    TypedPerson,
    people_query,
    read_people_filters,
    read_person,
    role_to_give,
    roles_to_give,
)
from app.web.notices import see_other
from app.web.rendering import Page, render
from app.web.spreadsheets import SaveAs, save_as

router = APIRouter(include_in_schema=False)

Choices = tuple[dict[str, str], ...]


@dataclass(frozen=True, slots=True)
class PeopleRow:
    """``state`` says what is unusual: not signed in yet, or deactivated."""

    name: str
    href: str
    email: str
    roles: tuple[str, ...]
    state: str


@dataclass(frozen=True, kw_only=True)
class PeoplePage(Page):
    """``may_add``: the reader administers, and does not only read."""

    template = "people/list.html"
    wide = True
    title: str = "People"

    rows: tuple[PeopleRow, ...]
    filters: PeopleFilters
    chosen: int
    roles: Choices
    presences: Choices
    may_add: bool
    may_import: bool
    saved_as: SaveAs
    next_page: str
    first_page: str


@dataclass(frozen=True, kw_only=True)
class NewPersonPage(Page):
    template = "people/new.html"
    title: str = "Add somebody"

    typed: TypedPerson
    roles: Choices
    employers: tuple[str, ...]
    providers: Choices
    may_start: bool


@router.get("/people")
def show_people(request: Request, database: CurrentDatabase, person: SignedInPerson) -> Response:
    filters = read_people_filters(request.query_params)
    cursor = request.query_params.get("cursor")
    with database.read() as session:
        found = list_people_for(
            session,
            person,
            text=filters.text,
            role=filters.role,
            presence=filters.presence,
            cursor=cursor,
        )
    page = PeoplePage(
        rows=tuple(_row(line) for line in found.items),
        filters=filters,
        chosen=chosen_in(filters),
        roles=({"value": "", "text": "Every role"}, *role_choices(Role)),
        presences=(
            {"value": Presence.PRESENT, "text": "Here now"},
            {"value": Presence.FORMER, "text": "Here before"},
        ),
        may_add=person.holds(Role.ADMINISTRATOR),
        saved_as=save_as("/people", people_query(filters)),
        may_import=bool(person.providers_as(Role.ADMINISTRATOR)),
        next_page=f"/people{people_query(filters, cursor=found.next)}" if found.next else "",
        first_page=f"/people{people_query(filters)}" if cursor else "",
    )
    return render(request, page)


@router.get("/people/new")
def show_new_person(
    request: Request, database: CurrentDatabase, person: SignedInPerson
) -> Response:
    typed = TypedPerson(role=request.query_params.get("role", ""))
    with database.read() as session:
        page = _new_page(session, person, typed)
    return render(request, page)


@router.post("/people/new")
def add_new_person(
    request: Request,
    form: PageForm,
    database: CurrentDatabase,
    settings: CurrentSettings,
    person: SignedInPerson,
    now: Now,
) -> Response:
    typed = read_person(form)
    houses_to_administer(person)
    try:
        with database.read() as session:
            given = role_to_give(session, typed, by=person)
        added = add_person(
            database,
            name=typed.name,
            email=typed.email,
            role=given.role,
            organisation_id=given.organisation.id,
            by=person,
            public_url=settings.public_url,
            now=now,
        )
    except Invalid as refusal:
        with database.read() as session:
            page = _new_page(session, person, typed, refusal.fields)
        return render(request, page, status=422)
    what = f"{ROLE_NAMES[given.role].lower()} at {given.organisation.name}"
    sentence = f"You added {typed.email} as {what}."
    if added.link is not None and not settings.smtp_url:
        return see_other(request, "/messages", f"{sentence} Pass their link on to them.")
    return see_other(request, f"/people/{added.person_id}", sentence)


def role_choices(roles: Iterable[Role]) -> Choices:
    return tuple({"value": role.value, "text": ROLE_NAMES[role]} for role in roles)


def places(session: Session, person: Person) -> tuple[tuple[str, ...], Choices]:
    """The employers that a role can be in, by name, and the houses where there are several."""
    organisations = organisations_of_house(session, houses_to_administer(person))
    employers = tuple(each.name for each in organisations if each.kind is OrganisationKind.EMPLOYER)
    houses = [each for each in organisations if each.kind is not OrganisationKind.EMPLOYER]
    choices = tuple({"value": str(each.id), "text": each.name} for each in houses)
    return employers, choices if len(houses) > 1 else ()


def _new_page(
    session: Session, person: Person, typed: TypedPerson, errors: tuple[FieldError, ...] = ()
) -> NewPersonPage:
    employers, providers = places(session, person)
    return NewPersonPage(
        typed=typed,
        roles=role_choices(roles_to_give(person)),
        employers=employers,
        providers=providers,
        may_start=bool(person.providers_as(Role.ADMINISTRATOR)),
        errors=errors,
    )


def _row(line: PersonLine) -> PeopleRow:
    held = line.present_roles or line.past_roles
    states = (
        (line.deactivated_at is not None, "Deactivated"),
        (not line.present_roles, "Holds no role now"),
        (not line.has_signed_in, "Has not signed in yet"),
    )
    return PeopleRow(
        name=line.name,
        href=f"/people/{line.id}",
        email=line.email,
        roles=tuple(f"{ROLE_NAMES[each.role]}, {each.organisation}" for each in held),
        state=next((words for is_so, words in states if is_so), ""),
    )

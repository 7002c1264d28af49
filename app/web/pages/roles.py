"""A person's roles, given and ended by an administrator."""

from dataclasses import dataclass
from uuid import UUID

from fastapi import APIRouter, Request, Response
from sqlmodel import Session

from app.actions.people import add_person
from app.actions.roles import end_role
from app.domain.calendar import today_in_london
from app.domain.errors import FieldError, Invalid, NotFound
from app.domain.people import ROLE_NAMES, Person, Role
from app.domain.permissions import houses_to_administer
from app.queries.people import PersonLine, RoleHeld, get_person_for
from app.queries.spells import SpellHeld, spells_held_by
from app.web.bodies import PageForm
from app.web.deps import CurrentDatabase, CurrentSettings, Now, SignedInPerson
from app.web.forms.people import TypedPerson, read_person, role_to_give, roles_to_give
from app.web.notices import see_other
from app.web.pages.people import Choices, places, role_choices
from app.web.rendering import Page, render

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True, kw_only=True)
class GiveRolePage(Page):
    template = "people/give_role.html"
    here: str
    name: str
    typed: TypedPerson
    roles: Choices
    employers: tuple[str, ...]
    providers: Choices


@dataclass(frozen=True, kw_only=True)
class EndRolePage(Page):
    """``apprentices`` are those to whom the person is nothing any more once it has ended."""

    template = "people/end_role.html"
    here: str
    back_href: str
    name: str
    role: str
    organisation: str
    apprentices: tuple[str, ...]


@router.get("/people/{person_id}/roles/new")
def show_give_role(
    request: Request, person_id: UUID, database: CurrentDatabase, person: SignedInPerson
) -> Response:
    with database.read() as session:
        page = _role_page(session, person, person_id, TypedPerson())
    return render(request, page)


@router.post("/people/{person_id}/roles/new")
def give_role(
    request: Request,
    person_id: UUID,
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
            line = get_person_for(session, person, person_id)
            given = role_to_give(session, typed, by=person, with_person=False)
        add_person(
            database,
            name=line.name,
            email=line.email,
            role=given.role,
            organisation_id=given.organisation.id,
            by=person,
            public_url=settings.public_url,
            now=now,
        )
    except Invalid as refusal:
        with database.read() as session:
            page = _role_page(session, person, person_id, typed, refusal.fields)
        return render(request, page, status=422)
    sentence = f"{line.name} is now {ROLE_NAMES[given.role].lower()} at {given.organisation.name}."
    return see_other(request, f"/people/{person_id}", sentence)


@router.get("/people/{person_id}/roles/{role_id}/end")
def show_end_role(
    request: Request,
    person_id: UUID,
    role_id: UUID,
    database: CurrentDatabase,
    person: SignedInPerson,
    now: Now,
) -> Response:
    houses_to_administer(person)
    today = today_in_london(now)
    with database.read() as session:
        line = get_person_for(session, person, person_id)
        held = _held(line, role_id)
        spells = spells_held_by(session, person, person_id)
    lost = [s.apprentice for s in spells if s.goes_on(today) and _is_by(s, held)]
    page = EndRolePage(
        title="End this role?",
        here=f"/people/{person_id}/roles/{role_id}/end",
        back_href=f"/people/{person_id}",
        name=line.name,
        role=ROLE_NAMES[held.role].lower(),
        organisation=held.organisation,
        apprentices=tuple(dict.fromkeys(lost)),
    )
    return render(request, page)


@router.post("/people/{person_id}/roles/{role_id}/end")
def end(
    request: Request,
    person_id: UUID,
    role_id: UUID,
    database: CurrentDatabase,
    person: SignedInPerson,
    now: Now,
) -> Response:
    houses_to_administer(person)
    with database.read() as session:
        line = get_person_for(session, person, person_id)
    held = _held(line, role_id)
    end_role(database, role_id, by=person, now=now)
    sentence = f"{line.name} is no longer {ROLE_NAMES[held.role].lower()} at {held.organisation}."
    if person_id == person.id:
        return see_other(request, "/", sentence)
    return see_other(request, f"/people/{person_id}", sentence)


def _held(line: PersonLine, role_id: UUID) -> RoleHeld:
    """The role, if it is this person's; it may have ended."""
    for held in line.roles:
        if held.id == role_id:
            return held
    raise NotFound


def _is_by(spell: SpellHeld, held: RoleHeld) -> bool:
    """Whether the spell goes with the role."""
    if held.role is Role.LINE_MANAGER:
        return spell.organisation_id == held.organisation_id
    return held.role.value == spell.kind.value


def _role_page(
    session: Session,
    person: Person,
    person_id: UUID,
    typed: TypedPerson,
    errors: tuple[FieldError, ...] = (),
) -> GiveRolePage:
    employers, providers = places(session, person)
    line = get_person_for(session, person, person_id)
    return GiveRolePage(
        title=f"Give {line.name} another role",
        here=f"/people/{person_id}",
        name=line.name,
        typed=typed,
        roles=role_choices(roles_to_give(person)),
        employers=employers,
        providers=providers,
        errors=errors,
    )

"""People: what their list is narrowed to, and what is typed about one of them."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from sqlmodel import Session

from app.domain.errors import FieldError, NotFound, check_fields
from app.domain.people import (
    GIVEN_BY_HAND,
    ORGANISATIONS_OF_ROLE,
    OrganisationKind,
    Person,
    Role,
    email_error,
    name_error,
    plain_name,
)
from app.domain.permissions import house_to_act_in
from app.queries.organisations import (
    Organisation,
    find_employer_named,
    get_organisation,
)
from app.queries.people import Presence
from app.web.bodies import Form
from app.web.forms.ids import id_in


@dataclass(frozen=True, slots=True)
class PeopleFilters:
    text: str = ""
    role: Role | None = None
    presence: Presence = Presence.PRESENT


@dataclass(frozen=True, slots=True)
class TypedPerson:
    """As it stands in the boxes: ``employer`` is a name, ``provider`` an id or nothing."""

    name: str = ""
    email: str = ""
    role: str = ""
    employer: str = ""
    provider: str = ""


@dataclass(frozen=True, slots=True)
class RoleToGive:
    role: Role
    organisation: Organisation


def read_people_filters(query: Mapping[str, str]) -> PeopleFilters:
    """What fits nothing that there is narrows nothing."""
    role, presence = query.get("role", ""), query.get("presence", "")
    return PeopleFilters(
        text=query.get("q", "").strip(),
        role=Role(role) if role in set(Role) else None,
        presence=Presence(presence) if presence in set(Presence) else Presence.PRESENT,
    )


def people_query(filters: PeopleFilters, **more: str) -> str:
    """``?q=…&role=…``, or nothing where there is nothing to say."""
    said = {
        "q": filters.text,
        "role": filters.role or "",
        "presence": "" if filters.presence is Presence.PRESENT else filters.presence,
        **more,
    }
    query = urlencode({name: value for name, value in said.items() if value})
    return f"?{query}" if query else ""


def read_person(form: Form) -> TypedPerson:
    return TypedPerson(
        *(form.text(name) for name in ("name", "email", "role", "employer", "provider"))
    )


def roles_to_give(by: Person) -> tuple[Role, ...]:
    """The roles that this person can give, in the houses that they administer."""
    kinds = [held.kind for held in by.roles if held.role is Role.ADMINISTRATOR]
    return tuple(dict.fromkeys(role for kind in kinds for role in GIVEN_BY_HAND[kind]))


def role_to_give(
    session: Session, typed: TypedPerson, *, by: Person, with_person: bool = True
) -> RoleToGive:
    """The role that is meant, and where. Invalid, with all that is wrong, the person included."""
    role = Role(typed.role) if typed.role in roles_to_give(by) else None
    organisation = None
    where_error = None
    if role is not None:
        house = get_organisation(session, house_to_act_in(by, id_in(typed.provider)))
        if OrganisationKind.EMPLOYER not in ORGANISATIONS_OF_ROLE[role]:
            organisation = house
        elif plain_name(typed.employer):
            organisation = find_employer_named(session, house.id, plain_name(typed.employer))
            if organisation is None:
                where_error = FieldError(
                    "employer", "You have no employer of this name. Add it under Organisations."
                )
        else:
            where_error = FieldError("employer", "Say for which employer they manage.")
    check_fields(
        name_error(typed.name) if with_person else None,
        email_error(typed.email) if with_person else None,
        FieldError("role", "Choose a role.") if role is None else None,
        where_error,
    )
    if role is None or organisation is None:
        raise NotFound
    return RoleToGive(role, organisation)

"""People, as the administrators and quality assurers of a training provider see them."""

import uuid
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Exists,
    Select,
    Uuid,
    and_,
    bindparam,
    exists,
    or_,
    select,
    tuple_,
)
from sqlmodel import Session, col

from app.domain.errors import NotFound
from app.domain.people import Person, Role
from app.domain.permissions import houses_to_look_into
from app.models.apprenticeships import ApprenticeshipRow
from app.models.people import OrganisationRow, PersonRow, RoleRow
from app.queries.cursors import Page, cursor_of, text_place
from app.queries.names import holds
from app.queries.organisations import in_house

PAGE_SIZE = 50


class Presence(StrEnum):
    """Which people a list is of."""

    PRESENT = "present"
    FORMER = "former"


@dataclass(frozen=True, slots=True)
class RoleHeld:
    """A role in the house, present or past."""

    id: uuid.UUID
    role: Role
    organisation_id: uuid.UUID
    organisation: str
    given_at: datetime
    ended_at: datetime | None


@dataclass(frozen=True, slots=True)
class PersonLine:
    """A person with the roles that they hold, or held, in the house; nothing of any other."""

    id: uuid.UUID
    name: str
    email: str
    has_signed_in: bool
    deactivated_at: datetime | None
    roles: tuple[RoleHeld, ...]

    @property
    def present_roles(self) -> tuple[RoleHeld, ...]:
        return tuple(held for held in self.roles if held.ended_at is None)

    @property
    def past_roles(self) -> tuple[RoleHeld, ...]:
        return tuple(held for held in self.roles if held.ended_at is not None)


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody who can be named for a role."""

    id: uuid.UUID
    name: str
    email: str
    organisation: str


def list_people_for(
    session: Session,
    person: Person,
    *,
    text: str = "",
    role: Role | None = None,
    presence: Presence = Presence.PRESENT,
    cursor: str | None = None,
    limit: int = PAGE_SIZE,
) -> Page[PersonLine]:
    """The people of the houses that this person may look into, by name. Two statements.

    ``text`` is looked for in names and addresses. Former people hold no role there any more,
    or are deactivated.
    """
    houses = houses_to_look_into(person)
    of_house = _role_in(houses)
    held_now = of_house.where(col(RoleRow.ended_at).is_(None))
    present = held_now if role is None else held_now.where(col(RoleRow.role) == role)
    statement = select(PersonRow)
    if presence is Presence.PRESENT:
        statement = statement.where(present, col(PersonRow.deactivated_at).is_(None))
    else:
        past = of_house if role is None else of_house.where(col(RoleRow.role) == role)
        statement = statement.where(
            past, or_(~held_now, col(PersonRow.deactivated_at).is_not(None))
        )
    if text.strip():
        statement = statement.where(
            or_(holds(col(PersonRow.name), text), holds(col(PersonRow.email), text))
        )
    if cursor:
        statement = statement.where(
            tuple_(col(PersonRow.name), col(PersonRow.id)) > text_place(cursor)
        )
    rows = session.scalars(
        statement.order_by(col(PersonRow.name), col(PersonRow.id)).limit(limit + 1)
    ).all()
    roles = _roles_of(session, [row.id for row in rows[:limit]], houses)
    items = tuple(_line(row, roles[row.id]) for row in rows[:limit])
    return Page(items, cursor_of(items[-1].name, items[-1].id) if len(rows) > limit else None)


def get_person_for(session: Session, person: Person, person_id: uuid.UUID) -> PersonLine:
    """Two statements. NotFound where they never held a role in the house."""
    houses = houses_to_look_into(person)
    roles = _roles_of(session, [person_id], houses)[person_id]
    row = session.get(PersonRow, person_id) if roles else None
    if row is None:
        raise NotFound
    return _line(row, roles)


def belongs_to_these_alone(
    session: Session, person_id: uuid.UUID, provider_ids: Collection[uuid.UUID]
) -> bool:
    """Whether no other provider knows this person."""
    return bool(
        session.execute(
            select(
                exists().where(col(PersonRow.id) == person_id, known_to_these_alone(provider_ids))
            )
        ).scalar_one()
    )


def known_to_these_alone(provider_ids: Collection[uuid.UUID]) -> ColumnElement[bool]:
    """Whether a person holds a role in these houses, and has none and learns in no other.

    Only then may a provider's administrators change or close the account, or read its
    one-time links: they could otherwise sign in to another provider's house.
    """
    works_elsewhere = exists().where(
        col(RoleRow.person_id) == col(PersonRow.id),
        col(RoleRow.ended_at).is_(None),
        col(RoleRow.organisation_id) == col(OrganisationRow.id),
        ~in_house(provider_ids),
    )
    learns_elsewhere = exists().where(
        col(ApprenticeshipRow.person_id) == col(PersonRow.id),
        col(ApprenticeshipRow.provider_id).not_in(provider_ids),
    )
    return and_(_role_in(provider_ids), ~works_elsewhere, ~learns_elsewhere)


def has_other_administrator(session: Session, provider_id: uuid.UUID, person_id: uuid.UUID) -> bool:
    """Whether somebody else, who can sign in, administers this provider."""
    return bool(
        session.execute(
            select(
                exists().where(
                    col(RoleRow.organisation_id) == provider_id,
                    col(RoleRow.role) == Role.ADMINISTRATOR,
                    col(RoleRow.ended_at).is_(None),
                    col(RoleRow.person_id) != person_id,
                    col(RoleRow.person_id) == col(PersonRow.id),
                    col(PersonRow.deactivated_at).is_(None),
                )
            )
        ).scalar_one()
    )


def colleagues_in_role(
    session: Session, provider_ids: Collection[uuid.UUID], role: Role
) -> tuple[Colleague, ...]:
    """Everybody who holds the role in these houses now, by name."""
    rows = session.execute(_IN_ROLE, {"houses": [*provider_ids], "role": role})
    return tuple(Colleague(*row) for row in rows)


def _select_in_role() -> Select[*tuple[Any, ...]]:
    houses = bindparam("houses", expanding=True, type_=Uuid())
    return (
        select(
            col(PersonRow.id),
            col(PersonRow.name),
            col(PersonRow.email),
            col(OrganisationRow.name),
        )
        .join(RoleRow, col(RoleRow.person_id) == col(PersonRow.id))
        .join(OrganisationRow, col(OrganisationRow.id) == col(RoleRow.organisation_id))
        .where(
            # Not ``in_house``: this is found by an index, among everybody of a large house.
            or_(col(OrganisationRow.id).in_(houses), col(OrganisationRow.provider_id).in_(houses)),
            col(RoleRow.role) == bindparam("role"),
            col(RoleRow.ended_at).is_(None),
            col(PersonRow.deactivated_at).is_(None),
        )
        .order_by(col(PersonRow.name), col(PersonRow.id))
    )


_IN_ROLE = _select_in_role()


def _role_in(provider_ids: Collection[uuid.UUID]) -> Exists:
    """Whether a person holds, or held, a role in these houses."""
    return exists().where(
        col(RoleRow.person_id) == col(PersonRow.id),
        col(RoleRow.organisation_id) == col(OrganisationRow.id),
        in_house(provider_ids),
    )


def _roles_of(
    session: Session, person_ids: Collection[uuid.UUID], provider_ids: Collection[uuid.UUID]
) -> dict[uuid.UUID, list[RoleHeld]]:
    rows = session.execute(
        select(
            col(RoleRow.person_id),
            col(RoleRow.id),
            col(RoleRow.role),
            col(OrganisationRow.id),
            col(OrganisationRow.name),
            col(RoleRow.given_at),
            col(RoleRow.ended_at),
        )
        .join(OrganisationRow, col(OrganisationRow.id) == col(RoleRow.organisation_id))
        .where(col(RoleRow.person_id).in_(person_ids), in_house(provider_ids))
        .order_by(col(RoleRow.given_at), col(OrganisationRow.name), col(RoleRow.id))
    )
    found: dict[uuid.UUID, list[RoleHeld]] = defaultdict(list)
    for person_id, *held in rows:
        found[person_id].append(RoleHeld(*held))
    return found


def _line(row: PersonRow, roles: Collection[RoleHeld]) -> PersonLine:
    return PersonLine(
        id=row.id,
        name=row.name,
        email=row.email,
        has_signed_in=row.password_hash is not None,
        deactivated_at=row.deactivated_at,
        roles=tuple(roles),
    )


def find_colleague_id(session: Session, provider_id: uuid.UUID, email: str) -> uuid.UUID | None:
    """Whoever has this address and holds a role in this house now, whatever else they are."""
    return session.execute(
        select(col(PersonRow.id)).where(
            col(PersonRow.email) == email,
            col(PersonRow.deactivated_at).is_(None),
            _role_in([provider_id]).where(col(RoleRow.ended_at).is_(None)),
        )
    ).scalar_one_or_none()

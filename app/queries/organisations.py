"""Organisations: training providers, and the employers that each of them knows."""

import uuid
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, func, or_, select, tuple_
from sqlmodel import Session, col

from app.domain.apprenticeships import SpellKind
from app.domain.errors import FieldError, Invalid, NotFound
from app.domain.people import OrganisationKind, Person, plain_name
from app.domain.permissions import houses_to_look_into
from app.models.apprenticeships import SpellRow
from app.models.people import OrganisationRow
from app.queries.cursors import Page, cursor_of, text_place
from app.queries.names import holds

PAGE_SIZE = 50


@dataclass(frozen=True, slots=True)
class Organisation:
    """``provider_id`` is the provider's own id where it is one."""

    id: uuid.UUID
    kind: OrganisationKind
    name: str
    ukprn: str | None
    provider_id: uuid.UUID


@dataclass(frozen=True, slots=True)
class EmployerLine:
    """An employer as a line of the list, with how many apprentices it has today."""

    id: uuid.UUID
    name: str
    provider: str
    apprentices: int


def get_organisation(session: Session, organisation_id: uuid.UUID) -> Organisation:
    """Of whoever asks; the caller checks whether they may. NotFound where there is none."""
    return _organisation_of(session.get(OrganisationRow, organisation_id))


def get_organisation_for(
    session: Session, person: Person, organisation_id: uuid.UUID
) -> Organisation:
    """One statement. NotFound where it is not in a house that the person may look into."""
    organisation = get_organisation(session, organisation_id)
    if organisation.provider_id not in houses_to_look_into(person):
        raise NotFound
    return organisation


def providers_of(session: Session, provider_ids: Collection[uuid.UUID]) -> tuple[Organisation, ...]:
    """These providers, by name."""
    rows = session.scalars(
        select(OrganisationRow)
        .where(col(OrganisationRow.id).in_(provider_ids))
        .order_by(col(OrganisationRow.name))
    )
    return tuple(_organisation_of(row) for row in rows)


def organisations_of_house(
    session: Session, provider_ids: Collection[uuid.UUID]
) -> tuple[Organisation, ...]:
    """These providers and all their employers: providers first, then by name."""
    rows = session.scalars(
        select(OrganisationRow)
        .where(in_house(provider_ids))
        .order_by(col(OrganisationRow.kind).desc(), func.lower(col(OrganisationRow.name)))
    )
    return tuple(_organisation_of(row) for row in rows)


def find_employer_named(session: Session, provider_id: uuid.UUID, name: str) -> Organisation | None:
    """The provider's employer of this name, whatever its capitals."""
    row = session.scalars(
        select(OrganisationRow).where(
            col(OrganisationRow.provider_id) == provider_id,
            func.lower(col(OrganisationRow.name)) == func.lower(name),
        )
    ).first()
    return _organisation_of(row) if row else None


def organisations_named(
    session: Session, name: str, kind: OrganisationKind
) -> tuple[Organisation, ...]:
    """In the whole installation, for whoever runs it."""
    rows = session.scalars(
        select(OrganisationRow).where(
            col(OrganisationRow.kind) == kind,
            func.lower(col(OrganisationRow.name)) == func.lower(name),
        )
    )
    return tuple(_organisation_of(row) for row in rows)


def all_providers(session: Session) -> tuple[Organisation, ...]:
    """In the whole installation, for whoever runs it."""
    rows = session.scalars(
        select(OrganisationRow)
        .where(col(OrganisationRow.kind) == OrganisationKind.PROVIDER)
        .order_by(col(OrganisationRow.name))
    )
    return tuple(_organisation_of(row) for row in rows)


def list_employers_for(
    session: Session,
    person: Person,
    *,
    today: date,
    name: str = "",
    cursor: str | None = None,
    limit: int = PAGE_SIZE,
) -> Page[EmployerLine]:
    """The employers in the houses that this person may look into, by name. One statement."""
    provider = OrganisationRow.__table__.alias("provider")  # type: ignore[attr-defined]
    apprentices = (
        select(func.count())
        .where(
            col(SpellRow.kind) == SpellKind.EMPLOYER,
            col(SpellRow.organisation_id) == col(OrganisationRow.id),
            col(SpellRow.starts_on) <= today,
            or_(col(SpellRow.ends_on).is_(None), col(SpellRow.ends_on) > today),
        )
        .scalar_subquery()
    )
    statement = (
        select(col(OrganisationRow.id), col(OrganisationRow.name), provider.c.name, apprentices)
        .join(provider, provider.c.id == col(OrganisationRow.provider_id))
        .where(col(OrganisationRow.provider_id).in_(houses_to_look_into(person)))
    )
    if name.strip():
        statement = statement.where(holds(col(OrganisationRow.name), name))
    if cursor:
        statement = statement.where(
            tuple_(col(OrganisationRow.name), col(OrganisationRow.id)) > text_place(cursor)
        )
    rows = session.execute(
        statement.order_by(col(OrganisationRow.name), col(OrganisationRow.id)).limit(limit + 1)
    ).all()
    items = tuple(EmployerLine(*row) for row in rows[:limit])
    return Page(items, cursor_of(items[-1].name, items[-1].id) if len(rows) > limit else None)


def in_house(provider_ids: Collection[uuid.UUID]) -> ColumnElement[bool]:
    """Whether an organisation is one of these providers or an employer of theirs."""
    return func.coalesce(col(OrganisationRow.provider_id), col(OrganisationRow.id)).in_(
        provider_ids
    )


def _organisation_of(row: OrganisationRow | None) -> Organisation:
    if row is None:
        raise NotFound
    return Organisation(row.id, row.kind, row.name, row.ukprn, row.provider_id or row.id)


def provider_to_land_in(session: Session, name: str) -> uuid.UUID:
    """For commands: the training provider of that name, or the only one where none is named."""
    providers = all_providers(session)
    found = [each for each in providers if not name or each.name == plain_name(name)]
    if len(found) == 1:
        return found[0].id
    known = ", ".join(each.name for each in providers) or "none: run `gatepost setup` first"
    raise Invalid(FieldError("provider", f"Name the training provider. There are: {known}."))

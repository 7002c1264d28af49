"""Organisations: the first training provider, and the employers of each provider."""

import uuid
from datetime import datetime

from sqlalchemy import select
from sqlmodel import Session, col

from app.actions.record import record
from app.adapters.db import Database
from app.domain.errors import FieldError, Invalid, check_fields
from app.domain.events import EventKind
from app.domain.people import (
    OrganisationKind,
    Person,
    Role,
    name_error,
    plain_name,
    ukprn_error,
)
from app.domain.permissions import check_administers, check_administers_provider
from app.models.people import OrganisationRow
from app.queries.organisations import find_employer_named, get_organisation


def add_employer(
    database: Database, provider_id: uuid.UUID, name: str, *, by: Person | None, now: datetime
) -> uuid.UUID:
    """The employer's id. Invalid where this provider has one of that name already."""
    check_fields(name_error(name))
    with database.write() as session:
        check_administers_provider(by, provider_id)
        lock_house(session, provider_id)
        _check_name_is_free(session, provider_id, name)
        employer_id = insert_employer(session, provider_id, name, now)
        record(
            session,
            EventKind.ORGANISATION_ADDED,
            log=provider_id,
            by=by,
            role=Role.ADMINISTRATOR if by else None,
            subject_id=employer_id,
            now=now,
        )
        session.commit()
    return employer_id


def change_organisation(
    database: Database,
    organisation_id: uuid.UUID,
    *,
    name: str,
    ukprn: str | None = None,
    by: Person,
    now: datetime,
) -> None:
    """A new name, and for a provider its UKPRN."""
    with database.write() as session:
        organisation = get_organisation(session, organisation_id)
        check_administers(by, organisation.provider_id)
        is_provider = organisation.kind is OrganisationKind.PROVIDER
        check_fields(name_error(name), ukprn_error(ukprn) if is_provider and ukprn else None)
        lock_house(session, organisation.provider_id)
        if not is_provider:
            _check_name_is_free(session, organisation.provider_id, name, but=organisation_id)
        row = session.get_one(OrganisationRow, organisation_id)
        row.name = plain_name(name)
        if is_provider:
            row.ukprn = ukprn or None
        record(
            session,
            EventKind.ORGANISATION_CHANGED,
            log=organisation.provider_id,
            by=by,
            role=Role.ADMINISTRATOR,
            subject_id=organisation_id,
            now=now,
        )
        session.commit()


def insert_employer(
    session: Session, provider_id: uuid.UUID, name: str, now: datetime
) -> uuid.UUID:
    """Part of an acting transaction that has locked the house and seen that the name is free."""
    row = OrganisationRow(
        id=uuid.uuid4(),
        kind=OrganisationKind.EMPLOYER,
        name=plain_name(name),
        provider_id=provider_id,
        created_at=now,
    )
    session.add(row)
    session.flush()
    return row.id


def lock_house(session: Session, provider_id: uuid.UUID) -> None:
    """Two acts at once on one provider's people or organisations wait for one another."""
    session.execute(
        select(col(OrganisationRow.id))
        .where(col(OrganisationRow.id) == provider_id)
        .with_for_update()
    )


def _check_name_is_free(
    session: Session, provider_id: uuid.UUID, name: str, *, but: uuid.UUID | None = None
) -> None:
    found = find_employer_named(session, provider_id, plain_name(name))
    if found is not None and found.id != but:
        raise Invalid(FieldError("name", f"There is an employer called {found.name} already."))

"""What whoever runs the installation does at its own command line."""

import uuid
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from app.actions.links import make_link
from app.actions.organisations import insert_employer, lock_house
from app.actions.people import find_or_insert_person, invite
from app.actions.record import record
from app.actions.roles import check_role_fits, ensure_role
from app.adapters.db import Database
from app.domain.accounts import LinkPurpose
from app.domain.errors import FieldError, Invalid, RuleBroken, check_fields
from app.domain.events import EventKind
from app.domain.people import (
    ORGANISATION_KIND_NAMES,
    ORGANISATIONS_OF_ROLE,
    OrganisationKind,
    Role,
    email_error,
    name_error,
    plain_name,
)
from app.models.people import OrganisationRow
from app.queries.organisations import (
    Organisation,
    all_providers,
    get_organisation,
    organisations_named,
)


@dataclass(frozen=True, slots=True)
class Newcomer:
    """Somebody, and the one-time link by which they choose a password."""

    person_id: uuid.UUID
    organisation_id: uuid.UUID
    link: str


def set_up(
    database: Database, *, provider: str, email: str, name: str, public_url: str, now: datetime
) -> Newcomer:
    """The first training provider and its administrator. RuleBroken where there is one already."""
    with database.read() as session:
        if all_providers(session):
            raise RuleBroken(
                "Gatepost has been set up already. Add people with `gatepost person add`."
            )
    return add_provider(
        database, provider=provider, email=email, name=name, public_url=public_url, now=now
    )


def add_provider(
    database: Database, *, provider: str, email: str, name: str, public_url: str, now: datetime
) -> Newcomer:
    """A training provider, which nobody else's people can see into, and its administrator."""
    check_fields(name_error(provider, "provider"), email_error(email), name_error(name))
    return _add_house(
        database, OrganisationKind.PROVIDER, provider, email, name, public_url=public_url, now=now
    )


def add_assessment_organisation(
    database: Database, organisation: str, email: str, name: str, *, public_url: str, now: datetime
) -> Newcomer:
    """An assessment organisation, to which providers hand portfolios over, and its administrator.

    It serves every provider of the installation; it sees of each what was handed over to it.
    """
    check_fields(name_error(organisation, "organisation"), email_error(email), name_error(name))
    kind = OrganisationKind.ASSESSMENT_ORGANISATION
    return _add_house(database, kind, organisation, email, name, public_url=public_url, now=now)


def _add_house(
    database: Database,
    kind: OrganisationKind,
    house: str,
    email: str,
    name: str,
    *,
    public_url: str,
    now: datetime,
) -> Newcomer:
    with database.write() as session:
        if organisations_named(session, plain_name(house), kind):
            what = ORGANISATION_KIND_NAMES[kind]
            raise RuleBroken(f"There is {what} called {plain_name(house)} already.")
        row = OrganisationRow(id=uuid.uuid4(), kind=kind, name=plain_name(house), created_at=now)
        session.add(row)
        session.flush()
        organisation = get_organisation(session, row.id)
        person, _ = find_or_insert_person(session, name, email, now)
        ensure_role(session, person.id, Role.ADMINISTRATOR, organisation, now)
        link = invite(session, person, Role.ADMINISTRATOR, organisation.name, public_url, now)
        link = link or make_link(session, person.id, LinkPurpose.NEW_PASSWORD, public_url, now)
        record(
            session,
            EventKind.ORGANISATION_ADDED,
            log=row.id,
            by=None,
            role=None,
            subject_id=row.id,
            now=now,
            body={"administrator": str(person.id)},
        )
        newcomer = Newcomer(person.id, row.id, link)
        session.commit()
    return newcomer


def add_person_to(
    database: Database,
    *,
    organisation: str,
    role: Role,
    name: str,
    email: str,
    public_url: str,
    now: datetime,
) -> Newcomer:
    """Gives the role in the organisation of that name, and a link whatever they had before.

    Somebody who holds the role already gets a fresh link, and nothing else changes. An
    employer that is not known yet is added, where there is only one training provider.
    """
    check_fields(name_error(organisation, "organisation"), name_error(name), email_error(email))
    with database.write() as session:
        where = _organisation_named(session, plain_name(organisation), role, now)
        lock_house(session, where.provider_id)
        person, is_new = find_or_insert_person(session, name, email, now)
        if person.deactivated_at is not None:
            raise RuleBroken(f"{person.name} has been deactivated. Reactivate them first.")
        link = None
        if ensure_role(session, person.id, role, where, now):
            link = invite(session, person, role, where.name, public_url, now)
            record(
                session,
                EventKind.PERSON_ADDED if is_new else EventKind.ROLE_GIVEN,
                log=where.provider_id,
                by=None,
                role=None,
                subject_id=person.id,
                now=now,
                body={"organisation": str(where.id), "role": role},
            )
        purpose = LinkPurpose.NEW_PASSWORD if person.password_hash else LinkPurpose.WELCOME
        link = link or make_link(session, person.id, purpose, public_url, now)
        newcomer = Newcomer(person.id, where.id, link)
        session.commit()
    return newcomer


def _organisation_named(session: Session, name: str, role: Role, now: datetime) -> Organisation:
    kinds = ORGANISATIONS_OF_ROLE[role]
    found = [each for kind in kinds for each in organisations_named(session, name, kind)]
    if len(found) == 1:
        return found[0]
    providers = all_providers(session)
    if found:
        raise Invalid(FieldError("organisation", f"More than one organisation is called {name}."))
    if OrganisationKind.EMPLOYER in kinds and len(providers) == 1:
        return get_organisation(session, insert_employer(session, providers[0].id, name, now))
    for other in OrganisationKind:
        if organisations_named(session, name, other):
            check_role_fits(role, other)
    known = ", ".join(provider.name for provider in providers) or "none: run `gatepost setup` first"
    raise Invalid(
        FieldError(
            "organisation", f"There is no organisation called {name}. Training providers: {known}."
        )
    )

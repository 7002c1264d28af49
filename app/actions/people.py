"""People: added with a role, changed, deactivated when they leave, reactivated."""

import uuid
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col

from app.actions.accounts import end_sessions_and_tokens
from app.actions.links import end_links, make_link
from app.actions.organisations import lock_house
from app.actions.outbox import queue_message, withdraw_messages
from app.actions.record import record
from app.actions.roles import check_not_last_administrator, ensure_role
from app.adapters.db import Database
from app.domain.accounts import LINK_LASTS, LinkPurpose
from app.domain.errors import FieldError, Invalid, NotPermitted, RuleBroken, check_fields
from app.domain.events import EventKind
from app.domain.messages import role_given, welcome
from app.domain.people import (
    ROLE_NAMES,
    Person,
    Role,
    email_error,
    name_error,
    normal_email,
    plain_name,
)
from app.domain.permissions import check_administers
from app.models.people import PersonRow
from app.queries.organisations import Organisation, get_organisation
from app.queries.people import belongs_to_these_alone, get_person_for


@dataclass(frozen=True, slots=True)
class Added:
    """``link`` is the one-time link of somebody new; None where they had a password already."""

    person_id: uuid.UUID
    link: str | None


def add_person(
    database: Database,
    *,
    name: str,
    email: str,
    role: Role,
    organisation_id: uuid.UUID,
    by: Person | None,
    public_url: str,
    now: datetime,
) -> Added:
    """Gives the role to whoever has this address, and writes to them; adds them if need be.

    Of somebody who is on the installation already, the name stays as it is.
    """
    check_fields(name_error(name), email_error(email))
    with database.write() as session:
        organisation = get_organisation(session, organisation_id)
        check_administers(by, organisation.provider_id)
        lock_house(session, organisation.provider_id)
        person, is_new = find_or_insert_person(session, name, email, now)
        if not ensure_role(session, person.id, role, organisation, now):
            raise RuleBroken(
                f"{person.name} holds the role “{ROLE_NAMES[role]}” at {organisation.name} already."
            )
        link = invite(session, person, role, organisation.name, public_url, now)
        record(
            session,
            EventKind.PERSON_ADDED if is_new else EventKind.ROLE_GIVEN,
            log=organisation.provider_id,
            by=by,
            role=Role.ADMINISTRATOR if by else None,
            subject_id=person.id,
            now=now,
            body={"organisation": str(organisation.id), "role": role},
        )
        added = Added(person.id, link)
        session.commit()
    return added


def change_person(
    database: Database, person_id: uuid.UUID, *, name: str, email: str, by: Person, now: datetime
) -> None:
    """A new name or address. A link that went to the old address no longer works."""
    check_fields(name_error(name), email_error(email))
    with database.write() as session:
        person, log = _account_in_charge_of(session, person_id, by)
        email = normal_email(email)
        if email != person.email:
            end_links(session, person_id, now)
        try:
            person.name, person.email = plain_name(name), email
            session.flush()
        except IntegrityError as error:
            taken = FieldError("email", "This address belongs to another account.")
            raise Invalid(taken) from error
        record(
            session,
            EventKind.PERSON_CHANGED,
            log=log,
            by=by,
            role=Role.ADMINISTRATOR,
            subject_id=person_id,
            now=now,
        )
        session.commit()


def deactivate_person(
    database: Database, person_id: uuid.UUID, *, by: Person, now: datetime
) -> None:
    """They are signed out everywhere at once and see nothing any more; all they did stays."""
    if person_id == by.id:
        raise NotPermitted("You cannot deactivate yourself. Ask another administrator.")
    with database.write() as session:
        person, log = _account_in_charge_of(session, person_id, by)
        if person.deactivated_at is not None:
            raise RuleBroken(f"{person.name} has been deactivated already.")
        for held in get_person_for(session, by, person_id).present_roles:
            if held.role is Role.ADMINISTRATOR:
                organisation = get_organisation(session, held.organisation_id)
                check_not_last_administrator(session, organisation, person_id)
        person.deactivated_at = now
        end_sessions_and_tokens(session, person_id)
        withdraw_messages(session, person_id, now=now)
        record(
            session,
            EventKind.PERSON_DEACTIVATED,
            log=log,
            by=by,
            role=Role.ADMINISTRATOR,
            subject_id=person_id,
            now=now,
        )
        session.commit()


def reactivate_person(
    database: Database, person_id: uuid.UUID, *, by: Person, now: datetime
) -> None:
    """They may sign in again, and hold the roles that were not ended meanwhile."""
    with database.write() as session:
        person, log = _account_in_charge_of(session, person_id, by)
        if person.deactivated_at is None:
            raise RuleBroken(f"{person.name} is active.")
        person.deactivated_at = None
        record(
            session,
            EventKind.PERSON_REACTIVATED,
            log=log,
            by=by,
            role=Role.ADMINISTRATOR,
            subject_id=person_id,
            now=now,
        )
        session.commit()


def invite_again(
    database: Database, person_id: uuid.UUID, *, by: Person, public_url: str, now: datetime
) -> None:
    """A fresh welcome for somebody who has not chosen a password yet; earlier links are over."""
    with database.write() as session:
        person, _log = _account_in_charge_of(session, person_id, by)
        if person.password_hash is not None or person.deactivated_at is not None:
            raise RuleBroken(f"{person.name} has a password already, or has been deactivated.")
        held = get_person_for(session, by, person_id).present_roles
        if not held:
            raise RuleBroken(f"{person.name} holds no role here.")
        end_links(session, person_id, now)
        invite(session, person, held[0].role, held[0].organisation, public_url, now)
        session.commit()


def find_or_insert_person(
    session: Session, name: str, email: str, now: datetime
) -> tuple[PersonRow, bool]:
    """Part of an acting transaction: whoever has the address, and whether they are new.

    Two houses may add the same person at the same moment: one of them finds them then.
    """
    email = normal_email(email)
    with_address = select(PersonRow).where(col(PersonRow.email) == email)
    person = session.scalars(with_address).one_or_none()
    if person is not None:
        return person, False
    person = PersonRow(id=uuid.uuid4(), name=plain_name(name), email=email, created_at=now)
    try:
        with session.begin_nested():
            session.add(person)
    except IntegrityError:
        return session.scalars(with_address).one(), False
    return person, True


def invite(
    session: Session,
    person: PersonRow,
    role: Role,
    organisation: str,
    public_url: str,
    now: datetime,
) -> str | None:
    """Part of an acting transaction: tells somebody of their role; the link of a newcomer."""
    expires_at = now + LINK_LASTS[LinkPurpose.WELCOME]
    if person.deactivated_at is not None:
        return None
    if person.password_hash is not None:
        message = role_given(person.name, role, organisation, public_url)
        queue_message(session, message, to=person.id, expires_at=expires_at, now=now)
        return None
    link = make_link(session, person.id, LinkPurpose.WELCOME, public_url, now)
    message = welcome(person.name, role, organisation, link)
    queue_message(session, message, to=person.id, expires_at=expires_at, now=now)
    return link


def _account_in_charge_of(
    session: Session, person_id: uuid.UUID, by: Person
) -> tuple[PersonRow, uuid.UUID]:
    """The account, locked with its house, and the log for what is done to it.

    An account that another provider's house knows as well is not one house's to change:
    whoever could change its address could sign in there.
    """
    houses = by.houses_as(Role.ADMINISTRATOR)
    line = get_person_for(session, by, person_id)
    provider_ids = {_provider_of(session, held.organisation_id) for held in line.roles} & houses
    if not provider_ids:
        raise NotPermitted("Only an administrator of the training provider can do that.")
    for provider_id in sorted(provider_ids):
        lock_house(session, provider_id)
    if not belongs_to_these_alone(session, person_id, houses):
        raise NotPermitted(
            "This account is not only yours to change. You can end the roles held with you."
        )
    return session.get_one(PersonRow, person_id, with_for_update=True), min(provider_ids)


def _provider_of(session: Session, organisation_id: uuid.UUID) -> uuid.UUID:
    found: Organisation = get_organisation(session, organisation_id)
    return found.provider_id

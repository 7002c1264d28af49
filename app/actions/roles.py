"""Roles that people hold in organisations: given, and ended."""

import uuid
from datetime import date, datetime

from sqlalchemy import select
from sqlmodel import Session, col

from app.actions.organisations import lock_house
from app.actions.record import record
from app.actions.spell_rows import end_spells, spells_going_on
from app.adapters.db import Database
from app.domain.apprenticeships import SpellKind
from app.domain.calendar import today_in_london
from app.domain.errors import FieldError, Invalid, NotFound, RuleBroken
from app.domain.events import EventKind
from app.domain.people import (
    ORGANISATION_KIND_NAMES,
    ORGANISATIONS_OF_ROLE,
    ROLE_NAMES,
    OrganisationKind,
    Person,
    Role,
)
from app.domain.permissions import check_administers
from app.models.apprenticeships import ApprenticeshipRow, SpellRow
from app.models.people import PersonRow, RoleRow
from app.queries.organisations import Organisation, get_organisation
from app.queries.people import has_other_administrator

_SPELL_OF_ROLE = {
    Role.LINE_MANAGER: SpellKind.LINE_MANAGER,
    Role.ASSESSOR: SpellKind.ASSESSOR,
}


def end_role(database: Database, role_id: uuid.UUID, *, by: Person, now: datetime) -> None:
    """From this moment its holder sees nothing by it: their spells end today with it."""
    with database.write() as session:
        held = session.get(RoleRow, role_id)
        if held is None:
            raise NotFound
        organisation = get_organisation(session, held.organisation_id)
        check_administers(by, organisation.provider_id)
        lock_house(session, organisation.provider_id)
        session.refresh(held)
        if held.ended_at is not None:
            raise RuleBroken("This role has been ended already.")
        if held.role is Role.ADMINISTRATOR:
            check_not_last_administrator(session, organisation, held.person_id)
        if held.role is Role.APPRENTICE:
            _check_no_apprenticeship(session, organisation.id, held.person_id)
        held.ended_at = now
        today = today_in_london(now)
        spells = _spells_by(session, held, today)
        end_spells(session, spells, today)
        record(
            session,
            EventKind.ROLE_ENDED,
            log=organisation.provider_id,
            by=by,
            role=Role.ADMINISTRATOR,
            subject_id=held.person_id,
            now=now,
            body={
                "organisation": str(organisation.id),
                "role": held.role,
                "spells": [str(spell) for spell in spells],
            },
        )
        session.commit()


def ensure_role(
    session: Session, person_id: uuid.UUID, role: Role, organisation: Organisation, now: datetime
) -> bool:
    """Part of an acting transaction that has locked the house: True where it was not held yet."""
    check_role_fits(role, organisation.kind)
    held = session.scalars(
        select(RoleRow).where(
            col(RoleRow.person_id) == person_id,
            col(RoleRow.organisation_id) == organisation.id,
            col(RoleRow.role) == role,
            col(RoleRow.ended_at).is_(None),
        )
    ).first()
    if held is not None:
        return False
    session.add(
        RoleRow(
            id=uuid.uuid4(),
            person_id=person_id,
            organisation_id=organisation.id,
            role=role,
            given_at=now,
        )
    )
    session.flush()
    return True


def check_role_fits(role: Role, kind: OrganisationKind) -> None:
    kinds = ORGANISATIONS_OF_ROLE[role]
    if kind in kinds:
        return
    where = " or ".join(ORGANISATION_KIND_NAMES[each] for each in kinds)
    raise Invalid(FieldError("organisation", f"{ROLE_NAMES[role]} is a role in {where}."))


def check_not_last_administrator(
    session: Session, organisation: Organisation, person_id: uuid.UUID
) -> None:
    if not has_other_administrator(session, organisation.id, person_id):
        name = session.get_one(PersonRow, person_id).name
        raise RuleBroken(
            f"{name} is the only administrator of {organisation.name}. "
            "Make somebody else administrator first."
        )


def _check_no_apprenticeship(
    session: Session, provider_id: uuid.UUID, person_id: uuid.UUID
) -> None:
    found = session.scalars(
        select(col(ApprenticeshipRow.id)).where(
            col(ApprenticeshipRow.person_id) == person_id,
            col(ApprenticeshipRow.provider_id) == provider_id,
        )
    ).first()
    if found is not None:
        raise RuleBroken(
            "The portfolio stays with its apprentice. Change the apprenticeship instead."
        )


def _spells_by(session: Session, held: RoleRow, today: date) -> list[uuid.UUID]:
    """The spells that somebody has by this role, today or later."""
    kind = _SPELL_OF_ROLE.get(held.role)
    if kind is None:
        return []
    if kind is SpellKind.LINE_MANAGER:
        where = col(SpellRow.organisation_id) == held.organisation_id
    else:
        where = col(SpellRow.apprenticeship_id).in_(
            select(col(ApprenticeshipRow.id)).where(
                col(ApprenticeshipRow.provider_id) == held.organisation_id
            )
        )
    return spells_going_on(
        session, today, col(SpellRow.kind) == kind, col(SpellRow.person_id) == held.person_id, where
    )

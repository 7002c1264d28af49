"""Apprenticeships: how they start."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlmodel import Session, col

from app.actions.appointments import (
    appoint,
    colleagues_named,
    employer_named,
    practice_areas_of,
)
from app.actions.organisations import lock_house
from app.actions.people import find_or_insert_person, invite
from app.actions.record import record
from app.actions.roles import ensure_role
from app.actions.spell_rows import insert_spell
from app.adapters.db import Database
from app.domain.apprenticeships import (
    OPEN_FOR_WORK,
    ApprenticeshipStatus,
    SpellKind,
)
from app.domain.canonical import Json
from app.domain.errors import FieldError, Invalid, NotFound, RuleBroken, check_fields
from app.domain.events import EventKind
from app.domain.landing import NamedSpell
from app.domain.people import Person, Role
from app.domain.permissions import provider_to_act_in
from app.domain.terms import (
    NewApprenticeship,
    specialism_error,
    start_errors,
)
from app.models.apprenticeships import ApprenticeshipRow
from app.models.people import PersonRow
from app.queries.organisations import get_organisation
from app.queries.standards import get_standard_id


@dataclass(frozen=True, slots=True)
class Enrolled:
    """An apprenticeship that a transaction has begun, and who is part of it by their ids.

    ``employers`` are those of the spells, in their order.
    """

    row: ApprenticeshipRow
    apprentice_id: uuid.UUID
    is_new: bool
    employers: tuple[uuid.UUID, ...]
    line_managers: tuple[uuid.UUID, ...]
    assessors: tuple[uuid.UUID, ...]

    @property
    def said(self) -> dict[str, Json]:
        """What the record says of it."""
        return {
            "apprentice": str(self.apprentice_id),
            "apprentice_is_new": self.is_new,
            "standard": str(self.row.standard_id),
            "employer": str(self.employers[-1]),
            "line_managers": [str(manager) for manager in self.line_managers],
            "assessors": [str(assessor) for assessor in self.assessors],
            "started_on": self.row.started_on.isoformat(),
            "planned_end_on": self.row.planned_end_on.isoformat(),
        }


def start_apprenticeship(
    database: Database,
    new: NewApprenticeship,
    *,
    provider_id: uuid.UUID | None = None,
    by: Person,
    public_url: str,
    now: datetime,
) -> uuid.UUID:
    """The id of the new apprenticeship. ``provider_id`` where ``by`` administers several.

    The apprentice and the employer are added where they are new. Line managers and assessors
    are people of this provider's house, who are given the role where they do not hold it.
    """
    house = provider_to_act_in(by, provider_id)
    check_fields(*start_errors(new))
    with database.write() as session:
        enrolled = enrol(session, new, house, public_url=public_url, now=now)
        record(
            session,
            EventKind.APPRENTICESHIP_STARTED,
            log=house,
            by=by,
            role=Role.ADMINISTRATOR,
            subject_id=enrolled.row.id,
            apprenticeship_id=enrolled.row.id,
            now=now,
            body=enrolled.said,
        )
        started = enrolled.row.id
        session.commit()
    return started


def enrol(
    session: Session,
    new: NewApprenticeship,
    house: uuid.UUID,
    *,
    employers: Sequence[NamedSpell] = (),
    colleagues_from: date | None = None,
    public_url: str,
    now: datetime,
) -> Enrolled:
    """Part of an acting transaction: the apprenticeship, its people and their spells.

    ``employers`` where there were others before; the one named in ``new`` is then the last of
    them. Line managers and assessors begin on ``colleagues_from``, or with the apprenticeship.
    """
    lock_house(session, house)
    standard_id = _standard_of(session, new)
    apprentice, is_new = find_or_insert_person(session, new.name, new.email, now)
    _check_can_start(session, apprentice, house, standard_id)
    named = [
        *((f"line_managers.{place}", each) for place, each in enumerate(new.line_managers)),
        *((f"assessors.{place}", each) for place, each in enumerate(new.assessors)),
    ]
    colleagues = list(colleagues_named(session, house, dict(named)).values())
    managers = colleagues[: len(new.line_managers)]
    assessors = colleagues[len(new.line_managers) :]
    provider = get_organisation(session, house)
    spells = employers or [NamedSpell(new.employer, new.started_on)]
    firms = [employer_named(session, house, spell.name, now) for spell in spells]
    row = _insert(session, new, apprentice.id, house, standard_id, now)
    if ensure_role(session, apprentice.id, Role.APPRENTICE, provider, now):
        invite(session, apprentice, Role.APPRENTICE, provider.name, public_url, now)
    for firm, spell in zip(firms, spells, strict=True):
        insert_spell(
            session,
            row.id,
            SpellKind.EMPLOYER,
            spell.starts_on,
            ends_on=spell.ends_on,
            organisation_id=firm.id,
        )
    for kind, people, where in (
        (SpellKind.LINE_MANAGER, managers, firms[-1]),
        (SpellKind.ASSESSOR, assessors, provider),
    ):
        for person in people:
            appoint(
                session,
                row.id,
                kind,
                person,
                where,
                colleagues_from or row.started_on,
                public_url=public_url,
                now=now,
            )
    return Enrolled(
        row=row,
        apprentice_id=apprentice.id,
        is_new=is_new,
        employers=tuple(firm.id for firm in firms),
        line_managers=tuple(manager.id for manager in managers),
        assessors=tuple(assessor.id for assessor in assessors),
    )


def _standard_of(session: Session, new: NewApprenticeship) -> uuid.UUID:
    try:
        standard_id = get_standard_id(session, new.reference, new.standard_version)
    except NotFound as error:
        raise Invalid(FieldError("standard", error.sentence)) from error
    check_fields(specialism_error(new.specialism, practice_areas_of(session, standard_id)))
    return standard_id


def _check_can_start(
    session: Session, apprentice: PersonRow, provider_id: uuid.UUID, standard_id: uuid.UUID
) -> None:
    if apprentice.deactivated_at is not None:
        raise Invalid(
            FieldError("apprentice.email", "The account with this address is deactivated.")
        )
    under_way = session.scalars(
        select(col(ApprenticeshipRow.id)).where(
            col(ApprenticeshipRow.person_id) == apprentice.id,
            col(ApprenticeshipRow.provider_id) == provider_id,
            col(ApprenticeshipRow.standard_id) == standard_id,
            col(ApprenticeshipRow.status).in_([*OPEN_FOR_WORK, ApprenticeshipStatus.GATEWAY]),
        )
    ).first()
    if under_way is not None:
        raise RuleBroken(f"{apprentice.name} is on an apprenticeship in this standard already.")


def _insert(
    session: Session,
    new: NewApprenticeship,
    apprentice_id: uuid.UUID,
    provider_id: uuid.UUID,
    standard_id: uuid.UUID,
    now: datetime,
) -> ApprenticeshipRow:
    row = ApprenticeshipRow(
        id=uuid.uuid4(),
        person_id=apprentice_id,
        provider_id=provider_id,
        standard_id=standard_id,
        status=ApprenticeshipStatus.ON_PROGRAMME,
        started_on=new.started_on,
        planned_end_on=new.planned_end_on,
        specialism=new.specialism or None,
        weekly_hours=new.weekly_hours,
        uln=new.uln or None,
        created_at=now,
    )
    session.add(row)
    session.flush()
    return row

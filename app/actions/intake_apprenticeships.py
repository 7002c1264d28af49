"""A list of apprenticeships, taken in whole or not at all."""

import uuid
from collections.abc import Sequence
from datetime import datetime

from sqlmodel import SQLModel

from app.actions.intake import Household, household
from app.actions.organisations import lock_house
from app.actions.record_many import Act, record_many
from app.adapters.db import Database
from app.domain.apprenticeships import ApprenticeshipStatus, SpellKind
from app.domain.events import EventKind
from app.domain.intake import Fates, Line
from app.domain.people import Person, Role
from app.domain.permissions import check_administers_provider
from app.domain.terms import NewApprenticeship
from app.models.apprenticeships import ApprenticeshipRow, SpellRow
from app.queries.intake import fates_of_apprenticeships
from app.queries.organisations import Organisation
from app.queries.standards import get_standard_id


def take_in_apprenticeships(
    database: Database,
    lines: Sequence[Line],
    *,
    provider_id: uuid.UUID,
    by: Person | None,
    public_url: str,
    now: datetime,
) -> Fates[NewApprenticeship]:
    """What became of each row. Invalid, with every row and column that is wrong, takes none.

    Each starts as ``start_apprenticeship`` starts one. None for ``by`` stands for whoever runs
    the installation.
    """
    with database.write() as session:
        check_administers_provider(by, provider_id)
        lock_house(session, provider_id)
        fates = fates_of_apprenticeships(session, provider_id, lines)
        fates.check()
        rows = fates.to_take
        house = household(
            session,
            provider_id,
            (email for row in rows for email in (row.email, *row.line_managers, *row.assessors)),
            public_url=public_url,
            now=now,
        )
        house.add_employers(fates.new_employers)
        unheard = set(house.add_people((row.name, row.email) for row in rows))
        standards = {
            (row.reference, row.standard_version): get_standard_id(
                session, row.reference, row.standard_version
            )
            for row in {(each.reference, each.standard_version): each for each in rows}.values()
        }
        begun = []
        for new in rows:
            row = _row(house, new, standards[new.reference, new.standard_version])
            session.add(row)
            begun.append((new, row, new.email in unheard))
            unheard.discard(new.email)
        session.flush()
        for new, row, is_new in begun:
            house.acts.append(_start(house, new, row, is_new=is_new))
        house.invite_all()
        record_many(session, house.acts, log=provider_id, by=by, now=now)
        session.commit()
    return fates


def _row(house: Household, new: NewApprenticeship, standard_id: uuid.UUID) -> ApprenticeshipRow:
    return ApprenticeshipRow(
        id=uuid.uuid4(),
        person_id=house.people[new.email].id,
        provider_id=house.provider.id,
        standard_id=standard_id,
        status=ApprenticeshipStatus.ON_PROGRAMME,
        started_on=new.started_on,
        planned_end_on=new.planned_end_on,
        specialism=new.specialism,
        weekly_hours=new.weekly_hours,
        uln=new.uln,
        created_at=house.now,
    )


def _start(
    house: Household, new: NewApprenticeship, row: ApprenticeshipRow, *, is_new: bool
) -> Act:
    apprentice = house.people[new.email]
    employer = house.employers[new.employer.casefold()]
    written: list[SQLModel] = [row, *((apprentice,) if is_new else ())]
    written += house.give_role(apprentice, Role.APPRENTICE, house.provider)
    written.append(_spell(row, SpellKind.EMPLOYER, organisation_id=employer.id))
    around: list[tuple[SpellKind, Role, tuple[str, ...], Organisation]] = [
        (SpellKind.LINE_MANAGER, Role.LINE_MANAGER, new.line_managers, employer),
        (SpellKind.ASSESSOR, Role.ASSESSOR, new.assessors, house.provider),
    ]
    for kind, role, emails, where in around:
        for email in emails:
            person = house.people[email]
            written += house.give_role(person, role, where)
            at = where.id if kind is SpellKind.LINE_MANAGER else None
            written.append(_spell(row, kind, person_id=person.id, organisation_id=at))
    house.session.add_all(written)
    return Act(
        EventKind.APPRENTICESHIP_STARTED,
        row.id,
        tuple(written),
        apprenticeship_id=row.id,
        body={
            "apprentice": str(apprentice.id),
            "apprentice_is_new": is_new,
            "standard": str(row.standard_id),
            "employer": str(employer.id),
            "line_managers": [str(house.people[email].id) for email in new.line_managers],
            "assessors": [str(house.people[email].id) for email in new.assessors],
            "started_on": row.started_on.isoformat(),
            "planned_end_on": row.planned_end_on.isoformat(),
        },
    )


def _spell(
    row: ApprenticeshipRow,
    kind: SpellKind,
    *,
    person_id: uuid.UUID | None = None,
    organisation_id: uuid.UUID | None = None,
) -> SpellRow:
    return SpellRow(
        id=uuid.uuid4(),
        apprenticeship_id=row.id,
        kind=kind,
        person_id=person_id,
        organisation_id=organisation_id,
        starts_on=row.started_on,
    )

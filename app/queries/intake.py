"""What a house knows before a list is taken in, and so what becomes of each of its rows.

However long the list, some statements for each thousand addresses in it, and no more.
"""

import uuid
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Any

from sqlalchemy import exists, select
from sqlmodel import Session, col

from app.domain.apprenticeships import OPEN_FOR_WORK, ApprenticeshipStatus
from app.domain.cells import SheetRow
from app.domain.intake import Fates, KnownPerson, Line, lines_of
from app.domain.intake_apprenticeships import (
    ApprenticeshipsKnown,
    addresses_in,
    apprenticeship_fates,
)
from app.domain.intake_lists import COLUMNS, ListKind
from app.domain.intake_people import PeopleKnown, PersonToAdd, people_fates
from app.domain.people import OrganisationKind, Role, normal_email
from app.domain.terms import NewApprenticeship
from app.models.apprenticeships import ApprenticeshipRow
from app.models.people import OrganisationRow, PersonRow, RoleRow
from app.models.standards import StandardRow
from app.queries.organisations import get_organisation, in_house, organisations_of_house
from app.queries.standards import get_standard_by_id, list_standards

AT_ONCE = 1_000


def fates_of(
    session: Session, kind: ListKind, house: uuid.UUID, rows: Sequence[SheetRow]
) -> Fates[Any]:
    """A dry run: what would become of each row now. Invalid where the headings do not fit.

    The caller has checked that whoever asks administers the house.
    """
    lines = lines_of(rows, COLUMNS[kind])
    if kind is ListKind.PEOPLE:
        return fates_of_people(session, house, lines)
    return fates_of_apprenticeships(session, house, lines)


def fates_of_people(
    session: Session, house: uuid.UUID, lines: Sequence[Line]
) -> Fates[PersonToAdd]:
    """The caller has checked that whoever asks administers the house."""
    emails = {normal_email(line.cells["email"]) for line in lines}
    known = PeopleKnown(
        provider=get_organisation(session, house).name,
        people=_accounts(session, house, emails),
        employers=_employers(session, house),
        held=frozenset(_roles(session, house, emails)),
    )
    return people_fates(lines, known)


def fates_of_apprenticeships(
    session: Session, house: uuid.UUID, lines: Sequence[Line]
) -> Fates[NewApprenticeship]:
    """The caller has checked that whoever asks administers the house."""
    apprentices = {normal_email(line.cells["apprentice.email"]) for line in lines}
    colleagues = {
        email
        for line in lines
        for key in ("line_managers", "assessors")
        for email in addresses_in(line.cells.get(key, ""))
    }
    known = ApprenticeshipsKnown(
        people=_accounts(session, house, apprentices | colleagues),
        employers=_employers(session, house),
        standards={
            f"{each.reference} {each.version}": {
                area.key: area.name for area in get_standard_by_id(session, each.id).practice_areas
            }
            for each in list_standards(session)
        },
        under_way=frozenset(_under_way(session, house, apprentices)),
    )
    return apprenticeship_fates(lines, known)


def in_chunks(emails: Iterable[str]) -> Iterator[list[str]]:
    """In their order, as many at once as a statement takes well."""
    ordered = sorted(emails)
    for start in range(0, len(ordered), AT_ONCE):
        yield ordered[start : start + AT_ONCE]


def open_roles(
    session: Session, house: uuid.UUID, emails: Collection[str]
) -> Iterator[tuple[uuid.UUID, Role, uuid.UUID]]:
    """Who holds which role in which organisation of the house now."""
    for chunk in in_chunks(emails):
        for row in session.execute(
            select(col(RoleRow.person_id), col(RoleRow.role), col(RoleRow.organisation_id))
            .join(PersonRow, col(PersonRow.id) == col(RoleRow.person_id))
            .join(OrganisationRow, col(OrganisationRow.id) == col(RoleRow.organisation_id))
            .where(
                col(PersonRow.email).in_(chunk), in_house([house]), col(RoleRow.ended_at).is_(None)
            )
        ):
            yield row[0], row[1], row[2]


def _accounts(
    session: Session, house: uuid.UUID, emails: Collection[str]
) -> dict[str, KnownPerson]:
    here = exists().where(
        col(RoleRow.person_id) == col(PersonRow.id),
        col(RoleRow.ended_at).is_(None),
        col(RoleRow.organisation_id) == col(OrganisationRow.id),
        in_house([house]),
    )
    found = {}
    for chunk in in_chunks(emails):
        for email, name, deactivated_at, is_here in session.execute(
            select(
                col(PersonRow.email),
                col(PersonRow.name),
                col(PersonRow.deactivated_at),
                here.label("here"),
            ).where(col(PersonRow.email).in_(chunk))
        ):
            found[email] = KnownPerson(name, is_here, deactivated_at is not None)
    return found


def _employers(session: Session, house: uuid.UUID) -> dict[str, str]:
    return {
        each.name.casefold(): each.name
        for each in organisations_of_house(session, [house])
        if each.kind is OrganisationKind.EMPLOYER
    }


def _roles(
    session: Session, house: uuid.UUID, emails: Collection[str]
) -> Iterator[tuple[str, Role, str]]:
    for chunk in in_chunks(emails):
        for email, role, kind, name in session.execute(
            select(
                col(PersonRow.email),
                col(RoleRow.role),
                col(OrganisationRow.kind),
                col(OrganisationRow.name),
            )
            .join(RoleRow, col(RoleRow.person_id) == col(PersonRow.id))
            .join(OrganisationRow, col(OrganisationRow.id) == col(RoleRow.organisation_id))
            .where(
                col(PersonRow.email).in_(chunk), in_house([house]), col(RoleRow.ended_at).is_(None)
            )
        ):
            yield email, role, name.casefold() if kind is OrganisationKind.EMPLOYER else ""


def _under_way(
    session: Session, house: uuid.UUID, emails: Collection[str]
) -> Iterator[tuple[str, str]]:
    going_on = [*OPEN_FOR_WORK, ApprenticeshipStatus.GATEWAY]
    for chunk in in_chunks(emails):
        for email, reference, version in session.execute(
            select(col(PersonRow.email), col(StandardRow.reference), col(StandardRow.version))
            .join(ApprenticeshipRow, col(ApprenticeshipRow.person_id) == col(PersonRow.id))
            .join(StandardRow, col(StandardRow.id) == col(ApprenticeshipRow.standard_id))
            .where(
                col(PersonRow.email).in_(chunk),
                col(ApprenticeshipRow.provider_id) == house,
                col(ApprenticeshipRow.status).in_(going_on),
            )
        ):
            yield email, f"{reference} {version}"

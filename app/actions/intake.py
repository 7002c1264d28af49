"""Parts of transactions that take a whole list in: whoever is named, found or added at once."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, SQLModel, col

from app.actions.people import invite
from app.actions.record_many import Act
from app.domain.errors import Stale
from app.domain.events import EventKind
from app.domain.people import OrganisationKind, Role, normal_email, plain_name
from app.models.people import OrganisationRow, PersonRow, RoleRow
from app.queries.intake import in_chunks, open_roles
from app.queries.organisations import Organisation, get_organisation, organisations_of_house


@dataclass(slots=True)
class Household:
    """The house while a list is taken in: everybody whom the list names, and every employer.

    What is new is added to the session in the order in which it refers to one another; ``acts``
    gathers what is to be recorded of it.
    """

    session: Session
    provider: Organisation
    public_url: str
    now: datetime
    people: dict[str, PersonRow] = field(default_factory=dict)
    employers: dict[str, Organisation] = field(default_factory=dict)
    held: set[tuple[uuid.UUID, Role, uuid.UUID]] = field(default_factory=set)
    acts: list[Act] = field(default_factory=list)
    _invitations: list[tuple[PersonRow, Role, str]] = field(default_factory=list)

    def add_employers(self, names: Iterable[str]) -> None:
        for name in names:
            row = OrganisationRow(
                id=uuid.uuid4(),
                kind=OrganisationKind.EMPLOYER,
                name=plain_name(name),
                provider_id=self.provider.id,
                created_at=self.now,
            )
            self.session.add(row)
            self.acts.append(Act(EventKind.ORGANISATION_ADDED, row.id, (row,)))
            self.employers[row.name.casefold()] = Organisation(
                row.id, row.kind, row.name, None, self.provider.id
            )
        self.session.flush()

    def add_people(self, named: Iterable[tuple[str, str]]) -> frozenset[str]:
        """By name and address. The addresses of those who had no account."""
        new = []
        for name, email in named:
            email = normal_email(email)
            if email not in self.people:
                row = PersonRow(
                    id=uuid.uuid4(), name=plain_name(name), email=email, created_at=self.now
                )
                self.people[email] = row
                new.append(row)
        self.session.add_all(new)
        try:
            self.session.flush()
        except IntegrityError as error:
            raise Stale(
                "Somebody else added one of these people at this moment. Try again."
            ) from error
        return frozenset(row.email for row in new)

    def give_role(self, person: PersonRow, role: Role, where: Organisation) -> tuple[SQLModel, ...]:
        """The row of the role; nothing where they hold it. They are told when all is written."""
        held = (person.id, role, where.id)
        if held in self.held:
            return ()
        self.held.add(held)
        row = RoleRow(
            id=uuid.uuid4(),
            person_id=person.id,
            organisation_id=where.id,
            role=role,
            given_at=self.now,
        )
        self.session.add(row)
        self._invitations.append((person, role, where.name))
        return (row,)

    def invite_all(self) -> None:
        """One message each, of the first role that they are given: one link is enough."""
        told = set()
        for person, role, where in self._invitations:
            if person.password_hash is not None or person.id not in told:
                told.add(person.id)
                invite(self.session, person, role, where, self.public_url, self.now)


def household(
    session: Session,
    house: uuid.UUID,
    emails: Iterable[str],
    *,
    public_url: str,
    now: datetime,
) -> Household:
    """With everybody of these addresses who has an account, wherever that is."""
    known = sorted({normal_email(email) for email in emails})
    people = {
        row.email: row
        for chunk in in_chunks(known)
        for row in session.scalars(select(PersonRow).where(col(PersonRow.email).in_(chunk)))
    }
    employers = {
        each.name.casefold(): each
        for each in organisations_of_house(session, [house])
        if each.kind is OrganisationKind.EMPLOYER
    }
    return Household(
        session=session,
        provider=get_organisation(session, house),
        public_url=public_url,
        now=now,
        people=people,
        employers=employers,
        held=set(open_roles(session, house, known)),
    )

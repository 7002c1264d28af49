"""The gateway of an apprenticeship: what stands there now, who declared what, who has passed."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlmodel import Session, col

from app.domain.apprenticeships import SpellKind
from app.domain.declarations import (
    DECLARING,
    Declared,
    roles_to_declare_in,
    statement,
    why_not_covered,
)
from app.domain.people import Person, Role
from app.domain.plans import Plan
from app.domain.readiness import Readiness
from app.domain.snapshots import Snapshot, read_snapshot
from app.models.gateway import DeclarationRow, SnapshotRow
from app.models.people import OrganisationRow, PersonRow
from app.queries.apprenticeships import Apprenticeship, present
from app.queries.asking import WHOSE
from app.queries.passages import Passage
from app.queries.readiness_facts import Gathered, gather_facts, readiness_in
from app.queries.snapshots import present_snapshot


@dataclass(frozen=True, slots=True)
class Declaration:
    """What somebody declared, word for word; ``snapshot`` is the body of what it covers."""

    id: uuid.UUID
    role: Role
    by_id: uuid.UUID
    by: str
    organisation_id: uuid.UUID
    organisation: str
    at: datetime
    statement: str
    statement_sha256: str
    snapshot_sha256: str
    snapshot: str
    permission_to_claim: bool


@dataclass(frozen=True, slots=True)
class Told:
    """A declaration, and why it does not cover what stands there now; empty where it does."""

    declaration: Declaration
    why_not: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Gateway:
    """What stands at the gateway; for who is through, what stood there when they passed.

    ``told`` are all declarations, the latest first.
    """

    gathered: Gathered
    readiness: Readiness
    snapshot: Snapshot
    told: tuple[Told, ...]
    passage: Passage | None

    @property
    def apprenticeship(self) -> Apprenticeship:
        return self.gathered.apprenticeship

    @property
    def plan(self) -> Plan:
        return self.gathered.facts.plan

    @property
    def speaking(self) -> Mapping[Role, Told]:
        """The declaration that speaks for each role: one that covers, else the latest."""
        found: dict[Role, Told] = {}
        for each in sorted(self.told, key=lambda told: bool(told.why_not)):
            found.setdefault(each.declaration.role, each)
        return found

    @property
    def undeclared(self) -> tuple[Role, ...]:
        """The roles in which nobody has declared what stands there now."""
        speaking = self.speaking
        return tuple(role for role in DECLARING if role not in speaking or speaking[role].why_not)

    def declared_by(self, person: Person, role: Role) -> bool:
        """Whether this very person has declared, in this role, what stands there now."""
        return any(
            (each.declaration.by_id, each.declaration.role) == (person.id, role)
            and not each.why_not
            for each in self.told
        )

    def role_of(self, person: Person) -> Role | None:
        """The role in which this person declares: the first in which they have not yet."""
        roles = roles_to_declare_in(self.apprenticeship.standing)
        open_roles = [role for role in roles if not self.declared_by(person, role)]
        return next(iter((*open_roles, *roles)), None)

    def organisation_of(self, person: Person, role: Role) -> tuple[uuid.UUID, str]:
        """For whom this person declares in that role, and its name."""
        apprenticeship = self.apprenticeship
        if role is Role.LINE_MANAGER:
            spells = present(self.gathered.spells, SpellKind.LINE_MANAGER, self.today)
            for spell in reversed(spells):
                if spell.person_id == person.id and spell.organisation_id:
                    return spell.organisation_id, spell.organisation or ""
        return apprenticeship.provider_id, apprenticeship.provider

    def statement_for(self, person: Person) -> str | None:
        """Word for word what this person would declare; None where they do not declare."""
        role = self.role_of(person)
        if role is None:
            return None
        apprenticeship = self.apprenticeship
        return statement(
            role,
            self.plan.labels,
            apprentice=apprenticeship.apprentice,
            organisation=self.organisation_of(person, role)[1],
            provider=apprenticeship.provider,
            standard=f"{apprenticeship.standard_title}, {apprenticeship.reference} version "
            f"{apprenticeship.standard_version}",
        )

    @property
    def names(self) -> Mapping[str, str]:
        return requirement_names(self.plan)

    @property
    def today(self) -> date:
        return self.gathered.facts.today


def gateway_of(
    session: Session, person: Person, apprenticeship_id: uuid.UUID, *, today: date
) -> Gateway:
    """Seven statements, once standard, plan and rules have been read before.

    NotFound where the apprenticeship is not this person's to know of.
    """
    gathered = gather_facts(session, person, apprenticeship_id, today=today)
    return gateway_in(session, gathered, today=today)


def gateway_in(session: Session, gathered: Gathered, *, today: date) -> Gateway:
    """The same from facts that were gathered: two statements, one for who has passed."""
    found = readiness_in(gathered)
    passage = gathered.passage
    snapshot = passage.snapshot if passage else present_snapshot(session, gathered, found)
    names = requirement_names(gathered.facts.plan)
    spells = present(gathered.spells, SpellKind.EMPLOYER, today)
    employers = {spell.organisation_id for spell in spells if spell.organisation_id}
    told = tuple(
        Told(each, why_not_covered(_judged(each), snapshot, employers, names, final=bool(passage)))
        for each in declarations_of(session, gathered.apprenticeship.id)
    )
    return Gateway(gathered, found, snapshot, told, passage)


def declarations_of(session: Session, apprenticeship_id: uuid.UUID) -> tuple[Declaration, ...]:
    """Every declaration, the latest first: one statement."""
    rows = session.execute(_DECLARATIONS, {"whose": apprenticeship_id})
    return tuple(Declaration(*row) for row in rows)


def requirement_names(plan: Plan) -> Mapping[str, str]:
    """What the plan calls its requirements, by id."""
    return {each.id: each.text for each in plan.gateway_requirements}


def _judged(declaration: Declaration) -> Declared:
    return Declared(
        declaration.role,
        declaration.organisation_id,
        declaration.organisation,
        read_snapshot(declaration.snapshot),
    )


_DECLARATIONS = (
    select(
        col(DeclarationRow.id),
        col(DeclarationRow.role),
        col(DeclarationRow.by_id),
        col(PersonRow.name),
        col(DeclarationRow.organisation_id),
        col(OrganisationRow.name),
        col(DeclarationRow.at),
        col(DeclarationRow.statement),
        col(DeclarationRow.statement_sha256),
        col(DeclarationRow.snapshot_sha256),
        col(SnapshotRow.body),
        col(DeclarationRow.permission_to_claim),
    )
    .join(PersonRow, col(PersonRow.id) == col(DeclarationRow.by_id))
    .join(OrganisationRow, col(OrganisationRow.id) == col(DeclarationRow.organisation_id))
    .join(SnapshotRow, col(SnapshotRow.sha256) == col(DeclarationRow.snapshot_sha256))
    .where(col(DeclarationRow.apprenticeship_id) == WHOSE)
    .order_by(col(DeclarationRow.at).desc(), col(DeclarationRow.id))
)

"""The people of the tests, in the house of one training provider and of another."""

import uuid
from dataclasses import dataclass, fields
from datetime import UTC, date, datetime

from sqlmodel import Session, col, select

from app.actions.record_import import import_state
from app.actions.standards import load_standards
from app.adapters.db import Database
from app.adapters.standards_files import read_files, shipped_files
from app.domain.apprenticeships import ApprenticeshipStatus, SpellKind
from app.domain.people import HeldRole, OrganisationKind, Person, Role
from app.models.apprenticeships import ApprenticeshipRow, SpellRow
from app.models.people import OrganisationRow, PersonRow, RoleRow
from app.models.standards import StandardRow
from tests.entries import past_the_record

NOW = datetime(2026, 11, 3, 10, 0, tzinfo=UTC)
"""A Tuesday in winter time, when the clocks of England and UTC agree."""

STARTED_ON = date(2023, 9, 4)
PLANNED_END_ON = date(2028, 9, 3)
MOVED_ON = date(2025, 3, 3)


@dataclass(frozen=True)
class Cast:
    """Who everybody is. The two apprenticeships belong to Amara and to Theo.

    Amara moved from Harbour Legal (Jo's and Nadia's time) to Marlow & Co on ``MOVED_ON``:
    Marcus is her line manager now and Jo was; Sam is her assessor now and Nadia was.
    """

    provider_id: uuid.UUID
    harbour_id: uuid.UUID
    marlow_id: uuid.UUID
    other_provider_id: uuid.UUID
    standard_id: uuid.UUID
    amaras: uuid.UUID
    theos: uuid.UUID
    amara: Person
    marcus: Person
    jo: Person
    sam: Person
    nadia: Person
    priya: Person
    ruth: Person
    theo: Person
    theos_manager: Person
    theos_assessor: Person
    theos_administrator: Person

    @property
    def everybody(self) -> tuple[Person, ...]:
        values = (getattr(self, each.name) for each in fields(self))
        return tuple(value for value in values if isinstance(value, Person))

    @property
    def strangers(self) -> tuple[Person, ...]:
        """People who have nothing to do with Amara's apprenticeship, or no longer."""
        return (
            self.jo,
            self.nadia,
            self.theo,
            self.theos_manager,
            self.theos_assessor,
            self.theos_administrator,
        )


def load_shipped_standard(database: Database, now: datetime) -> uuid.UUID:
    """Load what ``standards/`` holds; the id of ST0244 1.1."""
    load_standards(database, read_files(shipped_files()), now=now)
    with database.read() as session:
        return session.exec(
            select(StandardRow.id).where(col(StandardRow.reference) == "ST0244")
        ).one()


def make_cast(database: Database, now: datetime) -> Cast:
    """Everybody in their place, written straight into the tables and then entered as found."""
    standard_id = load_shipped_standard(database, now)
    with past_the_record(database) as session:
        house = _Casting(session, now)
        provider = house.organisation("Northgate Training")
        harbour = house.organisation("Harbour Legal", of=provider)
        marlow = house.organisation("Marlow & Co", of=provider)
        other = house.organisation("Other Training")
        firm = house.organisation("Brandt’s firm", of=other)
        amara = house.person("Amara Okafor", Role.APPRENTICE, provider)
        jo = house.person("Jo Whitfield", Role.LINE_MANAGER, harbour)
        marcus = house.person("Marcus Lee", Role.LINE_MANAGER, marlow)
        sam = house.person("Sam Rowe", Role.ASSESSOR, provider)
        nadia = house.person("Nadia Karim", Role.ASSESSOR, provider)
        theo = house.person("Theo Brandt", Role.APPRENTICE, other)
        theos_manager = house.person("Greta Lindt", Role.LINE_MANAGER, firm)
        theos_assessor = house.person("Oskar Hall", Role.ASSESSOR, other)
        amaras = house.apprenticeship(amara, provider, standard_id)
        theos = house.apprenticeship(theo, other, standard_id)
        for spell in (
            (amaras, SpellKind.EMPLOYER, None, harbour, STARTED_ON, MOVED_ON),
            (amaras, SpellKind.EMPLOYER, None, marlow, MOVED_ON, None),
            (amaras, SpellKind.LINE_MANAGER, jo, harbour, STARTED_ON, MOVED_ON),
            (amaras, SpellKind.LINE_MANAGER, marcus, marlow, MOVED_ON, None),
            (amaras, SpellKind.ASSESSOR, nadia, None, STARTED_ON, MOVED_ON),
            (amaras, SpellKind.ASSESSOR, sam, None, MOVED_ON, None),
            (theos, SpellKind.EMPLOYER, None, firm, STARTED_ON, None),
            (theos, SpellKind.LINE_MANAGER, theos_manager, firm, STARTED_ON, None),
            (theos, SpellKind.ASSESSOR, theos_assessor, None, STARTED_ON, None),
        ):
            house.spell(*spell)
        cast = Cast(
            provider_id=provider.id,
            harbour_id=harbour.id,
            marlow_id=marlow.id,
            other_provider_id=other.id,
            standard_id=standard_id,
            amaras=amaras,
            theos=theos,
            amara=amara,
            marcus=marcus,
            jo=jo,
            sam=sam,
            nadia=nadia,
            priya=house.person("Priya Nair", Role.IQA, provider),
            ruth=house.person("Ruth Ellis", Role.ADMINISTRATOR, provider),
            theo=theo,
            theos_manager=theos_manager,
            theos_assessor=theos_assessor,
            theos_administrator=house.person("Vera Novak", Role.ADMINISTRATOR, other),
        )
        session.commit()
    import_state(database, now=now)
    return cast


@dataclass(frozen=True)
class _Casting:
    session: Session
    now: datetime

    def organisation(self, name: str, of: OrganisationRow | None = None) -> OrganisationRow:
        row = OrganisationRow(
            id=uuid.uuid4(),
            kind=OrganisationKind.EMPLOYER if of else OrganisationKind.PROVIDER,
            name=name,
            provider_id=of.id if of else None,
            created_at=self.now,
        )
        self._keep(row)
        return row

    def person(self, name: str, role: Role, organisation: OrganisationRow) -> Person:
        email = f"{name.split()[0].lower()}@gatepost.example"
        row = PersonRow(id=uuid.uuid4(), name=name, email=email, created_at=self.now)
        self._keep(row)
        held = RoleRow(
            id=uuid.uuid4(),
            person_id=row.id,
            organisation_id=organisation.id,
            role=role,
            given_at=self.now,
        )
        self._keep(held)
        provider_id = organisation.provider_id or organisation.id
        return Person(
            row.id, name, email, (HeldRole(role, organisation.id, organisation.name, provider_id),)
        )

    def apprenticeship(
        self, person: Person, provider: OrganisationRow, standard_id: uuid.UUID
    ) -> uuid.UUID:
        row = ApprenticeshipRow(
            id=uuid.uuid4(),
            person_id=person.id,
            provider_id=provider.id,
            standard_id=standard_id,
            status=ApprenticeshipStatus.ON_PROGRAMME,
            started_on=STARTED_ON,
            planned_end_on=PLANNED_END_ON,
            created_at=self.now,
        )
        self._keep(row)
        return row.id

    def spell(
        self,
        apprenticeship_id: uuid.UUID,
        kind: SpellKind,
        person: Person | None,
        organisation: OrganisationRow | None,
        starts_on: date,
        ends_on: date | None,
    ) -> None:
        self._keep(
            SpellRow(
                id=uuid.uuid4(),
                apprenticeship_id=apprenticeship_id,
                kind=kind,
                person_id=person.id if person else None,
                organisation_id=organisation.id if organisation else None,
                starts_on=starts_on,
                ends_on=ends_on,
            )
        )

    def _keep(
        self, row: OrganisationRow | PersonRow | RoleRow | ApprenticeshipRow | SpellRow
    ) -> None:
        self.session.add(row)
        self.session.flush()

"""A list is taken in as if each of its rows had been typed, and in whole or not at all."""

import io
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager

import pytest
from sqlmodel import Session, col, func, select

from app.actions.intake_lists import take_in
from app.actions.links import use_one_time_link
from app.adapters.db import Database
from app.adapters.sheet_reader import read_sheet
from app.adapters.storage import open_storage
from app.domain.apprenticeships import SpellKind
from app.domain.cells import SheetRow
from app.domain.errors import Invalid, NotFound, NotPermitted
from app.domain.events import EventKind
from app.domain.intake import Becomes
from app.domain.intake_lists import COLUMNS, ListKind
from app.domain.people import Person, Role
from app.models.apprenticeships import ApprenticeshipRow
from app.models.events import EventRow
from app.models.mail import OutboxRow
from app.models.people import OrganisationRow, PersonRow, RoleRow
from app.queries.apprenticeships import get_apprenticeship_for, spells_of
from app.queries.people import list_people_for
from app.settings import Settings
from app.upkeep.verify import verify
from tests.cast import NOW, Cast
from tests.conftest import Statements
from tests.passwords import PASSWORD

CountStatements = Callable[[], AbstractContextManager[Statements]]
DEV = ("Dev Anand", "dev@gatepost.example", "Assessor")
START = (
    *("Chloe Patel", "chloe@gatepost.example", "ST0244 1.1", "MARLOW & CO"),
    *("marcus@gatepost.example", "sam@gatepost.example", "4/9/2023", "2028-09-03"),
)


def a_list(kind: ListKind, *rows: Sequence[str]) -> tuple[SheetRow, ...]:
    head = [column.heading for column in COLUMNS[kind]]
    text = "\n".join("\t".join(cells) for cells in (head, *rows))
    return read_sheet(io.BytesIO(text.encode()))


def take(
    database: Database, cast: Cast, kind: ListKind, *rows: Sequence[str], by: Person | None = None
) -> list[Becomes]:
    fates = take_in(
        database,
        kind,
        a_list(kind, *rows),
        provider_id=cast.provider_id,
        by=by,
        public_url="https://gatepost.example",
        now=NOW,
    )
    return [fate.becomes for fate in fates.rows]


def counts(session: Session) -> list[int]:
    """How much of everything there is that a list may add to."""
    tables = (PersonRow, RoleRow, OrganisationRow, ApprenticeshipRow, OutboxRow, EventRow)
    return [session.exec(select(func.count()).select_from(table)).one() for table in tables]


def test_people_are_added_with_roles_and_employers_and_the_record_vouches_for_each(
    database: Database, cast: Cast, settings: Settings
) -> None:
    became = take(
        database,
        cast,
        ListKind.PEOPLE,
        DEV,
        ("Dev Anand", "dev@gatepost.example", "Line manager", "New Firm"),
        ("Sam", "sam@gatepost.example", "Administrator"),
        ("Nadia Karim", "nadia@gatepost.example", "Assessor"),
        by=cast.ruth,
    )
    assert became == [Becomes.NEW, Becomes.NEW, Becomes.KNOWN, Becomes.UNCHANGED]
    with database.read() as session:
        [dev] = list_people_for(session, cast.ruth, text="dev@").items
        [sam] = list_people_for(session, cast.ruth, text="sam@").items
        acts = session.exec(select(EventRow.kind).where(col(EventRow.at) == NOW)).all()
        [link] = session.exec(select(OutboxRow.body).where(OutboxRow.person_id == dev.id)).all()
    assert {(held.role, held.organisation) for held in dev.present_roles} == {
        (Role.ASSESSOR, "Northgate Training"),
        (Role.LINE_MANAGER, "New Firm"),
    }
    assert sam.name == "Sam Rowe"
    assert len(sam.present_roles) == 2
    assert acts[-4:] == [
        EventKind.ORGANISATION_ADDED,
        EventKind.PERSON_ADDED,
        EventKind.ROLE_GIVEN,
        EventKind.ROLE_GIVEN,
    ]
    token = link.partition("/link/")[2].split()[0]
    assert use_one_time_link(database, token, PASSWORD, now=NOW)
    found = verify(database, open_storage(settings.storage_url))
    assert found.findings == []


def test_an_apprenticeship_starts_with_everybody_around_it(
    database: Database, cast: Cast, settings: Settings
) -> None:
    assert take(database, cast, ListKind.APPRENTICESHIPS, START) == [Becomes.NEW]
    with database.read() as session:
        [started] = session.exec(
            select(ApprenticeshipRow.id)
            .join(PersonRow, col(PersonRow.id) == col(ApprenticeshipRow.person_id))
            .where(PersonRow.email == "chloe@gatepost.example")
        ).all()
        seen = get_apprenticeship_for(session, cast.sam, started, today=NOW.date())
        around = {each.kind: each for each in spells_of(session, [started])[started]}
    assert (seen.apprentice, seen.reference) == ("Chloe Patel", "ST0244")
    assert around[SpellKind.EMPLOYER].organisation_id == cast.marlow_id
    assert around[SpellKind.LINE_MANAGER].person_id == cast.marcus.id
    assert around[SpellKind.ASSESSOR].person_id == cast.sam.id
    found = verify(database, open_storage(settings.storage_url))
    assert found.findings == []
    with pytest.raises(Invalid, match="1 row is wrong"):
        take(database, cast, ListKind.APPRENTICESHIPS, START)


def test_one_row_that_is_wrong_keeps_every_other_out(database: Database, cast: Cast) -> None:
    with database.read() as session:
        before = counts(session)
    with pytest.raises(Invalid) as refused:
        take(database, cast, ListKind.PEOPLE, DEV, ("Eve", "eve", "Queen"), by=cast.ruth)
    assert [error.field for error in refused.value.fields] == ["rows.3.email", "rows.3.role"]
    with pytest.raises(Invalid):
        take(database, cast, ListKind.APPRENTICESHIPS, START, ("Eve",), by=cast.ruth)
    with database.read() as session:
        assert counts(session) == before


@pytest.mark.one_engine
def test_a_list_is_for_the_administrators_of_the_house_alone(
    database: Database, cast: Cast
) -> None:
    for person in (cast.sam, cast.priya, cast.amara):
        with pytest.raises(NotPermitted):
            take(database, cast, ListKind.PEOPLE, DEV, by=person)
    with pytest.raises(NotFound):
        take(database, cast, ListKind.PEOPLE, DEV, by=cast.theos_administrator)


@pytest.mark.one_engine
def test_somebody_of_another_house_is_no_colleague_and_is_not_told_of(
    database: Database, cast: Cast
) -> None:
    manager = (*START[:4], "greta@gatepost.example", *START[5:])
    with pytest.raises(Invalid, match="wrong") as refused:
        take(database, cast, ListKind.APPRENTICESHIPS, manager)
    assert "Nobody here has the address greta@" in refused.value.fields[0].message
    theo = ("Theodor", "theo@gatepost.example", "Assessor")
    assert take(database, cast, ListKind.PEOPLE, theo) == [Becomes.NEW]


@pytest.mark.one_engine
def test_the_statements_do_not_grow_with_the_list(
    database: Database, cast: Cast, statements: CountStatements
) -> None:
    def most(first: int, last: int) -> int:
        people = [(f"P {n}", f"p{n}@x.example", "Assessor") for n in range(first, last)]
        starts = [(f"A {n}", f"a{n}@x.example", *START[2:]) for n in range(first, last)]
        with statements() as of_people:
            take(database, cast, ListKind.PEOPLE, *people, by=cast.ruth)
        with statements() as of_starts:
            take(database, cast, ListKind.APPRENTICESHIPS, *starts, by=cast.ruth)
        return max(len(of_people), len(of_starts))

    assert most(0, 2) <= 24
    assert most(2, 300) <= 24

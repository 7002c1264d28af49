"""Another employer, line manager or assessor from a day; who was it before sees nothing more."""

import uuid
from datetime import date, datetime, timedelta

import pytest
from sqlmodel import col, select

from app.actions.spells import begin_spell, end_spell, hand_on_employer, hand_on_spell
from app.adapters.db import Database
from app.domain.apprenticeships import SpellKind
from app.domain.calendar import today_in_london
from app.domain.errors import Invalid, NotFound, NotPermitted, RuleBroken
from app.domain.events import EventKind
from app.domain.people import Person, Role
from app.models.events import EventRow
from app.models.evidence import EvidenceRow
from app.queries.apprenticeships import Spell, get_apprenticeship_for, spells_of
from app.queries.sessions import find_person_by_id
from tests.cast import MOVED_ON, STARTED_ON, Cast
from tests.entries import body_of
from tests.make import Maker

PUBLIC_URL = "https://gatepost.example"


def spells(database: Database, cast: Cast, kind: SpellKind) -> list[Spell]:
    with database.read() as session:
        every = spells_of(session, [cast.amaras])[cast.amaras]
    return [spell for spell in every if spell.kind is kind]


def sees(database: Database, cast: Cast, person: Person, on: date) -> bool:
    with database.read() as session:
        try:
            get_apprenticeship_for(session, person, cast.amaras, today=on)
        except NotFound:
            return False
    return True


def move(
    database: Database,
    cast: Cast,
    now: datetime,
    employer: str,
    on: date,
    line_manager: str | None = None,
    by: Person | None = None,
) -> None:
    hand_on_employer(
        database,
        cast.amaras,
        employer,
        on,
        line_manager=line_manager,
        by=by or cast.ruth,
        public_url=PUBLIC_URL,
        now=now,
    )


def begin(
    database: Database, cast: Cast, now: datetime, kind: SpellKind, email: str, on: date
) -> None:
    begin_spell(
        database, cast.amaras, kind, email, on, by=cast.ruth, public_url=PUBLIC_URL, now=now
    )


def hand_on(
    database: Database, cast: Cast, now: datetime, spell_id: uuid.UUID, email: str, on: date
) -> None:
    hand_on_spell(
        database, cast.amaras, spell_id, email, on, by=cast.ruth, public_url=PUBLIC_URL, now=now
    )


def test_an_assessor_hands_on_to_another_from_a_day(
    database: Database, cast: Cast, now: datetime
) -> None:
    today = today_in_london(now)
    sams = spells(database, cast, SpellKind.ASSESSOR)[-1]
    hand_on(database, cast, now, sams.id, cast.nadia.email, today)
    assert not sees(database, cast, cast.sam, today)
    assert sees(database, cast, cast.sam, today - timedelta(days=1))
    assert sees(database, cast, cast.nadia, today)
    assert [
        (spell.person, spell.starts_on, spell.ends_on)
        for spell in spells(database, cast, SpellKind.ASSESSOR)
    ] == [
        ("Nadia Karim", STARTED_ON, MOVED_ON),
        ("Sam Rowe", MOVED_ON, today),
        ("Nadia Karim", today, None),
    ]
    with database.read() as session:
        (event,) = session.exec(
            select(EventRow).where(col(EventRow.kind) == EventKind.SPELL_STARTED)
        )
    assert str(sams.id) in body_of(database, event)


def test_it_can_be_handed_on_from_next_week(database: Database, cast: Cast, now: datetime) -> None:
    today = today_in_london(now)
    next_week = today + timedelta(days=7)
    sams = spells(database, cast, SpellKind.ASSESSOR)[-1]
    hand_on(database, cast, now, sams.id, cast.nadia.email, next_week)
    assert sees(database, cast, cast.sam, today)
    assert not sees(database, cast, cast.nadia, today)
    assert not sees(database, cast, cast.sam, next_week)
    assert sees(database, cast, cast.nadia, next_week)


def test_a_second_assessor_joins_and_leaves_again(
    database: Database, cast: Cast, now: datetime
) -> None:
    today = today_in_london(now)
    begin(database, cast, now, SpellKind.ASSESSOR, cast.nadia.email, today)
    with pytest.raises(Invalid, match="Nadia Karim is that already"):
        begin(database, cast, now, SpellKind.ASSESSOR, cast.nadia.email, today)
    assert sees(database, cast, cast.nadia, today)
    nadias = spells(database, cast, SpellKind.ASSESSOR)[-1]
    tomorrow = today + timedelta(days=1)
    end_spell(database, cast.amaras, nadias.id, tomorrow, by=cast.ruth, now=now)
    assert not sees(database, cast, cast.nadia, tomorrow)
    assert sees(database, cast, cast.sam, tomorrow)
    with pytest.raises(RuleBroken):
        end_spell(database, cast.amaras, nadias.id, tomorrow, by=cast.ruth, now=now)


def test_a_spell_without_a_day_is_taken_back(database: Database, cast: Cast, now: datetime) -> None:
    today = today_in_london(now)
    begin(database, cast, now, SpellKind.ASSESSOR, cast.nadia.email, today)
    nadias = spells(database, cast, SpellKind.ASSESSOR)[-1]
    end_spell(database, cast.amaras, nadias.id, today, by=cast.ruth, now=now)
    assert len(spells(database, cast, SpellKind.ASSESSOR)) == 2
    with pytest.raises(NotFound):
        end_spell(database, cast.amaras, nadias.id, today, by=cast.ruth, now=now)


def test_a_line_manager_begins_in_the_employer_of_that_day(
    database: Database, cast: Cast, now: datetime
) -> None:
    today = today_in_london(now)
    begin(database, cast, now, SpellKind.LINE_MANAGER, cast.jo.email, today)
    jos = spells(database, cast, SpellKind.LINE_MANAGER)[-1]
    assert (jos.person, jos.organisation) == ("Jo Whitfield", "Marlow & Co")
    with database.read() as session:
        jo = find_person_by_id(session, cast.jo.id)
    assert jo
    assert [held.organisation for held in jo.roles if held.role is Role.LINE_MANAGER] == [
        "Harbour Legal",
        "Marlow & Co",
    ]


@pytest.mark.one_engine
def test_nobody_is_their_own_assessor_and_nobody_from_elsewhere_is_one(
    database: Database, cast: Cast, now: datetime
) -> None:
    today = today_in_london(now)
    for email in (cast.amara.email, cast.theos_assessor.email, "nobody@gatepost.example", "x"):
        with pytest.raises(Invalid) as refused:
            begin(database, cast, now, SpellKind.ASSESSOR, email, today)
        assert [error.field for error in refused.value.fields] == ["email"]


@pytest.mark.one_engine
def test_the_day_is_one_on_which_it_can_be(database: Database, cast: Cast, now: datetime) -> None:
    sams = spells(database, cast, SpellKind.ASSESSOR)[-1]
    with pytest.raises(Invalid, match="Choose 3 March 2025 or a later day"):
        hand_on(database, cast, now, sams.id, cast.nadia.email, MOVED_ON - timedelta(days=1))
    with pytest.raises(Invalid, match="Choose 4 September 2023 or a later day"):
        begin(database, cast, now, SpellKind.ASSESSOR, cast.nadia.email, STARTED_ON - timedelta(1))
    with pytest.raises(Invalid, match="2000 to 2099"):
        begin(database, cast, now, SpellKind.ASSESSOR, cast.nadia.email, date.max)


def test_an_employer_hands_on_with_its_line_managers_and_the_pieces_of_its_days(
    database: Database, cast: Cast, make: Maker, now: datetime
) -> None:
    """The piece of 1 June 2026 is of Marlow's days until the move is set back before it."""
    piece = make.evidence()

    def employer_of_piece() -> uuid.UUID | None:
        with database.read() as session:
            return session.get_one(EvidenceRow, piece).employer_id

    assert employer_of_piece() == cast.marlow_id
    today = today_in_london(now)
    move(database, cast, now, "Quay Law", today, cast.jo.email)
    assert employer_of_piece() == cast.marlow_id
    assert not sees(database, cast, cast.marcus, today)
    assert sees(database, cast, cast.jo, today)
    move(database, cast, now, "Harbour Legal", today)
    assert not sees(database, cast, cast.jo, today)
    assert [spell.organisation for spell in spells(database, cast, SpellKind.EMPLOYER)] == [
        "Harbour Legal",
        "Marlow & Co",
        "Harbour Legal",
    ], "Quay Law would have had no day"


def test_a_move_that_is_recorded_late_takes_the_pieces_since_then_with_it(
    database: Database, cast: Cast, make: Maker, now: datetime
) -> None:
    piece = make.evidence()
    move(database, cast, now, "Harbour Legal", date(2026, 5, 1))
    with database.read() as session:
        assert session.get_one(EvidenceRow, piece).employer_id == cast.harbour_id


def test_the_new_employer_is_another_one_and_its_line_manager_is_known(
    database: Database, cast: Cast, now: datetime
) -> None:
    today = today_in_london(now)
    for employer, line_manager, field in (
        ("marlow & co", None, "employer"),
        ("", None, "employer"),
        ("Quay Law", cast.theos_manager.email, "line_manager"),
        ("Quay Law", cast.amara.email, "line_manager"),
    ):
        with pytest.raises(Invalid) as refused:
            move(database, cast, now, employer, today, line_manager)
        assert [error.field for error in refused.value.fields] == [field]
    assert spells(database, cast, SpellKind.EMPLOYER)[-1].organisation == "Marlow & Co"


def test_only_an_administrator_hands_on(database: Database, cast: Cast, now: datetime) -> None:
    today = today_in_london(now)
    for person in (cast.sam, cast.marcus, cast.amara, cast.priya):
        with pytest.raises(NotPermitted):
            move(database, cast, now, "Quay Law", today, by=person)
    for stranger in cast.strangers:
        with pytest.raises(NotFound):
            move(database, cast, now, "Quay Law", today, by=stranger)


def test_a_spell_of_another_apprenticeship_cannot_be_reached_through_ones_own(
    database: Database, cast: Cast, now: datetime
) -> None:
    with database.read() as session:
        theirs = spells_of(session, [cast.theos])[cast.theos]
    for spell in theirs:
        with pytest.raises(NotFound):
            end_spell(database, cast.amaras, spell.id, today_in_london(now), by=cast.ruth, now=now)

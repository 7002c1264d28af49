"""How an apprenticeship starts, and how its terms change."""

import uuid
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from sqlmodel import col, select

from app.actions.apprenticeships import start_apprenticeship
from app.actions.breaks import begin_break, end_break
from app.actions.milestones import set_milestones
from app.actions.terms import change_details, change_planned_end, change_start, change_status
from app.adapters.db import Database
from app.domain.apprenticeships import ApprenticeshipStatus, SpellKind
from app.domain.calendar import today_in_london
from app.domain.errors import Invalid, NotFound, NotPermitted, RuleBroken, Stale
from app.domain.events import EventKind
from app.domain.pace import Milestone
from app.domain.people import Person, Role
from app.domain.terms import NewApprenticeship
from app.models.apprenticeships import MilestoneRow, PlannedEndChangeRow
from app.models.events import EventRow
from app.models.mail import OutboxRow
from app.queries.apprenticeships import (
    Apprenticeship,
    Spell,
    get_apprenticeship_for,
    list_apprenticeships_for,
    present,
    spells_of,
)
from app.queries.people import get_person_for
from app.queries.sessions import find_person_by_id
from tests.cast import PLANNED_END_ON, STARTED_ON, Cast
from tests.entries import body_of

PUBLIC_URL = "https://gatepost.example"
NEW = NewApprenticeship(
    name="Ben Hughes",
    email="ben@gatepost.example",
    reference="ST0244",
    standard_version="1.1",
    employer="Harbour Legal",
    line_managers=("jo@gatepost.example",),
    assessors=("sam@gatepost.example", "NADIA@gatepost.example"),
    started_on=date(2026, 9, 7),
    planned_end_on=date(2031, 9, 6),
    uln="1000000027",
    specialism="civil_litigation",
    weekly_hours=35,
)


def start(database: Database, by: Person, now: datetime, new: NewApprenticeship = NEW) -> uuid.UUID:
    return start_apprenticeship(database, new, by=by, public_url=PUBLIC_URL, now=now)


def seen(
    database: Database, person: Person, apprenticeship_id: uuid.UUID, now: datetime
) -> Apprenticeship:
    with database.read() as session:
        return get_apprenticeship_for(
            session, person, apprenticeship_id, today=today_in_london(now)
        )


def spells(database: Database, apprenticeship_id: uuid.UUID, kind: SpellKind) -> list[Spell]:
    with database.read() as session:
        every = spells_of(session, [apprenticeship_id])[apprenticeship_id]
    return [spell for spell in every if spell.kind is kind]


def events(database: Database, kind: EventKind) -> list[EventRow]:
    with database.read() as session:
        return list(session.exec(select(EventRow).where(col(EventRow.kind) == kind)))


def test_an_apprenticeship_starts_with_everybody_in_their_place(
    database: Database, cast: Cast, now: datetime
) -> None:
    bens = start(database, cast.ruth, now)
    for person in (cast.ruth, cast.priya, cast.jo, cast.sam, cast.nadia):
        assert seen(database, person, bens, now).apprentice == "Ben Hughes"
    ben = seen(database, cast.ruth, bens, now)
    assert (ben.status, ben.started_on, ben.planned_end_on) == (
        ApprenticeshipStatus.ON_PROGRAMME,
        NEW.started_on,
        NEW.planned_end_on,
    )
    assert (ben.uln, ben.specialism, ben.weekly_hours) == ("1000000027", "civil_litigation", 35)
    with database.read() as session:
        today = today_in_london(now)
        every = spells_of(session, [bens])[bens]
        assert [s.organisation for s in present(every, SpellKind.EMPLOYER, today)] == [
            "Harbour Legal"
        ]
        assert {s.person for s in present(every, SpellKind.ASSESSOR, today)} == {
            "Sam Rowe",
            "Nadia Karim",
        }
        (letter,) = session.exec(select(OutboxRow))
    assert "an apprentice at Northgate Training" in letter.body
    (event,) = events(database, EventKind.APPRENTICESHIP_STARTED)
    assert event.apprenticeship_id == bens
    assert event.log == cast.provider_id
    assert "Ben" not in body_of(database, event)


@pytest.mark.parametrize(
    "stranger", ["marcus", "amara", "theo", "theos_assessor", "theos_administrator"]
)
def test_nobody_else_knows_of_it(
    database: Database, cast: Cast, now: datetime, stranger: str
) -> None:
    bens = start(database, cast.ruth, now)
    with pytest.raises(NotFound):
        seen(database, getattr(cast, stranger), bens, now)


def test_an_employer_is_added_and_roles_are_given_where_they_are_new(
    database: Database, cast: Cast, now: datetime
) -> None:
    bens = start(
        database,
        cast.ruth,
        now,
        replace(NEW, employer="Quay Law", line_managers=(cast.jo.email, cast.priya.email)),
    )
    assert seen(database, cast.priya, bens, now).standing.line_manager
    with database.read() as session:
        held = get_person_for(session, cast.ruth, cast.jo.id).present_roles
    assert [each.organisation for each in held] == ["Harbour Legal", "Quay Law"]


def test_an_apprentice_whom_the_installation_knows_is_found_by_address(
    database: Database, cast: Cast, now: datetime
) -> None:
    theirs = start(
        database, cast.ruth, now, replace(NEW, email="THEO@gatepost.example", name="Whoever")
    )
    assert seen(database, cast.ruth, theirs, now).apprentice_id == cast.theo.id
    assert seen(database, cast.theo, theirs, now).apprentice == "Theo Brandt"
    with pytest.raises(NotFound):
        seen(database, cast.theos_administrator, theirs, now)


def test_colleagues_of_another_provider_are_as_unknown_as_nobody(
    database: Database, cast: Cast, now: datetime
) -> None:
    messages = []
    for email in (cast.theos_assessor.email, "nobody@gatepost.example"):
        with pytest.raises(Invalid) as refused:
            start(database, cast.ruth, now, replace(NEW, assessors=(email,)))
        (error,) = refused.value.fields
        assert error.field == "assessors.0"
        messages.append(error.message.replace(email, ""))
    assert len(set(messages)) == 1
    with database.read() as session:
        assert (
            list_apprenticeships_for(
                session, cast.ruth, today=today_in_london(now), name="Ben"
            ).items
            == ()
        )


def test_the_same_apprenticeship_is_not_started_twice(
    database: Database, cast: Cast, now: datetime
) -> None:
    start(database, cast.ruth, now)
    with pytest.raises(RuleBroken, match="Ben Hughes is on an apprenticeship"):
        start(database, cast.ruth, now)


def test_only_an_administrator_starts_one(database: Database, cast: Cast, now: datetime) -> None:
    for person in (cast.sam, cast.priya, cast.jo, cast.amara):
        with pytest.raises(NotPermitted):
            start(database, person, now)


def test_who_administers_two_providers_says_for_which(
    database: Database, cast: Cast, now: datetime
) -> None:
    both = Person(
        cast.ruth.id, "Ruth", cast.ruth.email, cast.ruth.roles + cast.theos_administrator.roles
    )
    with pytest.raises(Invalid):
        start(database, both, now)
    bens = start_apprenticeship(
        database, NEW, provider_id=cast.provider_id, by=both, public_url=PUBLIC_URL, now=now
    )
    assert seen(database, cast.ruth, bens, now).provider == "Northgate Training"


@pytest.mark.one_engine
@pytest.mark.parametrize(
    ("change", "fields"),
    [
        ({"name": " ", "email": "ben"}, ["apprentice.name", "apprentice.email"]),
        ({"employer": ""}, ["employer"]),
        ({"uln": "1000000028"}, ["uln"]),
        ({"uln": "123"}, ["uln"]),
        ({"weekly_hours": 0}, ["weekly_hours"]),
        ({"weekly_hours": 61}, ["weekly_hours"]),
        ({"specialism": "magic"}, ["specialism"]),
        ({"planned_end_on": date(2026, 9, 7)}, ["planned_end_on"]),
        ({"started_on": date(1, 1, 1)}, ["started_on"]),
        ({"planned_end_on": date(9999, 12, 31)}, ["planned_end_on"]),
        ({"reference": "ST9999"}, ["standard"]),
        ({"line_managers": ("ben@gatepost.example",)}, ["line_managers.0"]),
        ({"assessors": ("sam@gatepost.example", "Sam@gatepost.example")}, ["assessors.1"]),
        ({"assessors": tuple(f"{n}@gatepost.example" for n in range(11))}, ["assessors"]),
    ],
)
def test_what_is_wrong_is_named_field_by_field(
    database: Database, cast: Cast, now: datetime, change: dict[str, object], fields: list[str]
) -> None:
    with pytest.raises(Invalid) as refused:
        start(database, cast.ruth, now, replace(NEW, **change))  # type: ignore[arg-type]
    assert [error.field for error in refused.value.fields] == fields


def test_a_later_planned_end_keeps_its_reason(
    database: Database, cast: Cast, now: datetime
) -> None:
    later = PLANNED_END_ON + timedelta(days=90)
    change_planned_end(
        database, cast.amaras, later, " Parental leave. ", version=1, by=cast.ruth, now=now
    )
    assert seen(database, cast.amara, cast.amaras, now).planned_end_on == later
    with database.read() as session:
        change = session.exec(select(PlannedEndChangeRow)).one()
    assert (change.before, change.after, change.reason, change.by_id) == (
        PLANNED_END_ON,
        later,
        "Parental leave.",
        cast.ruth.id,
    )
    (event,) = events(database, EventKind.PLANNED_END_CHANGED)
    assert "leave" not in body_of(database, event)
    with pytest.raises(Stale):
        change_planned_end(
            database, cast.amaras, PLANNED_END_ON, "Back", version=1, by=cast.ruth, now=now
        )
    for day, reason, field in (
        (PLANNED_END_ON, "", "reason"),
        (STARTED_ON, "Why", "planned_end_on"),
        (later, "Why", "planned_end_on"),
    ):
        with pytest.raises(Invalid) as refused:
            change_planned_end(database, cast.amaras, day, reason, version=2, by=cast.ruth, now=now)
        assert [error.field for error in refused.value.fields] == [field]


def test_details_are_changed_by_one_administrator_at_a_time(
    database: Database, cast: Cast, now: datetime
) -> None:
    def change(version: int, by: Person = cast.ruth, specialism: str | None = None) -> None:
        change_details(
            database,
            cast.amaras,
            uln="1000000027",
            specialism=specialism,
            weekly_hours=30,
            version=version,
            by=by,
            now=now,
        )

    change(1)
    assert seen(database, cast.ruth, cast.amaras, now).weekly_hours == 30
    with pytest.raises(Stale):
        change(1)
    with pytest.raises(Invalid):
        change(2, specialism="magic")
    for person in (cast.sam, cast.priya, cast.marcus, cast.amara):
        with pytest.raises(NotPermitted):
            change(2, by=person)
    for stranger in cast.strangers:
        with pytest.raises(NotFound):
            change(2, by=stranger)


def test_a_corrected_start_takes_the_first_spells_with_it(
    database: Database, cast: Cast, now: datetime
) -> None:
    corrected = STARTED_ON + timedelta(days=14)
    change_start(database, cast.amaras, corrected, version=1, by=cast.ruth, now=now)
    assert seen(database, cast.ruth, cast.amaras, now).started_on == corrected
    for kind in (SpellKind.EMPLOYER, SpellKind.LINE_MANAGER, SpellKind.ASSESSOR):
        assert spells(database, cast.amaras, kind)[0].starts_on == corrected
    for day in (date(2026, 1, 1), PLANNED_END_ON):
        with pytest.raises(Invalid):
            change_start(database, cast.amaras, day, version=None, by=cast.ruth, now=now)


def test_a_withdrawn_apprentice_may_come_back(
    database: Database, cast: Cast, now: datetime
) -> None:
    def become(status: ApprenticeshipStatus) -> None:
        change_status(database, cast.amaras, status, by=cast.ruth, now=now)

    become(ApprenticeshipStatus.WITHDRAWN)
    assert seen(database, cast.amara, cast.amaras, now).status is ApprenticeshipStatus.WITHDRAWN
    with pytest.raises(RuleBroken):
        become(ApprenticeshipStatus.GATEWAY)
    become(ApprenticeshipStatus.ON_PROGRAMME)
    with pytest.raises(RuleBroken):
        become(ApprenticeshipStatus.BREAK_IN_LEARNING)
    assert len(events(database, EventKind.STATUS_CHANGED)) == 2


def test_a_break_begins_and_ends_on_a_day(database: Database, cast: Cast, now: datetime) -> None:
    today = today_in_london(now)
    began, back = today - timedelta(days=60), today - timedelta(days=4)
    begin_break(database, cast.amaras, began, "Parental leave", by=cast.ruth, now=now)
    status = seen(database, cast.amara, cast.amaras, now).status
    assert status is ApprenticeshipStatus.BREAK_IN_LEARNING
    with pytest.raises(Invalid):
        begin_break(database, cast.amaras, today, "Again", by=cast.ruth, now=now)
    with pytest.raises(RuleBroken):
        change_status(
            database, cast.amaras, ApprenticeshipStatus.ON_PROGRAMME, by=cast.ruth, now=now
        )
    for wrong in (began - timedelta(days=1), today + timedelta(days=1)):
        with pytest.raises(Invalid):
            end_break(database, cast.amaras, wrong, by=cast.ruth, now=now)
    end_break(database, cast.amaras, back, by=cast.ruth, now=now)
    (pause,) = spells(database, cast.amaras, SpellKind.BREAK)
    assert (pause.starts_on, pause.ends_on, pause.reason) == (began, back, "Parental leave")
    assert seen(database, cast.amara, cast.amaras, now).status is ApprenticeshipStatus.ON_PROGRAMME
    with pytest.raises(RuleBroken):
        end_break(database, cast.amaras, back, by=cast.ruth, now=now)


def test_a_break_that_is_over_already_can_be_recorded(
    database: Database, cast: Cast, now: datetime
) -> None:
    def record(starts_on: date, back_on: date) -> None:
        begin_break(
            database, cast.amaras, starts_on, "Illness", back_on=back_on, by=cast.ruth, now=now
        )

    record(date(2024, 3, 1), date(2024, 4, 1))
    record(date(2024, 4, 1), date(2024, 5, 1))
    assert seen(database, cast.amara, cast.amaras, now).status is ApprenticeshipStatus.ON_PROGRAMME
    for starts_on, back_on in (
        (date(2024, 2, 1), date(2024, 3, 2)),
        (date(2024, 4, 30), date(2024, 6, 1)),
        (date(2023, 1, 1), date(2023, 2, 1)),
        (date(2024, 7, 1), date(2024, 7, 1)),
    ):
        with pytest.raises(Invalid):
            record(starts_on, back_on)


def test_a_break_that_was_recorded_by_mistake_is_taken_back(
    database: Database, cast: Cast, now: datetime
) -> None:
    today = today_in_london(now)
    begin_break(database, cast.amaras, today, "A mistake", by=cast.ruth, now=now)
    end_break(database, cast.amaras, today, by=cast.ruth, now=now)
    assert spells(database, cast.amaras, SpellKind.BREAK) == []


def test_withdrawing_ends_the_break(database: Database, cast: Cast, now: datetime) -> None:
    began = today_in_london(now) - timedelta(days=30)
    begin_break(database, cast.amaras, began, "Illness", by=cast.ruth, now=now)
    change_status(database, cast.amaras, ApprenticeshipStatus.WITHDRAWN, by=cast.ruth, now=now)
    (pause,) = spells(database, cast.amaras, SpellKind.BREAK)
    assert pause.ends_on == today_in_london(now)


def test_milestones_are_a_providers_own(database: Database, cast: Cast, now: datetime) -> None:
    def put(*milestones: tuple[int, int], by: Person = cast.ruth) -> None:
        set_milestones(
            database,
            cast.provider_id,
            cast.standard_id,
            [Milestone(*each) for each in milestones],
            by=by,
            now=now,
        )

    put((12, 10), (24, 25))
    put((12, 12), (36, 67))
    with database.read() as session:
        kept = session.exec(select(MilestoneRow).order_by(col(MilestoneRow.month))).all()
    assert [(each.month, each.ksbs) for each in kept] == [(12, 12), (36, 67)]
    for wrong in ([(0, 1)], [(12, 68)], [(12, 5), (12, 6)], [(12, 9), (24, 8)]):
        with pytest.raises(Invalid):
            put(*wrong)
    with pytest.raises(NotPermitted):
        put(by=cast.priya)
    with pytest.raises(NotFound):
        put(by=cast.theos_administrator)
    put()
    with database.read() as session:
        assert session.exec(select(MilestoneRow)).all() == []


def test_somebody_may_manage_for_one_provider_and_be_nothing_elsewhere(
    database: Database, cast: Cast, now: datetime
) -> None:
    with database.read() as session:
        jo = find_person_by_id(session, cast.jo.id)
    assert jo
    assert jo.providers == {cast.provider_id}
    assert jo.providers_as(Role.ASSESSOR) == frozenset()

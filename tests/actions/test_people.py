"""What an administrator does with people, in their own provider's house and no other."""

import uuid
from dataclasses import replace
from datetime import datetime

import pytest
from sqlmodel import col, select

from app.actions.accounts import sign_in
from app.actions.installation import add_person_to, add_provider, set_up
from app.actions.links import use_one_time_link
from app.actions.organisations import add_employer, change_organisation
from app.actions.people import (
    Added,
    add_person,
    change_person,
    deactivate_person,
    invite_again,
    reactivate_person,
)
from app.actions.roles import end_role
from app.adapters.db import Database
from app.domain.calendar import today_in_london
from app.domain.errors import Invalid, NotFound, NotPermitted, NotRecognised, RuleBroken
from app.domain.events import EventKind
from app.domain.people import Person, Role, SignedInBy
from app.models.events import EventRow
from app.models.mail import OutboxRow
from app.models.people import PersonRow
from app.queries.apprenticeships import get_apprenticeship_for, list_apprenticeships_for
from app.queries.organisations import list_employers_for
from app.queries.people import Presence, get_person_for, list_people_for
from app.queries.sessions import find_person_by_id, find_person_by_session
from tests.cast import Cast
from tests.entries import body_of
from tests.passwords import HERE, PASSWORD, give_password

PUBLIC_URL = "https://gatepost.example"


def add(
    database: Database,
    by: Person | None,
    organisation_id: uuid.UUID,
    now: datetime,
    *,
    email: str = "dev@gatepost.example",
    name: str = "Dev Anand",
    role: Role = Role.ASSESSOR,
) -> Added:
    return add_person(
        database,
        name=name,
        email=email,
        role=role,
        organisation_id=organisation_id,
        by=by,
        public_url=PUBLIC_URL,
        now=now,
    )


def events(database: Database, kind: EventKind) -> list[EventRow]:
    with database.read() as session:
        return list(session.exec(select(EventRow).where(col(EventRow.kind) == kind)))


def role_of(database: Database, person: Person, role: Role, by: Person) -> uuid.UUID:
    with database.read() as session:
        return next(
            held.id
            for held in get_person_for(session, by, person.id).present_roles
            if held.role is role
        )


def test_an_administrator_adds_an_assessor_who_is_written_to(
    database: Database, cast: Cast, now: datetime
) -> None:
    added = add(database, cast.ruth, cast.provider_id, now, name="  Dev \t Anand ")
    with database.read() as session:
        line = get_person_for(session, cast.ruth, added.person_id)
        letter = session.exec(select(OutboxRow)).one()
    assert (line.name, line.email, line.has_signed_in) == (
        "Dev Anand",
        "dev@gatepost.example",
        False,
    )
    assert added.link
    assert added.link in letter.body
    assert "an assessor at Northgate Training" in letter.body
    (event,) = events(database, EventKind.PERSON_ADDED)
    assert event.log == cast.provider_id
    assert event.actor_id == cast.ruth.id
    assert "Dev" not in body_of(database, event)


def test_adding_somebody_whom_another_provider_knows_gives_the_role_and_tells_nothing(
    database: Database, cast: Cast, now: datetime
) -> None:
    give_password(database, cast.theos_assessor)
    added = add(
        database, cast.ruth, cast.provider_id, now, email="OSKAR@gatepost.example", name="Whoever"
    )
    assert added == Added(cast.theos_assessor.id, None)
    with database.read() as session:
        line = get_person_for(session, cast.ruth, added.person_id)
        assert session.get_one(PersonRow, added.person_id).name == "Oskar Hall"
        assert [held.organisation for held in line.roles] == ["Northgate Training"]
        assert "/link/" not in session.exec(select(OutboxRow)).one().body
    assert events(database, EventKind.PERSON_ADDED) == []
    assert len(events(database, EventKind.ROLE_GIVEN)) == 1


def test_a_role_is_given_once(database: Database, cast: Cast, now: datetime) -> None:
    with pytest.raises(RuleBroken, match="Sam Rowe holds the role “Assessor”"):
        add(database, cast.ruth, cast.provider_id, now, email=cast.sam.email)


@pytest.mark.parametrize("role", [Role.ASSESSOR, Role.ADMINISTRATOR, Role.LINE_MANAGER])
def test_nobody_but_its_administrator_adds_people_to_a_house(
    database: Database, cast: Cast, now: datetime, role: Role
) -> None:
    where = cast.harbour_id if role is Role.LINE_MANAGER else cast.provider_id
    for person in (cast.sam, cast.priya, cast.marcus, cast.amara):
        with pytest.raises(NotPermitted):
            add(database, person, where, now, role=role)
    for stranger in (cast.theos_administrator, cast.theo):
        with pytest.raises(NotFound):
            add(database, stranger, where, now, role=role)


@pytest.mark.parametrize(
    ("role", "at_provider"), [(Role.ASSESSOR, False), (Role.LINE_MANAGER, True)]
)
def test_a_role_belongs_to_a_kind_of_organisation(
    database: Database, cast: Cast, now: datetime, role: Role, at_provider: bool
) -> None:
    where = cast.provider_id if at_provider else cast.marlow_id
    with pytest.raises(Invalid):
        add(database, cast.ruth, where, now, role=role)


@pytest.mark.one_engine
@pytest.mark.parametrize(
    ("name", "email", "fields"),
    [
        ("", "", ["name", "email"]),
        ("x" * 201, "dev@gatepost.example", ["name"]),
        ("Dev\u202e Anand", "dev@gatepost.example", ["name"]),
        ("Dev", "dev@gatepost", ["email"]),
        ("Dev", "dev@gatepost.example, eve@gatepost.example", ["email"]),
        ("Dev", "Dev <dev@gatepost.example>", ["email"]),
        ("Dev", "dev@gatepost.example\nBcc: eve@gatepost.example", ["email"]),
        ("Dev", "x" * 250 + "@gatepost.example", ["email"]),
    ],
)
def test_every_field_that_is_wrong_is_named_at_once(
    database: Database, cast: Cast, now: datetime, name: str, email: str, fields: list[str]
) -> None:
    with pytest.raises(Invalid) as refused:
        add(database, cast.ruth, cast.provider_id, now, name=name, email=email)
    assert [error.field for error in refused.value.fields] == fields


def test_an_assessor_whose_role_ends_sees_nothing_any_more_at_once(
    database: Database, cast: Cast, now: datetime
) -> None:
    today = today_in_london(now)
    end_role(database, role_of(database, cast.sam, Role.ASSESSOR, cast.ruth), by=cast.ruth, now=now)
    for person in (cast.sam, _again(database, cast.sam)):
        with database.read() as session:
            assert list_apprenticeships_for(session, person, today=today).items == ()
            with pytest.raises(NotFound):
                get_apprenticeship_for(session, person, cast.amaras, today=today)
    (event,) = events(database, EventKind.ROLE_ENDED)
    assert event.subject_id == cast.sam.id


def test_a_line_manager_whose_role_ends_keeps_the_one_in_another_firm(
    database: Database, cast: Cast, now: datetime
) -> None:
    today = today_in_london(now)
    add(
        database,
        cast.ruth,
        cast.harbour_id,
        now,
        email=cast.marcus.email,
        role=Role.LINE_MANAGER,
    )
    with database.read() as session:
        held = get_person_for(session, cast.ruth, cast.marcus.id).present_roles
    of = {each.organisation: each.id for each in held}
    end_role(database, of["Harbour Legal"], by=cast.ruth, now=now)
    with database.read() as session:
        seen = get_apprenticeship_for(session, cast.marcus, cast.amaras, today=today)
    assert seen.standing.line_manager
    end_role(database, of["Marlow & Co"], by=cast.ruth, now=now)
    with database.read() as session, pytest.raises(NotFound):
        get_apprenticeship_for(session, cast.marcus, cast.amaras, today=today)
    with pytest.raises(RuleBroken):
        end_role(database, of["Marlow & Co"], by=cast.ruth, now=now)


def test_the_last_administrator_stays(database: Database, cast: Cast, now: datetime) -> None:
    ruths = role_of(database, cast.ruth, Role.ADMINISTRATOR, cast.ruth)
    with pytest.raises(RuleBroken, match="Ruth Ellis is the only administrator of Northgate"):
        end_role(database, ruths, by=cast.ruth, now=now)
    added = add(database, cast.ruth, cast.provider_id, now, role=Role.ADMINISTRATOR)
    with database.read() as session:
        dev = find_person_by_id(session, added.person_id)
    assert dev
    deactivate_person(database, cast.ruth.id, by=dev, now=now)
    devs = role_of(database, dev, Role.ADMINISTRATOR, dev)
    with pytest.raises(RuleBroken, match="Dev Anand is the only administrator"):
        end_role(database, devs, by=dev, now=now)


def test_a_portfolio_stays_with_its_apprentice(
    database: Database, cast: Cast, now: datetime
) -> None:
    with pytest.raises(RuleBroken):
        end_role(
            database,
            role_of(database, cast.amara, Role.APPRENTICE, cast.ruth),
            by=cast.ruth,
            now=now,
        )


def test_nobody_ends_a_role_in_another_house(database: Database, cast: Cast, now: datetime) -> None:
    sams = role_of(database, cast.sam, Role.ASSESSOR, cast.ruth)
    with pytest.raises(NotFound):
        end_role(database, sams, by=cast.theos_administrator, now=now)
    with pytest.raises(NotPermitted):
        end_role(database, sams, by=cast.priya, now=now)
    with pytest.raises(NotFound):
        end_role(database, uuid.uuid4(), by=cast.ruth, now=now)


def test_somebody_deactivated_is_out_at_once_and_back_with_their_roles_when_reactivated(
    database: Database, cast: Cast, now: datetime
) -> None:
    give_password(database, cast.sam)
    token = sign_in(database, cast.sam.email, PASSWORD, address=HERE, now=now)
    deactivate_person(database, cast.sam.id, by=cast.ruth, now=now)
    with database.read() as session:
        assert find_person_by_session(session, token, now) is None
        assert find_person_by_id(session, cast.sam.id) is None
    with pytest.raises(NotRecognised):
        sign_in(database, cast.sam.email, PASSWORD, address=HERE, now=now)
    with pytest.raises(RuleBroken):
        deactivate_person(database, cast.sam.id, by=cast.ruth, now=now)
    reactivate_person(database, cast.sam.id, by=cast.ruth, now=now)
    with pytest.raises(RuleBroken):
        reactivate_person(database, cast.sam.id, by=cast.ruth, now=now)
    with database.read() as session:
        assert find_person_by_session(session, token, now) is None
        by_command = find_person_by_id(session, cast.sam.id)
    assert by_command == replace(cast.sam, signed_in_by=SignedInBy.COMMAND)


def test_nobody_deactivates_themselves(database: Database, cast: Cast, now: datetime) -> None:
    with pytest.raises(NotPermitted):
        deactivate_person(database, cast.ruth.id, by=cast.ruth, now=now)


def test_an_account_that_another_house_knows_is_not_one_houses_to_change(
    database: Database, cast: Cast, now: datetime
) -> None:
    """Whoever could change its address could ask for a new password and walk in there."""
    add(database, cast.ruth, cast.provider_id, now, email=cast.theos_assessor.email)
    add(database, cast.ruth, cast.provider_id, now, email=cast.theo.email, role=Role.ASSESSOR)
    for person in (cast.theos_assessor, cast.theo):
        with pytest.raises(NotPermitted):
            change_person(
                database, person.id, name="X", email="eve@gatepost.example", by=cast.ruth, now=now
            )
        with pytest.raises(NotPermitted):
            deactivate_person(database, person.id, by=cast.ruth, now=now)


def test_strangers_do_not_know_of_a_person(database: Database, cast: Cast, now: datetime) -> None:
    for act in (deactivate_person, reactivate_person):
        with pytest.raises(NotFound):
            act(database, cast.sam.id, by=cast.theos_administrator, now=now)
    with pytest.raises(NotFound):
        change_person(
            database,
            cast.sam.id,
            name="S",
            email="s@x.example",
            by=cast.theos_administrator,
            now=now,
        )
    for person in (cast.sam, cast.amara, cast.marcus):
        with database.read() as session, pytest.raises(NotPermitted):
            list_people_for(session, person)
    with pytest.raises(NotPermitted):
        deactivate_person(database, cast.sam.id, by=cast.priya, now=now)


def test_a_changed_address_is_the_one_to_sign_in_with_and_old_links_are_over(
    database: Database, cast: Cast, now: datetime
) -> None:
    added = add(database, cast.ruth, cast.provider_id, now)
    assert added.link
    change_person(
        database,
        added.person_id,
        name="Devika Anand",
        email="Devika@gatepost.example",
        by=cast.ruth,
        now=now,
    )
    with pytest.raises(NotFound):
        use_one_time_link(database, added.link.rpartition("/")[2], PASSWORD, now=now)
    invite_again(database, added.person_id, by=cast.ruth, public_url=PUBLIC_URL, now=now)
    with database.read() as session:
        fresh = session.exec(select(OutboxRow.body).where(col(OutboxRow.body) != "")).one()
    token = fresh.partition("/link/")[2].split()[0]
    use_one_time_link(database, token, PASSWORD, now=now)
    assert sign_in(database, "devika@gatepost.example", PASSWORD, address=HERE, now=now)
    with pytest.raises(Invalid):
        change_person(
            database, added.person_id, name="Devika", email=cast.theo.email, by=cast.ruth, now=now
        )
    with pytest.raises(RuleBroken):
        invite_again(database, added.person_id, by=cast.ruth, public_url=PUBLIC_URL, now=now)


def test_the_list_holds_the_people_of_the_house_by_name_page_by_page(
    database: Database, cast: Cast, now: datetime
) -> None:
    seen: list[str] = []
    cursor: str | None = None
    with database.read() as session:
        while True:
            page = list_people_for(session, cast.priya, cursor=cursor, limit=2)
            seen += [line.name.split()[0] for line in page.items]
            cursor = page.next
            if cursor is None:
                break
        assessors = list_people_for(session, cast.ruth, role=Role.ASSESSOR)
        found = list_people_for(session, cast.ruth, text="MARCUS@")
        nothing = list_people_for(session, cast.ruth, text="%")
    assert seen == ["Amara", "Jo", "Marcus", "Nadia", "Priya", "Ruth", "Sam"]
    assert [line.name for line in assessors.items] == ["Nadia Karim", "Sam Rowe"]
    assert [line.name for line in found.items] == ["Marcus Lee"]
    assert nothing.items == ()


def test_former_people_are_listed_apart(database: Database, cast: Cast, now: datetime) -> None:
    end_role(database, role_of(database, cast.sam, Role.ASSESSOR, cast.ruth), by=cast.ruth, now=now)
    deactivate_person(database, cast.nadia.id, by=cast.ruth, now=now)
    with database.read() as session:
        former = list_people_for(session, cast.ruth, presence=Presence.FORMER)
        present = list_people_for(session, cast.ruth, role=Role.ASSESSOR)
        of_another = list_people_for(session, cast.theos_administrator, presence=Presence.FORMER)
    assert [line.name for line in former.items] == ["Nadia Karim", "Sam Rowe"]
    assert [len(line.past_roles) for line in former.items] == [0, 1]
    assert present.items == ()
    assert of_another.items == ()


def test_an_employer_is_added_once_whatever_its_capitals_and_is_renamed(
    database: Database, cast: Cast, now: datetime
) -> None:
    employer_id = add_employer(database, cast.provider_id, "Quay Law", by=cast.ruth, now=now)
    with pytest.raises(Invalid):
        add_employer(database, cast.provider_id, "QUAY  law", by=cast.ruth, now=now)
    with pytest.raises(Invalid):
        change_organisation(database, employer_id, name="harbour legal", by=cast.ruth, now=now)
    change_organisation(database, employer_id, name="Quayside Law", by=cast.ruth, now=now)
    add_employer(database, cast.other_provider_id, "Quay Law", by=cast.theos_administrator, now=now)
    with database.read() as session:
        page = list_employers_for(session, cast.ruth, today=today_in_london(now))
        of_other = list_employers_for(session, cast.theos_administrator, today=today_in_london(now))
    assert [(line.name, line.apprentices) for line in page.items] == [
        ("Harbour Legal", 0),
        ("Marlow & Co", 1),
        ("Quayside Law", 0),
    ]
    assert [line.name for line in of_other.items] == ["Brandt’s firm", "Quay Law"]
    for act in (cast.sam, cast.priya):
        with pytest.raises(NotPermitted):
            add_employer(database, cast.provider_id, "Another", by=act, now=now)
    with pytest.raises(NotFound):
        change_organisation(
            database, employer_id, name="Mine", by=cast.theos_administrator, now=now
        )


def test_a_provider_has_a_ukprn_that_is_checked(
    database: Database, cast: Cast, now: datetime
) -> None:
    change_organisation(
        database, cast.provider_id, name="Northgate", ukprn="10001234", by=cast.ruth, now=now
    )
    with pytest.raises(Invalid) as refused:
        change_organisation(
            database, cast.provider_id, name="Northgate", ukprn="1234", by=cast.ruth, now=now
        )
    assert [error.field for error in refused.value.fields] == ["ukprn"]


def test_an_installation_is_set_up_once(database: Database, now: datetime) -> None:
    made = set_up(
        database,
        provider="Northgate",
        email="ruth@gatepost.example",
        name="Ruth Ellis",
        public_url=PUBLIC_URL,
        now=now,
    )
    with pytest.raises(RuleBroken, match="set up already"):
        set_up(
            database,
            provider="Eve’s",
            email="eve@gatepost.example",
            name="Eve",
            public_url=PUBLIC_URL,
            now=now,
        )
    token = use_one_time_link(database, made.link.rpartition("/")[2], PASSWORD, now=now)
    with database.read() as session:
        found = find_person_by_session(session, token, now)
    assert found
    assert found.person.providers_as(Role.ADMINISTRATOR) == {made.organisation_id}


def test_the_operator_adds_people_by_the_name_of_their_organisation(
    database: Database, cast: Cast, now: datetime
) -> None:
    def named(organisation: str, role: Role, email: str = "dev@gatepost.example") -> str:
        return add_person_to(
            database,
            organisation=organisation,
            role=role,
            name="Dev",
            email=email,
            public_url=PUBLIC_URL,
            now=now,
        ).link

    assert named("northgate training", Role.ASSESSOR).startswith(f"{PUBLIC_URL}/link/")
    assert named("northgate training", Role.ASSESSOR), "a fresh link, nothing else"
    assert len(events(database, EventKind.PERSON_ADDED)) == 1
    assert named("Harbour Legal", Role.LINE_MANAGER)
    with pytest.raises(Invalid, match="Line manager is a role in an employer"):
        named("Northgate Training", Role.LINE_MANAGER)
    with pytest.raises(Invalid, match="Northgate Training, Other Training"):
        named("Nowhere", Role.ASSESSOR)
    with pytest.raises(Invalid, match="no organisation called Quay Law"):
        named("Quay Law", Role.LINE_MANAGER)
    give_password(database, cast.nadia)
    link = named("Northgate Training", Role.IQA, cast.nadia.email)
    assert use_one_time_link(database, link.rpartition("/")[2], PASSWORD, now=now)


def test_the_first_line_manager_brings_their_employer_with_them(
    database: Database, now: datetime
) -> None:
    add_provider(
        database,
        provider="Northgate",
        email="ruth@gatepost.example",
        name="Ruth",
        public_url=PUBLIC_URL,
        now=now,
    )
    made = add_person_to(
        database,
        organisation="Quay Law",
        role=Role.LINE_MANAGER,
        name="Jo",
        email="jo@gatepost.example",
        public_url=PUBLIC_URL,
        now=now,
    )
    with database.read() as session:
        person = find_person_by_id(session, made.person_id)
    assert person
    assert [held.organisation for held in person.roles] == ["Quay Law"]
    with pytest.raises(RuleBroken):
        add_provider(
            database,
            provider="NORTHGATE",
            email="x@gatepost.example",
            name="X",
            public_url=PUBLIC_URL,
            now=now,
        )


def _again(database: Database, person: Person) -> Person:
    """The same person as they would be at their next request."""
    with database.read() as session:
        found = find_person_by_id(session, person.id)
    assert found
    return found

"""Everybody comes home to what they do next, and somebody with several roles to each of theirs."""

import uuid
from dataclasses import replace

import pytest
from sqlmodel import select

from app.domain.people import Person, Role
from app.models.apprenticeships import SpellRow
from app.models.people import RoleRow
from tests.conftest import SignInAs
from tests.entries import past_the_record
from tests.make import Maker

pytestmark = pytest.mark.one_engine


def give_role(make: Maker, person: Person, role: Role, organisation_id: uuid.UUID) -> None:
    with past_the_record(make.database) as session:
        session.add(
            RoleRow(
                id=uuid.uuid4(),
                person_id=person.id,
                organisation_id=organisation_id,
                role=role,
                given_at=make.now,
            )
        )
        session.commit()


def test_each_role_has_its_home_and_no_other(client_for: SignInAs, make: Maker) -> None:
    cast = make.cast
    homes = {
        cast.amara.name: (cast.amara, "apprentice", "Add evidence"),
        cast.marcus.name: (cast.marcus, "line_manager", "Amara Okafor"),
        cast.sam.name: (cast.sam, "assessor", "Your apprentices"),
        cast.priya.name: (cast.priya, "iqa", "At Northgate Training you see"),
        cast.ruth.name: (cast.ruth, "administrator", "Add an apprenticeship"),
    }
    for person, role, sign in homes.values():
        browser = client_for(person)
        assert sign in browser.get("/").text
        assert sign in browser.get(f"/as/{role}").text
        for other in {"apprentice", "line_manager", "assessor", "iqa", "administrator"} - {role}:
            assert browser.get(f"/as/{other}").status_code == 404
    assert client_for(cast.sam).get("/as/king").status_code == 404


def test_somebody_with_two_roles_has_a_home_for_each(client_for: SignInAs, make: Maker) -> None:
    sam = make.cast.sam
    give_role(make, sam, Role.ADMINISTRATOR, make.cast.provider_id)
    browser = client_for(sam)
    home = browser.get("/").text
    assert "Your apprentices" in home
    assert 'href="/as/administrator"' in home
    assert "As administrator" in home
    assert "Add an apprenticeship" in browser.get("/as/administrator").text


def test_somebody_without_any_role_is_told_so(client_for: SignInAs, make: Maker) -> None:
    nobody = replace(make.cast.jo, roles=())
    with past_the_record(make.database) as session:
        for row in session.exec(select(RoleRow).where(RoleRow.person_id == nobody.id)):
            row.ended_at = make.now
        session.commit()
    home = client_for(nobody).get("/")
    assert home.status_code == 200
    assert "You hold no role at present" in home.text


def test_an_administrator_is_told_whom_nobody_looks_after(
    client_for: SignInAs, make: Maker
) -> None:
    ruth = client_for(make.cast.ruth)
    assert "Every apprentice has an assessor and a line manager." in ruth.get("/").text
    with past_the_record(make.database) as session:
        theirs = select(SpellRow).where(
            SpellRow.apprenticeship_id == make.cast.amaras, SpellRow.person_id == make.cast.sam.id
        )
        session.exec(theirs).one().ends_on = make.now.date()
        session.commit()
    home = ruth.get("/").text
    assert "Amara Okafor has no assessor" in home
    assert "Theo" not in home, "he is another provider's"
    assert f"/apprenticeships/{make.cast.amaras}/settings" in home


def test_an_administrator_finds_milestones_and_messages_from_home_and_where_they_belong(
    client_for: SignInAs, make: Maker
) -> None:
    ruth = client_for(make.cast.ruth)
    home = ruth.get("/").text
    for path, belongs_to in {"/milestones": "/apprenticeships", "/messages": "/people"}.items():
        assert f'href="{path}"' in home
        assert f'href="{belongs_to}" aria-current' in " ".join(ruth.get(path).text.split()), path

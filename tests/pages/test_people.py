"""The pages on which an administrator looks after people, and others only look."""

import uuid
from collections.abc import Callable
from datetime import datetime

import pytest
from sqlmodel import select
from starlette.testclient import TestClient

from app.actions.people import add_person
from app.adapters.db import Database
from app.domain.people import Person, Role
from app.models.people import PersonRow
from app.queries.people import get_person_for
from app.queries.sessions import find_person_by_id
from tests.cast import Cast
from tests.pages.test_sign_in import words
from tests.passwords import PASSWORD

ClientFor = Callable[[Person], TestClient]
NEW = {"name": "Dev Anand", "email": "dev@gatepost.example", "role": "assessor", "employer": ""}


def id_of(database: Database, email: str) -> uuid.UUID:
    with database.read() as session:
        return session.exec(select(PersonRow.id).where(PersonRow.email == email)).one()


def role_page(database: Database, person: Person, by: Person) -> str:
    with database.read() as session:
        held = get_person_for(session, by, person.id).present_roles
    first = next(each for each in held if each.role is person.roles[0].role)
    return f"/people/{person.id}/roles/{first.id}/end"


def test_the_list_shows_the_house_and_nothing_of_another(client_for: ClientFor, cast: Cast) -> None:
    page = words(client_for(cast.ruth).get("/people").text)
    for name in ("Amara Okafor", "Sam Rowe", "Marcus Lee"):
        assert name in page
    for name in ("Theo Brandt", "Vera Novak"):
        assert name not in page
    assert "Line manager, Marlow & Co" in page


def test_the_list_is_narrowed_by_words_and_role(client_for: ClientFor, cast: Cast) -> None:
    browser = client_for(cast.ruth)
    assessors = words(browser.get("/people?role=assessor").text)
    assert "Sam Rowe" in assessors
    assert "Amara Okafor" not in assessors
    found = browser.get("/people?q=marcus%40&role=nonsense&presence=nonsense").text
    assert "Marcus Lee" in found
    nobody = browser.get("/people", params={"q": "<script>alert(1)</script>"}).text
    assert "Nobody fits these filters." in nobody
    assert "<script>alert" not in nobody
    assert browser.get("/people?cursor=made-up").status_code == 422


@pytest.mark.parametrize("path", ["/people?q=", "/organisations?name=", "/apprenticeships?name="])
def test_a_name_longer_than_any_is_nobodys(client_for: ClientFor, cast: Cast, path: str) -> None:
    found = client_for(cast.ruth).get(path + "a" * 60_000)
    assert found.status_code == 200
    assert "<td" not in found.text


@pytest.mark.one_engine
@pytest.mark.parametrize("who", ["sam", "marcus", "amara"])
def test_the_list_is_not_for_everybody(client_for: ClientFor, cast: Cast, who: str) -> None:
    browser = client_for(getattr(cast, who))
    for path in ("/people", "/people/new", f"/people/{cast.sam.id}", "/organisations", "/messages"):
        assert browser.get(path).status_code == 403, path


def test_a_quality_assurer_looks_and_changes_nothing(
    client_for: ClientFor, cast: Cast, database: Database
) -> None:
    browser = client_for(cast.priya)
    assert "Add somebody" not in browser.get("/people").text
    page = browser.get(f"/people/{cast.sam.id}").text
    assert "Assessor of" in page
    for action in ("/edit", "/deactivate", "/roles/new", "/end"):
        assert action not in page
    for path in (
        "/people/new",
        f"/people/{cast.sam.id}/edit",
        f"/people/{cast.sam.id}/deactivate",
        f"/people/{cast.sam.id}/roles/new",
        role_page(database, cast.sam, cast.ruth),
    ):
        assert browser.get(path).status_code == 403, path
        assert browser.post(path, data=NEW).status_code == 403, path


def test_a_stranger_does_not_know_of_anybody(
    client_for: ClientFor, client: TestClient, cast: Cast, database: Database
) -> None:
    vera = client_for(cast.theos_administrator)
    here = f"/people/{cast.sam.id}"
    ends = role_page(database, cast.sam, cast.ruth)
    for path in (here, f"{here}/edit", f"{here}/deactivate", f"{here}/roles/new", ends):
        assert vera.get(path).status_code == 404, path
        assert client.get(path).status_code == 303, path
    for path in (
        f"{here}/edit",
        f"{here}/deactivate",
        f"{here}/reactivate",
        f"{here}/invite",
        f"{here}/roles/new",
        ends,
    ):
        assert vera.post(path, data=NEW).status_code == 404, path
        assert client.post(path, data=NEW).status_code == 401, path


def test_somebody_is_added_and_signs_in_by_the_link_that_is_passed_on(
    client_for: ClientFor, client: TestClient, cast: Cast, database: Database
) -> None:
    ruth = client_for(cast.ruth)
    assert ruth.get("/people/new").status_code == 200
    answer = ruth.post("/people/new", data=NEW)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/messages")
    messages = ruth.get("/messages").text
    assert "Pass their link on to them." in words(messages)
    link = messages.partition("/link/")[2].partition('"')[0]
    assert "Dev Anand" not in client_for(cast.theos_administrator).get("/messages").text
    assert client.post(f"/link/{link}", data={"password": PASSWORD}).status_code == 303
    assert "Assessor, Northgate Training" in words(client.get("/account").text)
    assert "Nothing waits to be sent." in words(ruth.get("/messages").text)
    page = words(ruth.get(f"/people/{id_of(database, NEW['email'])}").text)
    assert "They have not chosen a password yet." not in page


def test_everything_that_is_wrong_is_said_at_once_and_nothing_typed_is_lost(
    client_for: ClientFor, cast: Cast
) -> None:
    ruth = client_for(cast.ruth)
    typed = {"name": "", "email": "dev@", "role": "", "employer": "Quay <Law>"}
    answer = ruth.post("/people/new", data=typed)
    assert answer.status_code == 422
    page = words(answer.text)
    for sentence in ("Enter a name.", "like name@example.com.", "Choose a role."):
        assert page.count(sentence) == 2, sentence
    assert 'value="dev@"' in answer.text
    assert "Quay &lt;Law&gt;" in answer.text
    for field in ("name", "email", "role"):
        assert f'href="#{field}"' in answer.text
        assert f'id="{field}"' in answer.text


def test_a_line_manager_is_added_to_an_employer_that_is_known(
    client_for: ClientFor, cast: Cast, database: Database
) -> None:
    ruth = client_for(cast.ruth)
    manager = {**NEW, "role": "line_manager"}
    for employer, sentence in (
        ("", "Say for which employer they manage."),
        ("Brandt’s firm", "You have no employer of this name."),
    ):
        answer = ruth.post("/people/new", data={**manager, "employer": employer})
        assert answer.status_code == 422
        assert sentence in words(answer.text)
    assert ruth.post("/people/new", data={**manager, "employer": "marlow & co"}).status_code == 303
    with database.read() as session:
        dev = find_person_by_id(session, id_of(database, NEW["email"]))
    assert dev
    assert [held.organisation for held in dev.roles] == ["Marlow & Co"]


def test_an_apprentices_role_is_not_given_by_hand(client_for: ClientFor, cast: Cast) -> None:
    answer = client_for(cast.ruth).post("/people/new", data={**NEW, "role": "apprentice"})
    assert answer.status_code == 422


def test_a_role_that_is_held_already_is_refused_and_what_was_typed_comes_back(
    client_for: ClientFor, cast: Cast
) -> None:
    answer = client_for(cast.ruth).post("/people/new", data={**NEW, "email": cast.sam.email})
    assert answer.status_code == 409
    assert "Sam Rowe holds the role “Assessor” at Northgate Training already." in answer.text
    assert "Dev Anand" in answer.text


def test_a_second_role_is_given_and_ended(
    client_for: ClientFor, cast: Cast, database: Database
) -> None:
    ruth = client_for(cast.ruth)
    here = f"/people/{cast.sam.id}"
    assert ruth.post(f"{here}/roles/new", data={"role": ""}).status_code == 422
    answer = ruth.post(f"{here}/roles/new", data={"role": "iqa"})
    assert answer.headers["Location"] == here
    page = words(ruth.get(here).text)
    assert "Sam Rowe is now internal quality assurer at Northgate Training." in page
    ends = role_page(database, cast.sam, cast.ruth)
    asked = words(ruth.get(ends).text)
    assert "Amara Okafor" in asked
    sam = client_for(cast.sam)
    theirs = f"/apprenticeships/{cast.amaras}/evidence"
    assert sam.get(theirs).status_code == 200
    assert ruth.post(ends).headers["Location"] == here
    page = words(ruth.get(here).text)
    assert "Sam Rowe is no longer assessor at Northgate Training." in page
    assert "Roles before" in page


def test_a_former_colleague_sees_nothing_any_more_at_once(
    client_for: ClientFor, cast: Cast, database: Database
) -> None:
    sam, marcus = client_for(cast.sam), client_for(cast.marcus)
    theirs = f"/apprenticeships/{cast.amaras}/evidence"
    assert sam.get(theirs).status_code == 200
    assert marcus.get(theirs).status_code == 200
    ruth = client_for(cast.ruth)
    ruth.post(role_page(database, cast.sam, cast.ruth))
    ruth.post(role_page(database, cast.marcus, cast.ruth))
    assert sam.get(theirs).status_code == 404
    assert marcus.get(theirs).status_code == 404
    assert "Amara" not in sam.get("/apprenticeships").text


def test_the_last_administrator_is_not_lost_by_mistake(
    client_for: ClientFor, cast: Cast, database: Database
) -> None:
    ruth = client_for(cast.ruth)
    answer = ruth.post(role_page(database, cast.ruth, cast.ruth))
    assert answer.status_code == 409
    assert "Ruth Ellis is the only administrator" in answer.text
    assert ruth.post(f"/people/{cast.ruth.id}/deactivate").status_code == 403
    assert "Deactivate" not in words(ruth.get(f"/people/{cast.ruth.id}").text)


def test_somebody_is_deactivated_and_reactivated(client_for: ClientFor, cast: Cast) -> None:
    ruth, sam = client_for(cast.ruth), client_for(cast.sam)
    here = f"/people/{cast.sam.id}"
    assert "Assessor of: Amara Okafor" in words(ruth.get(f"{here}/deactivate").text)
    assert sam.get("/account").status_code == 200
    assert ruth.post(f"{here}/deactivate").headers["Location"] == here
    assert sam.get("/account").status_code == 303
    assert "Deactivated on 3 November 2026" in words(ruth.get(here).text)
    assert "Sam Rowe" in ruth.get("/people?presence=former").text
    assert "Sam Rowe" not in ruth.get("/people").text
    assert ruth.post(f"{here}/reactivate").status_code == 303
    assert client_for(cast.sam).get("/account").status_code == 200


def test_a_name_and_an_address_are_changed(client_for: ClientFor, cast: Cast) -> None:
    ruth = client_for(cast.ruth)
    here = f"/people/{cast.sam.id}"
    assert cast.sam.email in ruth.get(f"{here}/edit").text
    taken = ruth.post(f"{here}/edit", data={"name": "Sam R", "email": cast.amara.email})
    assert taken.status_code == 422
    assert "This address belongs to another account." in words(taken.text)
    assert 'value="Sam R"' in taken.text
    ruth.post(f"{here}/edit", data={"name": "Samuel Rowe", "email": "s.rowe@gatepost.example"})
    page = words(ruth.get(here).text)
    assert "Samuel Rowe" in page
    assert "s.rowe@gatepost.example" in page


def test_an_account_of_two_houses_is_changed_by_neither(
    client_for: ClientFor, cast: Cast, database: Database, now: datetime
) -> None:
    add_person(
        database,
        name="x",
        email=cast.theos_assessor.email,
        role=Role.ASSESSOR,
        organisation_id=cast.provider_id,
        by=cast.ruth,
        public_url="https://g.example",
        now=now,
    )
    ruth = client_for(cast.ruth)
    here = f"/people/{cast.theos_assessor.id}"
    page = ruth.get(here).text
    assert "Oskar Hall" in page
    assert "Other Training" not in page
    assert f"{here}/edit" not in page
    assert ruth.post(f"{here}/edit", data=NEW).status_code == 403
    assert ruth.post(f"{here}/deactivate").status_code == 403


def test_somebody_who_has_not_signed_in_yet_gets_a_new_link(
    client_for: ClientFor, client: TestClient, cast: Cast, database: Database
) -> None:
    ruth = client_for(cast.ruth)
    ruth.post("/people/new", data=NEW)
    first = ruth.get("/messages").text.partition("/link/")[2].partition('"')[0]
    here = f"/people/{id_of(database, NEW['email'])}"
    assert "Make a new link for them" in ruth.get(here).text
    assert ruth.post(f"{here}/invite").headers["Location"] == "/messages"
    second = ruth.get("/messages").text.partition("/link/")[2].partition('"')[0]
    assert first != second
    assert client.get(f"/link/{first}").status_code == 404
    assert client.get(f"/link/{second}").status_code == 200


def test_employers_are_added_renamed_and_counted(client_for: ClientFor, cast: Cast) -> None:
    ruth = client_for(cast.ruth)
    page = words(ruth.get("/organisations").text)
    assert "Marlow & Co 1" in page
    assert "Brandt" not in page
    assert ruth.post("/organisations/new", data={"name": "Quay Law"}).status_code == 303
    twice = ruth.post("/organisations/new", data={"name": "QUAY LAW"})
    assert twice.status_code == 422
    assert "There is an employer called Quay Law already." in words(twice.text)
    edit = f"/organisations/{cast.harbour_id}/edit"
    assert "Harbour Legal" in ruth.get(edit).text
    assert ruth.post(edit, data={"name": "Harbour & Sons"}).status_code == 303
    assert "Harbour & Sons" in words(ruth.get("/organisations?name=harbour").text)
    assert "No employer fits" in ruth.get("/organisations?name=nowhere").text
    ours = f"/organisations/{cast.provider_id}/edit"
    wrong = ruth.post(ours, data={"name": "Northgate", "ukprn": "12"})
    assert wrong.status_code == 422
    assert ruth.post(ours, data={"name": "Northgate", "ukprn": "10001234"}).status_code == 303
    assert "UKPRN 10001234" in words(ruth.get("/organisations").text)


def test_another_houses_employers_are_not_known(
    client_for: ClientFor, client: TestClient, cast: Cast
) -> None:
    edit = f"/organisations/{cast.harbour_id}/edit"
    vera, priya = client_for(cast.theos_administrator), client_for(cast.priya)
    assert vera.get(edit).status_code == 404
    assert vera.post(edit, data={"name": "Mine"}).status_code == 404
    assert priya.get("/organisations").status_code == 200
    assert priya.get(edit).status_code == 403
    assert priya.post(edit, data={"name": "Mine"}).status_code == 403
    assert priya.post("/organisations/new", data={"name": "Mine"}).status_code == 403
    assert client.get(edit).status_code == 303

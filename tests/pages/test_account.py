"""One's own account, which nobody else sees."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from starlette.testclient import TestClient

from app.adapters.db import Database
from app.domain.people import Person
from tests.cast import Cast
from tests.conftest import Clock
from tests.pages.test_sign_in import words
from tests.passwords import OTHER_PASSWORD, PASSWORD, give_password

ClientFor = Callable[[Person], TestClient]


def passwords(present: str, new: str) -> dict[str, str]:
    return {"present_password": present, "new_password": new}


def test_an_account_shows_its_own_person_and_nobody_else(
    client_for: ClientFor, client: TestClient, cast: Cast
) -> None:
    page = words(client_for(cast.sam).get("/account").text)
    assert "Sam Rowe" in page
    assert "Assessor, Northgate Training" in page
    assert "goes 180 days after you last typed" in page
    assert client.get("/account").headers["Location"] == "/sign-in?next=/account"


def test_changing_the_password_signs_out_everywhere_else(
    client_for: ClientFor, cast: Cast, database: Database
) -> None:
    give_password(database, cast.sam)
    here, there = client_for(cast.sam), client_for(cast.sam)
    assert "Sign out everywhere else" in here.get("/account").text
    answer = here.post("/account/password", data=passwords(PASSWORD, OTHER_PASSWORD))
    assert answer.headers["Location"] == "/account"
    assert "Your password is changed." in words(here.get("/account").text)
    assert there.get("/account").status_code == 303


def test_what_is_wrong_stands_beside_its_field_and_no_password_is_given_back(
    client_for: ClientFor, cast: Cast, database: Database
) -> None:
    give_password(database, cast.sam)
    browser = client_for(cast.sam)
    for typed, sentence in (
        (passwords("mistaken", OTHER_PASSWORD), "That is not your present password."),
        (passwords(PASSWORD, "short"), "Choose a password of at least 12 characters."),
    ):
        answer = browser.post("/account/password", data=typed)
        assert answer.status_code == 422
        assert words(answer.text).count(sentence) == 2
        assert typed["new_password"] not in answer.text
        assert "mistaken" not in answer.text


def test_somebody_signs_out_everywhere_else(client_for: ClientFor, cast: Cast) -> None:
    here, there = client_for(cast.sam), client_for(cast.sam)
    amaras = client_for(cast.amara)
    here.post("/account/sessions/end")
    assert here.get("/account").status_code == 200
    assert there.get("/account").status_code == 303
    assert amaras.get("/account").status_code == 200


def test_a_token_is_shown_once_works_and_is_deleted(
    client_for: ClientFor, client: TestClient, cast: Cast
) -> None:
    browser = client_for(cast.sam)
    made = browser.post("/account/tokens", data={"token_name": "Monthly <report>"})
    found = re.search(r'name="made"[^>]*value="([^"]+)"', made.text)
    assert found
    token = found[1]
    headers = {"Authorization": f"Bearer {token}"}
    assert client.get("/api/v1/me", headers=headers).json()["name"] == "Sam Rowe"
    page = browser.get("/account").text
    assert token not in page
    assert "Monthly &lt;report&gt;" in page
    digest = re.search(r'name="token" value="([0-9a-f]{64})"', page)
    assert digest
    theirs = client_for(cast.amara).post("/account/tokens/delete", data={"token": digest[1]})
    assert theirs.status_code == 404
    assert client.get("/api/v1/me", headers=headers).status_code == 200
    assert browser.post("/account/tokens/delete", data={"token": digest[1]}).status_code == 303
    assert client.get("/api/v1/me", headers=headers).status_code == 401


@pytest.mark.one_engine
def test_a_token_without_a_purpose_is_not_made(client_for: ClientFor, cast: Cast) -> None:
    answer = client_for(cast.sam).post("/account/tokens", data={"token_name": " "})
    assert answer.status_code == 422
    assert "Say what the token is for." in words(answer.text)


def test_where_one_is_signed_in_is_told_in_english_time(
    client_for: ClientFor, cast: Cast, clock: Clock
) -> None:
    clock.now -= timedelta(hours=2)
    client_for(cast.sam)
    clock.now += timedelta(hours=2)
    page = words(client_for(cast.sam).get("/account").text)
    assert "3 November 2026 at 8:00am" in page
    assert "Here, now" in page

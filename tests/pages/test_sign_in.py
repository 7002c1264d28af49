"""The way in, the way out, and the way back in."""

import re
from collections.abc import Callable
from datetime import timedelta
from html import unescape

import pytest
from fastapi import FastAPI
from sqlmodel import select
from starlette.testclient import TestClient

from app.actions.links import request_new_password
from app.actions.tries import address_key, count_try
from app.adapters.db import Database
from app.domain.accounts import SESSION_IDLE, WRONG_PASSWORDS_FROM_ADDRESS
from app.domain.people import Person
from app.models.accounts import SessionRow
from app.models.mail import OutboxRow
from app.settings import Settings
from app.web.sessions import SESSION, cookie_name
from tests.cast import Cast
from tests.conftest import Clock, browser_like
from tests.entries import past_the_record
from tests.passwords import HERE, OTHER_PASSWORD, PASSWORD, give_password

ClientFor = Callable[[Person], TestClient]


def words(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", html)).split())


def typed(email: str, password: str, **more: str) -> dict[str, str]:
    return {"email": email, "password": password, **more}


@pytest.fixture
def sam(database: Database, cast: Cast) -> Person:
    give_password(database, cast.sam)
    return cast.sam


def test_somebody_signs_in_and_goes_on_to_where_they_were_going(
    client: TestClient, sam: Person, settings: Settings
) -> None:
    form = client.get("/sign-in?next=/account%3Ffrom%3Dmail").text
    assert 'name="next" value="/account?from=mail"' in form
    answer = client.post("/sign-in", data=typed(sam.email, PASSWORD, next="/account?from=mail"))
    assert (answer.status_code, answer.headers["Location"]) == (303, "/account?from=mail")
    cookie = answer.headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "samesite=lax" in cookie.lower()
    assert "Sam Rowe" in client.get("/account").text
    again = client.get("/sign-in?next=/standards")
    assert (again.status_code, again.headers["Location"]) == (303, "/standards")


@pytest.mark.one_engine
@pytest.mark.parametrize(
    "elsewhere", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:x", ""]
)
def test_nobody_is_led_to_another_site(client: TestClient, sam: Person, elsewhere: str) -> None:
    assert 'name="next" value="/"' in client.get("/sign-in", params={"next": elsewhere}).text
    answer = client.post("/sign-in", data=typed(sam.email, PASSWORD, next=elsewhere))
    assert answer.headers["Location"] == "/"


def test_a_wrong_password_keeps_the_address_and_never_the_password(
    client: TestClient, sam: Person
) -> None:
    pages = set()
    for email in (sam.email, "nobody@gatepost.example"):
        answer = client.post("/sign-in", data=typed(email, "<script>wrong", next="/account"))
        assert answer.status_code == 401
        assert f'value="{email}"' in answer.text
        assert "<title>Error: " in answer.text
        assert 'href="#password"' in answer.text
        assert 'name="next" value="/account"' in answer.text
        assert "wrong" not in answer.text
        pages.add(answer.text.replace(email, ""))
    assert len(pages) == 1, "a stranger cannot tell which address is known"


@pytest.mark.one_engine
def test_what_is_missing_is_asked_for_and_does_not_count_as_a_try(
    client: TestClient, sam: Person, database: Database
) -> None:
    answer = client.post("/sign-in", data=typed("", ""))
    assert answer.status_code == 422
    assert "Enter your email address." in words(answer.text)
    assert "Enter your password." in words(answer.text)


def test_after_too_many_tries_one_waits(
    client: TestClient, sam: Person, database: Database, clock: Clock
) -> None:
    origin = {address_key("password", "testclient"): WRONG_PASSWORDS_FROM_ADDRESS}
    with past_the_record(database) as session:
        for _ in range(WRONG_PASSWORDS_FROM_ADDRESS.tries):
            count_try(session, origin, clock.now)
        session.commit()
    answer = client.post("/sign-in", data=typed(sam.email, PASSWORD))
    assert answer.status_code == 429
    assert int(answer.headers["Retry-After"]) > 800
    assert "You can try again in 16 minutes." in words(answer.text)
    clock.now += timedelta(minutes=16)
    assert client.post("/sign-in", data=typed(sam.email, PASSWORD)).status_code == 303


def test_another_site_cannot_sign_anybody_in(app: FastAPI, settings: Settings, sam: Person) -> None:
    browser = browser_like(app, settings)
    answer = browser.post(
        "/sign-in", data=typed(sam.email, PASSWORD), headers={"Sec-Fetch-Site": "cross-site"}
    )
    assert answer.status_code == 403


def test_signing_out_ends_the_session_and_empties_the_browser(
    client_for: ClientFor, cast: Cast, database: Database
) -> None:
    browser = client_for(cast.sam)
    kept = browser.cookies[SESSION]
    answer = browser.post("/sign-out")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/sign-in")
    assert answer.headers["Clear-Site-Data"] == '"cache"'
    assert "You are signed out." in browser.get("/sign-in").text
    browser.cookies.set(SESSION, kept)
    assert browser.get("/account").headers["Location"] == "/sign-in?next=/account"
    with database.read() as session:
        assert session.exec(select(SessionRow)).all() == []


def test_who_signs_in_at_a_browser_ends_the_session_of_who_was_there_before(
    client_for: ClientFor, cast: Cast, sam: Person, database: Database
) -> None:
    browser = client_for(cast.amara)
    browser.post("/sign-in", data=typed(sam.email, PASSWORD))
    with database.read() as session:
        assert session.exec(select(SessionRow.person_id)).all() == [sam.id]


def test_a_session_left_idle_leads_to_the_sign_in_page(
    client_for: ClientFor, cast: Cast, clock: Clock
) -> None:
    browser = client_for(cast.sam)
    clock.now += SESSION_IDLE
    assert browser.get("/account").headers["Location"] == "/sign-in?next=/account"


def link_for(database: Database, person: Person, clock: Clock) -> str:
    request_new_password(
        database, person.email, address=HERE, public_url="http://x.example", now=clock.now
    )
    with database.read() as session:
        letters = session.exec(select(OutboxRow.body)).all()
    return next(
        found[1] for body in letters if (found := re.search(r"http://x.example(\S+)", body))
    )


def test_a_forgotten_password_is_asked_for_and_set_by_the_link(
    client: TestClient, cast: Cast, database: Database, settings: Settings
) -> None:
    assert client.get("/forgotten-password").status_code == 200
    asked = client.post("/forgotten-password", data={"email": cast.amara.email})
    assert asked.headers["Location"] == "/sign-in"
    assert "your administrator now has a link" in words(client.get("/sign-in").text)
    with database.read() as session:
        body = session.exec(select(OutboxRow.body)).one()
    here = body.partition(settings.public_url)[2].split()[0]
    for _ in range(2):
        shown = client.get(here)
        assert shown.status_code == 200
        assert cast.amara.email in shown.text
    short = client.post(here, data={"password": "short"})
    assert short.status_code == 422
    assert "at least 12 characters" in words(short.text)
    done = client.post(here, data={"password": OTHER_PASSWORD})
    assert (done.status_code, done.headers["Location"]) == (303, "/")
    assert cookie_name(SESSION, settings) in client.cookies
    assert "Amara Okafor" in client.get("/account").text
    for answer in (client.get(here), client.post(here, data={"password": PASSWORD})):
        assert answer.status_code == 404
        assert "This link no longer works" in answer.text


def test_the_answer_is_the_same_for_an_address_that_nobody_has(
    client: TestClient, cast: Cast
) -> None:
    answers = []
    for email in (cast.amara.email, "nobody@gatepost.example"):
        asked = client.post("/forgotten-password", data={"email": email})
        answers.append((asked.status_code, asked.headers["Location"], asked.headers["Set-Cookie"]))
    assert answers[0] == answers[1]


@pytest.mark.one_engine
def test_an_address_that_is_none_is_given_back(client: TestClient) -> None:
    answer = client.post("/forgotten-password", data={"email": "<b>not an address"})
    assert answer.status_code == 422
    assert "&lt;b&gt;not an address" in answer.text
    assert "like name@example.com" in words(answer.text)


def test_a_link_that_is_too_old_says_so(
    client: TestClient, cast: Cast, database: Database, clock: Clock
) -> None:
    here = link_for(database, cast.amara, clock)
    clock.now += timedelta(hours=1)
    for answer in (client.get(here), client.post(here, data={"password": PASSWORD})):
        assert answer.status_code == 404
    assert client.get("/link/made-up").status_code == 404
    assert client.get("/link/" + "%00" * 40).status_code == 404

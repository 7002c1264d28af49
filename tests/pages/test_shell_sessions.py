"""Whom the shell knows: by a cookie's session, by a program's token, and no longer."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta

import pytest
from fastapi import APIRouter, FastAPI
from starlette.testclient import TestClient

from app.web.deps import ApiPerson, SignedInPerson
from tests.cast import Cast
from tests.conftest import Clock, SignInAs, Statements

router = APIRouter()


@router.get("/trial/who")
def who(person: SignedInPerson) -> str:
    return person.name


@router.get("/api/v1/trial/who")
def who_by_token(person: ApiPerson) -> str:
    return person.name


@pytest.fixture
def app(app: FastAPI) -> FastAPI:
    app.include_router(router)
    return app


def test_a_browser_is_known_by_its_session_and_a_program_by_its_token(
    cast: Cast,
    client_for: SignInAs,
    api_for: SignInAs,
    statements: Callable[[], AbstractContextManager[Statements]],
) -> None:
    browser, program = client_for(cast.amara), api_for(cast.sam)
    with statements() as ran:
        assert browser.get("/trial/who").json() == "Amara Okafor"
        assert program.get("/api/v1/trial/who").json() == "Sam Rowe"
    assert len(ran) == 2, ran


def test_neither_does_for_the_other(cast: Cast, client_for: SignInAs, api_for: SignInAs) -> None:
    assert client_for(cast.amara).get("/api/v1/trial/who").status_code == 401
    assert api_for(cast.amara).get("/trial/who", follow_redirects=False).status_code == 303


def test_a_session_lasts_while_its_person_is_there_and_then_is_over(
    cast: Cast, client_for: SignInAs, clock: Clock
) -> None:
    browser = client_for(cast.amara)
    for _ in range(3):
        clock.now += timedelta(hours=7)
        assert browser.get("/trial/who").status_code == 200
    clock.now += timedelta(hours=13)
    assert browser.get("/trial/who").status_code == 303


@pytest.mark.one_engine
@pytest.mark.parametrize("header", ["Bearer nonsense", "Bearer", "Basic YTpi", "", "Bearer é"])
def test_a_token_that_is_none_is_refused(cast: Cast, app: FastAPI, header: str) -> None:
    client = TestClient(app, base_url="http://127.0.0.1:8000")
    answer = client.get("/api/v1/trial/who", headers={b"Authorization": header.encode()})
    assert answer.status_code == 401

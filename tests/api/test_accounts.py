"""Tokens: how a program signs in, who it is then, and when that ends."""

from datetime import timedelta

import pytest
from starlette.testclient import TestClient

from tests.api.sent import refused, wrong_fields
from tests.cast import Cast
from tests.conftest import Clock, SignInAs
from tests.make import Maker
from tests.passwords import PASSWORD, give_password

TOKENS = "/api/v1/tokens"
ME = "/api/v1/me"


def as_sent(cast: Cast, **changes: object) -> dict[str, object]:
    return {"email": cast.sam.email, "password": PASSWORD, **changes}


def bearing(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


def test_whoever_knows_the_password_gets_a_token(make: Maker, client: TestClient) -> None:
    give_password(make.database, make.cast.sam)
    answer = client.post(TOKENS, json=as_sent(make.cast, email=" SAM@gatepost.example "))
    assert answer.status_code == 201
    assert set(answer.json()) == {"token", "expires_at"}
    assert answer.json()["expires_at"] == "2027-02-01T10:00:00Z"
    assert answer.headers["Cache-Control"] == "no-store"
    assert client.get(ME, headers=bearing(answer.json()["token"])).json() == {
        "id": str(make.cast.sam.id),
        "name": "Sam Rowe",
        "email": "sam@gatepost.example",
        "roles": [{"role": "assessor", "organisation": "Northgate Training"}],
    }


def test_a_wrong_password_and_an_unknown_address_are_told_apart_by_nobody(
    make: Maker, client: TestClient
) -> None:
    give_password(make.database, make.cast.sam)
    wrong = client.post(TOKENS, json=as_sent(make.cast, password="something else"))
    unknown = client.post(TOKENS, json=as_sent(make.cast, email="nobody@gatepost.example"))
    no_password_yet = client.post(TOKENS, json=as_sent(make.cast, email=make.cast.amara.email))
    assert refused(wrong, 401) == refused(unknown, 401) == refused(no_password_yet, 401)


def test_too_many_tries_have_to_wait(make: Maker, client: TestClient, clock: Clock) -> None:
    give_password(make.database, make.cast.sam)
    for _ in range(10):
        client.post(TOKENS, json=as_sent(make.cast, password="something else"))
    throttled = client.post(TOKENS, json=as_sent(make.cast))
    assert "too many tries" in refused(throttled, 429)
    clock.now += timedelta(seconds=int(throttled.headers["Retry-After"]))
    assert client.post(TOKENS, json=as_sent(make.cast)).status_code == 201


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"email": None}, "email"),
        ({"password": 7}, "password"),
        ({"email": "x" * 255}, "email"),
        ({"password": "x" * 201}, "password"),
        ({"email": "a\u0000@b.example"}, "email"),
        ({"remember": True}, "remember"),
    ],
)
@pytest.mark.one_engine
def test_what_does_not_fit_is_refused(
    make: Maker, client: TestClient, changes: dict[str, object], field: str
) -> None:
    assert wrong_fields(client.post(TOKENS, json=as_sent(make.cast, **changes))) == [field]
    assert wrong_fields(client.post(TOKENS + "?x=1", json=as_sent(make.cast))) == ["x"]


def test_a_token_that_was_given_up_is_dead_at_once(make: Maker, api_for: SignInAs) -> None:
    one, other = api_for(make.cast.sam), api_for(make.cast.sam)
    assert one.delete(TOKENS + "/current").status_code == 204
    assert refused(one.get(ME), 401)
    assert refused(one.delete(TOKENS + "/current"), 401)
    assert other.get(ME).status_code == 200


def test_a_token_that_is_too_old_is_dead(make: Maker, api_for: SignInAs, clock: Clock) -> None:
    sam = api_for(make.cast.sam)
    clock.now += timedelta(days=1)
    assert refused(sam.get(ME), 401)


@pytest.mark.parametrize(
    "said", ["", "Bearer", "Bearer ", "Bearer x", "Basic c2FtOng=", "Bearer \xff", "bearer a b"]
)
@pytest.mark.one_engine
def test_without_a_token_nobody_is_there(make: Maker, client: TestClient, said: str) -> None:
    answer = client.get(ME, headers={b"Authorization": said.encode("latin-1")})
    assert refused(answer, 401)
    assert answer.headers["WWW-Authenticate"] == "Bearer"


@pytest.mark.one_engine
def test_the_session_of_a_browser_does_not_count_here(make: Maker, client_for: SignInAs) -> None:
    assert refused(client_for(make.cast.sam).get(ME), 401)

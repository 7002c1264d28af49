"""What every answer carries, and what another site cannot do in a person's name."""

import gc
from pathlib import Path

import pytest
from fastapi import FastAPI, Response
from starlette.testclient import TestClient

from app.main import create_app
from app.web.sessions import end_session, safe_next, set_session
from tests.conftest import settings_for

pytestmark = pytest.mark.one_engine


def bare(app: FastAPI) -> TestClient:
    return TestClient(app, base_url="http://127.0.0.1:8000", follow_redirects=False)


@pytest.mark.parametrize("path", ["/healthz", "/nowhere", "/api/v1/nowhere", "/assets/nothing"])
def test_every_answer_is_locked_down(client: TestClient, path: str) -> None:
    headers = client.get(path).headers
    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert headers["Cache-Control"] == "no-store"


def test_assets_may_be_kept_for_ever(client: TestClient, app: FastAPI) -> None:
    answer = client.get(app.state.templates.globals["asset"]("gatepost.css"))
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert answer.headers["Content-Encoding"] == "gzip"
    assert answer.headers["Vary"] == "Accept-Encoding"


def test_a_page_beside_whose_text_a_secret_stands_is_not_compressed(client: TestClient) -> None:
    answer = client.get("/sign-in")
    assert len(answer.content) > 1000
    assert "Content-Encoding" not in answer.headers


@pytest.mark.parametrize(
    ("headers", "cookie", "passes"),
    [
        ({"Sec-Fetch-Site": "same-origin"}, True, True),
        ({"Sec-Fetch-Site": "none"}, True, True),
        ({"Sec-Fetch-Site": "same-site"}, True, False),
        ({"Sec-Fetch-Site": "cross-site"}, False, False),
        ({"Sec-Fetch-Site": "cross-site", "Origin": "http://127.0.0.1:8000"}, True, False),
        ({"Origin": "http://127.0.0.1:8000"}, True, True),
        ({"Origin": "http://127.0.0.1:8001"}, True, False),
        ({"Origin": "null"}, True, False),
        ({}, True, False),
        ({}, False, True),
    ],
)
def test_a_change_must_come_from_our_own_pages(
    app: FastAPI, headers: dict[str, str], cookie: bool, passes: bool
) -> None:
    browser = bare(app)
    if cookie:
        browser.cookies.set("gatepost-session", "anything")
    answer = browser.post("/nowhere", headers=headers)
    assert answer.status_code == (404 if passes else 403)
    assert browser.get("/nowhere", headers=headers).status_code == 404


def test_a_session_cookie_is_for_the_server_alone_and_for_https_where_there_is_https(
    tmp_path: Path,
) -> None:
    plain, secure = Response(), Response()
    set_session(plain, "token", settings_for(tmp_path))
    set_session(secure, "token", settings_for(tmp_path, public_url="https://gatepost.example"))
    assert plain.headers["Set-Cookie"] == ("gatepost-session=token; HttpOnly; Path=/; SameSite=lax")
    assert secure.headers["Set-Cookie"] == (
        "__Host-gatepost-session=token; HttpOnly; Path=/; SameSite=lax; Secure"
    )


def test_signing_out_makes_the_browser_forget(tmp_path: Path) -> None:
    answer = Response()
    end_session(answer, settings_for(tmp_path))
    assert "Max-Age=0" in answer.headers["Set-Cookie"]
    assert answer.headers["Clear-Site-Data"] == '"cache"'


def test_https_is_asked_for_again_next_time_where_it_is_in_use(tmp_path: Path) -> None:
    secure = create_app(settings_for(tmp_path, public_url="https://gatepost.example"))
    answer = TestClient(secure, base_url="https://gatepost.example").get("/nowhere")
    assert answer.headers["Strict-Transport-Security"] == "max-age=63072000"


@pytest.mark.parametrize(
    ("path", "safe"),
    [
        ("/evidence?status=draft", "/evidence?status=draft"),
        ("//evil.example", "/"),
        ("/\\evil.example", "/"),
        ("https://evil.example", "/"),
        ("javascript:alert(1)", "/"),
        ("/a\r\nSet-Cookie: b=c", "/"),
        ("evidence", "/"),
        ("", "/"),
    ],
)
def test_after_sign_in_nobody_is_led_to_another_site(path: str, safe: str) -> None:
    assert safe_next(path) == safe


def test_no_link_is_made_from_the_host_that_a_request_names(client: TestClient) -> None:
    page = client.get("/nowhere", headers={"Host": "evil.example"})
    assert "evil.example" not in page.text
    assert "evil.example" not in str(page.headers)


def test_the_api_describes_itself_and_the_pages_do_not(client: TestClient) -> None:
    described = client.get("/api/v1/openapi.json").json()
    assert described["info"]["title"] == "Gatepost"
    assert all(path.startswith("/api/v1/") for path in described["paths"])


def test_it_says_whether_it_can_serve(client: TestClient, app: FastAPI) -> None:
    assert client.get("/healthz").text == "ok\n"


def test_it_says_so_where_its_database_does_not_answer(tmp_path: Path) -> None:
    away = settings_for(tmp_path, database_url=f"sqlite:///{tmp_path}/no/such/folder/a.db")
    answer = TestClient(create_app(away), base_url="http://127.0.0.1:8000").get("/healthz")
    assert answer.status_code == 503


def test_what_a_server_read_at_its_start_is_set_aside_from_garbage_once(app: FastAPI) -> None:
    with TestClient(app):
        aside = gc.get_freeze_count()
    since: list[list[int]] = [[] for _ in range(100_000)]
    with TestClient(app):
        assert 100_000 < gc.get_freeze_count() <= aside
    assert len(since) == 100_000


def test_settings_are_checked_before_anything_starts(tmp_path: Path) -> None:
    for wrong in (
        {"public_url": "gatepost.example"},
        {"public_url": "https://gatepost.example/path"},
        {"max_upload_mb": 0},
        {"trusted_proxies": "*"},
    ):
        with pytest.raises(ValueError, match="validation error"):
            settings_for(tmp_path, **wrong)


def test_settings_that_are_left_out_follow_the_data_folder(tmp_path: Path) -> None:
    settings = settings_for(tmp_path, trusted_proxies="10.0.0.1, 10.1.0.0/16")
    assert settings.database_url == f"sqlite:///{tmp_path}/gatepost.db"
    assert settings.storage_url == f"file://{tmp_path}/files"
    assert settings.trusted_proxies == ("10.0.0.1/32", "10.1.0.0/16")

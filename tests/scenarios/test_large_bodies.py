"""What is too large, or from a stranger, is refused by a real server without being taken in."""

import socket
from collections.abc import Iterator
from urllib.parse import urlsplit

import httpx2
import pytest
from fastapi import APIRouter

from app.web.bodies import RawFile, UploadForm
from app.web.deps import ApiPerson
from tests.cast import Cast
from tests.conftest import SignInAs
from tests.live import LiveServer

pytestmark = pytest.mark.one_engine

router = APIRouter()


@router.post("/api/v1/trial/raw")
def raw(file: RawFile, _person: ApiPerson) -> int:
    return file.size


@router.post("/trial/upload")
def upload(form: UploadForm) -> int:
    return len(form.files("file"))


@pytest.fixture
def server(server: LiveServer) -> LiveServer:
    settings = server.app.state.settings
    server.app.state.settings = settings.model_copy(update={"max_upload_mb": 1})
    server.app.include_router(router)
    return server


def test_a_strangers_upload_is_refused_before_it_is_taken(server: LiveServer) -> None:
    address = urlsplit(server.url)
    with socket.create_connection((address.hostname or "", address.port or 0), 10) as line:
        line.sendall(
            b"POST /api/v1/trial/raw HTTP/1.1\r\nHost: a\r\nContent-Length: 300000000\r\n\r\nfirst"
        )
        assert line.recv(100).startswith(b"HTTP/1.1 401")


def test_an_upload_beyond_the_limit_is_answered_however_it_comes(
    server: LiveServer, cast: Cast, api_for: SignInAs, client_for: SignInAs
) -> None:
    def unannounced() -> Iterator[bytes]:
        yield from [b"x" * 100_000] * 40

    token = api_for(cast.amara).headers["Authorization"]
    cookies = dict(client_for(cast.amara).cookies)
    with httpx2.Client(base_url=server.url, headers={"Authorization": token}) as program:
        assert program.post("/api/v1/trial/raw", content=b"x" * 900_000).json() == 900_000
        assert program.post("/api/v1/trial/raw", content=b"x" * 4_000_000).status_code == 413
        assert program.post("/api/v1/trial/raw", content=unannounced()).status_code == 413
    with httpx2.Client(
        base_url=server.url, cookies=cookies, headers={"Sec-Fetch-Site": "same-origin"}
    ) as browser:
        answer = browser.post("/trial/upload", files={"file": ("a.txt", b"x" * 4_000_000)})
        assert answer.status_code == 413
        assert "That is too large" in answer.text

"""Large files come in parts: interrupted, they go on from what arrived, and are their sender's."""

import hashlib
import random
import socket
import uuid
from base64 import b64encode
from collections.abc import Callable
from datetime import timedelta
from threading import Thread
from urllib.parse import urlsplit

import httpx2
import pytest
from httpx2 import Response
from starlette.testclient import TestClient

from app.actions.uploads import remove_old_uploads
from app.adapters.storage import open_storage
from app.domain.evidence import EvidenceStatus
from app.domain.uploads import KEPT, MOST_UNFINISHED
from app.settings import Settings
from tests.conftest import Clock, SignInAs
from tests.live import LiveServer
from tests.make import Maker
from tests.pages.test_files import kept_in, names_on

TUS = {"Tus-Resumable": "1.0.0"}
PART = TUS | {"Content-Type": "application/offset+octet-stream"}
FILM = "".join(random.Random(8).choices("gatepost \n", k=300_000)).encode()  # noqa: S311
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'


def in_base64(text: str) -> str:
    return b64encode(text.encode()).decode()


def begin(
    browser: TestClient, piece: uuid.UUID, size: int, name: str = "notes.txt", mark: str = "77"
) -> Response:
    said = f"filename {in_base64(name)},mark {in_base64(mark)}"
    headers = TUS | {"Upload-Length": str(size), "Upload-Metadata": said}
    return browser.post(f"/evidence/{piece}/uploads", headers=headers)


def send(browser: TestClient, upload: str, offset: int, content: bytes, **headers: str) -> Response:
    said = PART | {"Upload-Offset": str(offset)} | headers
    return browser.patch(upload, content=content, headers=said)


def arrived(browser: TestClient, upload: str) -> int:
    return int(browser.head(upload, headers=TUS).headers["Upload-Offset"])


def opened(make: Maker, browser: TestClient, upload: str) -> bytes:
    """The file that an upload became."""
    return browser.get(f"/files/{upload.rpartition('/')[2]}").content


@pytest.fixture
def amara(client_for: SignInAs, make: Maker) -> TestClient:
    return client_for(make.cast.amara)


@pytest.fixture
def draft(make: Maker) -> uuid.UUID:
    return make.evidence()


def test_a_file_in_parts_is_added_once_it_is_whole(
    amara: TestClient, make: Maker, draft: uuid.UUID, settings: Settings
) -> None:
    begun = begin(amara, draft, len(FILM), "Notes – ‘all’.txt")
    assert begun.status_code == 201
    upload = begun.headers["Location"]
    assert send(amara, upload, 0, FILM[:100_000]).headers["Upload-Offset"] == "100000"
    assert names_on(make, draft) == []
    assert "100 KB of 300 KB arrived" in amara.get(f"/evidence/{draft}/edit").text
    assert send(amara, upload, 100_000, FILM[100_000:]).status_code == 204
    assert names_on(make, draft) == ["Notes – ‘all’.txt"]
    assert opened(make, amara, upload) == FILM
    assert len(kept_in(settings)) == 1, "no part is left behind"
    assert arrived(amara, upload) == len(FILM), "also for whom the last answer never reached"


def test_a_broken_connection_loses_nothing_that_arrived(
    server: LiveServer, client_for: SignInAs, make: Maker, draft: uuid.UUID
) -> None:
    cookies = client_for(make.cast.amara).cookies
    address = urlsplit(server.url)
    with httpx2.Client(
        base_url=server.url, cookies=dict(cookies), headers={"Sec-Fetch-Site": "same-origin"}
    ) as browser:
        upload = begin(browser, draft, len(FILM)).headers["Location"]  # type: ignore[arg-type]
        said = "; ".join(f"{name}={value}" for name, value in cookies.items())
        lines = (
            f"PATCH {upload} HTTP/1.1",
            f"Host: {address.netloc}",
            f"Cookie: {said}",
            "Sec-Fetch-Site: same-origin",
            "Tus-Resumable: 1.0.0",
            "Content-Type: application/offset+octet-stream",
            "Upload-Offset: 0",
            f"Content-Length: {len(FILM)}",
        )
        with socket.create_connection((address.hostname or "", address.port or 0), 10) as line:
            line.sendall("\r\n".join((*lines, "", "")).encode() + FILM[:120_000])
        before = eventually(lambda: arrived(browser, upload))  # type: ignore[arg-type]
        assert 0 < before <= 120_000
        send(browser, upload, before, FILM[before:])  # type: ignore[arg-type]
        assert opened(make, browser, upload) == FILM  # type: ignore[arg-type]


def eventually(ask: Callable[[], int]) -> int:
    """What the server took in of a connection that broke is noted a moment later."""
    for _ in range(1_000):
        if found := ask():
            return found
    raise AssertionError("Nothing arrived.")


def test_of_two_parts_at_once_one_is_kept(
    server: LiveServer, client_for: SignInAs, make: Maker, draft: uuid.UUID
) -> None:
    cookies = dict(client_for(make.cast.amara).cookies)
    answers: list[int] = []

    def part(upload: str, offset: int, content: bytes) -> None:
        with httpx2.Client(
            base_url=server.url, cookies=cookies, headers={"Sec-Fetch-Site": "same-origin"}
        ) as browser:
            answers.append(send(browser, upload, offset, content).status_code)  # type: ignore[arg-type]

    def at_once(upload: str, offset: int, content: bytes) -> None:
        threads = [Thread(target=part, args=(upload, offset, content)) for _ in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    with httpx2.Client(
        base_url=server.url, cookies=cookies, headers={"Sec-Fetch-Site": "same-origin"}
    ) as browser:
        upload = begin(browser, draft, len(FILM)).headers["Location"]  # type: ignore[arg-type]
        at_once(upload, 0, FILM[:50_000])
        assert sorted(answers) == [204, 409]
        at_once(upload, 50_000, FILM[50_000:])
        assert opened(make, browser, upload) == FILM  # type: ignore[arg-type]
    assert names_on(make, draft) == ["notes.txt"]


def test_two_files_come_at_once_on_servers_that_share_a_storage(
    amara: TestClient, make: Maker, draft: uuid.UUID
) -> None:
    other = FILM[::-1]
    first = begin(amara, draft, len(FILM)).headers["Location"]
    second = begin(amara, draft, len(other), "more.txt").headers["Location"]
    for start in range(0, len(FILM), 100_000):
        send(amara, first, start, FILM[start : start + 100_000])
        send(amara, second, start, other[start : start + 100_000])
    assert (opened(make, amara, first), opened(make, amara, second)) == (FILM, other)


@pytest.mark.one_engine
def test_a_part_from_elsewhere_in_the_file_is_told_where_to_go_on(
    amara: TestClient, draft: uuid.UUID
) -> None:
    upload = begin(amara, draft, len(FILM)).headers["Location"]
    send(amara, upload, 0, FILM[:10])
    for offset in (0, 9, 11):
        answer = send(amara, upload, offset, b"x")
        assert (answer.status_code, answer.headers["Upload-Offset"]) == (409, "10")
    assert send(amara, upload, 10, FILM).status_code == 413
    assert arrived(amara, upload) == 10


@pytest.mark.one_engine
def test_a_damaged_part_is_refused_and_a_whole_one_kept(
    amara: TestClient, draft: uuid.UUID
) -> None:
    upload = begin(amara, draft, len(FILM)).headers["Location"]
    for algorithm in ("sha1", "sha256"):
        digest = hashlib.new(algorithm, FILM[:10]).digest()
        said = f"{algorithm} {b64encode(digest).decode()}"
        before = arrived(amara, upload)
        damaged = send(amara, upload, before, b"x" * 10, **{"Upload-Checksum": said})
        assert (damaged.status_code, arrived(amara, upload)) == (460, before)
        whole = send(amara, upload, before, FILM[:10], **{"Upload-Checksum": said})
        assert (whole.status_code, arrived(amara, upload)) == (204, before + 10)
    unknown = send(amara, upload, 20, b"x", **{"Upload-Checksum": "md5 AAAA"})
    assert unknown.status_code == 422


@pytest.mark.one_engine
def test_who_speaks_another_protocol_is_told_which_is_spoken(
    amara: TestClient, draft: uuid.UUID, settings: Settings
) -> None:
    upload = begin(amara, draft, 10).headers["Location"]
    told = amara.options(f"/evidence/{draft}/uploads")
    assert told.headers["Tus-Version"] == "1.0.0"
    assert told.headers["Tus-Max-Size"] == str(settings.max_upload_bytes)
    assert "creation" in told.headers["Tus-Extension"]
    assert amara.options(upload).headers["Tus-Extension"] == told.headers["Tus-Extension"]
    for answer in (
        amara.post(f"/evidence/{draft}/uploads", headers={"Upload-Length": "10"}),
        send(amara, upload, 0, b"x", **{"Tus-Resumable": "0.2.2"}),
        amara.delete(upload),
        amara.head(upload),
    ):
        assert (answer.status_code, answer.headers["Tus-Version"]) == (412, "1.0.0")
    other_type = send(amara, upload, 0, b"x", **{"Content-Type": "text/plain"})
    assert other_type.status_code == 415


@pytest.mark.one_engine
def test_what_is_too_large_empty_or_too_much_is_refused_before_it_comes(
    amara: TestClient, draft: uuid.UUID, settings: Settings
) -> None:
    large = begin(amara, draft, settings.max_upload_bytes + 1, "film.mp4")
    assert large.status_code == 413
    assert large.text == "“film.mp4” is too large: at most 200 MB can be added."
    assert begin(amara, draft, 0).status_code == 422
    for _ in range(MOST_UNFINISHED):
        assert begin(amara, draft, 10).status_code == 201
    assert begin(amara, draft, 10).status_code == 409


@pytest.mark.one_engine
def test_a_hostile_file_is_refused_as_any_other_and_nothing_is_kept(
    amara: TestClient, make: Maker, draft: uuid.UUID, settings: Settings
) -> None:
    upload = begin(amara, draft, len(SVG), "picture.png").headers["Location"]
    send(amara, upload, 0, SVG[:20])
    answer = send(amara, upload, 20, SVG[20:])
    assert answer.status_code == 415
    assert answer.text.startswith("“picture.png” is a web page")
    assert (names_on(make, draft), kept_in(settings)) == ([], [])
    assert amara.head(upload, headers=TUS).status_code == 404


@pytest.mark.one_engine
def test_an_upload_is_thrown_away_with_and_without_scripts(
    amara: TestClient, draft: uuid.UUID, settings: Settings
) -> None:
    first, second = (begin(amara, draft, 100).headers["Location"] for _ in range(2))
    for upload in (first, second):
        send(amara, upload, 0, b"x" * 40)
    assert amara.delete(first, headers=TUS).status_code == 204
    form = {"title": "Lease review memo", "version": "1"}
    form["intent"] = f"cancel-upload:{second.rpartition('/')[2]}"
    assert amara.post(f"/evidence/{draft}/edit", data=form).status_code == 303
    for upload in (first, second):
        assert amara.head(upload, headers=TUS).status_code == 404
        assert send(amara, upload, 40, b"x").status_code == 404
    assert kept_in(settings) == []


@pytest.mark.one_engine
def test_what_nobody_went_on_with_is_gone_after_a_day(
    amara: TestClient,
    client_for: SignInAs,
    make: Maker,
    draft: uuid.UUID,
    settings: Settings,
    clock: Clock,
) -> None:
    upload = begin(amara, draft, 100).headers["Location"]
    clock.now += timedelta(hours=23)
    send(client_for(make.cast.amara), upload, 0, b"x" * 40)
    storage = open_storage(settings.storage_url)
    clock.now += KEPT - timedelta(seconds=1)
    assert remove_old_uploads(make.database, storage, now=clock.now) == 0
    clock.now += timedelta(seconds=1)
    assert send(client_for(make.cast.amara), upload, 40, b"x").status_code == 404
    assert remove_old_uploads(make.database, storage, now=clock.now) == 1
    assert kept_in(settings) == []


def test_an_upload_is_nobody_elses(make: Maker, client_for: SignInAs, amara: TestClient) -> None:
    cast = make.cast
    returned = make.evidence(EvidenceStatus.RETURNED)
    upload = begin(amara, returned, 100).headers["Location"]
    send(amara, upload, 0, b"x" * 40)
    around = (cast.sam, cast.marcus, cast.ruth)
    for person in (*around, *cast.strangers):
        browser = client_for(person)
        assert browser.head(upload, headers=TUS).status_code == 404
        assert send(browser, upload, 40, b"x").status_code == 404
        assert browser.delete(upload, headers=TUS).status_code == 404
        refused = 403 if person in around else 404
        assert begin(browser, returned, 100).status_code == refused
        assert browser.get(f"/evidence/{returned}/files").status_code == refused
    assert arrived(amara, upload) == 40


@pytest.mark.one_engine
def test_a_piece_that_is_submitted_meanwhile_takes_no_more(
    amara: TestClient, make: Maker, settings: Settings
) -> None:
    submitted = make.evidence(EvidenceStatus.SUBMITTED)
    assert begin(amara, submitted, 100).status_code == 409


@pytest.mark.one_engine
def test_a_storage_that_fails_costs_the_last_part_alone(
    amara: TestClient, make: Maker, draft: uuid.UUID, settings: Settings
) -> None:
    upload = begin(amara, draft, len(FILM)).headers["Location"]
    send(amara, upload, 0, FILM[:100_000])
    files = settings.data / "files"
    away = files.rename(settings.data / "away")
    assert send(amara, upload, 100_000, FILM[100_000:]).status_code == 503
    assert arrived(amara, upload) == 100_000
    away.rename(files)
    assert send(amara, upload, 100_000, FILM[100_000:]).status_code == 204
    assert opened(make, amara, upload) == FILM

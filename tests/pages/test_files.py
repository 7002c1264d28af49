"""Files on the pages: adding several at once, opening one, removing and blocking."""

import io
import tracemalloc
import uuid
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import httpx2
import pytest
from fastapi import FastAPI
from httpx2 import Response
from sqlalchemy import update
from sqlmodel import select
from starlette.testclient import TestClient

from app.actions.files import add_file
from app.actions.submission import submit_evidence
from app.adapters.db import Database
from app.adapters.storage import Storage
from app.domain.evidence import EvidenceStatus
from app.models.accounts import ReadingRow
from app.models.evidence import StoredFileRow
from app.queries.evidence_files import files_of, seen_files
from app.settings import Settings
from app.web.downloads import content_disposition
from tests.conftest import Clock, SignInAs, Statements, app_on, browser_like
from tests.entries import past_the_record
from tests.live import LiveServer
from tests.make import Maker

MEMO = b"I reviewed the lease."
LEASE = b"%PDF-1.7\nthe lease"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'
WHY = "It names the client on page 3."

Sent = tuple[str, tuple[str, bytes, str]]


def sent(name: str, content: bytes, kind: str = "application/octet-stream") -> Sent:
    return "files", (name, content, kind)


def add(browser: TestClient, evidence_id: uuid.UUID, *files: Sent, **typed: str) -> Response:
    """Chooses the files in the form in which the piece is written, and sends it."""
    form = {"title": "Lease review memo", "version": "1", "intent": "upload", **typed}
    return browser.post(f"/evidence/{evidence_id}/edit", data=form, files=files)


def names_on(make: Maker, evidence_id: uuid.UUID) -> list[str]:
    piece = make.seen_by(make.cast.amara, evidence_id)
    with make.database.read() as session:
        return [f.reference.name for f in seen_files(piece, files_of(session, evidence_id))]


def kept_in(settings: Settings) -> list[Path]:
    return [path for path in (settings.data / "files").rglob("*") if path.is_file()]


@pytest.fixture
def storage(app: FastAPI) -> Storage:
    storage: Storage = app.state.storage
    return storage


@pytest.fixture
def memo(make: Maker, storage: Storage) -> uuid.UUID:
    """A file on a piece that Amara submitted."""
    return submitted_file(make, storage)


def submitted_file(
    make: Maker, storage: Storage, content: bytes = MEMO, name: str = "Lease – “memo”.txt"
) -> uuid.UUID:
    draft = make.evidence()
    file = add_file(
        make.database,
        storage,
        draft,
        name,
        io.BytesIO(content),
        by=make.cast.amara,
        now=make.now,
    )
    submit_evidence(make.database, draft, by=make.cast.amara, now=make.now)
    return file


def test_an_apprentice_adds_several_files_at_once(make: Maker, client_for: SignInAs) -> None:
    draft = make.evidence()
    files = sent("memo.txt", MEMO), sent("../lease.PDF", LEASE)
    answer = add(client_for(make.cast.amara), draft, *files)
    assert answer.status_code == 303
    assert answer.headers["Location"] == f"/evidence/{draft}/edit#files"
    assert sorted(names_on(make, draft)) == ["lease.PDF", "memo.txt"]


def test_what_is_refused_takes_nothing_from_the_others(
    make: Maker, client_for: SignInAs, settings: Settings
) -> None:
    draft = make.evidence()
    answer = add(
        client_for(make.cast.amara),
        draft,
        sent("picture.svg", SVG, "image/png"),
        sent("memo.txt", MEMO),
        sent("empty.txt", b""),
        sent("copy.txt", MEMO),
    )
    assert answer.status_code == 415
    for told in (
        "“picture.svg” is a web page",
        "“empty.txt” is empty",
        "the same as “memo.txt”",
    ):
        assert told in answer.text
    assert names_on(make, draft) == ["memo.txt"]
    assert len(kept_in(settings)) == 1


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("page.html", b"<!doctype html><script>alert(1)</script>"),
        ("picture.png", SVG),
        ("note.txt", b"A note.\n\n<script>alert(document.cookie)</script>"),
        ("memo.pdf", b"MZ\x90\x00\x03"),
    ],
)
def test_what_could_run_is_refused_and_not_kept(
    make: Maker, client_for: SignInAs, settings: Settings, name: str, content: bytes
) -> None:
    draft = make.evidence()
    answer = add(client_for(make.cast.amara), draft, sent(name, content, "application/pdf"))
    assert answer.status_code == 415
    assert answer.text.count("so it is not kept.") == 2, "in the summary, and beside the field"
    assert answer.text.count("Add PDF, Word") == 1, "beside the field alone"
    assert names_on(make, draft) == []
    assert kept_in(settings) == []


def test_a_hostile_name_is_kept_as_a_harmless_one(make: Maker, client_for: SignInAs) -> None:
    draft = make.evidence()
    add(client_for(make.cast.amara), draft, sent("..\\..\\me\u202etxt.exe", MEMO))
    assert names_on(make, draft) == ["metxt.exe.txt"]


def test_a_form_without_a_file_says_so_and_is_kept(make: Maker, client_for: SignInAs) -> None:
    draft = make.evidence()
    answer = add(client_for(make.cast.amara), draft, narrative="I wrote the memo.")
    assert answer.status_code == 422
    assert "Choose a file first." in answer.text
    assert make.seen_by(make.cast.amara, draft).content.narrative == "I wrote the memo."


@pytest.fixture
def small(
    make: Maker, client_for: SignInAs, settings: Settings, clock: Clock
) -> Iterator[TestClient]:
    """Amara's browser, where no file may be larger than 1 MB."""
    changed = settings.model_copy(update={"max_upload_mb": 1})
    with app_on(changed, make.database, clock) as app:
        browser = browser_like(app, changed)
        browser.cookies = client_for(make.cast.amara).cookies
        yield browser


def test_a_file_that_is_too_large_takes_nothing_from_what_was_typed(
    make: Maker, small: TestClient
) -> None:
    draft = make.evidence()
    files = sent("film.txt", b"a" * 1_000_001), sent("memo.txt", MEMO)
    answer = add(small, draft, *files, narrative="I wrote the memo.")
    assert answer.status_code == 413
    assert "“film.txt” is too large: at most 1 MB can be added." in answer.text
    assert names_on(make, draft) == ["memo.txt"]
    assert make.seen_by(make.cast.amara, draft).content.narrative == "I wrote the memo."


def test_a_form_beyond_the_limit_is_not_kept_and_given_back(
    make: Maker, small: TestClient, settings: Settings
) -> None:
    draft = make.evidence()
    answer = add(small, draft, sent("m.txt", b"a" * 3_100_000), narrative="I wrote the memo.")
    assert answer.status_code == 413
    assert "I wrote the memo.</textarea>" in answer.text
    assert names_on(make, draft) == []
    assert kept_in(settings) == []


def test_nobody_else_adds_files(make: Maker, client: TestClient, client_for: SignInAs) -> None:
    cast = make.cast
    returned = make.evidence(EvidenceStatus.RETURNED)
    refused = dict.fromkeys((cast.sam, cast.marcus, cast.ruth), 403)
    refused |= dict.fromkeys(cast.strangers, 404)
    assert add(client, returned, sent("memo.txt", MEMO)).status_code == 401
    for person, status in refused.items():
        answer = add(client_for(person), returned, sent("memo.txt", MEMO))
        assert answer.status_code == status
    assert names_on(make, returned) == []


def test_a_submitted_piece_takes_no_file(make: Maker, client_for: SignInAs) -> None:
    piece = make.evidence(EvidenceStatus.SUBMITTED)
    answer = add(client_for(make.cast.amara), piece, sent("memo.txt", MEMO))
    assert answer.status_code == 409
    assert "Take it back first" in answer.text
    assert names_on(make, piece) == []


def test_a_file_comes_to_be_saved_and_never_runs_in_the_browser(
    make: Maker, memo: uuid.UUID, client_for: SignInAs
) -> None:
    answer = client_for(make.cast.sam).get(f"/files/{memo}")
    assert answer.status_code == 200
    assert answer.content == MEMO
    shown = {name: answer.headers[name] for name in (*HEADERS, "Content-Disposition")}
    assert shown == {
        **HEADERS,
        "Content-Disposition": 'attachment; filename="Lease _ _memo_.txt"; '
        "filename*=UTF-8''Lease%20%E2%80%93%20%E2%80%9Cmemo%E2%80%9D.txt",
    }


HEADERS = {
    "Content-Type": "text/plain",
    "Content-Length": str(len(MEMO)),
    "Content-Security-Policy": "sandbox; default-src 'none'",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "private, no-store",
    "Cross-Origin-Resource-Policy": "same-origin",
}


def test_asking_what_a_file_is_sends_none_of_it_and_counts_as_no_reading(
    make: Maker, memo: uuid.UUID, client_for: SignInAs
) -> None:
    answer = client_for(make.cast.sam).head(f"/files/{memo}")
    assert answer.status_code == 200
    assert {name: answer.headers[name] for name in HEADERS} == HEADERS
    assert answer.content == b""
    assert readings(make.database) == []


def readings(database: Database) -> list[ReadingRow]:
    with database.read() as session:
        return list(session.exec(select(ReadingRow)))


def test_the_reading_log_tells_who_saved_a_file(
    make: Maker, memo: uuid.UUID, client_for: SignInAs
) -> None:
    client_for(make.cast.amara).get(f"/files/{memo}")
    client_for(make.cast.marcus).get(f"/files/{memo}")
    (reading,) = readings(make.database)
    assert (reading.person_id, reading.file_id) == (make.cast.marcus.id, memo)
    assert reading.what == "a file of revision 1"


def test_strangers_and_former_colleagues_do_not_know_of_a_file(
    make: Maker, memo: uuid.UUID, client: TestClient, client_for: SignInAs
) -> None:
    assert client.get(f"/files/{memo}").status_code == 303
    for person in make.cast.strangers:
        browser = client_for(person)
        for path in (f"/files/{memo}", f"/files/{memo}/block"):
            assert browser.get(path).status_code == 404
        assert browser.head(f"/files/{memo}").status_code == 404
        answer = browser.post(f"/files/{memo}/block", data={"reason": WHY})
        assert answer.status_code == 404
    for unknown in (uuid.uuid4(), "memo", "..%2f..%2fetc%2fpasswd"):
        assert client_for(make.cast.amara).get(f"/files/{unknown}").status_code == 404
    assert readings(make.database) == []


def test_a_line_manager_blocks_a_file_and_nobody_opens_it(
    make: Maker, memo: uuid.UUID, client_for: SignInAs
) -> None:
    marcus = client_for(make.cast.marcus)
    asked = marcus.get(f"/files/{memo}/block")
    assert asked.status_code == 200
    assert "Why must nobody open it?" in asked.text
    answer = marcus.post(f"/files/{memo}/block", data={"reason": WHY})
    assert answer.status_code == 303
    assert answer.headers["Location"].startswith("/evidence/")
    cast = make.cast
    for person in (cast.amara, cast.sam, cast.marcus, cast.ruth, cast.priya):
        answer = client_for(person).get(f"/files/{memo}")
        assert answer.status_code == 403
        assert "was blocked by Marcus Lee" in answer.text
        assert WHY in answer.text
        assert MEMO.decode() not in answer.text
    assert marcus.get(f"/files/{memo}/block").status_code == 409


def test_blocking_asks_for_a_reason_and_gives_back_what_was_typed(
    make: Maker, memo: uuid.UUID, client_for: SignInAs
) -> None:
    ruth = client_for(make.cast.ruth)
    answer = ruth.post(f"/files/{memo}/block", data={"reason": " "})
    assert answer.status_code == 422
    assert answer.text.count("Say why nobody may open this file.") == 2
    answer = ruth.post(f"/files/{memo}/block", data={"reason": "<b>" + "a" * 5_000})
    assert answer.status_code == 422
    assert "&lt;b&gt;aaa" in answer.text


def test_those_who_see_a_file_but_may_not_block_it_are_told_so(
    make: Maker, memo: uuid.UUID, client_for: SignInAs
) -> None:
    for person in (make.cast.amara, make.cast.sam, make.cast.priya):
        browser = client_for(person)
        assert browser.get(f"/files/{memo}/block").status_code == 403
        answer = browser.post(f"/files/{memo}/block", data={"reason": WHY})
        assert answer.status_code == 403


def test_an_administrator_blocks_a_file_of_a_draft_without_its_name(
    make: Maker, storage: Storage, client_for: SignInAs
) -> None:
    draft = make.evidence()
    file = add_file(
        make.database,
        storage,
        draft,
        "secret.txt",
        io.BytesIO(MEMO),
        by=make.cast.amara,
        now=make.now,
    )
    ruth = client_for(make.cast.ruth)
    assert ruth.get(f"/files/{file}").status_code == 404
    asked = ruth.get(f"/files/{file}/block")
    assert asked.status_code == 200
    assert "secret" not in asked.text
    answer = ruth.post(f"/files/{file}/block", data={"reason": WHY})
    assert (answer.status_code, answer.headers["Location"]) == (303, "/")


def test_a_content_that_is_missing_is_told_plainly(
    make: Maker, memo: uuid.UUID, client_for: SignInAs, settings: Settings
) -> None:
    for path in kept_in(settings):
        path.unlink()
    answer = client_for(make.cast.sam).get(f"/files/{memo}")
    assert answer.status_code == 503
    assert "not where it was kept" in answer.text
    assert readings(make.database) == []


def test_an_upload_is_refused_plainly_where_the_storage_fails(
    make: Maker, client_for: SignInAs, settings: Settings
) -> None:
    (settings.data / "files").write_text("Not a folder.")
    draft = make.evidence()
    typed = "I wrote the memo."
    answer = add(client_for(make.cast.amara), draft, sent("memo.txt", MEMO), narrative=typed)
    assert answer.status_code == 503
    assert "Nothing was changed" in answer.text
    assert "I wrote the memo.</textarea>" in answer.text


@pytest.mark.one_engine
def test_saving_a_file_takes_few_statements(
    make: Maker,
    memo: uuid.UUID,
    client_for: SignInAs,
    statements: Callable[[], AbstractContextManager[Statements]],
) -> None:
    browser = client_for(make.cast.sam)
    with statements() as ran:
        browser.get(f"/files/{memo}")
    assert len(ran) <= 8, ran


@pytest.mark.one_engine
def test_a_file_of_200_mb_is_sent_in_little_memory(
    make: Maker, client_for: SignInAs, server: LiveServer, settings: Settings
) -> None:
    size = 200_000_000
    file = submitted_file(make, server.app.state.storage, LEASE, "film.pdf")
    (kept,) = kept_in(settings)
    with kept.open("r+b") as content:
        content.truncate(size)
    with past_the_record(make.database) as session:
        session.execute(update(StoredFileRow).values(size=size))
        session.commit()
    cookies = dict(client_for(make.cast.sam).cookies)
    tracemalloc.start()
    try:
        received = 0
        address = f"{server.url}/files/{file}"
        with httpx2.stream("GET", address, cookies=cookies, timeout=90) as answer:
            for chunk in answer.iter_raw():
                received += len(chunk)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert received == size
    assert peak < size / 10


@pytest.mark.parametrize(
    ("name", "header"),
    [
        ("memo.pdf", "attachment; filename=\"memo.pdf\"; filename*=UTF-8''memo.pdf"),
        ('a"b.exe', "attachment; filename=\"a_b.exe\"; filename*=UTF-8''a%22b.exe"),
        ("é\r\n.pdf", "attachment; filename=\"___.pdf\"; filename*=UTF-8''%C3%A9%0D%0A.pdf"),
    ],
)
def test_no_name_breaks_out_of_its_header(name: str, header: str) -> None:
    assert content_disposition(name) == header

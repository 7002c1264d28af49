"""While somebody else writes for too long, nobody is told of a fault, and nobody loses a word."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from fastapi import FastAPI
from sqlalchemy import text

from app.adapters.db import Database
from app.domain.evidence import EvidenceStatus
from app.web.saving import TYPIST
from tests.conftest import SignInAs
from tests.make import Maker

SENTENCE = "Others were writing for so long that this had to give way."
TYPED = "The clause on page 4 is the one to look at."


@pytest.fixture
def impatient(app: FastAPI, database: Database, database_url: str) -> Iterator[Database]:
    """The app, on a database that soon gives up waiting for a lock."""
    opened = Database(database_url, like=database.engine, wait=timedelta(milliseconds=50))
    app.state.database = opened
    yield opened
    opened.close()


@contextmanager
def somebody_writing(database: Database) -> Iterator[None]:
    """Another connection holds the lock that whoever writes needs."""
    with database.connect_to_write() as connection:
        if database.is_sqlite:
            connection.exec_driver_sql("SELECT 1")
        else:
            connection.execute(text("LOCK TABLE evidence, comment, unfinished IN EXCLUSIVE MODE"))
        yield
        connection.rollback()


def test_a_comment_that_could_not_be_written_is_given_back_and_written_the_next_time(
    make: Maker, client_for: SignInAs, database: Database, impatient: Database
) -> None:
    piece = make.evidence(EvidenceStatus.SUBMITTED)
    sam = client_for(make.cast.sam)
    with somebody_writing(database):
        answer = sam.post(f"/evidence/{piece}/comments", data={"text": TYPED})
        seen = sam.get("/")
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
    assert SENTENCE in answer.text
    assert TYPED in answer.text
    assert "files" not in answer.text.partition("<main")[2]
    assert seen.status_code == 200, "who only looks need not wait"
    assert sam.post(f"/evidence/{piece}/comments", data={"text": TYPED}).status_code == 303
    assert TYPED in sam.get(f"/evidence/{piece}").text


def test_a_form_that_saves_itself_says_in_its_line_that_it_is_not_saved_yet(
    make: Maker, client_for: SignInAs, database: Database, impatient: Database
) -> None:
    piece = make.evidence(EvidenceStatus.SUBMITTED)
    sam = client_for(make.cast.sam)
    sam.headers[TYPIST] = str(make.cast.sam.id)
    with somebody_writing(database):
        answer = sam.post(f"/unfinished/comment/{piece}", data={"text": TYPED})
    assert (answer.status_code, answer.headers["Gatepost-Saving"]) == (503, "fault")
    assert SENTENCE in answer.text
    assert sam.post(f"/unfinished/comment/{piece}", data={"text": TYPED}).status_code == 200


def test_a_program_is_told_when_to_send_it_again(
    make: Maker, api_for: SignInAs, database: Database, impatient: Database
) -> None:
    piece = make.evidence(EvidenceStatus.DRAFT)
    amara = api_for(make.cast.amara)
    change = {"version": 1, "title": "Another title"}
    key = {"Idempotency-Key": "once"}
    with somebody_writing(database):
        answer = amara.patch(f"/api/v1/evidence/{piece}", json=change, headers=key)
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.json() == {"title": "Service Unavailable", "status": 503, "detail": SENTENCE}
    again = amara.patch(f"/api/v1/evidence/{piece}", json=change, headers=key)
    assert (again.status_code, again.json()["title"]) == (200, "Another title")


@pytest.mark.one_engine
def test_any_other_fault_of_the_database_is_one_of_ours(
    make: Maker, client_for: SignInAs, impatient: Database
) -> None:
    piece = make.evidence(EvidenceStatus.SUBMITTED)
    sam = client_for(make.cast.sam)
    with impatient.connect_to_write() as connection:
        connection.execute(text("DROP TABLE comment"))
        connection.commit()
    answer = sam.get(f"/evidence/{piece}")
    assert (answer.status_code, "Reference" in answer.text) == (500, True)

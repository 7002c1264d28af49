"""Messages that have not left, as the administrator of their people sees them."""

from collections.abc import Callable
from datetime import datetime, timedelta

from fastapi import FastAPI
from sqlmodel import select
from starlette.testclient import TestClient

from app.actions.job_problems import note_job_done, note_job_failed
from app.actions.links import request_new_password
from app.actions.outbox import claim_message, note_problem
from app.adapters.db import Database
from app.domain.evidence import EvidenceStatus
from app.domain.jobs import Job
from app.domain.people import Person
from app.jobs.daily_mail import prepare_daily_mail
from app.models.mail import OutboxRow
from app.settings import Settings
from tests.cast import Cast
from tests.make import Maker
from tests.pages.test_sign_in import words
from tests.passwords import HERE

ClientFor = Callable[[Person], TestClient]


def ask_for(database: Database, person: Person, settings: Settings, now: datetime) -> None:
    request_new_password(
        database, person.email, address=HERE, public_url=settings.public_url, now=now
    )


def test_without_mail_the_link_is_there_to_pass_on_to_nobody_but_its_administrator(
    client_for: ClientFor,
    client: TestClient,
    cast: Cast,
    database: Database,
    settings: Settings,
    now: datetime,
) -> None:
    ask_for(database, cast.sam, settings, now)
    page = client_for(cast.ruth).get("/messages").text
    assert f'value="{settings.public_url}/link/' in page
    assert "good until 3 November 2026 at 11:00am" in words(page)
    assert f"{settings.public_url}/link/" in client_for(cast.ruth).get("/messages.csv").text
    theirs = client_for(cast.theos_administrator)
    assert "/link/" not in theirs.get("/messages").text + theirs.get("/messages.csv").text
    for person in (cast.priya, cast.sam, cast.marcus, cast.amara):
        assert client_for(person).get("/messages").status_code == 403
        assert client_for(person).get("/messages.csv").status_code == 403
    assert client.get("/messages").headers["Location"] == "/sign-in?next=/messages"


def test_where_mail_is_set_up_nobody_reads_a_link_and_why_it_did_not_leave_is_told(
    client_for: ClientFor,
    cast: Cast,
    database: Database,
    app: FastAPI,
    settings: Settings,
    now: datetime,
) -> None:
    app.state.settings = settings.model_copy(update={"smtp_url": "smtp://mail.example"})
    ask_for(database, cast.sam, settings, now)
    with database.read() as session:
        message_id = session.exec(select(OutboxRow.id)).one()
    ruth = client_for(cast.ruth)
    for attempt, next_on in (
        (0, "After 1 try. It is tried again by itself, next on 3 November 2026 at 10:01am."),
        (1, "After 2 tries. It is tried again by itself, next on 3 November 2026 at 10:06am."),
        (6, "After 3 tries. It is tried again by itself, next on 3 November 2026 at 10:36am."),
        (36, "After 4 tries. It is not tried again: by then it is too old."),
    ):
        claim_message(database, message_id, now=now + timedelta(minutes=attempt))
        note_problem(database, message_id, "550 Nobody of <that> name")
        page = ruth.get("/messages").text
        assert f"The mail server said: 550 Nobody of <that> name {next_on}" in words(page)
        assert "/link/" not in page
    saved = ruth.get("/messages.csv").text
    assert "550 Nobody of <that> name" in saved
    assert "/link/" not in saved


def test_a_link_that_was_used_is_gone_from_there(
    client_for: ClientFor,
    client: TestClient,
    cast: Cast,
    database: Database,
    settings: Settings,
    now: datetime,
) -> None:
    ask_for(database, cast.sam, settings, now)
    ruth = client_for(cast.ruth)
    link = ruth.get("/messages").text.partition("/link/")[2].partition('"')[0]
    client.post(f"/link/{link}", data={"password": "a covenant that runs with the land"})
    assert "Nothing waits to be sent." in words(ruth.get("/messages").text)


def write_daily(make: Maker, settings: Settings) -> None:
    make.evidence(EvidenceStatus.RETURNED)
    prepare_daily_mail(make.database, settings.public_url, clock=lambda: make.now)


def test_without_mail_the_daily_mail_is_there_to_copy_apart_from_links(
    client_for: ClientFor, make: Maker, settings: Settings
) -> None:
    write_daily(make, settings)
    ruth = client_for(make.cast.ruth)
    page = ruth.get("/messages").text
    assert "Nothing waits to be sent." in page
    assert 'href="/messages?kind=daily"' in page
    assert "A piece of your evidence was returned" in ruth.get("/messages?kind=daily").text
    assert "Theo Brandt" not in ruth.get("/messages?kind=daily").text
    assert "not sent yet" not in ruth.get("/").text, "nobody is held up by it"


def test_where_mail_is_set_up_the_daily_mail_can_be_copied_once_it_failed(
    client_for: ClientFor, make: Maker, settings: Settings, app: FastAPI
) -> None:
    app.state.settings = settings.model_copy(update={"smtp_url": "smtp://mail.example"})
    write_daily(make, settings)
    ruth = client_for(make.cast.ruth)
    for path in ("/messages?kind=daily", "/messages.csv?kind=daily"):
        assert "was returned" not in ruth.get(path).text
    with make.database.read() as session:
        message_id = session.exec(
            select(OutboxRow.id).where(OutboxRow.person_id == make.cast.amara.id)
        ).one()
    note_problem(make.database, message_id, "550 Nobody of that name")
    page = ruth.get("/messages?kind=daily").text
    assert 'href="/messages.csv?kind=daily"' in page
    for text in (page, ruth.get("/messages.csv?kind=daily").text):
        assert "A piece of your evidence was returned" in text
        assert "550 Nobody of that name" in text
    assert "was returned" not in ruth.get("/messages.csv").text


def test_an_administrator_is_told_of_a_job_that_fails_and_of_none_that_works(
    client_for: ClientFor, make: Maker
) -> None:
    ruth = client_for(make.cast.ruth)
    note_job_failed(make.database, Job.REPORTS, "OSError", now=make.now)
    assert "Gateway reports could not be issued" in ruth.get("/").text
    page = words(ruth.get("/messages").text)
    assert "Not since 3 November 2026 at 10:00am, after 1 try." in page
    assert "under OSError" in page
    note_job_done(make.database, Job.REPORTS)
    assert "could not be issued" not in ruth.get("/").text + ruth.get("/messages").text

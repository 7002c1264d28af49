"""What is wrong with the record or with the server is told to whoever looks after a provider."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from sqlmodel import select

from app.actions.daily_mail import choose_mail
from app.actions.job_problems import note_job_done, note_job_failed
from app.actions.links import request_new_password
from app.actions.outbox import note_problem
from app.actions.verifications import ask_for_nightly_verification, finish_verification
from app.adapters.db import Database
from app.domain.jobs import Job
from app.domain.tasks import TaskKind
from app.domain.verification import Counted, Outcome
from app.models.mail import OutboxRow
from app.queries.verifications import waiting_verification
from tests.conftest import SignInAs
from tests.jobs.post import Post, post_office
from tests.jobs.test_daily_mail import PUBLIC_URL, deliver, lines, links, plain
from tests.make import Maker
from tests.passwords import HERE


@pytest.fixture
def post() -> Iterator[Post]:
    with post_office() as open_post:
        yield open_post


def check_finds(database: Database, outcome: Outcome, now: datetime) -> None:
    ask_for_nightly_verification(database, now=now)
    with database.read() as session:
        waiting = waiting_verification(session)
    assert waiting is not None
    finish_verification(database, waiting.id, outcome, now=now)


def test_they_hear_of_it_while_it_is_so_and_find_it_on_their_home(
    make: Maker, database: Database, post: Post, client_for: SignInAs, now: datetime
) -> None:
    cast = make.cast
    for _ in range(3):
        note_job_failed(database, Job.REPORTS, "OSError", now=now)
    note_job_failed(database, Job.PACKS, "OSError", now=now)
    check_finds(database, Outcome(("A row was changed.",), Counted(9, 9, 9, 9)), now)
    for person in (cast.sam, cast.amara):
        request_new_password(database, person.email, address=HERE, public_url=PUBLIC_URL, now=now)
    with database.read() as session:
        to_sam = select(OutboxRow.id).where(OutboxRow.person_id == cast.sam.id)
        refused = session.exec(to_sam).one()
    note_problem(database, refused, "550 Nobody of that name")
    choose_mail(database, cast.theos_administrator.id, [TaskKind.RECORD])
    came = deliver(database, post, now)
    unsound = "The record of acts is not sound: look into it"
    failing = "Gateway reports could not be issued: see since when"
    unsent = "1 message has not been sent"
    assert lines(came["ruth"]) == [unsent, unsound, failing], "the other is on its way"
    assert lines(came["vera"]) == [failing]
    assert lines(came["priya"]) == [unsound]
    for person in (cast.ruth, cast.priya):
        home = client_for(person).get("/").text
        for path in links(plain(came[person.name.split()[0].lower()])):
            assert client_for(person).get(path).status_code == 200, path
            assert path.startswith("/mail/") or f'href="{path}"' in home
    post.came.clear()
    note_job_done(database, Job.REPORTS)
    tomorrow = now + timedelta(days=1)
    check_finds(database, Outcome((), Counted(9, 9, 9, 9)), tomorrow)
    assert {"ruth", "priya"}.isdisjoint(deliver(database, post, tomorrow))

"""The thread that runs the jobs: one holder, however many servers, and none for ever."""

import hashlib
import itertools
import threading
from collections.abc import Iterator
from datetime import datetime, timedelta
from io import BytesIO

import pytest
from sqlmodel import select

from app.actions.accounts import sign_in
from app.actions.api_tokens import make_api_token
from app.actions.evidence import delete_draft
from app.actions.files import add_file
from app.actions.job_lease import LASTS, give_lease_back, take_lease
from app.actions.links import request_new_password
from app.actions.tidying import remove_what_is_over
from app.actions.verifications import ask_for_nightly_verification, finish_verification
from app.adapters.db import Database
from app.adapters.storage import open_storage
from app.domain.accounts import SESSION_IDLE
from app.domain.errors import NotPermitted
from app.domain.jobs import Job
from app.domain.messages import KEPT_AFTERWARDS
from app.domain.verification import BROKE_OFF, CHECKS_KEPT, Counted, Outcome
from app.jobs.runner import run_jobs
from app.models.accounts import (
    ApiTokenRow,
    IdempotencyKeyRow,
    OneTimeLinkRow,
    SessionRow,
    SignInTryRow,
)
from app.models.mail import JobLeaseRow, OutboxRow
from app.models.record import VerificationRow
from app.queries.job_problems import job_problems, job_problems_for
from app.queries.verifications import waiting_verification
from app.settings import Settings
from tests.cast import Cast
from tests.entries import past_the_record
from tests.jobs.post import Post, post_office
from tests.make import Maker
from tests.passwords import HERE, PASSWORD, give_password

PUBLIC_URL = "https://gatepost.example"


@pytest.fixture
def post() -> Iterator[Post]:
    with post_office() as open_post:
        yield open_post


def holder(database: Database) -> str | None:
    with database.read() as session:
        lease = session.exec(select(JobLeaseRow)).one_or_none()
        return lease.holder if lease else None


def test_of_two_servers_one_holds_the_lease(database: Database, now: datetime) -> None:
    assert take_lease(database, "one", now=now)
    assert not take_lease(database, "two", now=now)
    assert take_lease(database, "one", now=now + LASTS * 0.6), "and renews it in time"
    assert not take_lease(database, "two", now=now + LASTS * 1.5)
    give_lease_back(database, "two")
    assert holder(database) == "one"
    give_lease_back(database, "one")
    assert take_lease(database, "two", now=now + LASTS * 1.5)


def test_a_server_that_was_killed_is_followed_by_another_within_a_minute(
    database: Database, now: datetime
) -> None:
    assert take_lease(database, "killed", now=now)
    assert take_lease(database, "next", now=now + LASTS)
    assert not take_lease(database, "killed", now=now + LASTS)


def test_of_many_servers_that_start_together_one_gets_the_lease(
    database: Database, now: datetime
) -> None:
    got: list[bool] = []
    start = threading.Barrier(6)

    def begin(name: str) -> None:
        start.wait()
        got.append(take_lease(database, name, now=now))

    threads = [threading.Thread(target=begin, args=(f"server {n}",)) for n in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(got) == [False] * 5 + [True]


def test_several_servers_send_each_message_once_and_stop_when_told(
    database: Database, cast: Cast, settings: Settings, post: Post, now: datetime
) -> None:
    with_mail = settings.model_copy(update={"smtp_url": f"smtp://127.0.0.1:{post.port}"})
    before_the_daily_mail = now.replace(hour=5)
    for person in cast.everybody:
        request_new_password(
            database,
            person.email,
            address=person.email,
            public_url=PUBLIC_URL,
            now=before_the_daily_mail,
        )
    stop, done = threading.Event(), threading.Event()

    def clock() -> datetime:
        if len(post.came) >= len(cast.everybody):
            done.set()
        return before_the_daily_mail

    threads = [
        threading.Thread(
            target=run_jobs,
            args=(database, with_mail, stop),
            kwargs={"clock": clock, "every": 0.01},
        )
        for _ in range(3)
    ]
    for thread in threads:
        thread.start()
    assert done.wait(20)
    stop.set()
    for thread in threads:
        thread.join(10)
        assert not thread.is_alive()
    to = sorted(message["To"].addresses[0].addr_spec for message in post.came)
    assert to == sorted(person.email for person in cast.everybody)
    assert holder(database) is None, "whoever stops gives the lease back"


def test_a_fault_does_not_end_the_jobs(
    database: Database, cast: Cast, settings: Settings, now: datetime
) -> None:
    stop, recovered = threading.Event(), threading.Event()
    ticks = iter(range(1_000_000))

    def clock() -> datetime:
        tick = next(ticks)
        if tick < 3:
            raise OSError("the clock has stopped")
        recovered.set()
        return now

    thread = threading.Thread(
        target=run_jobs, args=(database, settings, stop), kwargs={"clock": clock, "every": 0.01}
    )
    thread.start()
    assert recovered.wait(20)
    stop.set()
    thread.join(10)
    assert not thread.is_alive()


def test_a_job_that_fails_is_told_of_pauses_longer_each_time_and_holds_up_no_other(
    database: Database, cast: Cast, settings: Settings, post: Post, now: datetime
) -> None:
    """A folder lies where the key of the record should be, so that nothing can be signed."""
    with_mail = settings.model_copy(update={"smtp_url": f"smtp://127.0.0.1:{post.port}"})
    request_new_password(database, cast.sam.email, address=HERE, public_url=PUBLIC_URL, now=now)
    broken = with_mail.data / "record.key"
    broken.mkdir(parents=True)
    at, ends = [now], now + timedelta(minutes=50)
    tried: list[datetime] = []

    def clock() -> datetime:
        """Half a minute later each time that nothing was to be done."""
        if at[0] >= ends:
            stop.set()
        return at[0]

    class Round(threading.Event):
        """The pause between two rounds, which takes no time."""

        def wait(self, timeout: float | None = None) -> bool:
            with database.read() as session:
                problems = job_problems(session)
            if problems and len(tried) < problems[0].attempts:
                tried.append(at[0])
            at[0] += timedelta(seconds=30)
            return self.is_set()

    stop = Round()
    run_jobs(database, with_mail, stop, clock=clock, every=0)
    assert [when - now for when in tried] == [timedelta(minutes=m) for m in (0, 1, 6, 36)]
    with database.read() as session:
        (problem,) = job_problems_for(session, cast.ruth)
        with pytest.raises(NotPermitted):
            job_problems_for(session, cast.sam)
    assert (problem.job, problem.attempts, problem.since) == (Job.CHECKPOINTS, 4, now)
    assert problem.due_at == now + timedelta(minutes=66)
    assert {message["To"].addresses[0].addr_spec for message in post.came} >= {cast.sam.email}

    broken.rmdir()
    at[0], ends = problem.due_at, problem.due_at + timedelta(minutes=1)
    stop = Round()
    run_jobs(database, with_mail, stop, clock=clock, every=0)
    with database.read() as session:
        assert job_problems(session) == ()


def test_old_checks_of_the_record_go_but_the_latest_and_those_that_found_something(
    database: Database, cast: Cast, now: datetime
) -> None:
    def check(days: int, outcome: Outcome) -> None:
        at = now + timedelta(days=days)
        ask_for_nightly_verification(database, now=at)
        with database.read() as session:
            waiting = waiting_verification(session)
        assert waiting is not None
        finish_verification(database, waiting.id, outcome, now=at)

    def left(at: datetime) -> list[int]:
        remove_what_is_over(database, now=at)
        with database.read() as session:
            kept = session.exec(select(VerificationRow.asked_at)).all()
        return sorted((each - now).days for each in kept)

    sound = Outcome((), Counted(1, 1, 1, 1))
    check(0, sound)
    check(1, Outcome(("A row was changed.",), Counted(1, 1, 1, 1)))
    check(2, Outcome((BROKE_OFF,), counts=None))
    check(3, sound)
    check(4, sound)
    assert left(now + timedelta(days=4)) == [0, 1, 2, 3, 4]
    assert left(now + CHECKS_KEPT) == [1, 2, 3, 4]
    assert left(now + timedelta(days=900)) == [1, 2, 4]


def test_what_is_over_is_removed_and_what_is_not_stays(
    database: Database, cast: Cast, now: datetime
) -> None:
    give_password(database, cast.sam)
    sign_in(database, cast.sam.email, PASSWORD, address=HERE, now=now)
    make_api_token(database, "Reports", by=cast.sam, now=now)
    request_new_password(database, cast.sam.email, address=HERE, public_url=PUBLIC_URL, now=now)
    with past_the_record(database) as session:
        session.add(
            IdempotencyKeyRow(
                person_id=cast.sam.id, key="k", request_sha256="0" * 64, created_at=now
            )
        )
        session.commit()

    def left(at: datetime) -> list[int]:
        remove_what_is_over(database, now=at)
        with database.read() as session:
            return [
                len(session.exec(select(table)).all())
                for table in (
                    SessionRow,
                    ApiTokenRow,
                    OneTimeLinkRow,
                    SignInTryRow,
                    IdempotencyKeyRow,
                    OutboxRow,
                )
            ]

    assert left(now) == [1, 1, 1, 2, 1, 1]
    assert left(now + timedelta(hours=1)) == [1, 1, 0, 0, 1, 1]
    with database.read() as session:
        assert session.exec(select(OutboxRow.body)).one() == ""
    assert left(now + SESSION_IDLE) == [0, 1, 0, 0, 1, 1]
    assert left(now + timedelta(hours=24)) == [0, 1, 0, 0, 0, 1]
    assert left(now + timedelta(hours=1) + KEPT_AFTERWARDS) == [0, 1, 0, 0, 0, 0]
    assert left(now + timedelta(days=90)) == [0, 0, 0, 0, 0, 0]


@pytest.mark.one_engine
def test_the_files_of_a_deleted_draft_are_erased_by_the_way(
    database: Database, settings: Settings, make: Maker, cast: Cast, now: datetime
) -> None:
    storage = open_storage(settings.storage_url)
    draft = make.evidence()
    add_file(database, storage, draft, "note.txt", BytesIO(b"A note."), by=cast.amara, now=now)
    sha256 = hashlib.sha256(b"A note.").hexdigest()
    assert storage.exists(cast.provider_id, sha256)
    delete_draft(database, draft, by=cast.amara, now=now)

    stop = threading.Event()
    ticks = itertools.count()

    def clock() -> datetime:
        if next(ticks) > 20:
            stop.set()
        return now

    run_jobs(database, settings, stop, clock=clock, every=0.001)
    assert not storage.exists(cast.provider_id, sha256)

"""The record is signed and checked by the jobs, while people go on working."""

import threading
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from sqlalchemy import update

from app.actions.verifications import ask_for_verification
from app.adapters.db import Database
from app.adapters.signing import kept_signer
from app.domain.errors import NotPermitted, RuleBroken
from app.domain.evidence import EvidenceStatus
from app.domain.verification import BROKE_OFF, Outcome
from app.jobs.record import check_waits, run_waiting_check, sign_due_checkpoints
from app.jobs.runner import run_jobs
from app.models.people import PersonRow
from app.queries.checkpoints import latest_checkpoint
from app.queries.verifications import Verification, latest_verification, waiting_verification
from app.settings import Settings
from app.upkeep.checking import check_for_jobs
from tests.cast import Cast
from tests.entries import past_the_record
from tests.make import Maker

Tell = Callable[[int, int], None]


def waiting(database: Database) -> Verification | None:
    with database.read() as session:
        return waiting_verification(session)


def latest(database: Database) -> Verification | None:
    with database.read() as session:
        return latest_verification(session)


def test_a_sign_off_is_signed_soon_and_a_draft_at_night(
    make: Maker, settings: Settings, now: datetime
) -> None:
    database, provider = make.database, make.cast.provider_id
    make.evidence(EvidenceStatus.SIGNED_OFF)
    assert sign_due_checkpoints(database, settings, now=now) == 2
    key = kept_signer(settings.data, settings.signs_as)
    assert key is not None
    assert (settings.data / "record.key").stat().st_mode & 0o777 == 0o600
    make.evidence()
    assert sign_due_checkpoints(database, settings, now=now) == 0
    tomorrow = now.replace(day=now.day + 1)
    assert sign_due_checkpoints(database, settings, now=tomorrow) == 1
    with database.read() as session:
        found = latest_checkpoint(session, provider)
    assert found is not None
    assert found.made_at == tomorrow


@pytest.mark.one_engine
def test_no_second_key_is_made_up_where_the_first_is_missing(
    make: Maker, settings: Settings, now: datetime
) -> None:
    sign_due_checkpoints(make.database, settings, now=now)
    (settings.data / "record.key").rename(settings.data / "elsewhere")
    make.evidence(EvidenceStatus.SIGNED_OFF)
    with pytest.raises(RuleBroken, match="The key that signs the record is not in"):
        sign_due_checkpoints(make.database, settings, now=now)
    assert not (settings.data / "record.key").exists()
    (settings.data / "elsewhere").rename(settings.data / "record.key")
    assert sign_due_checkpoints(make.database, settings, now=now) == 1


@pytest.mark.one_engine
def test_those_who_look_after_a_house_ask_for_one_check_at_a_time(
    database: Database, cast: Cast, now: datetime
) -> None:
    with pytest.raises(NotPermitted):
        ask_for_verification(database, by=cast.sam, now=now)
    ask_for_verification(database, by=cast.ruth, now=now)
    first = waiting(database)
    ask_for_verification(database, by=cast.priya, now=now)
    assert first is not None
    assert first.asked_by == "Ruth Ellis"
    assert waiting(database) == first


def test_a_check_goes_on_while_people_work_and_sees_one_moment_of_it(
    make: Maker, settings: Settings, now: datetime
) -> None:
    database = make.database
    make.evidence(EvidenceStatus.SIGNED_OFF)
    sign_due_checkpoints(database, settings, now=now)
    ask_for_verification(database, by=make.cast.ruth, now=now)

    def check(tell: Tell) -> Outcome:
        def tell_and_let_work(done: int, of: int) -> None:
            make.evidence(EvidenceStatus.SIGNED_OFF)
            tell(done, of)

        return check_for_jobs(database, settings)(tell_and_let_work)

    assert run_waiting_check(database, check, threading.Event(), clock=lambda: now)
    made = latest(database)
    assert made is not None
    assert made.outcome.sound
    assert made.outcome.counts is not None
    assert made.outcome.counts.entries > 3
    assert made.outcome.counts.checkpoints == 2
    assert made.done == made.of > made.outcome.counts.entries
    assert waiting(database) is None


@pytest.mark.one_engine
def test_a_check_that_was_cut_short_is_taken_up_again_by_the_next_server(
    database: Database, cast: Cast, settings: Settings, now: datetime
) -> None:
    ask_for_verification(database, by=cast.ruth, now=now)
    stop = threading.Event()

    def stopped(tell: Tell) -> Outcome:
        tell(5, 10)
        stop.set()
        tell(6, 10)
        raise AssertionError("it went on after the server was told to stop")

    run_waiting_check(database, stopped, stop, clock=lambda: now)
    left = waiting(database)
    assert left is not None
    assert (left.done, left.of) == (5, 10)

    done, end = threading.Event(), threading.Event()

    def whole(_tell: Tell) -> Outcome:
        done.set()
        return Outcome(("A row was changed.",), counts=None)

    jobs = threading.Thread(
        target=run_jobs,
        args=(database, settings, end),
        kwargs={"clock": lambda: now, "every": 0.01, "check": whole},
    )
    jobs.start()
    assert done.wait(20)
    end.set()
    jobs.join(20)
    made = latest(database)
    assert made is not None
    assert (made.id, made.outcome.findings) == (left.id, ("A row was changed.",))


@pytest.mark.one_engine
def test_a_check_that_breaks_off_says_so_and_is_not_tried_for_ever(
    database: Database, cast: Cast, now: datetime
) -> None:
    ask_for_verification(database, by=cast.ruth, now=now)

    def broken(_tell: Tell) -> Outcome:
        raise OSError("the disk is gone")

    run_waiting_check(database, broken, threading.Event(), clock=lambda: now)
    made = latest(database)
    assert made is not None
    assert made.outcome.findings == (BROKE_OFF,)
    assert waiting(database) is None


@pytest.mark.one_engine
def test_each_night_the_record_is_checked_without_anybody_asking_once(
    make: Maker, settings: Settings, now: datetime
) -> None:
    database, check = make.database, check_for_jobs(make.database, settings)
    make.evidence(EvidenceStatus.SIGNED_OFF)
    sign_due_checkpoints(database, settings, now=now)

    def one_night(at: datetime) -> Verification | None:
        assert check_waits(database, now=at)
        assert run_waiting_check(database, check, threading.Event(), clock=lambda: at)
        assert not check_waits(database, now=at + timedelta(minutes=5))
        return latest(database)

    first = one_night(now)
    assert first is not None
    assert (first.asked_by, first.finished_at, first.took) == (None, now, timedelta())
    assert first.outcome.sound
    with past_the_record(database) as session:
        session.execute(update(PersonRow).values(name="Somebody Else"))
        session.commit()
    second = one_night(now + timedelta(days=1))
    assert second is not None
    assert any("(Somebody Else) is not as it was" in each for each in second.outcome.findings)

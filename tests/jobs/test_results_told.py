"""That a result was released is told once, by the daily mail, and the grade never."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from email.message import EmailMessage

import pytest

from app.actions.daily_mail import choose_mail
from app.adapters.db import Database
from app.domain.assessments import AssessmentState
from app.domain.grading import GRADE_NAMES
from app.domain.tasks import TaskKind
from app.jobs.daily_mail import prepare_daily_mail
from app.models.mail import DailyMailRow
from app.queries.daily_mail import DAILY
from tests.assessed import Assessed
from tests.conftest import SignInAs
from tests.jobs.post import Post, post_office
from tests.jobs.test_daily_mail import PUBLIC_URL, deliver, links, plain

HEAR = {"amara", "marcus", "sam", "ruth", "priya"}


@pytest.fixture
def post() -> Iterator[Post]:
    with post_office() as open_post:
        yield open_post


def told(came: dict[str, EmailMessage]) -> dict[str, str]:
    """Who hears of a result, and in which words."""
    found = {}
    for who, message in came.items():
        for line in plain(message).splitlines():
            if "released" in line:
                found[who] = line.removeprefix("* ")
    return found


def test_whoever_may_read_a_result_hears_once_that_there_is_one(
    assessed: Assessed, post: Post, client_for: SignInAs, now: datetime
) -> None:
    database, cast, day = assessed.database, assessed.cast, timedelta(days=1)
    choose_mail(database, cast.sam.id, [TaskKind.RESULT])
    assessed.assessment(AssessmentState.RELEASED)
    assert told(deliver(database, post, now)) == {}, "it was released after the mail of today"
    post.came.clear()
    came = deliver(database, post, now + day)
    theirs = "The result of Amara Okafor was released: read it"
    assert told(came) == {
        "amara": "Your result was released: read it",
        "marcus": theirs,
        "ruth": theirs,
        "priya": theirs,
    }
    path = f"/apprenticeships/{cast.amaras}/result"
    for person in (cast.amara, cast.marcus, cast.ruth, cast.priya):
        mail = came[person.name.split()[0].lower()]
        assert path in links(plain(mail))
        assert client_for(person).get(path).status_code == 200
        assert not any(name in mail.as_string() for name in GRADE_NAMES.values())
    post.came.clear()
    assert told(deliver(database, post, now + 2 * day)) == {}


@pytest.mark.one_engine
def test_after_days_without_any_mail_the_next_one_tells_of_it(
    assessed: Assessed, post: Post, now: datetime
) -> None:
    deliver(assessed.database, post, now)
    assessed.assessment(AssessmentState.RELEASED)
    post.came.clear()
    later = told(deliver(assessed.database, post, now + timedelta(days=3)))
    assert set(later) == HEAR


@pytest.mark.one_engine
def test_a_server_that_ends_in_the_middle_of_it_makes_nobody_miss_a_result(
    assessed: Assessed, post: Post, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Days without mail, and one whose mail reached a single person; then the other goes on."""
    database = assessed.database
    deliver(database, post, now)
    assessed.assessment(AssessmentState.RELEASED)
    post.came.clear()
    later = now + timedelta(days=3)
    reach_one(database, later, monkeypatch)
    assert set(told(deliver(database, post, later))) == HEAR
    assert len(post.came) == len({message["To"] for message in post.came})
    post.came.clear()
    assert told(deliver(database, post, now + timedelta(days=6))) == {}


@pytest.mark.one_engine
def test_whom_the_mail_of_a_day_never_reached_reads_of_it_in_the_next(
    assessed: Assessed, post: Post, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    database = assessed.database
    deliver(database, post, now)
    assessed.assessment(AssessmentState.RELEASED)
    for days in (1, 2):
        reach_one(database, now + timedelta(days=days), monkeypatch)
    post.came.clear()
    assert set(told(deliver(database, post, now + timedelta(days=3)))) == HEAR
    post.came.clear()
    assert told(deliver(database, post, now + timedelta(days=6))) == {}


def reach_one(database: Database, now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    """The mail of a day, as far as a server comes that ends after the first person."""
    goes_on = iter((True, False))
    with monkeypatch.context() as patch:
        patch.setattr("app.jobs.daily_mail.AT_ONCE", 1)
        prepare_daily_mail(database, PUBLIC_URL, clock=lambda: now, may_go_on=lambda: next(goes_on))
    with database.read() as session:
        found = session.get_one(DailyMailRow, DAILY)
    assert (found.day, found.finished, found.done_up_to is None) == (now.date(), False, False)

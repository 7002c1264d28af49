"""One message a day at most, about what waits, and to nobody for whom nothing does."""

import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from email.message import EmailMessage

import pytest
from sqlmodel import col, select
from starlette.testclient import TestClient

from app.actions.daily_mail import begin_round, choose_mail, queue_daily_mail
from app.actions.people import deactivate_person
from app.actions.reviews import record_review
from app.actions.tidying import remove_what_is_over
from app.adapters.db import Database
from app.adapters.mail import mail_server
from app.domain.evidence import EvidenceStatus
from app.domain.people import Person
from app.domain.tasks import TaskKind
from app.jobs.daily_mail import prepare_daily_mail
from app.jobs.mail import send_due_mail
from app.models.mail import DailyMailRow, OutboxRow
from app.models.people import PersonRow, RoleRow
from app.reports.daily_mail import daily_mail_for
from tests.cast import Cast
from tests.conftest import SignInAs, Statements
from tests.entries import past_the_record
from tests.jobs.post import Post, post_office
from tests.make import COMPLETE, Maker
from tests.passwords import PASSWORD, give_password

PUBLIC_URL = "http://127.0.0.1:8000"
SECRETS = ("Lease review memo", "break clause", "Mill Lane", "Say what you advised")


@pytest.fixture
def post() -> Iterator[Post]:
    with post_office() as open_post:
        yield open_post


def prepare(database: Database, now: datetime) -> int:
    return prepare_daily_mail(database, PUBLIC_URL, clock=lambda: now)


def deliver(database: Database, post: Post, now: datetime) -> dict[str, EmailMessage]:
    """What came to each person, by first name, once everything was prepared and sent."""
    prepare(database, now)
    server = mail_server(f"smtp://127.0.0.1:{post.port}", PUBLIC_URL)
    while send_due_mail(database, server, clock=lambda: now):
        pass
    return {message["To"].addresses[0].addr_spec.split("@")[0]: message for message in post.came}


def plain(message: EmailMessage) -> str:
    part = message.get_body(("plain",))
    assert part is not None
    return "\n".join(part.get_content().splitlines())


def links(text: str) -> list[str]:
    return re.findall(rf"{re.escape(PUBLIC_URL)}(\S+)", text)


def lines(message: EmailMessage) -> list[str]:
    return re.findall(r"^\* (.+)$", plain(message), re.MULTILINE)


@pytest.fixture
def busy(make: Maker) -> Maker:
    """Something waits for each of the three: returned, to decide on, to confirm, to agree."""
    make.evidence(EvidenceStatus.RETURNED)
    make.evidence(EvidenceStatus.SUBMITTED)
    make.evidence(EvidenceStatus.SUBMITTED)
    record_review(
        make.database,
        make.cast.amaras,
        held_on=date(2026, 11, 2),
        discussed="The break clause.",
        by=make.cast.sam,
        now=make.now,
    )
    return make


def test_each_hears_what_waits_for_them_and_opens_the_very_page(
    busy: Maker, database: Database, post: Post, client_for: SignInAs, now: datetime
) -> None:
    cast = busy.cast
    came = deliver(database, post, now)
    assert lines(came["amara"]) == [
        "A piece of your evidence was returned: read why, and submit it again",
        "Agree to your review held on 2 November, or comment on it",
    ]
    assert lines(came["sam"]) == [
        "2 pieces of evidence wait for your decision, the oldest since 3 November"
    ]
    assert lines(came["marcus"]) == [
        "2 pieces of Amara Okafor’s work to confirm",
        "Agree to the review of Amara Okafor held on 2 November, or comment on it",
    ]
    assert came["amara"]["Subject"] == "2 things wait for you in Gatepost"
    for person in (cast.amara, cast.sam, cast.marcus):
        browser = client_for(person)
        text = plain(came[person.name.split()[0].lower()])
        for path in links(text):
            assert browser.get(path).status_code == 200, path
    theos = [came[name] for name in ("theo", "greta", "oskar")]
    assert all("overdue" in plain(each) or "was due by" in plain(each) for each in theos)
    assert {"priya", "ruth", "jo", "nadia", "vera"}.isdisjoint(came), "nothing waits for them"


def test_mail_and_home_say_the_same(
    busy: Maker, database: Database, post: Post, client_for: SignInAs, now: datetime
) -> None:
    came = deliver(database, post, now)
    for person in (busy.cast.amara, busy.cast.marcus, busy.cast.sam):
        home = client_for(person).get("/").text
        text = plain(came[person.name.split()[0].lower()])
        for path in links(text):
            if not path.startswith("/mail/"):
                assert f'href="{path}"' in home, path


def test_a_link_asks_a_stranger_to_sign_in_and_leads_on_to_the_very_page(
    make: Maker, database: Database, post: Post, client: TestClient, now: datetime
) -> None:
    for _ in range(2):
        make.evidence(EvidenceStatus.RETURNED)
    give_password(database, make.cast.amara)
    text = plain(deliver(database, post, now)["amara"])
    (path,) = [path for path in links(text) if path.startswith("/evidence")]
    sent_to = client.get(path).headers["Location"]
    (leads_to,) = re.findall(r'name="next" value="([^"]+)"', client.get(sent_to).text)
    typed = {"email": make.cast.amara.email, "password": PASSWORD, "next": leads_to}
    answer = client.post("/sign-in", data=typed)
    assert answer.headers["Location"] == path == "/evidence?status=returned"
    assert client.get(path).text.count("Lease review memo") >= 2


def test_nothing_that_anybody_typed_is_in_it(
    busy: Maker, database: Database, post: Post, now: datetime
) -> None:
    deliver(database, post, now)
    assert post.came
    for message in post.came:
        html = message.get_body(("html",))
        assert html is not None
        for said in (message["Subject"], plain(message), html.get_content()):
            assert not [secret for secret in SECRETS if secret in said]


def test_both_forms_say_the_same_and_the_html_asks_nobody_for_anything(
    busy: Maker, database: Database, post: Post, now: datetime
) -> None:
    with past_the_record(database) as session:
        session.get_one(PersonRow, busy.cast.amara.id).name = "Amara <b>O'Kafor</b>"
        session.commit()
    came = deliver(database, post, now)
    for message in came.values():
        part = message.get_body(("html",))
        assert part is not None
        html = part.get_content()
        assert sorted(set(links(plain(message)))) == sorted(
            set(re.findall(rf'href="{re.escape(PUBLIC_URL)}([^"]+)"', html))
        )
        assert not re.search(r"<(img|script|link|iframe)|\bsrc=|url\(|@import", html)
        assert set(re.findall(r'"(https?://[^/"]+)', html)) == {PUBLIC_URL}
        assert "<b>" not in html
    assert "Hello Amara <b>O'Kafor</b>," in plain(came["amara"])


def test_there_is_one_a_day_and_another_on_the_next_working_day(
    busy: Maker, database: Database, post: Post, now: datetime
) -> None:
    first = len(deliver(database, post, now))
    sent = len(post.came)
    assert sent == first
    busy.evidence(EvidenceStatus.SUBMITTED)
    for hours in (1, 8, 13):
        deliver(database, post, now + timedelta(hours=hours))
    assert len(post.came) == sent
    deliver(database, post, now + timedelta(days=1))
    assert len(post.came) == 2 * sent
    assert "3 pieces of evidence" in plain(deliver(database, post, now)["sam"])


@pytest.mark.one_engine
@pytest.mark.parametrize(
    ("at", "goes"),
    [
        (datetime(2026, 11, 3, 6, 59, tzinfo=UTC), False),
        (datetime(2026, 11, 3, 7, 0, tzinfo=UTC), True),
        (datetime(2026, 7, 1, 5, 59, tzinfo=UTC), False),
        (datetime(2026, 7, 1, 6, 0, tzinfo=UTC), True),
        (datetime(2026, 11, 6, 23, 59, tzinfo=UTC), True),
        (datetime(2026, 11, 7, 12, 0, tzinfo=UTC), False),
        (datetime(2026, 11, 8, 12, 0, tzinfo=UTC), False),
    ],
)
def test_it_goes_in_the_morning_of_a_working_day_in_england(
    busy: Maker, database: Database, at: datetime, *, goes: bool
) -> None:
    assert bool(prepare(database, at)) is goes


def test_what_did_not_leave_on_its_day_does_not_come_with_tomorrows(
    busy: Maker, database: Database, post: Post, now: datetime
) -> None:
    prepare(database, now)
    tomorrow = now + timedelta(days=1)
    came = deliver(database, post, tomorrow)
    assert len(post.came) == len(came)
    remove_what_is_over(database, now=tomorrow)
    with database.read() as session:
        left = set(session.exec(select(OutboxRow.created_at)))
    assert left == {tomorrow}


def test_kinds_that_somebody_does_not_want_are_left_out_and_all_of_them_is_no_mail(
    busy: Maker, database: Database, post: Post, cast: Cast, now: datetime
) -> None:
    choose_mail(database, cast.amara.id, [TaskKind.RETURNED])
    choose_mail(database, cast.sam.id, list(TaskKind))
    came = deliver(database, post, now)
    assert lines(came["amara"]) == ["Agree to your review held on 2 November, or comment on it"]
    assert "sam" not in came
    assert len(lines(came["marcus"])) == 2


def test_one_click_in_a_mail_program_stops_it_and_the_link_opens_a_page(
    busy: Maker, database: Database, post: Post, client: TestClient, now: datetime
) -> None:
    """RFC 8058: a POST without a cookie, from nobody's page, which is answered at once."""
    long_host = f"https://{'portfolio.' * 9}gatepost.example"
    prepare_daily_mail(database, long_host, clock=lambda: now)
    came = deliver(database, post, now)["amara"]
    assert came["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    address = came["List-Unsubscribe"].removeprefix("<").removesuffix(">")
    assert address.startswith(f"{long_host}/mail/")
    path = address.removeprefix(long_host)
    assert "Evidence of yours that was returned" in client.get(path).text

    del client.headers["Sec-Fetch-Site"]
    answer = client.post(path, data={"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200
    assert "Set-Cookie" not in answer.headers
    again = deliver(database, post, now + timedelta(days=1))
    assert "amara" not in {
        message["To"].addresses[0].addr_spec.split("@")[0]
        for message in post.came
        if message is not came
    }
    assert "marcus" in again


def test_nobody_without_a_role_or_an_account_is_written_to(
    busy: Maker, database: Database, post: Post, cast: Cast, now: datetime
) -> None:
    deactivate_person(database, cast.marcus.id, by=cast.ruth, now=now)
    with past_the_record(database) as session:
        for row in session.exec(select(RoleRow).where(RoleRow.person_id == cast.sam.id)):
            row.ended_at = now
        session.get_one(PersonRow, cast.amara.id).email = "somebody@elsewhere.invalid"
        session.commit()
    assert {"marcus", "sam", "amara", "somebody"}.isdisjoint(deliver(database, post, now))


def test_many_of_a_kind_are_one_line_that_leads_home(
    make: Maker, database: Database, post: Post, now: datetime
) -> None:
    for number in range(7):
        make.evidence(EvidenceStatus.RETURNED, replace(COMPLETE, title=f"Piece {number}"))
    came = deliver(database, post, now)
    assert "7 pieces of your evidence were returned: read why, and submit them again" in plain(
        came["amara"]
    )
    assert "/evidence?status=returned" in plain(came["amara"])


def test_whoever_takes_over_goes_on_and_nobody_is_written_to_twice(
    busy: Maker, database: Database, cast: Cast, now: datetime
) -> None:
    """Two prepare the same people at once: what the second one did is dropped whole."""
    day = now.date()
    one, two = begin_round(database, day), begin_round(database, day)
    assert one is not None
    assert one == two
    everybody = sorted(person.id for person in cast.everybody)
    assert queue_daily_mail(database, {}, one, up_to=everybody[3], now=now) is not None
    assert two is not None
    assert queue_daily_mail(database, {}, two, up_to=everybody[5], now=now) is None
    prepare(database, now)
    with database.read() as session:
        to = list(session.exec(select(OutboxRow.person_id)))
        assert session.exec(select(DailyMailRow.finished)).one()
    assert len(to) == len(set(to))
    assert set(to).isdisjoint(everybody[:4])
    assert prepare(database, now) == 0


def test_a_fault_with_one_person_keeps_nobody_else_from_hearing(
    busy: Maker, database: Database, cast: Cast, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:

    def fails_for_sam(session: object, person: Person, *args: object, **more: object) -> object:
        if person.id == cast.sam.id:
            raise OSError("as it happens")
        return daily_mail_for(session, person, *args, **more)  # type: ignore[arg-type]

    monkeypatch.setattr("app.jobs.daily_mail.daily_mail_for", fails_for_sam)
    prepare(database, now)
    with database.read() as session:
        to = set(session.exec(select(OutboxRow.person_id)))
    assert {cast.amara.id, cast.marcus.id} <= to
    assert cast.sam.id not in to


def test_it_takes_nine_statements_for_a_person_however_much_waits(
    busy: Maker,
    database: Database,
    now: datetime,
    statements: Callable[[], AbstractContextManager[Statements]],
) -> None:
    prepare(database, now)
    counts = []
    for day in (1, 2):
        for _ in range(5):
            busy.evidence(EvidenceStatus.SUBMITTED)
            busy.evidence(EvidenceStatus.RETURNED)
        with statements() as ran:
            prepared = prepare(database, now + timedelta(days=day))
        counts.append(len(ran))
        assert prepared == 6
    with database.read() as session:
        people = len(session.exec(select(PersonRow.id).where(col(PersonRow.id).is_not(None))).all())
    assert counts[0] == counts[1] <= 9 * people, counts

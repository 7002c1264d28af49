"""Messages leave once each, and are tried again where they did not."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from sqlmodel import col, select

from app.actions.links import request_new_password
from app.actions.outbox import claim_message
from app.actions.people import change_person, deactivate_person
from app.adapters.db import Database
from app.adapters.mail import mail_server
from app.domain.people import Person
from app.jobs.mail import send_due_mail
from app.models.mail import OutboxRow
from app.queries.outbox import due_messages, waiting_messages_for
from tests.cast import Cast
from tests.jobs.post import Post, post_office
from tests.passwords import HERE

PUBLIC_URL = "https://gatepost.example"


@pytest.fixture
def post() -> Iterator[Post]:
    with post_office() as open_post:
        yield open_post


def write_to(database: Database, person: Person, now: datetime) -> None:
    request_new_password(database, person.email, address=HERE, public_url=PUBLIC_URL, now=now)


def send(database: Database, post: Post, now: datetime) -> int:
    server = mail_server(f"smtp://127.0.0.1:{post.port}", PUBLIC_URL)
    return send_due_mail(database, server, clock=lambda: now)


def kept(database: Database) -> list[OutboxRow]:
    with database.read() as session:
        return list(session.exec(select(OutboxRow).order_by(col(OutboxRow.created_at))))


def test_a_message_leaves_once_and_its_text_is_forgotten(
    database: Database, cast: Cast, post: Post, now: datetime
) -> None:
    write_to(database, cast.sam, now)
    assert send(database, post, now) == 1
    assert send(database, post, now) == 0
    (came,) = post.came
    assert came["To"] == "Sam Rowe <sam@gatepost.example>"
    assert f"{PUBLIC_URL}/link/" in came.get_content()
    (row,) = kept(database)
    assert (row.body, row.sent_at, row.attempts) == ("", now, 1)


def test_a_message_that_was_refused_is_tried_again_at_growing_pauses(
    database: Database, cast: Cast, post: Post, now: datetime
) -> None:
    write_to(database, cast.sam, now)
    post.refuses.add(cast.sam.email)
    tried_at = []
    at = now
    while at < now + timedelta(hours=1):
        before = kept(database)[0].attempts
        send(database, post, at)
        if kept(database)[0].attempts > before:
            tried_at.append(at - now)
        at += timedelta(seconds=30)
    assert tried_at == [timedelta(minutes=minutes) for minutes in (0, 1, 6, 36)]
    assert kept(database)[0].problem == "550 Nobody of that name"
    post.refuses.clear()
    assert send(database, post, at) == 0, "the link in it is over by now"


def test_one_refused_message_does_not_hold_up_the_others(
    database: Database, cast: Cast, post: Post, now: datetime
) -> None:
    write_to(database, cast.sam, now)
    write_to(database, cast.nadia, now + timedelta(seconds=1))
    post.refuses.add(cast.sam.email)
    assert send(database, post, now + timedelta(seconds=1)) == 1
    assert [row.problem for row in kept(database)] == ["550 Nobody of that name", None]


def test_a_server_that_is_away_costs_no_message(
    database: Database, cast: Cast, post: Post, now: datetime
) -> None:
    write_to(database, cast.sam, now)
    nowhere = mail_server("smtp://127.0.0.1:1", PUBLIC_URL)
    assert send_due_mail(database, nowhere, clock=lambda: now) == 0
    assert "refused" in (kept(database)[0].problem or "")
    assert send(database, post, now + timedelta(seconds=59)) == 0
    assert send(database, post, now + timedelta(minutes=1)) == 1


def test_a_sender_that_is_killed_in_the_middle_loses_nothing(
    database: Database, cast: Cast, post: Post, now: datetime
) -> None:
    """Claimed, and never heard of again: after a while it is due once more."""
    write_to(database, cast.sam, now)
    (row,) = kept(database)
    assert claim_message(database, row.id, now=now)
    assert not claim_message(database, row.id, now=now), "nobody else sends it meanwhile"
    assert send(database, post, now) == 0
    assert send(database, post, now + timedelta(minutes=1)) == 1


def test_nothing_is_sent_to_somebody_who_has_been_deactivated(
    database: Database, cast: Cast, post: Post, now: datetime
) -> None:
    write_to(database, cast.sam, now)
    deactivate_person(database, cast.sam.id, by=cast.ruth, now=now)
    assert send(database, post, now) == 0


def test_it_goes_to_the_address_of_the_day_on_which_it_is_sent(
    database: Database, cast: Cast, post: Post, now: datetime
) -> None:
    write_to(database, cast.sam, now)
    change_person(
        database,
        cast.sam.id,
        name="Sam Rowe",
        email="rowe@gatepost.example",
        by=cast.ruth,
        now=now,
    )
    assert send(database, post, now) == 0, "the link went with the old address"
    request_new_password(
        database, "rowe@gatepost.example", address=HERE, public_url=PUBLIC_URL, now=now
    )
    assert send(database, post, now) == 1
    assert "rowe@gatepost.example" in post.came[0]["To"]


def test_a_server_that_loses_the_lease_stops_between_two_messages(
    database: Database, cast: Cast, post: Post, now: datetime
) -> None:
    write_to(database, cast.sam, now)
    write_to(database, cast.nadia, now)
    answers = iter([True, False])
    server = mail_server(f"smtp://127.0.0.1:{post.port}", PUBLIC_URL)
    sent = send_due_mail(database, server, clock=lambda: now, may_go_on=lambda: next(answers))
    assert sent == 1
    with database.read() as session:
        assert len(due_messages(session, now)) == 1


def test_an_administrator_without_a_mail_server_passes_links_on(
    database: Database, cast: Cast, now: datetime
) -> None:
    write_to(database, cast.sam, now)
    write_to(database, cast.theo, now)
    with database.read() as session:
        (seen,) = waiting_messages_for(session, cast.ruth, now=now).items
        of_other = waiting_messages_for(session, cast.theos_administrator, now=now).items
        later = waiting_messages_for(session, cast.ruth, now=now + timedelta(hours=1)).items
    assert seen.name == "Sam Rowe"
    assert "/link/" in seen.body
    assert [message.name for message in of_other] == ["Theo Brandt"]
    assert later == ()

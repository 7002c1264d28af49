"""One-time links: how new people get in, and those who have forgotten their password."""

import re
from datetime import datetime, timedelta

import pytest
from sqlmodel import col, select

from app.actions.accounts import sign_in
from app.actions.api_tokens import make_api_token
from app.actions.links import LinkIsOver, request_new_password, use_one_time_link
from app.actions.people import add_person, deactivate_person
from app.adapters.db import Database
from app.domain.errors import Invalid, NotRecognised, TooManyTries
from app.domain.people import Person, Role
from app.models.accounts import OneTimeLinkRow
from app.models.mail import OutboxRow
from app.queries.sessions import (
    find_holder_of_link,
    find_person_by_api_token,
    find_person_by_session,
)
from tests.cast import Cast
from tests.passwords import HERE, OTHER_PASSWORD, PASSWORD, give_password

PUBLIC_URL = "https://gatepost.example"


def ask(database: Database, email: str, now: datetime, address: str = HERE) -> None:
    request_new_password(database, email, address=address, public_url=PUBLIC_URL, now=now)


def letters(database: Database, person: Person) -> list[OutboxRow]:
    with database.read() as session:
        return list(
            session.exec(
                select(OutboxRow)
                .where(col(OutboxRow.person_id) == person.id)
                .order_by(col(OutboxRow.created_at))
            )
        )


def token_in(letter: OutboxRow) -> str:
    found = re.search(rf"{PUBLIC_URL}/link/(\S+)", letter.body)
    assert found, letter.body
    return found[1]


def test_who_forgot_their_password_gets_a_link_sets_a_new_one_and_is_signed_in(
    database: Database, cast: Cast, now: datetime
) -> None:
    give_password(database, cast.sam)
    before = sign_in(database, cast.sam.email, PASSWORD, address=HERE, now=now)
    program = make_api_token(database, "Reports", by=cast.sam, now=now).token
    ask(database, cast.sam.email.upper(), now)
    (letter,) = letters(database, cast.sam)
    assert letter.expires_at == now + timedelta(hours=1)
    session_token = use_one_time_link(database, token_in(letter), OTHER_PASSWORD, now=now)
    with database.read() as session:
        found = find_person_by_session(session, session_token, now)
        assert found
        assert found.person == cast.sam
        assert find_person_by_session(session, before, now) is None
        assert find_person_by_api_token(session, program, now) is None
    assert sign_in(database, cast.sam.email, OTHER_PASSWORD, address=HERE, now=now)
    with pytest.raises(NotRecognised):
        sign_in(database, cast.sam.email, PASSWORD, address=HERE, now=now)


def test_a_link_works_once_and_every_other_link_of_the_person_goes_with_it(
    database: Database, cast: Cast, now: datetime
) -> None:
    ask(database, cast.sam.email, now)
    ask(database, cast.sam.email, now + timedelta(seconds=1))
    first, second = (token_in(letter) for letter in letters(database, cast.sam))
    use_one_time_link(database, first, PASSWORD, now=now)
    for token in (first, second):
        with pytest.raises(LinkIsOver):
            use_one_time_link(database, token, OTHER_PASSWORD, now=now)
    assert [letter.body for letter in letters(database, cast.sam)] == ["", ""]


def test_looking_at_a_link_does_not_use_it_up(
    database: Database, cast: Cast, now: datetime
) -> None:
    ask(database, cast.sam.email, now)
    token = token_in(letters(database, cast.sam)[0])
    with database.read() as session:
        for _ in range(2):
            holder = find_holder_of_link(session, token, now)
            assert holder
            assert holder.person_id == cast.sam.id
    with pytest.raises(Invalid):
        use_one_time_link(database, token, "too short", now=now)
    assert use_one_time_link(database, token, PASSWORD, now=now)


def test_a_link_for_a_new_password_is_over_after_an_hour(
    database: Database, cast: Cast, now: datetime
) -> None:
    ask(database, cast.sam.email, now)
    token = token_in(letters(database, cast.sam)[0])
    with pytest.raises(LinkIsOver):
        use_one_time_link(database, token, PASSWORD, now=now + timedelta(hours=1))
    assert use_one_time_link(database, token, PASSWORD, now=now + timedelta(minutes=59))


def test_a_welcome_is_over_after_a_fortnight(database: Database, cast: Cast, now: datetime) -> None:
    added = add_person(
        database,
        name="Dev Anand",
        email="dev@gatepost.example",
        role=Role.ASSESSOR,
        organisation_id=cast.provider_id,
        by=cast.ruth,
        public_url=PUBLIC_URL,
        now=now,
    )
    assert added.link
    token = added.link.removeprefix(f"{PUBLIC_URL}/link/")
    with pytest.raises(LinkIsOver):
        use_one_time_link(database, token, PASSWORD, now=now + timedelta(days=14))
    assert use_one_time_link(database, token, PASSWORD, now=now + timedelta(days=13))


def test_asking_never_tells_whether_an_address_is_known(
    database: Database, cast: Cast, now: datetime
) -> None:
    deactivate_person(database, cast.nadia.id, by=cast.ruth, now=now)
    for email in ("nobody@gatepost.example", cast.nadia.email):
        ask(database, email, now)
    assert letters(database, cast.nadia) == []
    with pytest.raises(Invalid):
        ask(database, "not an address", now)


def test_nobodys_mailbox_is_filled_by_strangers(
    database: Database, cast: Cast, now: datetime
) -> None:
    for place in range(6):
        ask(database, cast.sam.email, now, address=f"198.51.100.{place}")
    assert len(letters(database, cast.sam)) == 3
    ask(database, cast.sam.email, now + timedelta(hours=1, seconds=1))
    assert len(letters(database, cast.sam)) == 4


def test_an_address_that_asks_for_many_people_has_to_wait(
    database: Database, cast: Cast, now: datetime
) -> None:
    for place in range(20):
        ask(database, f"somebody-{place}@gatepost.example", now)
    with pytest.raises(TooManyTries):
        ask(database, cast.sam.email, now)


def test_somebody_who_is_deactivated_cannot_use_the_link_that_they_have(
    database: Database, cast: Cast, now: datetime
) -> None:
    ask(database, cast.sam.email, now)
    token = token_in(letters(database, cast.sam)[0])
    deactivate_person(database, cast.sam.id, by=cast.ruth, now=now)
    with pytest.raises(LinkIsOver):
        use_one_time_link(database, token, PASSWORD, now=now)
    assert [letter.body for letter in letters(database, cast.sam)] == [""]


def test_only_the_digest_of_a_link_is_stored(database: Database, cast: Cast, now: datetime) -> None:
    ask(database, cast.sam.email, now)
    with database.read() as session:
        assert (
            token_in(letters(database, cast.sam)[0])
            != session.exec(select(OneTimeLinkRow.token_sha256)).one()
        )

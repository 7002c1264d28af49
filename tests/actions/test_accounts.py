"""Signing in, staying signed in, and being signed out again."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from pwdlib.hashers.argon2 import Argon2Hasher
from sqlmodel import col, select

from app.actions.accounts import (
    change_password,
    end_other_sessions,
    note_seen,
    sign_in,
    sign_out,
)
from app.actions.api_tokens import (
    delete_api_token,
    delete_this_api_token,
    issue_api_token,
    make_api_token,
)
from app.actions.roles import ensure_role
from app.actions.tries import account_key, address_key, count_try
from app.adapters.db import Database
from app.adapters.passwords import NOBODY, check_password, hash_password
from app.domain.accounts import (
    SESSION_IDLE,
    SESSION_LONGEST,
    WRONG_PASSWORDS_FROM_ADDRESS,
    WRONG_PASSWORDS_OF_ACCOUNT,
)
from app.domain.errors import Invalid, NotFound, NotRecognised, TooManyTries
from app.domain.events import EventKind
from app.domain.people import MAX_PASSWORD, Person, Role, SignedInBy
from app.models.accounts import SessionRow, SignInTryRow
from app.models.events import EventRow
from app.models.people import PersonRow
from app.queries.organisations import get_organisation
from app.queries.sessions import (
    api_tokens_of,
    find_person_by_api_token,
    find_person_by_session,
    sessions_of,
)
from tests.cast import Cast
from tests.conftest import Statements
from tests.entries import past_the_record
from tests.passwords import HERE, OTHER_PASSWORD, PASSWORD, give_password


@pytest.fixture
def sam(database: Database, cast: Cast) -> Person:
    give_password(database, cast.sam, cast.amara)
    return cast.sam


def who(database: Database, token: str, now: datetime) -> Person | None:
    with database.read() as session:
        found = find_person_by_session(session, token, now)
    return found.person if found else None


def whose(database: Database, token: str, now: datetime) -> Person | None:
    with database.read() as session:
        found = find_person_by_api_token(session, token, now)
    return found.person if found else None


def by_token(person: Person) -> Person:
    return replace(person, signed_in_by=SignedInBy.API_TOKEN)


def test_somebody_signs_in_with_their_address_and_password(
    database: Database, sam: Person, now: datetime
) -> None:
    token = sign_in(database, f"  {sam.email.upper()} ", PASSWORD, address=HERE, now=now)
    assert who(database, token, now) == sam


def test_who_is_signed_in_is_one_statement(
    database: Database,
    sam: Person,
    now: datetime,
    statements: Callable[[], AbstractContextManager[Statements]],
) -> None:
    token = sign_in(database, sam.email, PASSWORD, address=HERE, now=now)
    api_token = make_api_token(database, "Reports", by=sam, now=now).token
    with statements() as ran:
        who(database, token, now)
        whose(database, api_token, now)
    assert len(ran) == 2, ran


@pytest.mark.parametrize("wrong", ["", "a lease of nine hundred years.", "x" * (MAX_PASSWORD + 1)])
def test_a_wrong_password_and_an_unknown_address_are_refused_alike(
    database: Database, sam: Person, cast: Cast, now: datetime, wrong: str
) -> None:
    sentences = set()
    for email in (sam.email, "nobody@gatepost.example", cast.theo.email, "not an address"):
        with pytest.raises(NotRecognised) as refused:
            sign_in(database, email, wrong, address=HERE, now=now)
        sentences.add(refused.value.sentence)
    assert len(sentences) == 1


@pytest.mark.one_engine
def test_an_unknown_address_takes_as_long_as_a_wrong_password() -> None:
    assert check_password("", NOBODY) == (False, None)
    assert (
        NOBODY.rpartition("$")[0].rpartition("$")[0]
        == (hash_password("x").rpartition("$")[0].rpartition("$")[0])
    ), "the hash that nobody knows must cost as much as a real one"


def test_an_older_hash_is_exchanged_at_the_next_sign_in(
    database: Database, sam: Person, now: datetime
) -> None:
    cheap = Argon2Hasher(time_cost=1, memory_cost=1024, parallelism=1).hash(PASSWORD.encode())
    with past_the_record(database) as session:
        session.get_one(PersonRow, sam.id).password_hash = cheap
        session.commit()
    sign_in(database, sam.email, PASSWORD, address=HERE, now=now)
    with database.read() as session:
        kept = session.get_one(PersonRow, sam.id).password_hash
    assert kept != cheap
    assert check_password(PASSWORD, kept) == (True, None)


@pytest.mark.one_engine
def test_the_same_letters_typed_on_another_keyboard_are_the_same_password() -> None:
    assert check_password("cafe\u0301 au lait", hash_password("café au lait")) == (True, None)


def test_ten_wrong_passwords_close_an_account_for_a_while_wherever_they_come_from(
    database: Database, sam: Person, cast: Cast, now: datetime
) -> None:
    for place in range(10):
        with pytest.raises(NotRecognised):
            sign_in(database, sam.email, "wrong", address=f"198.51.100.{place}", now=now)
    with pytest.raises(TooManyTries) as refused:
        sign_in(database, sam.email, PASSWORD, address=HERE, now=now + timedelta(minutes=5))
    assert refused.value.retry_after == 10 * 60 + 1
    assert "11 minutes" in refused.value.sentence
    amaras = sign_in(database, cast.amara.email, PASSWORD, address=HERE, now=now)
    assert who(database, amaras, now) == cast.amara
    later = now + timedelta(seconds=15 * 60 + 1)
    assert sign_in(database, sam.email, PASSWORD, address=HERE, now=later)


def test_an_address_that_guesses_at_many_accounts_has_to_wait(
    database: Database, sam: Person, now: datetime
) -> None:
    origin = {address_key("password", "2001:db8:1:2::1"): WRONG_PASSWORDS_FROM_ADDRESS}
    with past_the_record(database) as session:
        for _ in range(WRONG_PASSWORDS_FROM_ADDRESS.tries):
            count_try(session, origin, now)
        session.commit()
    with pytest.raises(TooManyTries):
        sign_in(database, sam.email, PASSWORD, address="2001:db8:1:2:ffff::9", now=now)
    assert sign_in(database, sam.email, PASSWORD, address="2001:db8:1:3::1", now=now)


def test_signing_in_forgets_the_wrong_tries_on_the_account_alone(
    database: Database, sam: Person, now: datetime
) -> None:
    with pytest.raises(NotRecognised):
        sign_in(database, sam.email, "wrong", address=HERE, now=now)
    sign_in(database, sam.email, PASSWORD, address=HERE, now=now + timedelta(seconds=1))
    with database.read() as session:
        keys = session.exec(select(SignInTryRow.key)).all()
    assert keys == [address_key("password", HERE)]


def test_nobody_who_is_deactivated_or_has_no_password_yet_gets_in(
    database: Database, sam: Person, cast: Cast, now: datetime
) -> None:
    with past_the_record(database) as session:
        session.get_one(PersonRow, sam.id).deactivated_at = now
        session.commit()
    for email in (sam.email, cast.jo.email):
        with pytest.raises(NotRecognised):
            sign_in(database, email, PASSWORD, address=HERE, now=now)


def test_signing_out_ends_the_session_at_once_and_only_that_one(
    database: Database, sam: Person, now: datetime
) -> None:
    here, there = (sign_in(database, sam.email, PASSWORD, address=HERE, now=now) for _ in "ab")
    sign_out(database, here)
    sign_out(database, "a session that never was")
    assert who(database, here, now) is None
    assert who(database, there, now) == sam


def test_a_session_ends_when_it_is_left_idle(
    database: Database, sam: Person, now: datetime
) -> None:
    token = sign_in(database, sam.email, PASSWORD, address=HERE, now=now)
    assert who(database, token, now + SESSION_IDLE - timedelta(seconds=1))
    assert who(database, token, now + SESSION_IDLE) is None


def test_a_session_that_is_used_every_day_still_ends_after_a_month(
    database: Database, sam: Person, now: datetime
) -> None:
    token = sign_in(database, sam.email, PASSWORD, address=HERE, now=now)
    at = now
    while at < now + SESSION_LONGEST:
        assert who(database, token, at)
        note_seen(database, token, at)
        at += SESSION_IDLE - timedelta(minutes=1)
    assert who(database, token, at) is None


def test_that_somebody_is_still_there_is_noted_once_a_minute(
    database: Database, sam: Person, now: datetime
) -> None:
    token = sign_in(database, sam.email, PASSWORD, address=HERE, now=now)

    def seen_long_ago(at: datetime) -> bool:
        with database.read() as session:
            found = find_person_by_session(session, token, at)
        assert found
        return found.seen_long_ago

    soon, later = now + timedelta(seconds=59), now + timedelta(seconds=60)
    assert not seen_long_ago(soon)
    assert seen_long_ago(later)
    note_seen(database, token, soon)
    note_seen(database, token, later)
    assert not seen_long_ago(later + timedelta(seconds=59))
    with database.read() as session:
        assert session.exec(select(SessionRow.last_seen_at)).one() == later


def test_the_secret_itself_is_never_stored(database: Database, sam: Person, now: datetime) -> None:
    token = sign_in(database, sam.email, PASSWORD, address=HERE, now=now)
    with database.read() as session:
        assert session.exec(select(SessionRow.token_sha256)).one() != token


def test_a_new_password_ends_every_other_session_and_token(
    database: Database, sam: Person, now: datetime
) -> None:
    here, there = (sign_in(database, sam.email, PASSWORD, address=HERE, now=now) for _ in "ab")
    program = issue_api_token(database, sam.email, PASSWORD, address=HERE, now=now).token
    assert whose(database, program, now) == by_token(sam)
    change_password(database, PASSWORD, OTHER_PASSWORD, by=sam, token=here, now=now)
    assert who(database, here, now) == sam
    assert who(database, there, now) is None
    assert whose(database, program, now) is None
    with pytest.raises(NotRecognised):
        sign_in(database, sam.email, PASSWORD, address=HERE, now=now)
    assert sign_in(database, sam.email, OTHER_PASSWORD, address=HERE, now=now)
    with database.read() as session:
        event = session.exec(select(EventRow).where(col(EventRow.actor_id) == sam.id)).one()
    assert event.kind is EventKind.PASSWORD_CHANGED


def test_a_password_is_changed_only_by_somebody_who_knows_it(
    database: Database, sam: Person, now: datetime
) -> None:
    token = sign_in(database, sam.email, PASSWORD, address=HERE, now=now)
    with pytest.raises(Invalid) as refused:
        change_password(database, "wrong", OTHER_PASSWORD, by=sam, token=token, now=now)
    assert [error.field for error in refused.value.fields] == ["present_password"]
    with pytest.raises(Invalid) as refused:
        change_password(database, PASSWORD, "short", by=sam, token=token, now=now)
    assert [error.field for error in refused.value.fields] == ["new_password"]


def test_a_stolen_session_cannot_guess_at_the_password(
    database: Database, sam: Person, now: datetime
) -> None:
    key = {account_key("password", sam.email): WRONG_PASSWORDS_OF_ACCOUNT}
    with past_the_record(database) as session:
        for _ in range(WRONG_PASSWORDS_OF_ACCOUNT.tries):
            count_try(session, key, now)
        session.commit()
    with pytest.raises(TooManyTries):
        change_password(database, PASSWORD, OTHER_PASSWORD, by=sam, token="", now=now)


def test_somebody_signs_out_everywhere_else(
    database: Database, sam: Person, cast: Cast, now: datetime
) -> None:
    here, there = (sign_in(database, sam.email, PASSWORD, address=HERE, now=now) for _ in "ab")
    amaras = sign_in(database, cast.amara.email, PASSWORD, address=HERE, now=now)
    end_other_sessions(database, here, by=sam)
    assert who(database, there, now) is None
    assert who(database, amaras, now) == cast.amara
    with database.read() as session:
        assert len(sessions_of(session, sam, now)) == 1


def test_an_api_token_works_for_ninety_days_or_until_it_is_deleted(
    database: Database, sam: Person, cast: Cast, now: datetime
) -> None:
    made = make_api_token(database, " Monthly   report ", by=sam, now=now)
    assert made.expires_at == now + timedelta(days=90)
    assert whose(database, made.token, made.expires_at - timedelta(seconds=1)) == by_token(sam)
    assert whose(database, made.token, made.expires_at) is None
    with database.read() as session:
        (listed,) = api_tokens_of(session, sam, now)
    assert listed.name == "Monthly report"
    with pytest.raises(NotFound):
        delete_api_token(database, listed.digest, by=cast.amara)
    delete_this_api_token(database, made.token, by=sam)
    assert whose(database, made.token, now) is None
    with pytest.raises(NotFound):
        delete_this_api_token(database, made.token, by=sam)


@pytest.mark.one_engine
@pytest.mark.parametrize("name", ["", "   ", "x" * 101])
def test_an_api_token_says_what_it_is_for(
    database: Database, sam: Person, now: datetime, name: str
) -> None:
    with pytest.raises(Invalid):
        make_api_token(database, name, by=sam, now=now)


def test_a_person_comes_with_the_roles_that_they_hold_now(
    database: Database, sam: Person, cast: Cast, now: datetime
) -> None:
    with past_the_record(database) as session:
        ensure_role(
            session,
            sam.id,
            Role.LINE_MANAGER,
            get_organisation(session, cast.marlow_id),
            now + timedelta(seconds=1),
        )
        session.commit()
    token = sign_in(database, sam.email, PASSWORD, address=HERE, now=now)
    found = who(database, token, now)
    assert found
    assert [(held.role, held.organisation, held.provider_id) for held in found.roles] == [
        (Role.ASSESSOR, "Northgate Training", cast.provider_id),
        (Role.LINE_MANAGER, "Marlow & Co", cast.provider_id),
    ]

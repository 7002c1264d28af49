"""One's reviews in one's own calendar, at an address that is secret and can be ended."""

import re
import uuid
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date

import pytest
from starlette.testclient import TestClient

from app.actions.people import deactivate_person
from app.actions.reviews import answer_review, record_review
from app.domain.people import Person
from app.domain.reviews import ActionToTake
from app.models.mail import CalendarFeedRow
from tests.adapters.test_icalendar import events_of, text_of
from tests.conftest import SignInAs, Statements
from tests.make import Maker

HERE = "/account/calendar"


def make_address(browser: TestClient) -> str:
    had_one = "You have had this address since" in browser.get(HERE).text
    page = browser.post(HERE)
    assert page.status_code == 200
    assert ("The one before no longer works." in page.text) is had_one
    found = re.search(r'value="http://127\.0\.0\.1:8000(/calendar/[\w-]+\.ics)"', page.text)
    assert found
    return found[1]


def days(client: TestClient, address: str) -> list[tuple[str, str]]:
    answer = client.get(address)
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    return [
        (event["DTSTART;VALUE=DATE"], text_of(event["SUMMARY"]))
        for event in events_of(answer.content)
    ]


def review(make: Maker, *, owner: Person) -> uuid.UUID:
    return record_review(
        make.database,
        make.cast.amaras,
        held_on=date(2026, 10, 1),
        discussed="The secret lease of Mill Lane.",
        actions=[ActionToTake("Ring Mr Secret.", owner.id, date(2026, 11, 20))],
        by=make.cast.sam,
        now=make.now,
    )


def test_each_reads_the_days_of_their_own_reviews_without_signing_in(
    make: Maker, client_for: SignInAs, client: TestClient
) -> None:
    cast = make.cast
    made = review(make, owner=cast.amara)
    of_amara = days(client, make_address(client_for(cast.amara)))
    assert of_amara == [
        ("20261001", "Progress review"),
        ("20261120", "Last day for what you agreed to do"),
        ("20261224", "Last day for the progress review"),
    ]
    for person in (cast.marcus, cast.sam):
        assert days(client, make_address(client_for(person))) == [
            ("20261001", "Progress review with Amara Okafor"),
            ("20261224", "Last day for the progress review with Amara Okafor"),
        ]
    for person in (cast.jo, cast.nadia, cast.priya, cast.ruth):
        assert days(client, make_address(client_for(person))) == []
    address = make_address(client_for(cast.amara))
    whole = client.get(address).text
    assert "ecret" not in whole
    assert "Not all three have agreed" in whole.replace("\r\n ", "")
    for by in (cast.amara, cast.marcus):
        answer_review(make.database, made, agreed=True, by=by, now=make.now)
    assert "All three have agreed" in client.get(address).text.replace("\r\n ", "")


def test_the_address_is_shown_once_and_stored_nowhere(make: Maker, client_for: SignInAs) -> None:
    amara = client_for(make.cast.amara)
    address = make_address(amara)
    token = address.removeprefix("/calendar/").removesuffix(".ics")
    assert token not in amara.get(HERE).text
    assert "You have had this address since 3 November 2026" in " ".join(
        amara.get(HERE).text.split()
    )
    with make.database.read() as session:
        row = session.get_one(CalendarFeedRow, make.cast.amara.id)
        assert token not in (row.token_sha256, str(row))


def test_an_address_ends_when_another_is_made_when_it_is_revoked_and_with_the_account(
    make: Maker, client_for: SignInAs, client: TestClient
) -> None:
    amara, sam = client_for(make.cast.amara), client_for(make.cast.sam)
    first, of_sam = make_address(amara), make_address(sam)
    second = make_address(amara)
    assert client.get(first).status_code == 404
    assert client.get(second).status_code == 200
    assert amara.post(f"{HERE}/revoke").headers["Location"] == HERE
    assert amara.post(f"{HERE}/revoke").status_code == 303, "twice does no harm"
    assert client.get(second).status_code == 404
    assert client.get(of_sam).status_code == 200
    deactivate_person(make.database, make.cast.sam.id, by=make.cast.ruth, now=make.now)
    assert client.get(of_sam).status_code == 404
    assert client.get("/calendar/made-up.ics").status_code == 404


@pytest.mark.one_engine
def test_it_is_read_in_a_few_statements(
    make: Maker,
    client_for: SignInAs,
    client: TestClient,
    statements: Callable[[], AbstractContextManager[Statements]],
) -> None:
    review(make, owner=make.cast.sam)
    address = make_address(client_for(make.cast.sam))
    client.get(address)
    with statements() as ran:
        client.get(address)
    assert len(ran) <= 9, ran

"""The pages of the gateway: what stands there, declaring, passing, taking back; the portfolio."""

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import timedelta
from html import unescape

import pytest
from starlette.testclient import TestClient

from app.actions.gateway import pass_gateway
from app.actions.portfolios import select_portfolio
from app.domain.evidence import EvidenceStatus
from app.domain.people import Person
from tests.conftest import Clock, Statements
from tests.make import COMPLETE
from tests.passwords import PASSWORD
from tests.ready import Ready

ClientFor = Callable[[Person], TestClient]
Counting = Callable[[], AbstractContextManager[Statements]]


def path(ready: Ready, rest: str = "/gateway") -> str:
    return f"/apprenticeships/{ready.amaras}{rest}"


def words(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", html)).split())


def hidden(html: str) -> dict[str, str]:
    """What a form sends besides what is typed."""
    found = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', html)
    return {name: unescape(value) for name, value in found}


def test_from_ready_to_passed_and_back(ready: Ready, client_for: ClientFor) -> None:
    cast = ready.make.cast
    for person, words_of_theirs in zip(
        ready.the_three,
        ("permission to claim my apprenticeship certificate", "For Marlow & Co", "signed off"),
        strict=True,
    ):
        client = client_for(person)
        assert "Read and declare" in client.get(path(ready)).text
        page = client.get(path(ready, "/gateway/declare")).text
        assert words_of_theirs in words(page)
        assert "2 pieces of evidence" in words(page)
        assert "Ready for gateway" in words(page)

        wrong = client.post(
            path(ready, "/gateway/declare"), data={**hidden(page), "password": "not this one"}
        )
        assert wrong.status_code == 422
        assert "That is not your present password." in words(wrong.text)
        answer = client.post(
            path(ready, "/gateway/declare"), data={**hidden(wrong.text), "password": PASSWORD}
        )
        assert answer.status_code == 303, words(answer.text)
    ruth = client_for(cast.ruth)
    assert "Amara Okafor is ready: pass them through the gateway" in words(ruth.get("/").text)
    assert ruth.get(path(ready, "/gateway/pass")).status_code == 200
    assert ruth.post(path(ready, "/gateway/pass")).status_code == 303
    assert "Amara Okafor is through the gateway" in words(ruth.get(path(ready)).text)
    assert "Take" not in words(client_for(cast.sam).get(path(ready)).text)

    assert ruth.post(path(ready, "/gateway/take-back"), data={"reason": ""}).status_code == 422
    taken = ruth.post(path(ready, "/gateway/take-back"), data={"reason": "The contract ended."})
    assert taken.status_code == 303
    assert "all three have declared" in words(ruth.get(path(ready)).text)


@pytest.mark.one_engine
def test_a_page_that_was_overtaken_says_what_changed(ready: Ready, client_for: ClientFor) -> None:
    marcus = client_for(ready.make.cast.marcus)
    page = marcus.get(path(ready, "/gateway/declare")).text
    select_portfolio(
        ready.database, ready.amaras, ready.pieces[:1], by=ready.make.cast.amara, now=ready.now
    )

    answer = marcus.post(
        path(ready, "/gateway/declare"), data={**hidden(page), "password": PASSWORD}
    )

    assert answer.status_code == 409
    assert "1 piece was taken out of the portfolio." in words(answer.text)
    again = marcus.post(
        path(ready, "/gateway/declare"), data={**hidden(answer.text), "password": PASSWORD}
    )
    assert again.status_code == 303


@pytest.mark.one_engine
def test_homes_say_whose_declaration_is_waited_for(ready: Ready, client_for: ClientFor) -> None:
    cast = ready.make.cast
    amara, marcus, sam = (client_for(each) for each in ready.the_three)
    assert "You are ready for the gateway: declare" in words(amara.get("/").text)
    assert "declare" not in words(marcus.get("/").text)

    ready.declares(cast.amara)

    assert "You are ready for the gateway: declare" not in words(amara.get("/").text)
    for client in (marcus, sam):
        assert "Amara Okafor is ready for the gateway: declare" in words(client.get("/").text)
    ready.declares(cast.marcus)
    assert "ready for the gateway: declare" not in words(marcus.get("/").text)


@pytest.mark.one_engine
def test_the_apprentice_takes_the_proposal_and_undoes_it_and_others_read(
    ready: Ready, client_for: ClientFor
) -> None:
    amara = client_for(ready.make.cast.amara)
    page = amara.get(path(ready, "/portfolio"))
    assert page.status_code == 200
    assert "Nothing is selected yet" in words(page.text)
    assert "1 piece of your 2 is enough for every KSB" in words(page.text)
    assert "No smaller set would do." in words(page.text)

    taken = amara.post(path(ready, "/portfolio"), data={"evidence": hidden(page.text)["evidence"]})
    assert taken.status_code == 303
    assert "Your portfolio: 1 piece" in words(amara.get(path(ready, "/portfolio")).text)
    sam = client_for(ready.make.cast.sam)
    seen = words(sam.get(path(ready, "/portfolio")).text)
    assert "The portfolio: 1 piece" in seen
    assert "Lease review memo (not in the portfolio)" in seen
    assert "Save the portfolio" not in seen
    assert sam.post(path(ready, "/portfolio"), data={}).status_code == 403
    assert "67 of 67" in words(sam.get(path(ready, "/readiness")).text)

    assert amara.post(path(ready, "/portfolio/undo")).status_code == 303
    assert "Nothing is selected yet" in words(amara.get(path(ready, "/portfolio")).text)


@pytest.mark.one_engine
def test_whoever_it_does_not_concern_finds_nothing(ready: Ready, client_for: ClientFor) -> None:
    cast = ready.make.cast
    for stranger in cast.strangers:
        client = client_for(stranger)
        for rest in ("/gateway", "/gateway/declare", "/gateway/pass", "/portfolio"):
            assert client.get(path(ready, rest)).status_code == 404
            if rest != "/gateway":
                assert client.post(path(ready, rest), data={}).status_code == 404
    for person in (*ready.the_three, cast.priya):
        client = client_for(person)
        assert client.get(path(ready, "/gateway/pass")).status_code == 403
        assert client.post(path(ready, "/gateway/pass")).status_code == 403
        assert client.get(path(ready, "/gateway/take-back")).status_code == 403
    assert client_for(cast.ruth).get(path(ready, "/gateway/declare")).status_code == 403


@pytest.mark.one_engine
def test_it_takes_eleven_statements_at_most_for_forty_pieces_as_for_two(
    ready: Ready, client_for: ClientFor, statements: Counting
) -> None:
    client = client_for(ready.make.cast.ruth)

    def looked_at(rest: str = "/gateway") -> int:
        client.get(path(ready, rest))
        with statements() as ran:
            assert client.get(path(ready, rest)).status_code == 200
        return len(ran)

    def declared() -> tuple[int, int]:
        for person in ready.the_three:
            ready.declares(person)
        return looked_at(), looked_at("/portfolio")

    few = declared()
    for number in range(38):
        content = replace(COMPLETE, title=f"Piece {number}")
        ready.make.evidence(EvidenceStatus.SIGNED_OFF, content)
    assert declared() == few
    assert max(few) <= 10
    pass_gateway(ready.database, ready.amaras, by=ready.make.cast.ruth, now=ready.now)
    assert looked_at() <= 11


@pytest.mark.one_engine
def test_readiness_of_who_has_passed_is_that_of_the_passage_and_nags_nobody(
    ready: Ready, client_for: ClientFor, clock: Clock
) -> None:
    cast = ready.make.cast
    for person in ready.the_three:
        ready.declares(person)
    pass_gateway(ready.database, ready.amaras, by=cast.ruth, now=ready.now)
    clock.now += timedelta(days=400)
    for person in (*ready.the_three, cast.ruth):
        client = client_for(person)
        page = words(client.get(path(ready, "/readiness")).text)
        as_of = "on 3 November 2026 at 10:00am , when Amara Okafor passed through the gateway"
        assert as_of in page
        assert "Month 38 of 60" in page
        assert "was due by" not in words(client.get("/").text)

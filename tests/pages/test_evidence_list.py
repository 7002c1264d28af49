"""The list of evidence: filtered, searched, a page at a time, as far as each person may see it."""

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import date

import pytest
from starlette.testclient import TestClient

from app.domain.evidence import EvidenceKind, EvidenceStatus
from tests.conftest import SignInAs, Statements
from tests.make import COMPLETE, Maker, mapped_to

pytestmark = pytest.mark.one_engine

LEASE = replace(COMPLETE, title="Lease memo", mappings=mapped_to(["K5"]))
WILL = replace(
    COMPLETE,
    title="Will for a couple",
    narrative="I drafted mirror wills.",
    kind=EvidenceKind.CASE_STUDY,
    practice_area="wills_probate_and_estates",
    matter="Oak Road",
    mappings=mapped_to(["S10"]),
)
EARLIER = replace(COMPLETE, title="Conveyance of a flat", happened_on=date(2024, 5, 2))


@pytest.fixture
def amara(client_for: SignInAs, make: Maker) -> TestClient:
    return client_for(make.cast.amara)


def titles(browser: TestClient, address: str) -> list[str]:
    page = browser.get(address)
    assert page.status_code == 200
    return re.findall(r'app-pieces__title" href="[^"]+">([^<]+)<', page.text)


def test_an_apprentice_without_evidence_is_told_what_to_do(
    amara: TestClient, client_for: SignInAs, make: Maker
) -> None:
    page = amara.get("/evidence").text
    assert "You have no evidence yet." in page
    assert "Add evidence" in page
    assert "app-filters" not in page, "there is nothing to filter"
    theirs = client_for(make.cast.sam).get(f"/apprenticeships/{make.cast.amaras}/evidence").text
    assert "Amara Okafor has not submitted any evidence yet." in theirs
    assert "Add evidence" not in theirs


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", {"Lease memo", "Will for a couple"}),
        ("?status=draft", {"Will for a couple"}),
        ("?status=submitted", {"Lease memo"}),
        ("?kind=case_study", {"Will for a couple"}),
        ("?practice_area=property_and_conveyancing", {"Lease memo"}),
        ("?matter=Oak+Road", {"Will for a couple"}),
        ("?criterion=k5", {"Lease memo"}),
        ("?q=mirror", {"Will for a couple"}),
        ("?q=wil", {"Will for a couple"}),
        ("?q=mirror&status=submitted", set()),
        ("?status=nonsense&kind=nonsense", {"Lease memo", "Will for a couple"}),
        ("?q=%22it's%22+K1-2+AND", set()),
        ("?criterion=%3Cscript%3E", set()),
    ],
)
def test_the_list_is_narrowed(amara: TestClient, make: Maker, query: str, found: set[str]) -> None:
    make.evidence(EvidenceStatus.SUBMITTED, LEASE)
    make.evidence(EvidenceStatus.DRAFT, WILL)
    assert set(titles(amara, f"/evidence{query}")) == found
    if not found:
        page = amara.get(f"/evidence{query}").text
        assert "No piece fits these filters." in page
        assert "<script>" not in page


def test_a_filter_for_a_ksb_says_its_text(amara: TestClient, make: Maker) -> None:
    make.evidence(EvidenceStatus.SUBMITTED, LEASE)
    page = amara.get("/evidence?criterion=K5").text
    assert "<strong>K5</strong> approaches to drafting techniques." in page


def test_others_see_what_was_submitted(client_for: SignInAs, make: Maker) -> None:
    make.evidence(EvidenceStatus.SUBMITTED, LEASE)
    make.evidence(EvidenceStatus.DRAFT, WILL)
    make.evidence(EvidenceStatus.SIGNED_OFF, EARLIER)
    address, cast = f"/apprenticeships/{make.cast.amaras}/evidence", make.cast
    for person in (cast.sam, cast.priya, cast.ruth, cast.marcus):
        assert set(titles(client_for(person), address)) == {"Lease memo", "Conveyance of a flat"}
    for person in cast.strangers:
        assert client_for(person).get(address).status_code == 404
        if person is not cast.theo:
            assert client_for(person).get("/evidence").status_code == 403
    for_marcus = client_for(cast.marcus).get(address).text
    assert "For an earlier employer" in for_marcus
    assert "Drafts" not in for_marcus


def test_five_hundred_pieces_come_a_page_at_a_time(
    amara: TestClient,
    make: Maker,
    statements: Callable[[], AbstractContextManager[Statements]],
) -> None:
    for number in range(60):
        make.evidence(content=replace(LEASE, title=f"Piece {number}"))
    address, seen = "/evidence?matter=Mill+Lane", []
    while address:
        with statements() as ran:
            page = amara.get(address).text
        assert len(ran) <= 6, ran
        seen += re.findall(r'app-pieces__title" href="[^"]+">([^<]+)<', page)
        following = re.search(r'href="([^"]+)" rel="next"', page)
        address = following[1].replace("&amp;", "&") if following else ""
    assert sorted(seen) == sorted({f"Piece {number}" for number in range(60)})
    assert amara.get("/evidence?cursor=made-up").status_code == 422


def test_a_hostile_title_is_shown_as_text(amara: TestClient, make: Maker) -> None:
    hostile = "<script>alert(1)</script>"
    make.evidence(content=replace(LEASE, title=hostile, matter=hostile))
    assert hostile not in amara.get("/evidence").text

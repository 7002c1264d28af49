"""The queue of an assessor, and their home."""

import re
import uuid
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import date, timedelta

import pytest
from starlette.testclient import TestClient

from app.actions.evidence import create_evidence
from app.actions.reviews import record_review
from app.actions.submission import submit_evidence
from app.domain.evidence import EvidenceKind, EvidenceStatus
from app.queries.sign_off_queue import PAGE_SIZE
from tests.conftest import Clock, SignInAs, Statements
from tests.make import COMPLETE, Maker, mapped_to

Count = Callable[[], AbstractContextManager[Statements]]


@pytest.fixture
def sam(client_for: SignInAs, make: Maker) -> TestClient:
    return client_for(make.cast.sam)


def links_to_decisions(page: str) -> list[str]:
    return re.findall(r"/evidence/([0-9a-f-]{36})/decide", page)


def submit(make: Maker, title: str, *, days_ago: int = 0, **changes: object) -> uuid.UUID:
    then = make.now - timedelta(days=days_ago)
    content = replace(COMPLETE, title=title, **changes)  # type: ignore[arg-type]
    made = create_evidence(make.database, make.cast.amaras, content, by=make.cast.amara, now=then)
    submit_evidence(make.database, made, by=make.cast.amara, now=then)
    return made


def test_the_queue_says_how_much_waits_and_since_when_and_begins_with_the_oldest(
    make: Maker, sam: TestClient
) -> None:
    new = submit(make, "New", days_ago=1)
    old = submit(make, "Old", days_ago=12)
    make.evidence(EvidenceStatus.DRAFT)
    make.evidence(EvidenceStatus.RETURNED)
    make.evidence(EvidenceStatus.SIGNED_OFF)
    for address in ("/queue", "/"):
        page = sam.get(address).text
        assert "2 pieces wait for you, the oldest since 22 October" in page
        assert links_to_decisions(page) == [str(old), str(new)]
        assert "12 days" in page
        assert page.index("autofocus") < page.index(str(new))


def test_each_code_has_its_full_text_beside_it(make: Maker, sam: TestClient) -> None:
    submit(make, "A piece")
    assert "approaches to drafting techniques." in sam.get("/queue").text


def test_the_queue_is_narrowed_by_apprentice_kind_ksb_and_what_was_submitted_again(
    make: Maker, sam: TestClient
) -> None:
    memo = submit(make, "Memo", mappings=mapped_to(["K5", "S2"]))
    talk = submit(make, "Talk", kind=EvidenceKind.PRESENTATION, mappings=mapped_to(["K25", "S20"]))
    for query, found in (
        ("", [memo, talk]),
        (f"?apprentice={make.cast.amaras}&kind=&criterion=", [memo, talk]),
        (f"?apprentice={make.cast.theos}", []),
        ("?apprentice=nobody&kind=nothing", [memo, talk]),
        ("?kind=presentation", [talk]),
        ("?criterion=k5", [memo]),
        ("?criterion=S2", [memo]),
        ("?criterion=K2", []),
        ("?criterion=%25", []),
        ("?resubmitted=1", []),
    ):
        page = sam.get(f"/queue{query}")
        assert page.status_code == 200
        assert set(links_to_decisions(page.text)) == {str(piece) for piece in found}, query
        assert "2 pieces wait for you" in page.text
        assert ("No piece that waits fits these filters." in page.text) is (not found)


def test_a_filter_stays_on_the_way_through_the_queue(make: Maker, sam: TestClient) -> None:
    first = submit(make, "First", days_ago=3)
    submit(make, "Between", days_ago=2, kind=EvidenceKind.PRESENTATION)
    last = submit(make, "Last", days_ago=1)
    page = sam.get(f"/evidence/{first}/decide?kind=drafting_sample").text
    assert "Piece 1 of 2" in page
    assert f'href="/evidence/{last}/decide?kind=drafting_sample" rel="next"' in page
    assert 'href="/queue?kind=drafting_sample"' in page
    page = sam.get(f"/evidence/{last}/decide?kind=drafting_sample").text
    assert f'href="/evidence/{first}/decide?kind=drafting_sample" rel="prev"' in page


@pytest.mark.one_engine
def test_nothing_is_ever_missing_from_a_long_queue(make: Maker, sam: TestClient) -> None:
    waiting = [str(submit(make, f"Piece {n}")) for n in range(PAGE_SIZE + 3)]
    page = sam.get("/queue").text
    found = links_to_decisions(page)
    assert len(found) == PAGE_SIZE
    following = re.search(r'href="(/queue\?cursor=[^"]+)"', page)
    assert following
    found += links_to_decisions(sam.get(following[1]).text)
    assert sorted(found) == sorted(waiting)
    assert sam.get("/queue?cursor=nonsense").status_code == 422


def test_the_queue_takes_at_most_six_statements_however_long_it_is(
    make: Maker, sam: TestClient, statements: Count
) -> None:
    counted = []
    for more in (1, 12):
        for n in range(more):
            submit(make, f"Piece {n}", mappings=mapped_to([f"S{c}" for c in range(1, 20)]))
        sam.get("/queue")
        with statements() as ran:
            assert sam.get("/queue?criterion=S3").status_code == 200
        assert len(ran) <= 6, ran
        counted.append(len(ran))
    assert counted[0] == counted[1]


def test_an_assessor_who_is_through_is_told_so(make: Maker, sam: TestClient) -> None:
    for address in ("/queue", "/"):
        page = sam.get(address).text
        assert "Nothing waits for your decision" in page
        assert "You have decided on everything." in page


def test_an_assessor_without_apprentices_is_not_told_that_they_decided_on_everything(
    make: Maker, client_for: SignInAs
) -> None:
    submit(make, "A piece")
    page = client_for(make.cast.nadia).get("/").text
    assert "You have no apprentices at present." in page
    assert "You have decided on everything." not in page


def test_others_see_none_of_it(make: Maker, client_for: SignInAs) -> None:
    submit(make, "A piece")
    cast = make.cast
    for person in (cast.amara, cast.marcus, cast.priya, cast.ruth):
        assert client_for(person).get("/queue").status_code == 403
    for assessor in (cast.nadia, cast.theos_assessor):
        page = client_for(assessor).get("/queue").text
        assert "Nothing waits for your decision" in page
        assert "A piece" not in page
        assert "Amara" not in page


def test_an_assessors_home_says_who_is_quiet_and_whose_review_is_overdue(
    make: Maker, client_for: SignInAs, clock: Clock
) -> None:
    submit(make, "A piece")
    record_review(
        make.database,
        make.cast.amaras,
        held_on=date(2026, 11, 2),
        discussed="All is well.",
        by=make.cast.sam,
        now=make.now,
    )
    page = client_for(make.cast.sam).get("/").text
    assert "0 of 67 KSBs met" in page
    assert "Month 38 of 60" in page
    assert "No evidence for" not in page
    assert "review was due" not in page
    clock.now += timedelta(days=90)
    page = client_for(make.cast.sam).get("/").text
    assert "No evidence for 90 days" in page
    assert "A progress review was due by 25 January" in page


def test_an_assessors_home_takes_the_same_few_statements_for_many_pieces(
    make: Maker, sam: TestClient, statements: Count
) -> None:
    counted = []
    for more in (1, 15):
        for n in range(more):
            submit(make, f"Piece {n}")
        sam.get("/")
        with statements() as ran:
            assert sam.get("/").status_code == 200
        counted.append(len(ran))
    assert counted[0] == counted[1] <= 8
    assert "The whole queue, with 6 more pieces" in sam.get("/").text

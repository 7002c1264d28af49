"""The evidence of an apprenticeship as a list: filtered, searched, a page at a time."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace

import pytest
from starlette.testclient import TestClient

from app.domain.evidence import EvidenceKind, EvidenceStatus
from tests.api.sent import of_apprenticeship, of_piece, refused, wrong_fields
from tests.conftest import SignInAs, Statements
from tests.make import COMPLETE, Maker, mapped_to

NOTE = replace(
    COMPLETE,
    title="Attendance note",
    kind=EvidenceKind.ATTENDANCE_NOTE,
    narrative="I met the client about custody.",
    practice_area="family_and_mediation",
    mappings=mapped_to(["B1"]),
)


def titles(client: TestClient, make: Maker, query: str = "") -> list[str]:
    answer = client.get(of_apprenticeship(make.cast.amaras) + query)
    assert answer.status_code == 200, answer.text
    return [item["title"] for item in answer.json()["items"]]


def test_an_item_is_the_piece_itself(make: Maker, api_for: SignInAs) -> None:
    piece = make.evidence(EvidenceStatus.SIGNED_OFF, confirmed=True)
    for person in (make.cast.amara, make.cast.sam):
        client = api_for(person)
        listed = client.get(of_apprenticeship(make.cast.amaras)).json()
        assert listed == {"items": [client.get(of_piece(piece)).json()], "next": None}


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("?status=submitted", ["Lease review memo"]),
        ("?status=draft", ["Attendance note"]),
        ("?criterion=B1", ["Attendance note"]),
        ("?criterion=B2", []),
        ("?kind=attendance_note", ["Attendance note"]),
        ("?practice_area=property_and_conveyancing", ["Lease review memo"]),
        ("?q=custody", ["Attendance note"]),
        ("?q=custody+lease", []),
        ("?q=it's+K1-2+%22(*", []),
        ("?q=", ["Attendance note", "Lease review memo"]),
    ],
)
def test_the_list_is_narrowed_by_what_is_asked_for(
    make: Maker, api_for: SignInAs, query: str, found: list[str]
) -> None:
    make.evidence(EvidenceStatus.SUBMITTED)
    make.evidence(content=NOTE)
    assert sorted(titles(api_for(make.cast.amara), make, query)) == found


def test_drafts_are_in_nobody_elses_list(make: Maker, api_for: SignInAs) -> None:
    make.evidence(EvidenceStatus.SUBMITTED)
    make.evidence(content=NOTE)
    cast = make.cast
    for person in (cast.sam, cast.marcus, cast.priya, cast.ruth):
        assert titles(api_for(person), make) == ["Lease review memo"]
        assert titles(api_for(person), make, "?status=draft") == []
        assert titles(api_for(person), make, "?q=custody") == []


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("?status=lost", "status"),
        ("?kind=poem", "kind"),
        ("?criterion=K", "criterion"),
        ("?criterion=K0", "criterion"),
        ("?criterion=%00", "criterion"),
        ("?practice_area=" + "x" * 101, "practice_area"),
        ("?practice_area=%00", "practice_area"),
        ("?q=" + "x" * 1_001, "q"),
        ("?q=%00", "q"),
        ("?cursor=made-up", "cursor"),
        ("?cursor=" + "x" * 1_001, "cursor"),
        ("?colour=red", "colour"),
    ],
)
@pytest.mark.one_engine
def test_a_filter_that_does_not_fit_is_refused(
    make: Maker, api_for: SignInAs, query: str, field: str
) -> None:
    sam = api_for(make.cast.sam)
    assert wrong_fields(sam.get(of_apprenticeship(make.cast.amaras) + query)) == [field]


def test_a_long_list_comes_a_page_at_a_time_with_nothing_twice_and_nothing_missing(
    make: Maker, api_for: SignInAs
) -> None:
    made = {str(make.evidence(EvidenceStatus.SUBMITTED)) for _ in range(30)}
    for person in (make.cast.amara, make.cast.sam):
        client = api_for(person)
        first = client.get(of_apprenticeship(make.cast.amaras)).json()
        rest = client.get(of_apprenticeship(make.cast.amaras), params={"cursor": first["next"]})
        seen = [item["id"] for item in [*first["items"], *rest.json()["items"]]]
        assert len(first["items"]) == 25
        assert rest.json()["next"] is None
        assert (len(seen), set(seen)) == (30, made)


def test_an_empty_list_is_a_list(make: Maker, api_for: SignInAs) -> None:
    answer = api_for(make.cast.sam).get(of_apprenticeship(make.cast.amaras))
    assert answer.json() == {"items": [], "next": None}


def test_a_stranger_is_told_of_no_list(make: Maker, api_for: SignInAs) -> None:
    for person in make.cast.strangers:
        assert refused(api_for(person).get(of_apprenticeship(make.cast.amaras)), 404)


def test_a_longer_list_costs_no_more_statements(
    make: Maker,
    api_for: SignInAs,
    statements: Callable[[], AbstractContextManager[Statements]],
) -> None:
    clients = [api_for(make.cast.amara), api_for(make.cast.priya)]
    counts: list[list[int]] = []
    for _ in range(2):
        make.evidence(EvidenceStatus.SIGNED_OFF, confirmed=True)
        make.evidence(EvidenceStatus.RETURNED)
        counts.append([])
        for client in clients:
            with statements() as ran:
                client.get(of_apprenticeship(make.cast.amaras))
            counts[-1].append(len(ran))
    assert counts[0] == counts[1]
    assert max(counts[0]) <= 10

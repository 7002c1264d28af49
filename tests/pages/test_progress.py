"""Progress over time: the burn-up and its table, the pace in plain words, and what would help."""

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import date, timedelta

import pytest
from starlette.testclient import TestClient

from app.actions.milestones import set_milestones
from app.actions.sign_off import reopen_evidence
from app.actions.terms import change_planned_end
from app.domain.evidence import EvidenceStatus
from app.domain.pace import Milestone
from tests.conftest import SignInAs, Statements
from tests.make import COMPLETE, Maker, mapped_to
from tests.pages.test_readiness import HOSTILE, read, words

Counting = Callable[[], AbstractContextManager[Statements]]


def path(make: Maker, rest: str = "") -> str:
    return f"/apprenticeships/{make.cast.amaras}/progress{rest}"


def signed_off(make: Maker, *codes: str, days_ago: int = 0) -> None:
    earlier = replace(make, now=make.now - timedelta(days=days_ago))
    content = replace(COMPLETE, happened_on=date(2025, 12, 1), mappings=mapped_to(codes))
    earlier.evidence(EvidenceStatus.SIGNED_OFF, content)


def test_the_pace_is_said_with_its_arithmetic_and_the_drawing_again_as_a_table(
    make: Maker, client_for: SignInAs
) -> None:
    signed_off(make, "K1", "K2", "D1", days_ago=300)
    signed_off(make, "S1", "S2", "S3", "B1", days_ago=40)
    signed_off(make, "S1", "K1")
    page = read(client_for(make.cast.sam), path(make))
    said = words(page)
    assert "6 of 67 KSBs met" in said
    assert "4 KSBs in 6 months, 61 to go." in said
    assert "It is no verdict: teaching comes first" in said
    assert "Northgate Training has set no milestones, so nobody is judged on pace." in said
    assert 'role="img"' in page
    assert "from 0 on 4 September 2023 to 6 of 67 KSBs on 3 November 2026" in said
    rows = re.findall(
        r'<th scope="row">([^<]+)</th><td[^>]*>([^<]*)</td><td[^>]*>([^<]*)</td>', page
    )
    assert rows == [
        ("September 2023", "0", ""),
        ("January 2026", "2", "+2"),
        ("September 2026", "6", "+4"),
        ("November 2026", "6", ""),
    ]


@pytest.mark.one_engine
def test_a_re_opened_piece_is_seen_to_have_been_taken_back(
    make: Maker, client_for: SignInAs
) -> None:
    earlier = replace(make, now=make.now - timedelta(days=90))
    piece = earlier.evidence(EvidenceStatus.SIGNED_OFF)
    reopen_evidence(make.database, piece, "Unclear.", by=make.cast.sam, now=make.now)
    page = words(read(client_for(make.cast.sam), path(make)))
    assert "August 2026 2 +2" in page
    assert "November 2026 0 -2" in page
    assert "There is no pace to go by" in page


@pytest.mark.one_engine
def test_milestones_alone_say_who_is_behind(make: Maker, client_for: SignInAs) -> None:
    set_milestones(
        make.database,
        make.cast.provider_id,
        make.cast.standard_id,
        [Milestone(24, 30), Milestone(60, 67)],
        by=make.cast.ruth,
        now=make.now,
    )
    page = words(read(client_for(make.cast.marcus), path(make)))
    assert "30 KSBs were expected by the end of month 24; 0 are met: 30 behind." in page
    assert "September 2025 0 30 by the end of month 24" in page
    assert "September 2028 67 by the end of month 60" in page
    end, why = date(2027, 9, 30), "They had done much of it before."
    cast, now = make.cast, make.now
    change_planned_end(make.database, cast.amaras, end, why, version=1, by=cast.ruth, now=now)
    page = words(read(client_for(cast.marcus), path(make)))
    assert "30 by the end of month 24" in page
    assert "by the end of month 60" not in page


@pytest.mark.one_engine
def test_what_would_help_most_leads_each_person_to_their_own_next_step(
    make: Maker, client_for: SignInAs
) -> None:
    waiting = make.evidence(EvidenceStatus.SUBMITTED, replace(COMPLETE, title=HOSTILE))
    codes = ["K1", "K2", "S9"]
    draft = make.evidence(
        EvidenceStatus.DRAFT, replace(COMPLETE, title="Still mine", mappings=mapped_to(codes))
    )
    sam, amara = (
        client_for(each).get(path(make)).text for each in (make.cast.sam, make.cast.amara)
    )
    assert HOSTILE not in sam
    assert f"/evidence/{waiting}/decide" in sam
    assert "Still mine" not in sam
    assert "A piece in the apprentice’s hands It would meet 3 KSBs more." in words(sam)
    assert f"/evidence/{draft}/edit" in amara
    assert "Finish “Still mine”" in words(amara)
    for page in (sam, amara):
        assert "These 2 pieces, once signed off with everything met, would meet 5 of" in words(page)


@pytest.mark.one_engine
def test_the_readiness_page_names_what_would_help_those_who_can_do_it(
    make: Maker, client_for: SignInAs
) -> None:
    waiting = make.evidence(EvidenceStatus.SUBMITTED)
    for person, named in (
        (make.cast.amara, True),
        (make.cast.sam, True),
        (make.cast.marcus, False),
    ):
        page = read(client_for(person), f"/apprenticeships/{make.cast.amaras}/readiness")
        assert ("What would help most" in page) is named
        assert f'href="{path(make)}"' in page
    sam = read(client_for(make.cast.sam), f"/apprenticeships/{make.cast.amaras}/readiness")
    assert f"/evidence/{waiting}/decide" in sam


@pytest.mark.one_engine
def test_what_is_thin_and_old_is_named(make: Maker, client_for: SignInAs) -> None:
    old = replace(COMPLETE, happened_on=date(2024, 1, 9), mappings=mapped_to(["K7"]))
    make.evidence(EvidenceStatus.SIGNED_OFF, old)
    page = words(read(client_for(make.cast.amara), path(make)))
    assert "Thin 1 KSB Met, and by one piece only. K7" in page
    assert "Old 1 KSB Met, and by nothing of the last two years. K7" in page
    assert "Nothing yet 66 KSBs" in page


def columns_of(page: str) -> list[tuple[str, str]]:
    """The pieces over the matrix with their counts."""
    return re.findall(r'<th scope="col"><a[^>]*>([^<]*)</a><b>(\d+)</b>', page)


def marks_of(page: str, code: str) -> list[str]:
    """The cells of a row of the matrix, with what is empty as one of several."""
    row = page[page.index(f">{code} <i>") :]
    cells = re.findall(
        r'<td(?: colspan="(\d+)")?>(?:</td>|<svg role="img" aria-label="(\w+)")',
        row[: row.index("</tr>")],
    )
    return [word for many, mark in cells for word in ([mark] if mark else [""] * int(many or 1))]


def test_the_matrix_sets_each_piece_against_each_ksb_and_is_narrowed_by_filters(
    make: Maker, client_for: SignInAs
) -> None:
    for day, status, title, codes in (
        (1, EvidenceStatus.SIGNED_OFF, "First", ["K1", "K2", "D3"]),
        (2, EvidenceStatus.SUBMITTED, "Second", ["K2"]),
        (3, EvidenceStatus.DRAFT, "Third", ["S1", "K1"]),
    ):
        done = replace(COMPLETE, title=title, happened_on=date(2026, 6, day))
        make.evidence(status, replace(done, mappings=mapped_to(codes)))
    amara, sam = client_for(make.cast.amara), client_for(make.cast.sam)
    page = read(amara, path(make, "/matrix"))
    assert columns_of(page) == [("First", "2"), ("Second", "1"), ("Third", "2")]
    assert marks_of(page, "K1") == ["Met", "", "Draft"]
    assert marks_of(page, "K2") == ["Met", "Submitted", ""]
    assert marks_of(page, "K3") == ["", "", ""]
    assert "3 of 3 pieces, 5 marks. 64 KSBs without any." in words(page)
    assert 'role="region" aria-label="The matrix, to scroll" tabindex="0"' in page
    assert "KSB, pieces" in words(page)
    others = read(sam, path(make, "/matrix"))
    assert columns_of(others) == [("First", "2"), ("Second", "1")]
    assert "1 more piece in the apprentice’s hands." in words(others)
    duties = read(sam, path(make, "/matrix?rows=duties&status=signed_off"))
    assert columns_of(duties) == [("First", "1")]
    assert "Duty, pieces" in words(duties)
    assert marks_of(duties, "D3") == ["Met"]
    for query, left in (
        ("?kind=drafting_sample&practice_area=property_and_conveyancing", 3),
        ("?kind=case_study", 0),
        ("?practice_area=criminal", 0),
        ("?kind=nonsense&status=luck", 3),
    ):
        assert len(columns_of(read(amara, path(make, f"/matrix{query}")))) == left, query


@pytest.mark.one_engine
def test_work_for_an_earlier_employer_is_shown_without_what_it_was(
    make: Maker, client_for: SignInAs
) -> None:
    make.evidence(EvidenceStatus.SIGNED_OFF, replace(COMPLETE, happened_on=date(2024, 2, 1)))
    make.evidence(EvidenceStatus.SIGNED_OFF, replace(COMPLETE, title="Here"))
    marcus = client_for(make.cast.marcus)
    assert len(columns_of(read(marcus, path(make, "/matrix")))) == 2
    known = read(marcus, path(make, "/matrix?kind=drafting_sample"))
    assert [title for title, _ in columns_of(known)] == ["Here"]
    page = words(read(marcus, path(make, "/coverage")))
    assert "Drafting sample 1 0 0 2 of 67 KSBs met" in page
    assert "Not said, or not yours to know 1 0 0 2 of 67 KSBs met" in page


@pytest.mark.one_engine
def test_what_the_evidence_covers_by_area_kind_and_duty(make: Maker, client_for: SignInAs) -> None:
    make.evidence(EvidenceStatus.SIGNED_OFF, replace(COMPLETE, mappings=mapped_to(["K1", "D1"])))
    make.evidence(EvidenceStatus.SUBMITTED)
    make.evidence(EvidenceStatus.DRAFT)
    page = words(read(client_for(make.cast.amara), path(make, "/coverage")))
    assert "Property and conveyancing 1 1 1 1 of 67 KSBs met" in page
    assert "Drafting sample 1 1 1 1 of 67 KSBs met" in page
    assert "No piece yet: Family and mediation; " in page
    assert re.search(r"D1 [^.]+ Met 1 0 0 1 of 15 D2 ", page), page
    assert "Not started 0 0 0 not recorded" in page


@pytest.mark.parametrize("rest", ["", "/coverage", "/matrix"])
def test_everybody_of_the_apprenticeship_sees_it_and_nobody_else(
    make: Maker, client_for: SignInAs, rest: str
) -> None:
    cast = make.cast
    for person in (cast.amara, cast.marcus, cast.sam, cast.priya, cast.ruth):
        assert client_for(person).get(path(make, rest)).status_code == 200
    for person in cast.strangers:
        assert client_for(person).get(path(make, rest)).status_code == 404


@pytest.mark.parametrize("rest", ["", "/coverage", "/matrix"])
def test_the_statements_are_few_and_do_not_grow_with_the_evidence(
    make: Maker, client_for: SignInAs, statements: Counting, rest: str
) -> None:
    client: TestClient = client_for(make.cast.sam)
    counts = []
    for pieces in (1, 9):
        for _ in range(pieces):
            signed_off(make, *(f"S{number}" for number in range(1, 9)))
        client.get(path(make, rest))
        with statements() as ran:
            assert client.get(path(make, rest)).status_code == 200
        counts.append(len(ran))
        assert len(ran) <= 8, ran
    assert counts[0] == counts[1]

"""The readiness pages: the answer, who must act, every KSB beneath it, and the same on paper."""

import io
import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import date
from html import unescape

import pypdf
import pytest
from starlette.testclient import TestClient

from app.actions.sign_off import sign_off_evidence
from app.domain.evidence import EvidenceStatus
from app.domain.people import Person
from app.domain.sign_off import CriterionDecision, Decision, Outcome
from app.domain.standards import KIND_NAMES
from app.reports.readiness import as_json, readiness_report
from tests.conftest import Statements
from tests.make import COMPLETE, Maker, mapped_to

ClientFor = Callable[[Person], TestClient]
Counting = Callable[[], AbstractContextManager[Statements]]

HOSTILE = "<script>alert('K5')</script>"


def path(make: Maker, rest: str = "") -> str:
    return f"/apprenticeships/{make.cast.amaras}/readiness{rest}"


def words(html: str) -> str:
    """What a person reads, without tags and with single blanks."""
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", html)).split())


def read(client: TestClient, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, answer.text
    return answer.text


def test_the_answer_comes_first_with_who_must_act_by_name(
    make: Maker, client_for: ClientFor
) -> None:
    make.evidence(EvidenceStatus.SIGNED_OFF)
    page = words(read(client_for(make.cast.sam), path(make)))
    answer = page.index("Not ready for gateway: 1 thing stands in the way 2 of 67 KSBs met")
    blocker = page.index("65 of 67 KSBs are not yet met. Who must act: Amara Okafor, apprentice")
    assert answer < blocker < page.index("How far Amara Okafor has come")
    assert "Who must act: Marcus Lee, line manager" in page
    assert "Who must act: Sam Rowe, assessor" in page


def test_met_and_not_met_have_a_shape_as_well_as_a_word(make: Maker, client_for: ClientFor) -> None:
    piece = make.evidence(EvidenceStatus.SUBMITTED)
    verdicts = (CriterionDecision("K5", True), CriterionDecision("S2", False, "Not shown."))
    decision = Decision(Outcome.SIGNED_OFF, "Clear.", verdicts)
    sign_off_evidence(make.database, piece, decision, version=None, by=make.cast.sam, now=make.now)
    amara = client_for(make.cast.amara)
    for address in (path(make), f"/evidence/{piece}"):
        page = words(re.sub(r'<use href="#mark-(\w+)"/>', r"[\1]", amara.get(address).text))
        assert "[met] Met" in page, address
        assert "[not_started] Not met" in page, address


def test_page_json_and_document_say_the_same(make: Maker, client_for: ClientFor) -> None:
    for status in EvidenceStatus:
        make.evidence(status)
    make.evidence(EvidenceStatus.SIGNED_OFF, replace(COMPLETE, mappings=mapped_to(["B2", "D1"])))
    client = client_for(make.cast.sam)
    page, criteria = read(client, path(make)), read(client, path(make, "/criteria"))
    pdf = pypdf.PdfReader(io.BytesIO(client.get(path(make, ".pdf")).content))
    paper = "".join("".join(sheet.extract_text() for sheet in pdf.pages).split())
    with make.database.read() as session:
        report = readiness_report(session, make.cast.sam, make.cast.amaras, now=make.now)
    value = as_json(report)
    shown = words(page)
    assert report.answer in shown
    assert value["totals"] == {
        kind: {"met": total.met, "of": total.of} for kind, total in report.readiness.totals.items()
    }
    for kind, total in report.readiness.totals.items():
        assert f"{KIND_NAMES[kind]} {total.met} of {total.of} met" in shown
        assert f"{KIND_NAMES[kind]}{total.met}of{total.of}" in paper
    for asked in report.requirements:
        assert asked.found.why in shown
        assert "".join(asked.found.why.split()) in paper
    marks = re.findall(r'app-heat__cell--(\w+)" href="#([KSBD]\d+)"', criteria)[:88]
    assert {code: status for status, code in marks} == {
        one.code: one.status.value for one in report.readiness.criteria
    }


def test_an_unverified_rule_says_so_beside_it_and_declarations_are_left_to_the_gateway(
    make: Maker, client_for: ClientFor
) -> None:
    page = words(read(client_for(make.cast.priya), path(make)))
    assert "Unverified rule: How many pieces this plan asks for is not known." in page
    assert "The gateway and who has declared" in page
    assert "Not covered by this report yet" not in page
    assert "Unverified rule: Published assessment plan template: every criterion" not in page


def test_everybody_of_the_apprenticeship_sees_it_and_nobody_else(
    make: Maker, client_for: ClientFor
) -> None:
    cast = make.cast
    for rest in ("", "/criteria", ".pdf"):
        for person in (cast.amara, cast.marcus, cast.sam, cast.priya, cast.ruth):
            assert client_for(person).get(path(make, rest)).status_code == 200
        for person in cast.strangers:
            assert client_for(person).get(path(make, rest)).status_code == 404


def test_an_apprentice_is_led_to_their_own_readiness(make: Maker, client_for: ClientFor) -> None:
    amara = client_for(make.cast.amara)
    answer = amara.get("/readiness")
    assert (answer.status_code, answer.headers["Location"]) == (303, path(make))
    page = " ".join(amara.get(path(make)).text.split())
    assert 'href="/readiness" aria-current' in page, "the menu says where she is"
    assert client_for(make.cast.sam).get("/readiness").status_code == 403


@pytest.mark.one_engine
def test_each_ksb_stands_with_its_text_over_its_evidence(
    make: Maker, client_for: ClientFor
) -> None:
    piece = make.evidence(EvidenceStatus.SIGNED_OFF)
    page = read(client_for(make.cast.ruth), path(make, "/criteria"))
    rows = page.split('<tbody id="K5">')[1].split("</tbody>")[0]
    assert words(rows) == (
        "K5 approaches to drafting techniques. Met Lease review memo p. 2 Sam Rowe 3 November 2026"
    )
    assert f'href="/evidence/{piece}"' in rows


@pytest.mark.one_engine
@pytest.mark.parametrize(
    ("show", "codes"),
    [
        ("not_met", ["K2", "K3"]),
        ("thin", ["K1"]),
        ("waiting", ["K2"]),
    ],
)
def test_the_table_can_be_narrowed(
    make: Maker, client_for: ClientFor, show: str, codes: list[str]
) -> None:
    make.evidence(EvidenceStatus.SIGNED_OFF, replace(COMPLETE, mappings=mapped_to(["K1"])))
    make.evidence(EvidenceStatus.SUBMITTED, replace(COMPLETE, mappings=mapped_to(["K2"])))
    for _ in range(2):
        make.evidence(EvidenceStatus.SIGNED_OFF, replace(COMPLETE, mappings=mapped_to(["K4"])))
    page = read(client_for(make.cast.sam), path(make, f"/criteria?show={show}"))
    found = re.findall(r'<tbody id="(K[1-4])">', page)
    assert found == codes
    assert 'criteria#K4"' in page, "a mark leads to the KSB, which is not in this table"


@pytest.mark.one_engine
def test_an_unknown_choice_is_refused(make: Maker, client_for: ClientFor) -> None:
    answer = client_for(make.cast.sam).get(path(make, "/criteria?show=everything"))
    assert answer.status_code == 422


@pytest.mark.one_engine
def test_a_table_in_which_nothing_fits_says_so(make: Maker, client_for: ClientFor) -> None:
    page = words(read(client_for(make.cast.sam), path(make, "/criteria?show=waiting")))
    assert "No KSB waits for a decision." in page


@pytest.mark.one_engine
def test_drafts_are_named_to_their_apprentice_and_counted_for_the_others(
    make: Maker, client_for: ClientFor
) -> None:
    make.evidence(EvidenceStatus.DRAFT, replace(COMPLETE, title="Secret draft"))
    own = read(client_for(make.cast.amara), path(make, "/criteria"))
    assert "Secret draft" in own
    assert 'href="/evidence/new?criterion=K5"' in own
    for person in (make.cast.sam, make.cast.marcus, make.cast.ruth):
        page = read(client_for(person), path(make, "/criteria"))
        assert "Secret draft" not in page
        assert "1 piece in the apprentice’s hands" in page
        assert "/evidence/new" not in page


@pytest.mark.one_engine
def test_a_duty_shows_which_of_its_published_ksbs_are_met(
    make: Maker, client_for: ClientFor
) -> None:
    make.evidence(EvidenceStatus.SIGNED_OFF, replace(COMPLETE, mappings=mapped_to(["K1", "D1"])))
    page = words(read(client_for(make.cast.amara), path(make, "/criteria")))
    assert "1 of 15 KSBs published for it are met" in page
    assert "The published mapping of D2, D3," in page


@pytest.mark.one_engine
def test_what_stands_in_the_way_leads_to_where_it_can_be_done(
    make: Maker, client_for: ClientFor
) -> None:
    make.evidence(EvidenceStatus.RETURNED)
    make.evidence(EvidenceStatus.SIGNED_OFF)
    apprenticeship = f"/apprenticeships/{make.cast.amaras}"
    own = read(client_for(make.cast.amara), path(make))
    for address in (
        f"{path(make)}/criteria?show=not_met#evidence",
        "/evidence?status=returned",
        "/evidence?status=signed_off",
        f"{apprenticeship}/reviews",
    ):
        assert f'href="{address}"' in own
    assert f'href="{apprenticeship}/confirm"' in read(client_for(make.cast.marcus), path(make))
    assert f'href="{apprenticeship}/evidence?status=returned"' in read(
        client_for(make.cast.ruth), path(make)
    )


@pytest.mark.one_engine
def test_everything_met_is_ready_and_nothing_stands_in_the_way(
    make: Maker, client_for: ClientFor
) -> None:
    codes = [
        f"{letter}{n + 1}" for letter, of in (("K", 25), ("S", 33), ("B", 9)) for n in range(of)
    ]
    make.evidence(EvidenceStatus.SIGNED_OFF, replace(COMPLETE, mappings=mapped_to(codes)))
    page = words(read(client_for(make.cast.marcus), path(make)))
    assert "Ready for gateway 67 of 67 KSBs met, 0 of 21 duties shown." in page
    assert "What stands in the way" not in page


@pytest.mark.one_engine
def test_script_in_a_title_is_text(make: Maker, client_for: ClientFor) -> None:
    make.evidence(EvidenceStatus.SIGNED_OFF, replace(COMPLETE, title=HOSTILE))
    page = read(client_for(make.cast.sam), path(make, "/criteria"))
    assert HOSTILE not in page
    assert HOSTILE in unescape(page)


@pytest.mark.one_engine
def test_work_for_an_earlier_employer_keeps_its_page_to_itself(
    make: Maker, client_for: ClientFor
) -> None:
    earlier = replace(COMPLETE, happened_on=date(2024, 2, 1))
    make.evidence(EvidenceStatus.SIGNED_OFF, earlier)
    page = read(client_for(make.cast.marcus), path(make, "/criteria"))
    assert "p. 2" not in page
    assert "Work for an earlier employer" in page


@pytest.mark.one_engine
def test_the_document_is_saved_under_a_name_that_says_whose_and_when(
    make: Maker, client_for: ClientFor
) -> None:
    answer = client_for(make.cast.sam).get(path(make, ".pdf"))
    assert answer.headers["Content-Type"] == "application/pdf"
    assert (
        'attachment; filename="readiness-amara-okafor-2026-11-03.pdf"'
        in (answer.headers["Content-Disposition"])
    )
    assert answer.headers["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize("rest", ["", "/criteria", ".pdf"])
def test_the_statements_are_few_and_do_not_grow_with_the_evidence(
    make: Maker, client_for: ClientFor, statements: Counting, rest: str
) -> None:
    client = client_for(make.cast.sam)
    codes = [f"S{number}" for number in range(1, 31)]
    counts = []
    for pieces in (1, 29):
        for _ in range(pieces):
            make.evidence(
                EvidenceStatus.SIGNED_OFF, replace(COMPLETE, mappings=mapped_to(codes[:10]))
            )
        client.get(path(make, rest))
        with statements() as ran:
            assert client.get(path(make, rest)).status_code == 200
        counts.append(len(ran))
        assert len(ran) <= 8, ran
    assert counts[0] == counts[1]

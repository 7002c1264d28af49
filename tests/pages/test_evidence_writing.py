"""An apprentice writes evidence: nothing typed is lost, everything missing is said at once."""

import re
import uuid
from dataclasses import replace
from datetime import date

import httpx2
import pytest
from starlette.testclient import TestClient

from app.actions.evidence import edit_evidence
from app.actions.standards import load_standards
from app.adapters.standards_files import read_files
from app.domain.content import Mapping
from app.domain.evidence import EvidenceStatus
from app.models.apprenticeships import ApprenticeshipRow
from app.queries.apprenticeships import get_apprenticeship_for
from app.queries.evidence import Piece
from app.queries.evidence_files import files_of, seen_files
from app.queries.evidence_list import Filters, list_evidence
from app.queries.standards import get_standard_id
from app.settings import ROOT
from tests.conftest import SignInAs
from tests.entries import past_the_record
from tests.make import COMPLETE, Maker

pytestmark = pytest.mark.one_engine

TYPED = {
    "title": "Lease review memo",
    "narrative": "I reviewed the lease.\n\nThen I wrote a memo.",
    "own_part": "The memo is mine.",
    "happened_on-day": "1",
    "happened_on-month": "June",
    "happened_on-year": "2026",
    "happened_to-day": "3",
    "happened_to-month": "6",
    "happened_to-year": "2026",
    "kind": "drafting_sample",
    "practice_area": "property_and_conveyancing",
    "matter": "Mill Lane",
    "links": "https://example.com/one\n\nhttps://example.com/two",
    "client_details": "removed",
    "criterion": ["S2", "K5"],
    "mappings.K5": "I chose the drafting technique.",
    "mappings.K5.locator": "p. 2",
    "mappings.S2": "I set out the options.",
}
HOSTILE = "</textarea><script>alert(1)</script>"


@pytest.fixture
def amara(client_for: SignInAs, make: Maker) -> TestClient:
    return client_for(make.cast.amara)


def hidden(page: httpx2.Response, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', page.text)
    assert found, f"There is no hidden field “{name}”."
    return found[1]


def pieces(make: Maker) -> list[Piece]:
    cast, today = make.cast, make.now.date()
    with make.database.read() as session:
        own = get_apprenticeship_for(session, cast.amara, cast.amaras, today=today)
        found = list_evidence(session, cast.amara, own, Filters(), today=today)
    return [make.seen_by(cast.amara, summary.id) for summary in found.items]


def errors_of(page: httpx2.Response) -> list[str]:
    """The links of the summary; each must lead to something that is there."""
    targets = re.findall(r'<li>\s*<a href="#([^"]+)">', page.text)
    assert all(f'id="{target}"' in page.text for target in targets), targets
    return targets


def test_a_title_is_enough_to_begin_with(amara: TestClient, make: Maker) -> None:
    form = amara.get("/evidence/new")
    assert "Not saved yet" in form.text
    sent = {"piece": hidden(form, "piece"), "title": "Lease memo", "intent": "save"}
    answer = amara.post("/evidence/new", data=sent)
    assert answer.status_code == 303
    again = amara.get(answer.headers["Location"])
    assert "Saved 10:00am" in again.text
    assert 'value="Lease memo"' in again.text
    [piece] = pieces(make)
    assert (piece.id, piece.status) == (uuid.UUID(sent["piece"]), EvidenceStatus.DRAFT)


def test_everything_that_is_typed_is_kept(amara: TestClient, make: Maker) -> None:
    amara.post("/evidence/new", data={**TYPED, "intent": "save"})
    [piece] = pieces(make)
    assert piece.content == replace(
        COMPLETE,
        title="Lease review memo",
        narrative="I reviewed the lease.\n\nThen I wrote a memo.",
        own_part="The memo is mine.",
        happened_to=piece.content.happened_to,
        links=("https://example.com/one", "https://example.com/two"),
        mappings=(
            Mapping("K5", "I chose the drafting technique.", "p. 2"),
            Mapping("S2", "I set out the options."),
        ),
    )
    form = amara.get(f"/evidence/{piece.id}/edit").text
    for text in ("The memo is mine.", "Mill Lane", "p. 2", "https://example.com/two"):
        assert text in form


def test_without_a_title_nothing_is_kept_and_nothing_is_lost(
    amara: TestClient, make: Maker
) -> None:
    answer = amara.post("/evidence/new", data={**TYPED, "title": " ", "intent": "save"})
    assert answer.status_code == 422
    assert errors_of(answer) == ["title"]
    assert "Give this piece a title." in answer.text
    assert "Then I wrote a memo." in answer.text
    assert 'value="removed" checked' in answer.text
    assert pieces(make) == []


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"happened_on-day": "31", "happened_on-month": "2"}, "happened_on"),
        ({"happened_on-year": ""}, "happened_on"),
        ({"happened_on-year": "26"}, "happened_on"),
        ({"happened_on-year": "2027"}, "happened_on"),
        ({"happened_to-month": "5"}, "happened_to"),
        ({"kind": "invented"}, "kind"),
        ({"client_details": "invented"}, "client_details"),
        ({"practice_area": "invented"}, "practice_area"),
        ({"links": "javascript:alert(1)"}, "links"),
        ({"matter": "x" * 101}, "matter"),
        ({"own_part": "x" * 5_001}, "own_part"),
        ({"mappings.K5": "x" * 5_001}, "mappings-K5"),
        ({"mappings.K5.locator": "x" * 101}, "mappings-K5-locator"),
        ({"criterion": ["K5", "S2", "K99"]}, "mappings"),
    ],
)
def test_what_does_not_fit_is_said_beside_its_field(
    amara: TestClient, make: Maker, typed: dict[str, str | list[str]], field: str
) -> None:
    answer = amara.post("/evidence/new", data={**TYPED, **typed, "intent": "save"})
    assert answer.status_code == 422
    assert field in errors_of(answer)
    assert 'id="title-error"' not in answer.text
    assert "Then I wrote a memo." in answer.text
    assert pieces(make) == []


def test_several_faults_are_said_at_once(amara: TestClient) -> None:
    wrong = {**TYPED, "title": "", "happened_on-day": "40", "kind": "x", "links": "x"}
    answer = amara.post("/evidence/new", data={**wrong, "intent": "save"})
    assert set(errors_of(answer)) >= {"title", "happened_on", "kind", "links"}


def test_submitting_keeps_what_is_there_and_says_everything_that_is_missing(
    amara: TestClient, make: Maker
) -> None:
    sent = {"title": "Notes", "criterion": ["K5"], "intent": "submit"}
    answer = amara.post("/evidence/new", data=sent)
    assert answer.status_code == 422
    assert errors_of(answer) == [
        "narrative",
        "happened_on",
        "kind",
        "mappings-K5",
        "client_details",
    ], "in the order of the page"
    assert "It is saved, and not submitted yet." in answer.text
    [piece] = pieces(make)
    assert (piece.content.title, piece.status) == ("Notes", EvidenceStatus.DRAFT)
    assert f'action="/evidence/{piece.id}/edit"' in answer.text
    assert hidden(answer, "version") == str(piece.version)


def test_a_complete_piece_is_submitted(amara: TestClient, make: Maker) -> None:
    form = amara.get("/evidence/new")
    assert "Sam Rowe can sign it off or return it to you with feedback." in form.text
    assert "Marcus Lee can read it and confirm" in form.text
    answer = amara.post("/evidence/new", data={**TYPED, "intent": "submit"})
    assert answer.status_code == 303
    [piece] = pieces(make)
    assert piece.status is EvidenceStatus.SUBMITTED
    assert answer.headers["Location"] == f"/evidence/{piece.id}"
    assert "You submitted “Lease review memo”." in amara.get(f"/evidence/{piece.id}").text


def test_a_new_piece_sent_twice_is_one_piece(amara: TestClient, make: Maker) -> None:
    sent = {**TYPED, "piece": str(uuid.uuid4()), "intent": "save"}
    first, second = (amara.post("/evidence/new", data=sent) for _ in range(2))
    assert first.headers["Location"] == second.headers["Location"]
    assert [piece.version for piece in pieces(make)] == [1]


def test_a_new_piece_submitted_twice_is_submitted_once(amara: TestClient, make: Maker) -> None:
    sent = {**TYPED, "piece": str(uuid.uuid4()), "intent": "submit"}
    first, second = (amara.post("/evidence/new", data=sent) for _ in range(2))
    assert (first.status_code, second.status_code) == (303, 303)
    assert [(each.status, each.revision) for each in pieces(make)] == [
        (EvidenceStatus.SUBMITTED, 1)
    ]


def test_somebody_elses_piece_is_not_reached_by_its_id(
    amara: TestClient, client_for: SignInAs, make: Maker
) -> None:
    amaras = make.evidence()
    answer = client_for(make.cast.theo).post(
        "/evidence/new", data={"piece": str(amaras), "title": "Mine now", "intent": "save"}
    )
    assert answer.status_code == 404
    assert make.seen_by(make.cast.amara, amaras).content.title == COMPLETE.title


def test_an_edit_sent_twice_does_no_harm(amara: TestClient, make: Maker) -> None:
    draft = make.evidence()
    sent = {**TYPED, "version": "1", "intent": "submit"}
    answers = [amara.post(f"/evidence/{draft}/edit", data=sent) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [303, 303]
    piece = make.seen_by(make.cast.amara, draft)
    assert (piece.status, piece.revision) == (EvidenceStatus.SUBMITTED, 1)


def test_a_change_in_another_window_is_shown_beside_what_was_typed(
    amara: TestClient, make: Maker
) -> None:
    draft = make.evidence()
    elsewhere = replace(COMPLETE, narrative="I reviewed the will.", matter="Oak Road")
    edit_evidence(make.database, draft, elsewhere, version=1, by=make.cast.amara, now=make.now)
    answer = amara.post(f"/evidence/{draft}/edit", data={**TYPED, "version": "1"})
    assert answer.status_code == 409
    assert "was changed in another window" in answer.text
    assert "Then I wrote a memo.</textarea>" in answer.text
    assert "<del" in answer.text
    assert "Oak" in answer.text
    assert make.seen_by(make.cast.amara, draft).content.matter == "Oak Road"

    version = hidden(answer, "version")
    amara.post(f"/evidence/{draft}/edit", data={**TYPED, "version": version})
    assert make.seen_by(make.cast.amara, draft).content.matter == "Mill Lane"


def test_a_ksb_that_the_standard_has_not_is_no_fault_in_another_window(
    amara: TestClient, make: Maker
) -> None:
    draft = make.evidence()
    typed = {**TYPED, "criterion": ["K5", "K99"], "version": "0"}
    answer = amara.post(f"/evidence/{draft}/edit", data=typed)
    assert answer.status_code == 409
    assert "Then I wrote a memo.</textarea>" in answer.text
    again = amara.post(
        f"/evidence/{draft}/edit", data={**typed, "version": hidden(answer, "version")}
    )
    assert again.status_code == 422
    assert "“K99” is not in this standard." in again.text


def test_a_piece_that_was_submitted_meanwhile_gives_back_what_was_typed(
    amara: TestClient, make: Maker
) -> None:
    piece = make.evidence(EvidenceStatus.SUBMITTED)
    answer = amara.post(f"/evidence/{piece}/edit", data={**TYPED, "version": "1"})
    assert answer.status_code == 409
    assert "Take it back first" in answer.text
    assert "Then I wrote a memo." in answer.text


def test_a_submitted_piece_has_no_form(amara: TestClient, make: Maker) -> None:
    piece = make.evidence(EvidenceStatus.SUBMITTED)
    answer = amara.get(f"/evidence/{piece}/edit")
    assert answer.status_code == 409
    assert "Take it back first" in answer.text


def test_ksbs_are_found_by_code_and_words_without_losing_a_word(
    amara: TestClient, make: Maker
) -> None:
    sent = {**TYPED, "find": "K7 drafting", "intent": "find"}
    answer = amara.post("/evidence/new", data=sent)
    assert answer.status_code == 200
    assert 'id="add-K7"' in answer.text
    assert 'id="add-K5"' not in answer.text, "it is chosen already"
    assert "Chosen already" in answer.text
    assert "Then I wrote a memo." in answer.text
    assert "I set out the options." in answer.text
    assert pieces(make) == [], "looking keeps nothing"


def test_without_words_every_ksb_is_there_to_choose_from(amara: TestClient) -> None:
    answer = amara.post("/evidence/new", data={"intent": "find"})
    assert answer.text.count('name="add"') == 88


def test_ticked_ksbs_become_rows_with_their_full_text(amara: TestClient, make: Maker) -> None:
    sent = {**TYPED, "find": "K7", "add": ["K7", "D1", "K99"], "intent": "add"}
    answer = amara.post("/evidence/new", data=sent)
    assert re.findall(r'name="criterion" value="(\w+)"', answer.text) == ["K5", "K7", "S2", "D1"]
    assert "the principles of ethical and professional frameworks" in answer.text
    assert "I set out the options." in answer.text
    assert pieces(make) == []


def test_adding_without_a_tick_says_so(amara: TestClient) -> None:
    answer = amara.post("/evidence/new", data={**TYPED, "find": "K7", "intent": "add"})
    assert answer.status_code == 422
    assert errors_of(answer) == ["mappings"]


def test_a_chosen_ksb_can_be_taken_out_again(amara: TestClient) -> None:
    answer = amara.post("/evidence/new", data={**TYPED, "intent": "remove:K5"})
    assert re.findall(r'name="criterion" value="(\w+)"', answer.text) == ["S2"]


def test_enter_in_the_search_field_looks_and_elsewhere_it_keeps(
    amara: TestClient, make: Maker
) -> None:
    looked = amara.post("/evidence/new", data={**TYPED, "find": "K7", "intent": "enter"})
    assert looked.status_code == 200
    assert pieces(make) == []
    kept = amara.post("/evidence/new", data={**TYPED, "find": "", "intent": "enter"})
    assert kept.status_code == 303
    assert len(pieces(make)) == 1


def test_one_explanation_serves_every_ksb_that_has_none(amara: TestClient, make: Maker) -> None:
    sent = {
        "title": "Memo",
        "criterion": ["K5", "K7", "S2"],
        "mappings.K5": "Its own.",
        "shared": "The memo as a whole.",
    }
    shown = amara.post("/evidence/new", data={**sent, "intent": "share"})
    assert shown.text.count(">The memo as a whole.</textarea>") == 2
    amara.post("/evidence/new", data={**sent, "intent": "save"})
    [piece] = pieces(make)
    assert [mapping.explanation for mapping in piece.content.mappings] == [
        "Its own.",
        "The memo as a whole.",
        "The memo as a whole.",
    ]


def test_while_somebody_types_a_fragment_shows_what_is_found(amara: TestClient) -> None:
    answer = amara.get(
        "/standards/ST0244/1.1/find",
        params={"find": "K5 K7", "criterion": ["K7"]},
        headers={"HX-Request": "true"},
    )
    assert answer.text.startswith('<div id="found_ksbs"')
    assert 'id="add-K5"' in answer.text
    assert "Chosen already" in answer.text
    nothing = amara.get("/standards/ST0244/1.1/find", params={"find": "zebra<"})
    assert "No KSB or duty speaks of “zebra&lt;”" in nothing.text


def test_a_link_can_name_the_ksb_that_is_to_be_shown(amara: TestClient) -> None:
    form = amara.get("/evidence/new?criterion=S10&criterion=K99").text
    assert re.findall(r'name="criterion" value="(\w+)"', form) == ["S10"]


def test_files_are_added_and_taken_off_in_the_same_form(amara: TestClient, make: Maker) -> None:
    draft = make.evidence()
    memo = [("files", ("memo.txt", b"I advised.", "text/plain"))]
    sent = {**TYPED, "version": "1", "intent": "upload"}
    added = amara.post(f"/evidence/{draft}/edit", data=sent, files=memo)
    assert added.status_code == 303
    piece = make.seen_by(make.cast.amara, draft)
    assert "Then I wrote a memo." in piece.content.narrative
    with make.database.read() as session:
        [file] = seen_files(piece, files_of(session, draft))
    form = amara.get(f"/evidence/{draft}/edit")
    assert "memo.txt" in form.text
    remove = {**TYPED, "version": hidden(form, "version")}
    removed = amara.post(
        f"/evidence/{draft}/edit", data={**remove, "intent": f"remove-file:{file.reference.id}"}
    )
    assert removed.status_code == 303
    assert "memo.txt" not in amara.get(f"/evidence/{draft}/edit").text.split("govuk-file-upload")[1]
    nonsense = amara.post(f"/evidence/{draft}/edit", data={**remove, "intent": "remove-file:x"})
    assert nonsense.status_code in (404, 409)


def test_a_refused_file_takes_nothing_from_what_was_typed(amara: TestClient, make: Maker) -> None:
    draft = make.evidence()
    files = [
        ("files", ("drawing.svg", b'<svg xmlns="http://www.w3.org/2000/svg"/>', "image/svg+xml")),
        ("files", ("memo.txt", b"I advised.", "text/plain")),
    ]
    sent = {**TYPED, "version": "1", "intent": "submit"}
    answer = amara.post(f"/evidence/{draft}/edit", data=sent, files=files)
    assert answer.status_code == 415
    assert errors_of(answer) == ["files"]
    assert "memo.txt" in answer.text
    piece = make.seen_by(make.cast.amara, draft)
    assert piece.status is EvidenceStatus.DRAFT, "a piece is not submitted without its file"
    assert "Then I wrote a memo." in piece.content.narrative
    assert hidden(answer, "version") == str(piece.version)


def test_a_returned_piece_is_revised_beside_what_the_assessor_said(
    amara: TestClient, make: Maker
) -> None:
    piece = make.evidence(EvidenceStatus.RETURNED)
    form = amara.get(f"/evidence/{piece}/edit").text
    assert "Revise your evidence" in form
    assert "Say what you advised, and why." in form
    assert "Your assessor: not met. Not shown yet." in form


def test_who_sees_it_is_told_by_name_for_work_of_an_earlier_employer_too(
    amara: TestClient, make: Maker
) -> None:
    earlier = replace(COMPLETE, happened_on=date(2024, 6, 3))
    form = amara.get(f"/evidence/{make.evidence(content=earlier)}/edit").text
    assert (
        "Marcus Lee can see its title and KSBs only, because you did it for Harbour Legal" in form
    )


def test_what_is_typed_is_shown_as_text(amara: TestClient) -> None:
    fields = ("title", "narrative", "own_part", "matter", "links", "mappings.K5", "shared", "find")
    typed = {name: f"{name} {HOSTILE}" for name in fields}
    sent = {**TYPED, **typed, "criterion": ["K5", HOSTILE], "mappings.K5.locator": HOSTILE}
    for intent in ("save", "find", "share"):
        answer = amara.post("/evidence/new", data={**sent, "intent": intent})
        assert "<script>alert" not in answer.text
        assert "&lt;script&gt;alert(1)" in answer.text


def test_nobody_else_writes_an_apprentices_evidence(client_for: SignInAs, make: Maker) -> None:
    cast = make.cast
    draft, submitted = make.evidence(), make.evidence(EvidenceStatus.SUBMITTED)
    for person in cast.strangers:
        browser = client_for(person)
        for piece in (draft, submitted):
            assert browser.get(f"/evidence/{piece}/edit").status_code == 404
            assert browser.post(f"/evidence/{piece}/edit", data=TYPED).status_code == 404
    for person in (cast.sam, cast.marcus, cast.priya, cast.ruth):
        browser = client_for(person)
        assert browser.get("/evidence/new").status_code == 403
        assert browser.post("/evidence/new", data=TYPED).status_code == 403
        assert browser.get(f"/evidence/{draft}/edit").status_code == 404
        assert browser.get(f"/evidence/{submitted}/edit").status_code == 403
        assert browser.post(f"/evidence/{submitted}/edit", data=TYPED).status_code == 403


def test_another_persons_apprenticeship_cannot_be_written_in(
    amara: TestClient, make: Maker
) -> None:
    theos = str(make.cast.theos)
    assert amara.get("/evidence/new", params={"apprenticeship": theos}).status_code == 404
    answer = amara.post("/evidence/new", data={**TYPED, "apprenticeship": theos})
    assert answer.status_code == 404


def test_a_standard_without_practice_areas_does_not_ask_for_one(
    amara: TestClient, make: Maker
) -> None:
    assert "practice_area" in amara.get("/evidence/new").text
    lighthouse = ROOT / "tests/standards/ZZ9001-1.0.yaml"
    load_standards(make.database, read_files([lighthouse]), now=make.now)
    with past_the_record(make.database) as session:
        standard_id = get_standard_id(session, "ZZ9001", "1.0")
        session.get_one(ApprenticeshipRow, make.cast.amaras).standard_id = standard_id
        session.commit()
    form = amara.get("/evidence/new").text
    assert "practice_area" not in form
    assert "/standards/ZZ9001/1.0/find" in form

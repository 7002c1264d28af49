"""The screen on which an assessor decides on a piece of evidence."""

import re
import uuid
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import timedelta

import httpx2
import pytest
from starlette.testclient import TestClient

from app.actions.evidence import edit_evidence
from app.actions.sign_off import reopen_evidence, sign_off_evidence
from app.actions.submission import submit_evidence, take_back_evidence
from app.domain.apprenticeships import SpellKind
from app.domain.content import Content, Mapping
from app.domain.evidence import ClientDetails, EvidenceStatus
from app.domain.sign_off import CriterionDecision, Decision, Outcome
from app.domain.unfinished import UnfinishedForm
from app.models.apprenticeships import SpellRow
from app.queries.sign_off import DecisionMade, decisions_on
from app.queries.unfinished import unfinished_of
from tests.cast import MOVED_ON
from tests.conftest import SignInAs, Statements
from tests.entries import past_the_record
from tests.make import COMPLETE, Maker, mapped_to
from tests.pages.forms import Fields, fields_of

SCRIPT = "<script>alert(1)</script>"


@pytest.fixture
def sam(client_for: SignInAs, make: Maker) -> TestClient:
    return client_for(make.cast.sam)


def form_of(assessor: TestClient, piece: uuid.UUID, query: str = "") -> Fields:
    page = assessor.get(f"/evidence/{piece}/decide{query}")
    assert page.status_code == 200
    return fields_of(page.text, f"/evidence/{piece}/decide")


def send(
    assessor: TestClient, piece: uuid.UUID, form: Fields, act: str, query: str = ""
) -> httpx2.Response:
    return assessor.post(f"/evidence/{piece}/decide{query}", data={**form, "act": act})


def decided(make: Maker, piece: uuid.UUID) -> DecisionMade:
    with make.database.read() as session:
        return decisions_on(session, piece)[-1]


def answered(form: Fields, **answers: str) -> Fields:
    """``K5="met"``, or a reason why it is not."""
    for code, answer in answers.items():
        form[f"mappings.{code}"] = ["met" if answer == "met" else "not_met"]
        form[f"mappings.{code}.feedback"] = ["" if answer == "met" else answer]
    return form


def test_all_met_is_one_click_and_still_one_decision_for_each_mapping(
    make: Maker, sam: TestClient
) -> None:
    piece = make.evidence(EvidenceStatus.SUBMITTED)
    sent = send(sam, piece, form_of(sam, piece), "all_met")
    assert sent.status_code == 303
    made = decided(make, piece)
    assert made.outcome is Outcome.SIGNED_OFF
    assert [(c.criterion, c.met) for c in made.criteria] == [("K5", True), ("S2", True)]


def test_after_the_decision_comes_the_next_piece_with_a_sentence_on_the_last(
    make: Maker, sam: TestClient
) -> None:
    first, second = make.evidence(EvidenceStatus.SUBMITTED), make.evidence(EvidenceStatus.SUBMITTED)
    first, second = sorted((first, second))
    page = sam.get(f"/evidence/{first}/decide?kind=drafting_sample").text
    assert "Piece 1 of 2" in page
    assert f"/evidence/{second}/decide?kind=drafting_sample" in page
    form = answered(form_of(sam, first), K5="met", S2="No options are set out.")
    sent = send(sam, first, form, "sign_off", "?kind=drafting_sample")
    assert sent.headers["Location"] == (
        f"/evidence/{second}/decide?kind=drafting_sample&decided={first}"
    )
    following = sam.get(sent.headers["Location"]).text
    assert "You signed off “Lease review memo”: 1 met, 1 not met." in following
    assert f'href="/evidence/{first}"' in following
    last = send(sam, second, form_of(sam, second), "all_met", "?kind=drafting_sample")
    assert last.headers["Location"] == f"/queue?kind=drafting_sample&decided={second}"


def test_a_piece_is_returned_with_a_reason_for_each_ksb_not_met(
    make: Maker, sam: TestClient
) -> None:
    piece = make.evidence(EvidenceStatus.SUBMITTED)
    form = answered(form_of(sam, piece), K5="met", S2="Say which options the client had.")
    form["feedback"] = ["A good memo. Add the options."]
    assert send(sam, piece, form, "return").status_code == 303
    made = decided(make, piece)
    assert made.outcome is Outcome.RETURNED
    assert made.by_code["S2"] == CriterionDecision("S2", False, "Say which options the client had.")
    assert "You returned “Lease review memo” to Amara Okafor." in sam.get("/queue").text


def test_what_is_missing_is_said_beside_each_field_and_nothing_typed_is_lost(
    make: Maker, sam: TestClient
) -> None:
    piece = make.evidence(EvidenceStatus.SUBMITTED)
    form = form_of(sam, piece)
    form["mappings.S2"] = ["not_met"]
    form["feedback"] = ["Half of it is here."]
    sent = send(sam, piece, form, "sign_off")
    assert sent.status_code == 422
    for field, message in (
        ("mappings-K5", "Say whether K5 is met."),
        ("mappings-S2-feedback", "Say why S2 is not met."),
        ("outcome", "Signing off needs at least one KSB met."),
    ):
        assert f'href="#{field}"' in sent.text
        assert f'id="{field}"' in sent.text
        assert sent.text.count(message) == 2
    again = fields_of(sent.text, f"/evidence/{piece}/decide")
    assert again["mappings.S2"] == ["not_met"]
    assert again["feedback"] == ["Half of it is here."]
    assert make.seen_by(make.cast.sam, piece).status is EvidenceStatus.SUBMITTED


def test_returning_without_a_word_is_refused(make: Maker, sam: TestClient) -> None:
    piece = make.evidence(EvidenceStatus.SUBMITTED)
    form = answered(form_of(sam, piece), K5="met", S2="met")
    sent = send(sam, piece, form, "return")
    assert sent.status_code == 422
    assert "Say what the apprentice should do next." in sent.text


def test_all_met_does_not_pass_over_what_was_marked_as_not_met(
    make: Maker, sam: TestClient
) -> None:
    piece = make.evidence(EvidenceStatus.SUBMITTED)
    form = answered(form_of(sam, piece), S2="No options are set out.")
    sent = send(sam, piece, form, "all_met")
    assert sent.status_code == 422
    assert "You marked S2 as not met." in sent.text
    assert "No options are set out." in sent.text


def test_a_reason_typed_for_a_ksb_that_is_met_after_all_is_not_kept(
    make: Maker, sam: TestClient
) -> None:
    piece = make.evidence(EvidenceStatus.SUBMITTED)
    form = answered(form_of(sam, piece), K5="met", S2="met")
    form["mappings.S2.feedback"] = ["No options are set out."]
    send(sam, piece, form, "sign_off")
    assert decided(make, piece).by_code["S2"] == CriterionDecision("S2", True)


def test_a_ksb_that_only_the_assessor_saw_is_found_added_and_decided_as_met(
    make: Maker, sam: TestClient
) -> None:
    piece = make.evidence(EvidenceStatus.SUBMITTED)
    form = form_of(sam, piece)
    form["feedback"] = ["Good."]
    found = send(sam, piece, {**form, "find": ["K12 negotiat"]}, "find")
    assert found.status_code == 200
    assert 'name="add" value="K12"' in found.text
    form = fields_of(found.text, f"/evidence/{piece}/decide")
    added = send(sam, piece, {**form, "add": ["K12", "S5"]}, "add")
    assert "Where does the work show K12?" in added.text
    form = fields_of(added.text, f"/evidence/{piece}/decide")
    assert form["added"] == ["K12", "S5"]
    dropped = send(sam, piece, form, "drop:S5")
    form = fields_of(dropped.text, f"/evidence/{piece}/decide")
    assert form["added"] == ["K12"]
    assert form["feedback"] == ["Good."]
    refused = send(sam, piece, form, "all_met")
    assert refused.status_code == 422
    assert 'href="#mappings-K12-feedback"' in refused.text
    form["mappings.K12.feedback"] = ["Page 3 explains it to the client."]
    assert send(sam, piece, form, "all_met").status_code == 303
    made = decided(make, piece)
    assert made.added == {"K12"}
    assert made.by_code["K12"].met


def test_enter_in_a_field_decides_nothing(make: Maker, sam: TestClient) -> None:
    piece = make.evidence(EvidenceStatus.SUBMITTED)
    page = sam.get(f"/evidence/{piece}/decide").text
    first_button = re.search(r"<button[^>]*>", page[page.index('id="decision"') :])
    assert first_button
    assert 'value="enter"' in first_button[0]
    assert send(sam, piece, form_of(sam, piece), "enter").status_code == 200
    assert make.seen_by(make.cast.sam, piece).status is EvidenceStatus.SUBMITTED


def test_the_original_that_is_kept_at_the_firm_is_sighted(make: Maker, sam: TestClient) -> None:
    kept = replace(COMPLETE, client_details=ClientDetails.KEPT_AT_FIRM)
    piece = make.evidence(EvidenceStatus.SUBMITTED, kept)
    form = form_of(sam, piece)
    form["sighted.where"] = ["At the Leeds office"]
    refused = send(sam, piece, form, "all_met")
    assert refused.status_code == 422
    assert 'href="#sighted-on"' in refused.text
    assert 'id="sighted-on"' in refused.text
    for part, value in (("day", "2"), ("month", "11"), ("year", "2026")):
        form[f"sighted.on-{part}"] = [value]
    assert send(sam, piece, form, "all_met").status_code == 303
    sighted = decided(make, piece).sighted
    assert sighted
    assert (str(sighted.on), sighted.where) == ("2026-11-02", "At the Leeds office")


def test_what_is_saved_for_later_is_the_assessors_alone_and_decides_nothing(
    make: Maker, sam: TestClient
) -> None:
    piece = make.evidence(EvidenceStatus.SUBMITTED)
    form = answered(form_of(sam, piece), K5="met", S2="Not yet.")
    form["feedback"] = ["Nearly there."]
    sent = send(sam, piece, form, "save")
    assert sent.headers["Location"] == "/queue"
    assert "You have begun" in sam.get("/queue").text
    again = form_of(sam, piece)
    assert again["mappings.S2.feedback"] == ["Not yet."]
    assert again["feedback"] == ["Nearly there."]
    assert make.seen_by(make.cast.sam, piece).status is EvidenceStatus.SUBMITTED
    assert send(sam, piece, answered(again, S2="met"), "sign_off").status_code == 303
    with make.database.read() as session:
        assert unfinished_of(session, make.cast.sam, UnfinishedForm.DECISION, piece) is None


def test_a_resubmitted_piece_shows_what_changed_and_starts_from_the_last_decision(
    make: Maker, sam: TestClient
) -> None:
    piece = make.evidence(EvidenceStatus.SUBMITTED)
    form = answered(form_of(sam, piece), K5="met", S2="Say which options the client had.")
    form["feedback"] = ["Add the options."]
    send(sam, piece, form, "return")
    revise(
        make,
        piece,
        replace(
            COMPLETE,
            narrative=f"{COMPLETE.narrative} I set out three options.",
            mappings=(COMPLETE.mappings[0], Mapping("S2", "The memo compares three options.")),
        ),
    )
    page = sam.get(f"/evidence/{piece}/decide").text
    assert "What changed since the last decision" in page
    assert "Add the options." in page
    assert re.search(r"<ins>.*I set out three options", page, re.DOTALL)
    assert "Last time: not met. Say which options the client had." in page
    again = fields_of(page, f"/evidence/{piece}/decide")
    assert again["mappings.K5"] == ["met"]
    assert "mappings.S2" not in again
    assert "Submitted again" in sam.get("/queue?resubmitted=1").text


def test_after_a_reopening_the_decision_that_was_revoked_is_where_one_starts(
    make: Maker, sam: TestClient
) -> None:
    piece = make.evidence(EvidenceStatus.SIGNED_OFF)
    reopen_evidence(make.database, piece, "The wrong file.", by=make.cast.sam, now=make.now)
    submit_evidence(make.database, piece, by=make.cast.amara, now=make.now)
    page = sam.get(f"/evidence/{piece}/decide").text
    changed = page.partition('id="changed"')[2].partition("</section>")[0]
    assert "Sam Rowe re-opened it on 3 November 2026" in changed
    assert "The wrong file." in changed
    assert fields_of(page, f"/evidence/{piece}/decide")["mappings.K5"] == ["met"]


def test_the_second_assessor_keeps_what_they_typed_and_sees_what_the_first_decided(
    make: Maker, sam: TestClient
) -> None:
    with past_the_record(make.database) as session:
        session.add(
            SpellRow(
                id=uuid.uuid4(),
                apprenticeship_id=make.cast.amaras,
                kind=SpellKind.ASSESSOR,
                person_id=make.cast.nadia.id,
                starts_on=MOVED_ON,
            )
        )
        session.commit()
    piece = make.evidence(EvidenceStatus.SUBMITTED)
    form = answered(form_of(sam, piece), K5="met", S2="My reason.")
    form["feedback"] = ["My feedback."]
    first = Decision(
        Outcome.SIGNED_OFF,
        "Clear and accurate.",
        (CriterionDecision("K5", True), CriterionDecision("S2", True)),
    )
    sign_off_evidence(make.database, piece, first, version=None, by=make.cast.nadia, now=make.now)
    sent = send(sam, piece, form, "sign_off")
    assert sent.status_code == 409
    for words in (
        "Nadia Karim has decided on this piece already.",
        "Nadia Karim signed this piece off",
        "Clear and accurate.",
        "My feedback.",
        "My reason.",
    ):
        assert words in sent.text
    with make.database.read() as session:
        assert len(decisions_on(session, piece)) == 1
    saved = send(sam, piece, form, "save")
    assert saved.status_code == 409
    assert "My reason." in saved.text


def test_the_same_decision_sent_twice_does_no_harm(make: Maker, sam: TestClient) -> None:
    piece = make.evidence(EvidenceStatus.SUBMITTED)
    form = form_of(sam, piece)
    first, second = (send(sam, piece, form, "all_met") for _ in range(2))
    assert (first.status_code, second.status_code) == (303, 303)
    with make.database.read() as session:
        assert len(decisions_on(session, piece)) == 1


def test_what_is_wrong_is_told_in_the_order_of_the_page(make: Maker, sam: TestClient) -> None:
    piece = make.evidence(EvidenceStatus.SUBMITTED)
    form = form_of(sam, piece)
    form["mappings.K5"] = ["not_met"]
    form["added"] = ["K12"]
    sent = send(sam, piece, form, "return")
    summary = re.findall(r'<a href="#([^"]+)">', sent.text[sent.text.index("There is a problem") :])
    assert summary[:4] == [
        "mappings-K5-feedback",
        "mappings-S2",
        "mappings-K12-feedback",
        "feedback",
    ]


def test_a_piece_that_changed_meanwhile_is_looked_at_again_first(
    make: Maker, sam: TestClient
) -> None:
    piece = make.evidence(EvidenceStatus.SUBMITTED)
    form = answered(form_of(sam, piece), K5="met", S2="My reason.")
    take_back_evidence(make.database, piece, by=make.cast.amara, now=make.now)
    assert send(sam, piece, form, "sign_off").status_code == 404
    revise(make, piece, replace(COMPLETE, narrative="Quite another story."))
    sent = send(sam, piece, form, "sign_off")
    assert sent.status_code == 409
    assert "This piece changed after you opened it." in sent.text
    assert "Quite another story." in sent.text
    again = fields_of(sent.text, f"/evidence/{piece}/decide")
    assert again["mappings.S2.feedback"] == ["My reason."]
    assert send(sam, piece, again, "sign_off").status_code == 303


@pytest.mark.parametrize("status", [EvidenceStatus.RETURNED, EvidenceStatus.SIGNED_OFF])
def test_where_there_is_nothing_to_decide_it_is_said(
    make: Maker, sam: TestClient, status: EvidenceStatus
) -> None:
    piece = make.evidence(status)
    page = sam.get(f"/evidence/{piece}/decide").text
    assert "There is nothing to decide here" in page
    assert "Sam Rowe" in page
    assert 'value="sign_off"' not in page
    assert (f"/evidence/{piece}/reopen" in page) is (status is EvidenceStatus.SIGNED_OFF)


def test_only_its_present_assessor_decides(make: Maker, client_for: SignInAs) -> None:
    piece = make.evidence(EvidenceStatus.SUBMITTED)
    cast = make.cast
    for person in (cast.amara, cast.marcus, cast.priya, cast.ruth):
        browser = client_for(person)
        assert browser.get(f"/evidence/{piece}/decide").status_code == 403
        for act in ("all_met", "sign_off", "save", "find"):
            assert send(browser, piece, {"version": ["2"]}, act).status_code in (403, 422)
    for person in cast.strangers:
        browser = client_for(person)
        assert browser.get(f"/evidence/{piece}/decide").status_code == 404
        for act in ("all_met", "sign_off", "save", "find"):
            assert send(browser, piece, {"version": ["2"]}, act).status_code == 404
    assert make.seen_by(cast.sam, piece).status is EvidenceStatus.SUBMITTED


def test_hostile_text_is_shown_as_text(make: Maker, sam: TestClient) -> None:
    hostile = Content(
        title=SCRIPT,
        kind=COMPLETE.kind,
        happened_on=COMPLETE.happened_on,
        narrative=SCRIPT,
        own_part=SCRIPT,
        matter=SCRIPT,
        client_details=ClientDetails.NONE,
        mappings=(Mapping("K5", SCRIPT, SCRIPT),),
    )
    piece = make.evidence(EvidenceStatus.SUBMITTED, hostile)
    form = form_of(sam, piece)
    for field in ("feedback", "find", "sighted.where", "mappings.K5.feedback"):
        form[field] = [SCRIPT]
    form["mappings.K5"] = [SCRIPT]
    form["added"] = [SCRIPT]
    form["version"] = [SCRIPT]
    for act in ("find", "enter", "sign_off", f"drop:{SCRIPT}", SCRIPT):
        answer = send(sam, piece, form, act)
        assert answer.status_code in (200, 409, 422)
        assert SCRIPT not in answer.text
    sam.post(f"/evidence/{piece}/decide", data={**form, "act": "save"})
    for page in (f"/evidence/{piece}/decide", "/queue", "/", f"/evidence/{piece}/reopen"):
        assert SCRIPT not in sam.get(page).text


def test_a_decision_takes_few_statements_however_much_there_is(
    make: Maker, sam: TestClient, statements: Callable[[], AbstractContextManager[Statements]]
) -> None:
    many = replace(COMPLETE, mappings=mapped_to([f"S{n}" for n in range(1, 31)]))
    small, large = (
        make.evidence(EvidenceStatus.SUBMITTED),
        make.evidence(EvidenceStatus.SUBMITTED, many),
    )
    for _ in range(5):
        make.evidence(EvidenceStatus.SUBMITTED)
    forms = [form_of(sam, piece) for piece in (small, large)]
    counted = []
    for piece, form in zip((small, large), forms, strict=True):
        with statements() as ran:
            assert send(sam, piece, form, "all_met").status_code == 303
        assert len(ran) <= 15, ran
        counted.append(len(ran))
    assert counted[0] == counted[1]


def test_opening_a_piece_to_decide_takes_few_statements(
    make: Maker, sam: TestClient, statements: Callable[[], AbstractContextManager[Statements]]
) -> None:
    piece = make.evidence(EvidenceStatus.RETURNED)
    revise(make, piece, replace(COMPLETE, narrative="Again."))
    form_of(sam, piece)
    with statements() as ran:
        form_of(sam, piece)
    assert len(ran) <= 10, ran


def test_reopening_needs_a_reason_and_returns_the_piece(
    make: Maker, sam: TestClient, client_for: SignInAs
) -> None:
    piece = make.evidence(EvidenceStatus.SIGNED_OFF)
    address = f"/evidence/{piece}/reopen"
    assert sam.get(address).status_code == 200
    refused = sam.post(address, data={"reason": " "})
    assert refused.status_code == 422
    assert refused.text.count("Give the reason") == 2
    for person, status in ((make.cast.amara, 403), (make.cast.marcus, 403), (make.cast.theo, 404)):
        browser = client_for(person)
        assert browser.get(address).status_code == status
        assert browser.post(address, data={"reason": "Because."}).status_code == status
    sent = sam.post(address, data={"reason": "The file is another client’s."})
    assert sent.headers["Location"] == f"/evidence/{piece}"
    assert make.seen_by(make.cast.sam, piece).status is EvidenceStatus.RETURNED
    assert decided(make, piece).revoked_reason == "The file is another client’s."
    assert sam.get(address).status_code == 409
    assert sam.post(address, data={"reason": "Once more."}).status_code == 409


def revise(make: Maker, piece: uuid.UUID, content: Content) -> None:
    """Amara changes the piece and submits it again, an hour later."""
    later = make.now + timedelta(hours=1)
    edit_evidence(make.database, piece, content, version=None, by=make.cast.amara, now=later)
    submit_evidence(make.database, piece, by=make.cast.amara, now=later)

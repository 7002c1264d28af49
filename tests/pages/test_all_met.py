"""Several pieces signed off in one act: asked once, decided on one by one."""

import html
import re
import uuid
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace

import pytest
from sqlalchemy import select
from sqlmodel import col
from starlette.testclient import TestClient

from app.actions.evidence import edit_evidence
from app.actions.phrases import keep_phrase
from app.actions.submission import submit_evidence, take_back_evidence
from app.actions.unfinished import save_unfinished
from app.domain.events import EventKind
from app.domain.evidence import EvidenceStatus
from app.domain.sign_off import Outcome
from app.domain.statements import SIGNED_OFF, sha256_of_statement
from app.domain.unfinished import MOST_CHOICES, Seen, UnfinishedForm, part_of_choice
from app.models.events import EventRow
from app.models.record import RecordBodyRow
from app.queries.sign_off import decisions_on
from tests.conftest import SignInAs, Statements
from tests.make import COMPLETE, Maker, mapped_to
from tests.pages.forms import Fields, fields_of

SCRIPT = "<script>alert(1)</script>"


@pytest.fixture
def sam(client_for: SignInAs, make: Maker) -> TestClient:
    return client_for(make.cast.sam)


def submitted(make: Maker, title: str, *codes: str) -> uuid.UUID:
    content = replace(COMPLETE, title=title, mappings=mapped_to(codes or ("K5",)))
    return make.evidence(EvidenceStatus.SUBMITTED, content)


def asked_about(assessor: TestClient, *pieces: uuid.UUID) -> Fields:
    page = assessor.get("/queue/all-met", params={"piece": [str(each) for each in pieces]})
    assert page.status_code == 200
    return fields_of(page.text, "/queue/all-met")


def status_of(make: Maker, piece: uuid.UUID) -> EvidenceStatus:
    return make.seen_by(make.cast.sam, piece).status


def test_the_queue_offers_to_tick_pieces_and_all_of_them(make: Maker, sam: TestClient) -> None:
    pieces = {str(submitted(make, "First")), str(submitted(make, "Second"))}
    assert "piece" not in fields_of(sam.get("/queue").text, "/queue/all-met")
    ticked = fields_of(sam.get("/queue?kind=drafting_sample&tick=all").text, "/queue/all-met")
    assert set(ticked["piece"]) == pieces
    assert ticked["kind"] == ["drafting_sample"]


def test_each_piece_is_shown_with_its_ksbs_and_asked_about_once(
    make: Maker, sam: TestClient
) -> None:
    first, second = submitted(make, "First", "K5"), submitted(make, "Second", "S2", "B1")
    submitted(make, "Not chosen", "K7")
    page = sam.get("/queue/all-met", params={"piece": [str(first), str(second)]}).text
    assert "Is every KSB of these 2 pieces met?" in page
    assert "approaches to drafting techniques." in page
    for words in ("First", "Second", "Amara Okafor", "S2", "B1", SIGNED_OFF):
        assert words in page
    assert "Not chosen" not in page
    assert status_of(make, first) is EvidenceStatus.SUBMITTED
    assert "You have chosen none." in sam.get("/queue/all-met?piece=nothing").text


def test_every_piece_gets_its_own_decision_and_its_own_entry_with_what_was_said(
    make: Maker, sam: TestClient
) -> None:
    pieces = [submitted(make, "First", "K5"), submitted(make, "Second", "S2", "B1")]
    form = {**asked_about(sam, *pieces), "feedback": ["Well done."]}
    sent = sam.post("/queue/all-met?kind=drafting_sample", data=form)
    assert sent.headers["Location"] == "/queue?kind=drafting_sample"
    assert "You signed off 2 pieces: every KSB is met." in sam.get("/queue").text
    with make.database.read() as session:
        for piece, codes in zip(pieces, ({"K5"}, {"S2", "B1"}), strict=True):
            [made] = decisions_on(session, piece)
            assert (made.outcome, made.feedback) == (Outcome.SIGNED_OFF, "Well done.")
            assert made.by_id == make.cast.sam.id
            assert {each.criterion for each in made.criteria if each.met} == codes
            [body] = session.scalars(
                select(col(RecordBodyRow.body))
                .join(
                    EventRow,
                    (col(EventRow.log) == col(RecordBodyRow.log))
                    & (col(EventRow.sequence) == col(RecordBodyRow.sequence)),
                )
                .where(
                    col(EventRow.kind) == EventKind.EVIDENCE_SIGNED_OFF,
                    col(EventRow.subject_id) == made.id,
                )
            )
            assert sha256_of_statement(SIGNED_OFF) in body


def test_what_moved_meanwhile_is_left_and_named_and_the_others_are_done(
    make: Maker, sam: TestClient
) -> None:
    stays, changes, goes = (submitted(make, each) for each in ("Stays", "Changes", "Goes"))
    begun = submitted(make, "Begun")
    form = asked_about(sam, stays, changes, goes, begun)
    by, now = make.cast.amara, make.now
    for piece in (changes, goes):
        take_back_evidence(make.database, piece, by=by, now=now)
    again = replace(COMPLETE, title="Changes", narrative="Quite another story.")
    edit_evidence(make.database, changes, again, version=None, by=by, now=now)
    submit_evidence(make.database, changes, by=by, now=now)
    save_unfinished(
        make.database,
        UnfinishedForm.DECISION,
        begun,
        (("feedback", "Not quite."),),
        seen=Seen(version=2),
        by=make.cast.sam,
        now=now,
    )
    page = sam.post("/queue/all-met", data=form)
    assert page.status_code == 200
    assert "You signed off 1 piece: every KSB is met." in page.text
    assert "3 pieces left as they were" in page.text
    for words in ("Changes", "Goes", "Begun", "Somebody changed this piece", "finish that first"):
        assert words in page.text
    assert status_of(make, stays) is EvidenceStatus.SIGNED_OFF
    assert status_of(make, changes) is EvidenceStatus.SUBMITTED
    assert status_of(make, begun) is EvidenceStatus.SUBMITTED
    twice = sam.post("/queue/all-met", data=asked_about_again(form, stays))
    assert "1 piece left as it was" in twice.text
    with make.database.read() as session:
        assert len(decisions_on(session, stays)) == 1


def asked_about_again(form: Fields, piece: uuid.UUID) -> Fields:
    return {"piece": [each for each in form["piece"] if each.startswith(str(piece))]}


def test_a_form_that_is_wrong_decides_nothing_and_keeps_what_was_typed(
    make: Maker, sam: TestClient
) -> None:
    piece = submitted(make, "First")
    form = {**asked_about(sam, piece), "feedback": ["x" * 20_001]}
    refused = sam.post("/queue/all-met", data=form)
    assert refused.status_code == 422
    assert "x" * 20_001 in refused.text
    assert 'href="#feedback"' in refused.text
    assert sam.post("/queue/all-met", data={"feedback": "So far."}).status_code == 422
    assert status_of(make, piece) is EvidenceStatus.SUBMITTED


def test_a_phrase_of_ones_own_is_put_into_the_feedback(make: Maker, sam: TestClient) -> None:
    piece = submitted(make, "First")
    phrase = keep_phrase(make.database, "praise", "Well done.", by=make.cast.sam)
    form = asked_about(sam, piece) | {"feedback": ["So far."], "act": ["insert:feedback"]}
    sent = sam.post("/queue/all-met", data={**form, "unfinished.phrase.feedback": str(phrase)})
    again = fields_of(sent.text, "/queue/all-met")
    assert again["feedback"] == ["So far. Well done."]
    assert again["piece"] == form["piece"]
    assert status_of(make, piece) is EvidenceStatus.SUBMITTED


def type_feedback(assessor: TestClient, make: Maker, words: str, *pieces: uuid.UUID) -> int:
    """As the page saves itself a moment after a key; the status of the answer."""
    page = assessor.get("/queue/all-met", params={"piece": [str(each) for each in pieces]}).text
    [address] = re.findall(r'hx-post="([^"]+)"', page)
    return assessor.post(
        html.unescape(address),
        data={**fields_of(page, "/queue/all-met"), "feedback": words},
        headers={"HX-Request": "true", "Gatepost-Typist": str(make.cast.sam.id)},
    ).status_code


def test_feedback_is_kept_for_just_the_pieces_that_it_was_typed_for(
    make: Maker, sam: TestClient
) -> None:
    one, two, three = (submitted(make, each) for each in ("One", "Two", "Three"))
    assert type_feedback(sam, make, "Clear.", one, two) == 200
    assert type_feedback(sam, make, "Too long.", three) == 200
    assert asked_about(sam, two, one)["feedback"] == ["Clear."]
    assert asked_about(sam, three)["feedback"] == ["Too long."]
    form = asked_about(sam, one, two)
    assert sam.post("/queue/all-met", data=form).status_code == 303
    assert asked_about(sam, three)["feedback"] == ["Too long."]
    assert "Clear." not in sam.get(f"/queue/all-met?piece={three}").text


def test_words_typed_for_other_pieces_are_offered_and_put_in_by_nobody_else(
    make: Maker, sam: TestClient
) -> None:
    one, two, three = (submitted(make, each) for each in ("One", "Two", "Three"))
    assert type_feedback(sam, make, "Clear.", one, two) == 200
    form, page = asked_about(sam, three), sam.get(f"/queue/all-met?piece={three}").text
    assert form["feedback"] == [""]
    assert "You began feedback on 2 other pieces. Saved 10:00am." in page
    assert ">Clear.</p>" in page
    some = sam.get(f"/queue/all-met?piece={one}&piece={three}").text
    assert "You began feedback on 2 pieces, 1 of them among these." in some
    [use] = re.findall('value="(use:[^"]+)"', page)
    used = sam.post("/queue/all-met", data={**form, "feedback": "So far.", "act": use})
    assert fields_of(used.text, "/queue/all-met")["feedback"] == ["So far.\n\nClear."]
    assert "data-not-saved" in used.text
    assert asked_about(sam, one, two)["feedback"] == ["Clear."], "there they still are"
    discard = use.replace("use", "discard")
    gone = sam.post("/queue/all-met", data={**form, "feedback": "So far.", "act": discard})
    assert fields_of(gone.text, "/queue/all-met")["feedback"] == ["So far."]
    assert "Clear." not in gone.text + sam.get(f"/queue/all-met?piece={one}&piece={two}").text
    assert status_of(make, three) is EvidenceStatus.SUBMITTED


def test_words_whose_pieces_wait_no_more_can_still_be_read(make: Maker, sam: TestClient) -> None:
    piece = submitted(make, "One")
    assert type_feedback(sam, make, "Clear.", piece) == 200
    take_back_evidence(make.database, piece, by=make.cast.amara, now=make.now)
    page = sam.get(f"/queue/all-met?piece={piece}").text
    assert "It does not wait for your decision any more." in page
    assert ">Clear.</p>" in page


def test_only_so_many_choices_are_begun_at_once(make: Maker, sam: TestClient) -> None:
    piece, typed = submitted(make, "One"), (("feedback", "Clear."),)
    for n in range(MOST_CHOICES):
        save_unfinished(
            make.database,
            UnfinishedForm.ALL_MET,
            make.cast.sam.id,
            typed,
            part=part_of_choice([uuid.UUID(int=n)]),
            seen=Seen(),
            by=make.cast.sam,
            now=make.now,
        )
    assert type_feedback(sam, make, "One more.", piece) == 409


def test_nobody_signs_off_what_is_not_theirs_to_decide_on(
    make: Maker, client_for: SignInAs
) -> None:
    piece, cast = submitted(make, SCRIPT), make.cast
    form = {"piece": [f"{piece} 2 {SCRIPT}"]}
    for person in (cast.amara, cast.marcus, cast.priya, cast.ruth):
        browser = client_for(person)
        assert browser.get(f"/queue/all-met?piece={piece}").status_code == 403
        assert browser.post("/queue/all-met", data=form).status_code == 403
    for person in (cast.nadia, cast.theos_assessor):
        browser = client_for(person)
        looked = browser.get(f"/queue/all-met?piece={piece}").text
        assert "It does not wait for your decision any more." in looked
        assert "Amara Okafor" not in looked
        answer = browser.post("/queue/all-met", data=form).text
        assert "There is nothing here that you can see." in answer
        assert SCRIPT not in answer
    assert SCRIPT not in client_for(cast.sam).get(f"/queue/all-met?piece={piece}").text
    assert status_of(make, piece) is EvidenceStatus.SUBMITTED


def test_each_further_piece_takes_the_same_few_statements(
    make: Maker, sam: TestClient, statements: Callable[[], AbstractContextManager[Statements]]
) -> None:
    pieces = [submitted(make, f"Piece {n}", "K5", "S2") for n in range(9)]
    sam.get("/queue")
    looked, sent = [], []
    for some in (pieces[:1], pieces[1:4], pieces[4:]):
        with statements() as ran:
            form = asked_about(sam, *some)
        looked.append(len(ran))
        with statements() as ran:
            assert sam.post("/queue/all-met", data=form).status_code == 303
        sent.append(len(ran))
    assert len(set(looked)) == 1
    assert looked[0] <= 4
    each = (sent[1] - sent[0]) // 2
    assert (sent[1], sent[2]) == (sent[0] + 2 * each, sent[0] + 4 * each)
    assert each <= 9, ran

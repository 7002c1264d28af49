"""A piece of evidence as each person around it reads it, and what each can do with it."""

import re
import uuid
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlmodel import select
from starlette.testclient import TestClient

from app.actions.confirmation import comment_on_evidence, confirm_evidence
from app.actions.evidence import edit_evidence
from app.actions.sign_off import reopen_evidence, sign_off_evidence
from app.actions.submission import submit_evidence, take_back_evidence
from app.domain.content import Mapping
from app.domain.evidence import EvidenceStatus
from app.domain.people import Person
from app.domain.sign_off import CriterionDecision, Decision, Outcome
from app.models.accounts import ReadingRow
from app.queries.sign_off import remarks_on
from tests.conftest import Clock, SignInAs, Statements
from tests.make import COMPLETE, Maker

pytestmark = pytest.mark.one_engine

HOSTILE = "<script>alert(1)</script>"
EARLIER = replace(COMPLETE, title="Conveyance of a flat", happened_on=date(2024, 5, 2))


@pytest.fixture
def amara(client_for: SignInAs, make: Maker) -> TestClient:
    return client_for(make.cast.amara)


def readings(make: Maker) -> list[tuple[uuid.UUID, str]]:
    with make.database.read() as session:
        return [(row.person_id, row.what) for row in session.exec(select(ReadingRow))]


def resubmitted(make: Maker) -> uuid.UUID:
    """Confirmed, returned, changed in its work and its mapping, and submitted again."""
    piece = make.evidence(EvidenceStatus.RETURNED, confirmed=True)
    after = replace(
        COMPLETE,
        narrative="I reviewed the will and wrote a memo on the break clause.",
        mappings=(COMPLETE.mappings[0], Mapping("K7", "The memo weighs the duties.")),
    )
    edit_evidence(make.database, piece, after, version=None, by=make.cast.amara, now=make.now)
    submit_evidence(make.database, piece, by=make.cast.amara, now=make.now)
    return piece


def test_everybody_around_reads_what_was_submitted(client_for: SignInAs, make: Maker) -> None:
    piece, cast = make.evidence(EvidenceStatus.SUBMITTED), make.cast
    for person in (cast.amara, cast.sam, cast.marcus, cast.priya, cast.ruth):
        page = client_for(person).get(f"/evidence/{piece}")
        assert page.status_code == 200
        for text in (
            "Lease review memo",
            "I reviewed the lease and wrote a memo on the break clause.",
            "1 June 2026, year 3 of the programme",
            "Property and conveyancing",
            "approaches to drafting techniques.",
            "I chose the drafting technique.",
            "Page or time: p. 2",
            'href="/standards/ST0244/1.1#K5"',
            "The employer has not confirmed it yet.",
        ):
            assert text in page.text, f"{person.name}: {text}"


def test_strangers_and_former_colleagues_find_nothing(client_for: SignInAs, make: Maker) -> None:
    piece = make.evidence(EvidenceStatus.SUBMITTED)
    for person in make.cast.strangers:
        browser = client_for(person)
        assert browser.get(f"/evidence/{piece}").status_code == 404
        assert browser.get(f"/evidence/{piece}/changes").status_code == 404
        for act in ("submit", "take-back", "reuse", "delete", "comments", "confirm"):
            answer = browser.post(
                f"/evidence/{piece}/{act}", data={"text": "Hello", "version": "1"}
            )
            assert answer.status_code == 404, act
    assert readings(make) == []


def test_a_draft_is_the_apprentices_alone(client_for: SignInAs, make: Maker) -> None:
    piece, cast = make.evidence(), make.cast
    assert client_for(cast.amara).get(f"/evidence/{piece}").status_code == 200
    for person in (cast.sam, cast.marcus, cast.priya, cast.ruth):
        assert client_for(person).get(f"/evidence/{piece}").status_code == 404


def test_an_edit_after_submission_is_not_seen_before_it_is_submitted(
    amara: TestClient, client_for: SignInAs, make: Maker
) -> None:
    piece = make.evidence(EvidenceStatus.RETURNED)
    after = replace(COMPLETE, narrative="Something new.")
    edit_evidence(make.database, piece, after, version=None, by=make.cast.amara, now=make.now)
    assert "Something new." in amara.get(f"/evidence/{piece}").text
    assert "Something new." not in client_for(make.cast.sam).get(f"/evidence/{piece}").text


def test_a_new_employers_line_manager_sees_title_ksbs_and_status_alone(
    client_for: SignInAs, make: Maker
) -> None:
    piece = make.evidence(EvidenceStatus.SUBMITTED, EARLIER)
    marcus = client_for(make.cast.marcus)
    page = marcus.get(f"/evidence/{piece}")
    assert page.status_code == 200
    for text in ("Conveyance of a flat", "approaches to drafting techniques.", "Submitted"):
        assert text in page.text
    for text in ("I reviewed the lease", "I chose the drafting technique", "Mill Lane", "<form"):
        assert text not in page.text.split("<main")[1]
    assert marcus.get(f"/evidence/{piece}/changes").status_code == 403
    assert marcus.post(f"/evidence/{piece}/confirm").status_code == 403
    assert marcus.post(f"/evidence/{piece}/comments", data={"text": "Hm."}).status_code == 403


def test_each_is_offered_their_own_next_step(client_for: SignInAs, make: Maker) -> None:
    cast = make.cast
    draft, returned = make.evidence(), make.evidence(EvidenceStatus.RETURNED)
    submitted = make.evidence(EvidenceStatus.SUBMITTED)
    signed_off = make.evidence(EvidenceStatus.SIGNED_OFF, confirmed=True)
    offered: list[tuple[Person, uuid.UUID, set[str]]] = [
        (cast.amara, draft, {"submit", "edit", "delete"}),
        (cast.amara, returned, {"edit", "reuse", "comments"}),
        (cast.amara, submitted, {"take-back", "reuse", "comments"}),
        (cast.amara, signed_off, {"reuse", "comments"}),
        (cast.sam, submitted, {"decide", "comments"}),
        (cast.sam, signed_off, {"reopen", "comments"}),
        (cast.marcus, submitted, {"confirm", "comments"}),
        (cast.marcus, signed_off, {"comments"}),
        (cast.priya, submitted, set()),
        (cast.ruth, submitted, set()),
    ]
    for person, piece, acts in offered:
        page = client_for(person).get(f"/evidence/{piece}").text
        found = set(re.findall(rf'(?:href|action)="/evidence/{piece}/([a-z-]+)"', page))
        assert found - {"comments"} == acts - {"comments"}, (person.name, found)
        assert page.count('class="govuk-button"') <= 1, "one primary button"


def test_a_draft_says_what_it_lacks(amara: TestClient, make: Maker) -> None:
    piece = make.evidence(content=replace(COMPLETE, kind=None, mappings=()))
    page = amara.get(f"/evidence/{piece}").text
    assert "Before you can submit it" in page
    assert "Choose what kind of evidence this is." in page
    assert "Choose at least one KSB that this shows." in page


def test_an_apprentice_submits_and_takes_back(amara: TestClient, make: Maker) -> None:
    piece = make.evidence()
    for _twice in range(2):
        submitted = amara.post(f"/evidence/{piece}/submit", data={"version": "1"})
        assert (submitted.status_code, submitted.headers["Location"]) == (303, f"/evidence/{piece}")
    assert make.seen_by(make.cast.amara, piece).revision == 1
    for _twice in range(2):
        back = amara.post(f"/evidence/{piece}/take-back", data={"version": "2"})
        assert back.status_code == 303
    assert "You took this piece back." in amara.get(f"/evidence/{piece}").text
    assert make.seen_by(make.cast.amara, piece).status is EvidenceStatus.DRAFT


def test_submitting_an_unfinished_piece_opens_the_form_with_what_is_missing(
    amara: TestClient, make: Maker
) -> None:
    piece = make.evidence(content=replace(COMPLETE, kind=None, mappings=()))
    answer = amara.post(f"/evidence/{piece}/submit", data={"version": "1"})
    assert answer.status_code == 422
    assert 'href="#kind"' in answer.text
    assert 'href="#mappings"' in answer.text
    assert f'action="/evidence/{piece}/edit"' in answer.text


def test_a_piece_that_was_decided_meanwhile_is_not_taken_back(
    amara: TestClient, make: Maker
) -> None:
    piece = make.evidence(EvidenceStatus.SIGNED_OFF)
    answer = amara.post(f"/evidence/{piece}/take-back", data={"version": "3"})
    assert answer.status_code == 409
    assert "signed off" in answer.text


def test_a_piece_is_used_again_once_however_often_the_form_is_sent(
    amara: TestClient, make: Maker
) -> None:
    piece, drawn = make.evidence(EvidenceStatus.SIGNED_OFF), uuid.uuid4()
    for _twice in range(2):
        answer = amara.post(f"/evidence/{piece}/reuse", data={"new_id": str(drawn)})
        assert answer.headers["Location"] == f"/evidence/{drawn}/edit"
    copy = make.seen_by(make.cast.amara, drawn)
    assert (copy.status, copy.content.narrative) == (EvidenceStatus.DRAFT, COMPLETE.narrative)
    assert copy.content.mappings == ()


def test_a_draft_is_deleted_only_after_it_was_asked(amara: TestClient, make: Maker) -> None:
    piece = make.evidence()
    asked = amara.get(f"/evidence/{piece}/delete")
    assert "Lease review memo” was never submitted" in asked.text
    assert make.seen_by(make.cast.amara, piece).status is EvidenceStatus.DRAFT
    assert amara.post(f"/evidence/{piece}/delete").headers["Location"] == "/evidence"
    assert amara.get(f"/evidence/{piece}").status_code == 404


def test_what_was_submitted_once_is_not_deleted(amara: TestClient, make: Maker) -> None:
    piece = make.evidence(EvidenceStatus.SUBMITTED)
    take_back_evidence(make.database, piece, by=make.cast.amara, now=make.now)
    assert amara.get(f"/evidence/{piece}/delete").status_code == 409
    assert amara.post(f"/evidence/{piece}/delete").status_code == 409
    assert "Delete this draft" not in amara.get(f"/evidence/{piece}").text


def test_a_comment_is_read_by_everybody_and_decides_nothing(
    amara: TestClient, client_for: SignInAs, make: Maker
) -> None:
    piece = make.evidence(EvidenceStatus.SUBMITTED)
    sam = client_for(make.cast.sam)
    drawn = str(uuid.uuid4())
    for _twice in range(2):
        answer = sam.post(
            f"/evidence/{piece}/comments",
            data={"text": f"Who was there? {HOSTILE}", "new_id": drawn},
        )
        assert answer.headers["Location"] == f"/evidence/{piece}"
    page = amara.get(f"/evidence/{piece}").text
    assert page.count("Who was there?") == 1
    assert "Sam Rowe, assessor" in page
    assert HOSTILE not in page
    assert make.seen_by(make.cast.amara, piece).version == 2
    for browser in (sam, amara):
        answer = browser.post(
            f"/evidence/{piece}/comments", data={"text": "And another thing.", "new_id": drawn}
        )
        assert answer.status_code == 409
        assert "And another thing.</textarea>" in answer.text
        assert f'value="{drawn}"' not in answer.text


@pytest.mark.parametrize("text", ["  ", "x" * 20_001])
def test_a_comment_that_does_not_fit_is_given_back(
    client_for: SignInAs, make: Maker, text: str
) -> None:
    piece = make.evidence(EvidenceStatus.SUBMITTED)
    answer = client_for(make.cast.sam).post(f"/evidence/{piece}/comments", data={"text": text})
    assert answer.status_code == 422
    assert 'href="#text"' in answer.text
    assert f">{text.strip()}</textarea>" in answer.text


def test_those_who_only_watch_do_not_comment(client_for: SignInAs, make: Maker) -> None:
    piece = make.evidence(EvidenceStatus.SUBMITTED)
    for person in (make.cast.priya, make.cast.ruth):
        answer = client_for(person).post(f"/evidence/{piece}/comments", data={"text": "Hm."})
        assert answer.status_code == 403


def test_a_line_manager_confirms_what_they_read(client_for: SignInAs, make: Maker) -> None:
    piece = make.evidence(EvidenceStatus.SUBMITTED)
    marcus = client_for(make.cast.marcus)
    page = marcus.get(f"/evidence/{piece}")
    work = re.search(r'name="work" value="(\w{64})"', page.text)
    assert work
    sent = {"statement": "I saw Amara write it.", "work": work[1]}
    for _twice in range(2):
        assert marcus.post(f"/evidence/{piece}/confirm", data=sent).status_code == 303
    page = marcus.get(f"/evidence/{piece}")
    assert "Marcus Lee of Marlow &amp; Co confirmed on 3 November 2026" in page.text
    assert "I saw Amara write it." in page.text
    assert "Is this Amara Okafor’s own work?" not in page.text
    with make.database.read() as session:
        assert len(remarks_on(session, piece)) == 1


def test_work_that_changed_since_it_was_read_is_shown_again(
    client_for: SignInAs, make: Maker
) -> None:
    piece = resubmitted(make)
    marcus = client_for(make.cast.marcus)
    sent = {"statement": "I saw it.", "work": "0" * 64}
    answer = marcus.post(f"/evidence/{piece}/confirm", data=sent)
    assert answer.status_code == 409
    assert "changed since you read it" in answer.text
    assert ">I saw it.</textarea>" in answer.text


def test_a_confirmation_is_asked_again_with_what_changed_in_the_work(
    client_for: SignInAs, make: Maker
) -> None:
    page = client_for(make.cast.marcus).get(f"/evidence/{resubmitted(make)}").text
    asked = page.split('aria-labelledby="confirm-heading"')[1].split("</section>")[0]
    assert "Marcus Lee confirmed it on 3 November 2026" in asked
    assert re.search(r"<del>.*lease", asked, re.DOTALL)
    assert re.search(r"<ins>.*will", asked, re.DOTALL)
    assert "K7" not in asked, "what it is mapped to is not what is confirmed"


def test_only_a_line_manager_confirms(client_for: SignInAs, make: Maker) -> None:
    piece, cast = make.evidence(EvidenceStatus.SUBMITTED), make.cast
    for person in (cast.amara, cast.sam, cast.priya, cast.ruth):
        assert client_for(person).post(f"/evidence/{piece}/confirm").status_code == 403


def test_a_decision_is_shown_with_its_reasons(amara: TestClient, make: Maker) -> None:
    piece = make.evidence(EvidenceStatus.SUBMITTED)
    decision = Decision(
        Outcome.SIGNED_OFF,
        "Clear and accurate.",
        (
            CriterionDecision("K5", True),
            CriterionDecision("S2", False, "The options are not costed."),
            CriterionDecision("K7", True, "Paragraph 3 weighs the duties."),
        ),
    )
    sign_off_evidence(make.database, piece, decision, version=None, by=make.cast.sam, now=make.now)
    page = amara.get(f"/evidence/{piece}").text
    for text in (
        "Sam Rowe signed this piece off on 3 November 2026",
        "Clear and accurate.",
        "The options are not costed.",
        "Met, added by the assessor",
        "Paragraph 3 weighs the duties.",
    ):
        assert text in page


def test_the_timeline_tells_what_happened_the_latest_first(
    amara: TestClient, client_for: SignInAs, make: Maker
) -> None:
    cast = make.cast
    piece = resubmitted(make)
    codes = ("K5", "K7")
    met = Decision(
        Outcome.SIGNED_OFF, "Now it is.", tuple(CriterionDecision(c, True) for c in codes)
    )
    sign_off_evidence(make.database, piece, met, version=None, by=cast.sam, now=make.now)
    reopen_evidence(make.database, piece, "K7 was decided too soon.", by=cast.sam, now=make.now)
    whats = r'app-timeline__what">([^<]+)<'
    told = re.findall(whats, amara.get(f"/evidence/{piece}").text)
    assert told == [
        "Re-opened",
        "Signed off",
        "Submitted again",
        "Returned with feedback",
        "Confirmed as the apprentice’s own work",
        "Submitted",
        "Started",
    ]
    assert "K7 was decided too soon." in amara.get(f"/evidence/{piece}").text
    seen_by_sam = re.findall(whats, client_for(cast.sam).get(f"/evidence/{piece}").text)
    assert seen_by_sam == told[:-1], "a draft is the apprentice's own affair"
    assert f"/evidence/{piece}/changes?from=1&amp;to=2" in amara.get(f"/evidence/{piece}").text
    assert "Changed: What you did, K7 added, S2 removed." in amara.get(f"/evidence/{piece}").text


def test_what_changed_between_two_submissions_is_told_in_words(
    client_for: SignInAs, make: Maker
) -> None:
    piece = resubmitted(make)
    page = client_for(make.cast.sam).get(f"/evidence/{piece}/changes").text
    for text in ("[removed: ", "[added: ", "K7 the principles of ethical"):
        assert text in page
    same = client_for(make.cast.sam).get(f"/evidence/{piece}/changes?from=1&to=1").text
    assert "Nothing is different between these two." in same


def test_only_the_apprentice_compares_with_what_is_not_submitted(
    amara: TestClient, client_for: SignInAs, make: Maker
) -> None:
    piece = make.evidence(EvidenceStatus.RETURNED)
    after = replace(COMPLETE, narrative="Something new.")
    edit_evidence(make.database, piece, after, version=None, by=make.cast.amara, now=make.now)
    assert "Something new." in amara.get(f"/evidence/{piece}/changes").text
    sam = client_for(make.cast.sam)
    assert "Something new." not in sam.get(f"/evidence/{piece}/changes").text
    assert sam.get(f"/evidence/{piece}/changes?from=1&to=0").status_code == 404
    assert sam.get(f"/evidence/{piece}/changes?from=1&to=7").status_code == 404


def test_hostile_text_is_shown_as_text(client_for: SignInAs, make: Maker) -> None:
    hostile = replace(
        COMPLETE,
        title=HOSTILE,
        narrative=HOSTILE,
        own_part=HOSTILE,
        matter=HOSTILE,
        mappings=(Mapping("K5", HOSTILE, HOSTILE),),
    )
    piece = make.evidence(EvidenceStatus.SUBMITTED, hostile)
    comment_on_evidence(make.database, piece, HOSTILE, by=make.cast.sam, now=make.now)
    confirm_evidence(make.database, [piece], HOSTILE, by=make.cast.marcus, now=make.now)
    for person in (make.cast.amara, make.cast.marcus, make.cast.sam):
        page = client_for(person).get(f"/evidence/{piece}").text
        assert HOSTILE not in page
        assert page.count("&lt;script&gt;alert(1)") >= 7


def test_reading_somebody_elses_evidence_is_noted(
    amara: TestClient, client_for: SignInAs, make: Maker
) -> None:
    piece, outline = (
        make.evidence(EvidenceStatus.SUBMITTED),
        make.evidence(EvidenceStatus.SUBMITTED, EARLIER),
    )
    amara.get(f"/evidence/{piece}")
    assert readings(make) == []
    client_for(make.cast.sam).get(f"/evidence/{piece}")
    client_for(make.cast.marcus).get(f"/evidence/{outline}")
    assert sorted(what for _, what in readings(make)) == ["outline", "revision 1"]


def test_a_page_takes_eight_statements_however_long_its_history(
    client_for: SignInAs,
    make: Maker,
    statements: Callable[[], AbstractContextManager[Statements]],
    clock: Clock,
) -> None:
    cast, piece = make.cast, make.evidence(EvidenceStatus.SUBMITTED)

    def busy_year() -> None:
        for round_ in range(5):
            take_back_evidence(make.database, piece, by=cast.amara, now=make.now)
            after = replace(COMPLETE, narrative=f"Round {round_}.")
            edit_evidence(make.database, piece, after, version=None, by=cast.amara, now=make.now)
            submit_evidence(make.database, piece, by=cast.amara, now=make.now)
            comment_on_evidence(make.database, piece, "Seen.", by=cast.sam, now=make.now)

    browsers = {person.name: client_for(person) for person in (cast.amara, cast.sam, cast.marcus)}
    counts: list[dict[str, int]] = []
    for _turn in range(2):
        counts.append({})
        for name, browser in browsers.items():
            browser.get(f"/evidence/{piece}")
            with statements() as ran:
                browser.get(f"/evidence/{piece}")
            assert len(ran) <= 8, ran
            counts[-1][name] = len(ran)
        busy_year()
        clock.now += timedelta(seconds=1)
    assert max(counts[1].values()) <= 8

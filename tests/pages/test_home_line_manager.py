"""A line manager's home, and confirming several pieces in one act."""

import re
import uuid
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import date, timedelta

import pytest
from starlette.testclient import TestClient

from app.actions.apprenticeships import start_apprenticeship
from app.actions.confirmation import confirm_evidence
from app.actions.evidence import edit_evidence
from app.actions.milestones import set_milestones
from app.actions.reviews import record_review
from app.actions.sign_off import reopen_evidence, sign_off_evidence
from app.actions.submission import submit_evidence
from app.domain.apprenticeships import SpellKind
from app.domain.content import Content
from app.domain.evidence import EvidenceStatus
from app.domain.pace import Milestone
from app.domain.terms import NewApprenticeship
from app.models.apprenticeships import SpellRow
from app.queries.sign_off import remarks_on
from tests.cast import MOVED_ON
from tests.conftest import SignInAs, Statements
from tests.entries import past_the_record
from tests.make import COMPLETE, Maker, all_met, mapped_to
from tests.pages.forms import Fields, fields_of

Count = Callable[[], AbstractContextManager[Statements]]


@pytest.fixture
def marcus(client_for: SignInAs, make: Maker) -> TestClient:
    return client_for(make.cast.marcus)


def address_of(make: Maker) -> str:
    return f"/apprenticeships/{make.cast.amaras}/confirm"


def form_of(manager: TestClient, make: Maker, query: str = "") -> tuple[str, Fields]:
    page = manager.get(f"{address_of(make)}{query}")
    assert page.status_code == 200
    return page.text, fields_of(page.text, address_of(make))


def values_in(page: str) -> list[str]:
    """What the boxes of a page say, in their order."""
    return re.findall(r'name="evidence" value="([^"]+)"', page)


def confirmations(make: Maker, piece: uuid.UUID) -> list[str]:
    with make.database.read() as session:
        return [remark.text for remark in remarks_on(session, piece) if remark.confirms]


def revise(make: Maker, piece: uuid.UUID, content: Content) -> None:
    reopen_evidence(make.database, piece, "Once more.", by=make.cast.sam, now=make.now)
    edit_evidence(make.database, piece, content, version=None, by=make.cast.amara, now=make.now)
    submit_evidence(make.database, piece, by=make.cast.amara, now=make.now)


def sign_off_again(make: Maker, piece: uuid.UUID) -> None:
    codes = make.seen_by(make.cast.sam, piece).codes
    sign_off_evidence(
        make.database, piece, all_met(codes), version=None, by=make.cast.sam, now=make.now
    )


def test_a_row_says_how_far_the_apprentice_is_and_what_waits(
    make: Maker, marcus: TestClient
) -> None:
    page = marcus.get("/").text
    assert "You have 1 review overdue" in page
    assert "None yet" in page
    mapped = replace(COMPLETE, mappings=mapped_to(["K1", "K2", "S3", "D4"]))
    make.evidence(EvidenceStatus.SIGNED_OFF, mapped)
    make.evidence(EvidenceStatus.SUBMITTED)
    make.evidence(EvidenceStatus.SUBMITTED, confirmed=True)
    make.evidence(EvidenceStatus.DRAFT)
    make.evidence(EvidenceStatus.RETURNED)
    record_review(
        make.database,
        make.cast.amaras,
        held_on=date(2026, 10, 1),
        discussed="All is well.",
        by=make.cast.sam,
        now=make.now,
    )
    page = marcus.get("/").text
    assert "You have 2 pieces to confirm and 1 review to agree to" in page
    for words in (
        "3 of 67 KSBs met",
        "1 of 21 duties shown",
        "Month 38 of 60",
        "2 to confirm",
        "Agree to the review of 1 October",
        "3 November 2026",
    ):
        assert words in page
    assert f'href="{address_of(make)}"' in page


def test_breaks_in_learning_do_not_count_as_months(make: Maker, marcus: TestClient) -> None:
    with past_the_record(make.database) as session:
        session.add(
            SpellRow(
                id=uuid.uuid4(),
                apprenticeship_id=make.cast.amaras,
                kind=SpellKind.BREAK,
                starts_on=date(2025, 1, 4),
                ends_on=date(2025, 7, 4),
                reason="Illness",
            )
        )
        session.commit()
    assert "Month 33 of 54" in marcus.get("/").text


def test_there_is_a_verdict_on_pace_only_where_the_provider_has_set_milestones(
    make: Maker, marcus: TestClient
) -> None:
    assert "expected" not in marcus.get("/").text
    for ksbs, verdict in ((40, "40 behind"), (0, "on pace")):
        set_milestones(
            make.database,
            make.cast.provider_id,
            make.cast.standard_id,
            [Milestone(36, ksbs), Milestone(48, 60)],
            by=make.cast.ruth,
            now=make.now,
        )
        page = marcus.get("/").text
        assert f"{ksbs} KSBs were expected by the end of month 36; 0 are met: {verdict}." in page


def test_a_line_manager_sees_their_own_present_apprentices_alone(
    make: Maker, client_for: SignInAs
) -> None:
    make.evidence(EvidenceStatus.SUBMITTED)
    assert "Amara Okafor" in client_for(make.cast.marcus).get("/").text
    for person in (make.cast.jo, make.cast.theos_manager):
        assert "Amara Okafor" not in client_for(person).get("/").text
    assert "You have no apprentice at present" in client_for(make.cast.jo).get("/").text


def test_home_takes_at_most_six_statements_for_fifty_apprentices_as_for_one(
    make: Maker, marcus: TestClient, statements: Count
) -> None:
    make.evidence(EvidenceStatus.SIGNED_OFF)
    marcus.get("/")
    with statements() as for_one:
        assert marcus.get("/").status_code == 200
    for number in range(49):
        start_apprenticeship(
            make.database,
            NewApprenticeship(
                name=f"Apprentice Number {number}",
                email=f"apprentice{number}@gatepost.example",
                reference="ST0244",
                standard_version="1.1",
                employer="Marlow & Co",
                line_managers=(make.cast.marcus.email,),
                assessors=(make.cast.sam.email,),
                started_on=date(2025, 9, 1),
                planned_end_on=date(2030, 8, 31),
            ),
            by=make.cast.ruth,
            public_url="http://127.0.0.1:8000",
            now=make.now,
        )
    with statements() as for_fifty:
        page = marcus.get("/").text
    assert page.count("KSBs met") == 50
    assert len(for_one) == len(for_fifty) <= 6, for_fifty


def test_several_pieces_are_confirmed_in_one_act_with_what_was_observed(
    make: Maker, marcus: TestClient
) -> None:
    pieces = [make.evidence(EvidenceStatus.SUBMITTED), make.evidence(EvidenceStatus.SIGNED_OFF)]
    left = make.evidence(EvidenceStatus.SUBMITTED)
    page, form = form_of(marcus, make)
    assert "Lease review memo" in page
    assert "1 June 2026" in page
    assert "I reviewed the lease" in page
    assert "evidence" not in form
    form["evidence"] = [value for value in values_in(page) if str(left) not in value]
    form["statement"] = ["I was in the room."]
    sent = marcus.post(address_of(make), data=form)
    assert sent.headers["Location"] == "/"
    assert "You confirmed 2 pieces of work." in marcus.get("/").text
    for piece in pieces:
        assert confirmations(make, piece) == ["I was in the room."]
    assert confirmations(make, left) == []
    assert values_in(form_of(marcus, make)[0])[0].startswith(str(left))


def test_all_can_be_ticked_without_a_script(make: Maker, marcus: TestClient) -> None:
    make.evidence(EvidenceStatus.SUBMITTED)
    make.evidence(EvidenceStatus.SUBMITTED)
    page, form = form_of(marcus, make, "?tick=all")
    assert form["evidence"] == values_in(page)
    assert "?tick=none" in page


def test_choosing_nothing_is_said_beside_the_choice_and_keeps_the_statement(
    make: Maker, marcus: TestClient
) -> None:
    make.evidence(EvidenceStatus.SUBMITTED)
    _, form = form_of(marcus, make)
    form["statement"] = ["I was in the room."]
    sent = marcus.post(address_of(make), data=form)
    assert sent.status_code == 422
    assert sent.text.count("Choose at least one piece to confirm.") == 2
    assert 'href="#evidence"' in sent.text
    assert "I was in the room." in sent.text


def test_only_what_was_read_is_confirmed(make: Maker, marcus: TestClient) -> None:
    piece = make.evidence(EvidenceStatus.SIGNED_OFF)
    page, form = form_of(marcus, make)
    form["evidence"] = values_in(page)
    form["statement"] = ["I was in the room."]
    revise(make, piece, replace(COMPLETE, narrative="Quite another story."))
    sent = marcus.post(address_of(make), data=form)
    assert sent.status_code == 409
    assert "changed since you read it" in sent.text
    assert "Quite another story." in sent.text
    assert "I was in the room." in sent.text
    assert confirmations(make, piece) == []


def test_work_that_changed_is_asked_for_again_with_the_difference_and_mappings_are_not_work(
    make: Maker, marcus: TestClient
) -> None:
    piece = make.evidence(EvidenceStatus.SIGNED_OFF, confirmed=True)
    assert "Nothing waits for your confirmation." in marcus.get(address_of(make)).text
    mapped = replace(COMPLETE, mappings=mapped_to(["K1"]))
    revise(make, piece, mapped)
    assert "Nothing waits for your confirmation." in marcus.get(address_of(make)).text
    with_more = replace(mapped, narrative=f"{COMPLETE.narrative} I signed the letter.")
    sign_off_again(make, piece)
    revise(make, piece, with_more)
    page, _ = form_of(marcus, make)
    assert "Marcus Lee confirmed it on 3 November 2026" in page
    assert re.search(r"<ins>.*I signed the letter", page, re.DOTALL)
    assert "How it shows" not in page


def test_the_same_confirmation_sent_twice_does_no_harm(make: Maker, marcus: TestClient) -> None:
    piece = make.evidence(EvidenceStatus.SUBMITTED)
    page, form = form_of(marcus, make)
    form["evidence"] = values_in(page)
    assert marcus.post(address_of(make), data=form).status_code == 303
    again = marcus.post(address_of(make), data=form)
    assert again.status_code == 409
    assert "Marcus Lee has confirmed “Lease review memo” already." in again.text
    assert len(confirmations(make, piece)) == 1


def test_work_for_an_earlier_employer_is_not_asked_for(make: Maker, marcus: TestClient) -> None:
    before = MOVED_ON - timedelta(days=10)
    make.evidence(EvidenceStatus.SUBMITTED, replace(COMPLETE, happened_on=before))
    assert "to confirm" not in marcus.get("/").text
    assert "Nothing waits for your confirmation." in marcus.get(address_of(make)).text


def test_only_a_present_line_manager_confirms(make: Maker, client_for: SignInAs) -> None:
    piece = make.evidence(EvidenceStatus.SUBMITTED)
    form = {"evidence": [f"{piece} {make.seen_by(make.cast.sam, piece).work_sha256}"]}
    cast = make.cast
    for person in (cast.amara, cast.sam, cast.priya, cast.ruth):
        browser = client_for(person)
        assert browser.get(address_of(make)).status_code == 403
        assert browser.post(address_of(make), data=form).status_code == 403
        assert browser.post(address_of(make), data={}).status_code == 403
    for person in cast.strangers:
        browser = client_for(person)
        assert browser.get(address_of(make)).status_code == 404
        assert browser.post(address_of(make), data=form).status_code == 404
        assert browser.post(address_of(make), data={}).status_code == 404
    assert confirmations(make, piece) == []


def test_confirming_shows_any_number_in_the_same_few_statements(
    make: Maker, marcus: TestClient, statements: Count
) -> None:
    counted = []
    for more in (1, 10):
        for _ in range(more):
            make.evidence(EvidenceStatus.SUBMITTED)
        form_of(marcus, make)
        with statements() as ran:
            form_of(marcus, make)
        counted.append(len(ran))
    assert counted[0] == counted[1] <= 5


def test_hostile_text_is_shown_as_text(make: Maker, marcus: TestClient) -> None:
    script = "<script>alert(1)</script>"
    piece = make.evidence(
        EvidenceStatus.SIGNED_OFF, replace(COMPLETE, title=script, narrative=script, matter=script)
    )
    confirm_evidence(make.database, [piece], script, by=make.cast.marcus, now=make.now)
    revise(make, piece, replace(COMPLETE, title=f"{script} again", narrative=f"{script} {script}"))
    page, form = form_of(marcus, make)
    assert script not in page
    assert "&lt;script&gt;" in page
    sent = marcus.post(
        address_of(make), data={**form, "evidence": [script, ""], "statement": [script]}
    )
    assert sent.status_code == 422
    assert script not in sent.text

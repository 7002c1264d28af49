"""What somebody types saves itself: for them alone, over nothing, and as no act of the record."""

import re
import uuid
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import timedelta

import httpx2
import pytest
from sqlmodel import col, func, select
from starlette.testclient import TestClient

from app.actions.evidence import delete_draft, edit_evidence
from app.domain.assessments import AssessmentState
from app.domain.evidence import EvidenceStatus
from app.domain.people import Person
from app.domain.unfinished import UnfinishedForm
from app.models.events import EventRow
from app.queries.unfinished import unfinished_of
from tests.assessed import Assessed
from tests.conftest import Clock, SignInAs, Statements
from tests.make import COMPLETE, Maker

NEW = uuid.UUID(int=7)
COMPLETE_ELSEWHERE = replace(COMPLETE, narrative="I reviewed the will.")


@pytest.fixture
def amara(client_for: SignInAs, make: Maker) -> TestClient:
    return client_for(make.cast.amara)


def type_into(
    browser: TestClient,
    who: Person,
    form: str,
    subject: uuid.UUID,
    *,
    part: str = "",
    **fields: str | list[str],
) -> httpx2.Response:
    """As htmx sends it, a moment after a key."""
    return browser.post(
        f"/unfinished/{form}/{subject}{f'?part={part}' if part else ''}",
        data={name.replace("__", "."): value for name, value in fields.items()},
        headers={"HX-Request": "true", "Gatepost-Typist": str(who.id)},
    )


def token_of(answer: httpx2.Response) -> str:
    found = re.search(r'data-token="([^"]*)"', answer.text)
    assert found
    return found[1]


def test_a_draft_that_saves_itself_is_no_act_and_costs_little(
    amara: TestClient,
    make: Maker,
    statements: Callable[[], AbstractContextManager[Statements]],
) -> None:
    draft, who = make.evidence(), make.cast.amara
    with make.database.read() as session:
        acts = session.scalar(select(func.count(col(EventRow.sequence))))
    token = ""
    for typed in ("I read", "I read the", "I read the lease."):
        with statements() as ran:
            answer = type_into(
                amara,
                who,
                "evidence",
                draft,
                version="1",
                narrative=typed,
                title="Lease",
                unfinished__token=token,
            )
        assert len(ran) <= 6, ran
        assert "Saved 10:00am" in answer.text
        token = token_of(answer)
    with make.database.read() as session:
        assert session.scalar(select(func.count(col(EventRow.sequence)))) == acts
    assert make.seen_by(who, draft).content == COMPLETE, "the piece is as it was saved"
    assert "I read the lease.</textarea>" in amara.get(f"/evidence/{draft}/edit").text


def test_what_one_window_saved_another_does_not_write_over(amara: TestClient, make: Maker) -> None:
    draft, who = make.evidence(), make.cast.amara
    fields = {"version": "1", "title": "Lease"}
    first = type_into(amara, who, "evidence", draft, narrative="One.", **fields)
    second = type_into(amara, who, "evidence", draft, narrative="Two.", **fields)
    assert second.status_code == 409
    assert "changed in another window at 10:00am" in second.text
    assert "One.</textarea>" in amara.get(f"/evidence/{draft}/edit").text
    over = re.search(r'data-save-over="([^"]+)"', second.text)
    assert over
    assert over[1] == token_of(first)
    chosen = type_into(
        amara, who, "evidence", draft, narrative="Two.", unfinished__token=over[1], **fields
    )
    assert chosen.status_code == 200


def test_a_page_writes_over_what_it_saved_itself_though_it_never_heard_so(
    amara: TestClient, make: Maker
) -> None:
    draft, who = make.evidence(), make.cast.amara
    for typed in ("One.", "One. Two."):
        answer = type_into(
            amara,
            who,
            "evidence",
            draft,
            version="1",
            narrative=typed,
            unfinished__writer="this-page",
        )
        assert answer.status_code == 200


def test_what_was_saved_elsewhere_meanwhile_is_shown_beside_what_was_typed(
    amara: TestClient, make: Maker
) -> None:
    draft, who = make.evidence(), make.cast.amara
    fields = {"version": "1", "title": "Lease", "narrative": "What I typed."}
    kept = type_into(amara, who, "evidence", draft, **fields)
    edit_evidence(make.database, draft, COMPLETE_ELSEWHERE, version=1, by=who, now=make.now)
    assert type_into(amara, who, "evidence", draft, **fields).status_code == 409
    page = amara.get(f"/evidence/{draft}/edit")
    assert "What I typed.</textarea>" in page.text
    assert "<del" in page.text
    left = amara.post(
        f"/evidence/{draft}/edit",
        data={"intent": "leave", "unfinished.token": token_of(kept)},
    )
    assert left.status_code == 303
    assert "What I typed." not in amara.get(f"/evidence/{draft}/edit").text


def test_a_new_piece_is_found_again_before_it_has_a_title(amara: TestClient, make: Maker) -> None:
    who = make.cast.amara
    answer = type_into(
        amara, who, "evidence", NEW, version="1", narrative="I took a witness statement."
    )
    assert answer.status_code == 200
    for page in ("/evidence/new", "/evidence"):
        assert "I took a witness statement.</a>" in amara.get(page).text
    again = amara.get(f"/evidence/new?piece={NEW}")
    assert "I took a witness statement.</textarea>" in again.text
    sent = {
        "piece": str(NEW),
        "title": "Statement",
        "unfinished.token": token_of(answer),
        "intent": "save",
    }
    amara.post("/evidence/new", data=sent)
    assert "I took a witness statement.</a>" not in amara.get("/evidence").text
    assert amara.get(f"/evidence/new?piece={NEW}").headers["Location"].endswith(f"{NEW}/edit")


def test_a_deleted_draft_leaves_nothing_that_was_typed(amara: TestClient, make: Maker) -> None:
    draft, who = make.evidence(), make.cast.amara
    type_into(amara, who, "evidence", draft, version="1", narrative="Never mind.")
    delete_draft(make.database, draft, by=who, now=make.now)
    assert "Never mind." not in amara.get("/evidence").text


@pytest.mark.one_engine
def test_nobody_types_into_what_is_not_theirs(make: Maker, client_for: SignInAs) -> None:
    cast = make.cast
    draft, submitted = make.evidence(), make.evidence(EvidenceStatus.SUBMITTED)
    for who, form, subject, status in (
        (cast.theo, "evidence", draft, 404),
        (cast.sam, "evidence", NEW, 403),
        (cast.sam, "evidence", submitted, 403),
        (cast.amara, "evidence", submitted, 409),
        (cast.amara, "decision", submitted, 403),
        (cast.sam, "decision", draft, 404),
        (cast.nadia, "decision", submitted, 404),
        (cast.sam, "reopening", submitted, 409),
        (cast.sam, "statement", submitted, 403),
        (cast.priya, "comment", submitted, 403),
        (cast.theo, "review", cast.amaras, 404),
        (cast.sam, "answer", NEW, 404),
        (cast.sam, "invented", submitted, 404),
        (cast.theo, "confirming", cast.amaras, 404),
        (cast.sam, "confirming", cast.amaras, 403),
        (cast.amara, "all_met", cast.amara.id, 403),
        (cast.nadia, "all_met", cast.sam.id, 404),
        (cast.theo, "quick_log", cast.amaras, 404),
        (cast.amara, "hours", cast.amaras, 403),
        (cast.marcus, "planned_hours", cast.amaras, 403),
        (cast.sam, "handover", cast.amaras, 403),
        (cast.ruth, "withdrawal", cast.amaras, 409),
        (cast.ruth, "access", cast.amaras, 409),
        (cast.sam, "access", cast.amaras, 403),
        (cast.ruth, "taking_back", cast.amaras, 409),
        (cast.sam, "decision", submitted, 200),
        (cast.marcus, "statement", submitted, 200),
    ):
        version = "2" if (form, status) == ("decision", 200) else "0"
        answer = type_into(client_for(who), who, form, subject, text="x", version=version)
        assert answer.status_code == status, (who.name, form)


@pytest.mark.one_engine
def test_only_who_grades_types_into_the_grading_of_a_method_that_there_is(
    assessed: Assessed, client_for: SignInAs
) -> None:
    made = assessed.assessment(AssessmentState.ALLOCATED)
    found, _ = assessed.seen_by(assessed.ines, made)
    for who, form, part, status in (
        (assessed.cast.sam, "grading", "portfolio", 404),
        (assessed.karl, "grading", "portfolio", 404),
        (assessed.owen, "grading", "portfolio", 403),
        (assessed.ines, "grading", "", 404),
        (assessed.owen, "planning", "portfolio", 403),
        (assessed.ines, "planning", "invented", 404),
        (assessed.ines, "planning", "portfolio", 200),
        (assessed.ines, "grading", "invented", 404),
        (assessed.ines, "checks", "portfolio", 404),
        (assessed.ines, "grading", "portfolio", 200),
        (assessed.owen, "checks", "", 200),
    ):
        typed = {"notes": "x", "version": str(found.version)}
        answer = type_into(client_for(who), who, form, made, part=part, **typed)
        assert answer.status_code == status, (who.name, form, part)


@pytest.mark.one_engine
def test_what_somebody_typed_is_not_saved_as_the_next_persons(
    amara: TestClient, make: Maker, client_for: SignInAs
) -> None:
    answer = type_into(client_for(make.cast.theo), make.cast.amara, "evidence", NEW, title="Mine")
    assert answer.status_code == 401
    assert 'data-state="signed_out"' in answer.text
    with make.database.read() as session:
        for who in (make.cast.amara, make.cast.theo):
            assert unfinished_of(session, who, UnfinishedForm.EVIDENCE, NEW) is None


@pytest.mark.one_engine
def test_nobody_is_taken_away_from_a_form_when_the_session_ends(
    amara: TestClient, make: Maker, clock: Clock
) -> None:
    draft = make.evidence()
    clock.now += timedelta(days=2)
    answer = type_into(amara, make.cast.amara, "evidence", draft, version="1", title="Lease")
    assert answer.status_code == 401
    assert "HX-Redirect" not in answer.headers
    assert "You have been signed out." in answer.text


@pytest.mark.one_engine
def test_the_key_of_a_device_is_its_persons_own_and_on_their_pages_alone(
    client: TestClient, client_for: SignInAs, make: Maker
) -> None:
    def key(browser: TestClient) -> str:
        found = re.search(r'data-device-key="([^"]+)"', browser.get("/account").text)
        assert found
        return found[1]

    amaras = key(client_for(make.cast.amara))
    assert key(client_for(make.cast.amara)) == amaras
    assert key(client_for(make.cast.sam)) != amaras
    assert "data-device-key" not in client.get("/sign-in").text

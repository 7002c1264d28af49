"""The record as people see it: what it is, whether it holds good, and each act in it."""

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from html import unescape

import pytest
from starlette.testclient import TestClient

from app.actions.people import add_person
from app.actions.verifications import (
    ask_for_nightly_verification,
    begin_verification,
    finish_verification,
    note_verified,
)
from app.domain.evidence import EvidenceStatus
from app.domain.people import Role
from app.domain.statements import SIGNED_OFF
from app.domain.verification import BROKE_OFF, Counted, Outcome
from app.jobs.record import sign_due_checkpoints
from app.queries.verifications import waiting_verification
from app.settings import Settings
from tests.conftest import SignInAs, Statements
from tests.make import Maker


def text_of(client: TestClient, path: str) -> str:
    page = client.get(path)
    assert page.status_code == 200, page.text
    return unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.text)))


@pytest.mark.one_engine
def test_those_who_look_after_a_house_see_its_checkpoints_and_the_keys(
    make: Maker, client_for: SignInAs, settings: Settings
) -> None:
    make.evidence(EvidenceStatus.SIGNED_OFF)
    for person in (make.cast.ruth, make.cast.priya):
        before = text_of(client_for(person), "/record")
        assert "No checkpoint has been signed yet" in before
    sign_due_checkpoints(make.database, settings, now=make.now)
    ruth = text_of(client_for(make.cast.ruth), "/record")
    assert "Checkpoint of 3 November 2026 at 10:00am, over 3 entries" in ruth
    assert f"gatepost/log/{make.cast.provider_id}" in ruth
    assert str(make.cast.other_provider_id) not in ruth
    assert "127.0.0.1+" in ruth, "the public key"
    for person in (make.cast.amara, make.cast.sam, make.cast.marcus):
        assert client_for(person).get("/record").status_code == 403
    assert "/record" in client_for(make.cast.ruth).get("/").text
    assert "/record" in client_for(make.cast.priya).get("/").text


@pytest.mark.one_engine
def test_who_administers_several_providers_sees_the_record_of_each(
    make: Maker, client_for: SignInAs, settings: Settings
) -> None:
    make.evidence(EvidenceStatus.SIGNED_OFF)
    cast = make.cast
    add_person(
        make.database,
        email=cast.ruth.email,
        name=cast.ruth.name,
        role=Role.ADMINISTRATOR,
        organisation_id=cast.other_provider_id,
        by=cast.theos_administrator,
        public_url=settings.public_url,
        now=make.now,
    )
    sign_due_checkpoints(make.database, settings, now=make.now)
    page = text_of(client_for(cast.ruth), "/record")
    logs = [f"gatepost/log/{each}" for each in (cast.provider_id, cast.other_provider_id)]
    assert [each in page for each in logs] == [True, True]
    assert page.count("Northgate Training") == 2, "a link to it, and its heading"


@pytest.mark.one_engine
def test_a_check_is_asked_for_its_progress_shown_and_what_it_found_told(
    make: Maker, client_for: SignInAs
) -> None:
    database, ruth = make.database, client_for(make.cast.ruth)
    assert client_for(make.cast.sam).post("/record/verifications").status_code == 403
    assert ruth.post("/record/verifications").status_code == 303
    assert "The record is about to be checked. Ruth Ellis asked" in text_of(ruth, "/record")
    with database.read() as session:
        waiting = waiting_verification(session)
    assert waiting is not None
    note_verified(database, waiting.id, 500, 2000)
    under_way = ruth.get("/record").text
    assert "500 of 2,000 entries, rows, files and snapshots so far" in under_way
    assert 'hx-trigger="every 2s"' in under_way
    begin_verification(database, waiting.id, now=make.now)
    later = make.now + timedelta(seconds=4)
    finish_verification(database, waiting.id, Outcome((), Counted(534, 991, 82, 1)), now=later)
    over = ruth.get("/record").text
    assert "Sound: 534 entries, 991 rows, 82 files and 1 checkpoint are as the record says." in over
    assert "Checked on 3 November 2026 at 10:00am, in 4 seconds. Ruth Ellis had asked" in over
    assert "hx-trigger" not in over


@pytest.mark.one_engine
def test_findings_that_may_speak_of_another_house_are_not_told_here(
    make: Maker, client_for: SignInAs
) -> None:
    ruth = client_for(make.cast.ruth)
    ruth.post("/record/verifications")
    with make.database.read() as session:
        waiting = waiting_verification(session)
    assert waiting is not None
    finding = "The file “Brandt v Brandt.pdf” is not what was stored."
    outcome = Outcome((finding,), Counted(9, 9, 9, 9))
    finish_verification(make.database, waiting.id, outcome, now=make.now)
    page = text_of(ruth, "/record")
    assert "Not sound: 1 finding among 9 entries" in page
    assert "Brandt" not in page
    assert "gatepost verify" in page
    ruth.post("/record/verifications")
    with make.database.read() as session:
        waiting = waiting_verification(session)
    assert waiting is not None
    sound = Outcome((), Counted(9, 9, 9, 9, 1), ("Brandt’s cannot be worked out again.",))
    later = make.now + timedelta(days=1)
    finish_verification(make.database, waiting.id, sound, now=later)
    page = text_of(ruth, "/record")
    assert "Sound: 9 entries, 9 rows, 9 files, 9 checkpoints and 1 snapshot are" in page
    assert ("Brandt" in page, "gatepost verify" in page) == (False, True)


@pytest.mark.one_engine
def test_the_homes_of_administrator_and_quality_assurer_name_what_the_check_of_the_night_found(
    make: Maker, client_for: SignInAs
) -> None:
    database, counts = make.database, Counted(9, 9, 9, 9)
    ruth, priya = client_for(make.cast.ruth), client_for(make.cast.priya)

    def night(number: int, outcome: Outcome) -> str:
        now = make.now + timedelta(days=number)
        ask_for_nightly_verification(database, now=now)
        with database.read() as session:
            waiting = waiting_verification(session)
        assert waiting is not None
        finish_verification(database, waiting.id, outcome, now=now)
        assert ("wants looking into" in text_of(priya, "/")) is not outcome.sound
        return text_of(ruth, "/")

    found = night(1, Outcome(("A row was changed.",), counts))
    assert "The record of acts is not sound" in found
    assert "The record wants looking into" in found
    assert "1 finding: something is not as the record says." in found
    assert "10:00am, as every night, without anybody asking." in text_of(ruth, "/record")
    broken = night(2, Outcome((BROKE_OFF,), counts=None))
    assert "The check of the record broke off" in broken
    assert "not sound" not in broken + text_of(ruth, "/record")
    assert "record broke off" not in night(3, Outcome((), counts))


def test_the_timeline_leads_to_the_entry_and_its_proof(
    make: Maker,
    client_for: SignInAs,
    settings: Settings,
    statements: Callable[[], AbstractContextManager[Statements]],
) -> None:
    piece = make.evidence(EvidenceStatus.SIGNED_OFF)
    sam = client_for(make.cast.sam)
    timeline = sam.get(f"/evidence/{piece}").text
    link = re.search(r'href="(/record/[^"]+)">In the record: entry 3<', timeline)
    assert link is not None
    assert "No checkpoint covers this entry yet" in text_of(sam, link[1])
    sign_due_checkpoints(make.database, settings, now=make.now)
    with statements() as ran:
        entry = text_of(sam, link[1])
    assert len(ran) <= 9, ran
    assert "Evidence signed off." in entry
    assert "Sam Rowe, assessor" in entry
    assert f"“{SIGNED_OFF}”" in entry
    assert "Checkpoint over 3 entries" in entry
    assert '"seq":3' in entry
    for stranger in make.cast.strangers:
        assert client_for(stranger).get(link[1]).status_code == 404

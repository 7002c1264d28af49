"""The statement of a released result is issued with its proof, and a later result ends it."""

from datetime import datetime
from io import BytesIO
from pathlib import Path

import pytest
from pypdf import PdfReader
from starlette.testclient import TestClient

from app.actions.checkpoints import make_due_checkpoints, signer_for
from app.actions.gateway import pass_gateway
from app.actions.results import confirm_result, release_result, try_again
from app.adapters.storage import Storage, open_storage
from app.domain.assessments import AssessmentState
from app.domain.plans import AttemptKind, Grade
from app.jobs.results import issue_due_results
from app.settings import Settings
from app.upkeep.verify import verify
from app.upkeep.verify_report import check_report
from tests.assessed import METHODS, Assessed
from tests.conftest import SignInAs
from tests.ready import Ready


@pytest.fixture
def storage(settings: Settings) -> Storage:
    return open_storage(settings.storage_url)


def issued(assessed: Assessed, storage: Storage, settings: Settings, now: datetime) -> int:
    signer = signer_for(assessed.database, settings.data, settings.signs_as, now=now)
    make_due_checkpoints(assessed.database, signer, now=now)
    return issue_due_results(assessed.database, storage, clock=lambda: now)


def test_a_statement_waits_for_its_checkpoint_and_is_issued_once(
    assessed: Assessed, ready: Ready, storage: Storage, settings: Settings, now: datetime
) -> None:
    for person in ready.the_three:
        ready.declares(person)
    pass_gateway(ready.database, ready.amaras, by=assessed.cast.ruth, now=now)
    made = assessed.after_the_gateway(AssessmentState.CONFIRMED)
    assert issued(assessed, storage, settings, now) == 0
    release_result(assessed.database, made, by=assessed.owen, now=now)
    assert issue_due_results(assessed.database, storage, clock=lambda: now) == 0
    assert issued(assessed, storage, settings, now) == 1
    assert issued(assessed, storage, settings, now) == 0
    assert verify(assessed.database, storage).findings == []


@pytest.mark.one_engine
def test_the_page_gives_what_was_issued_until_a_later_result_is_released(
    assessed: Assessed,
    storage: Storage,
    settings: Settings,
    now: datetime,
    client: TestClient,
    client_for: SignInAs,
    tmp_path: Path,
) -> None:
    database, cast = assessed.database, assessed.cast
    made = assessed.assessment(AssessmentState.RELEASED, (Grade.FAIL, Grade.PASS))
    amara, page = client_for(cast.amara), f"/apprenticeships/{cast.amaras}/result.pdf"
    before = {"document": ("result.pdf", amara.get(page).content)}
    assert "This document is genuine" not in client.post("/verify", files=before).text
    assert issued(assessed, storage, settings, now) == 1

    answer = amara.get(page)
    assert answer.headers["Content-Type"] == "application/pdf"
    assert client_for(cast.theo).get(page).status_code == 404
    file = tmp_path / "result.pdf"
    file.write_bytes(answer.content)
    findings, said = check_report(file, lambda done, of: None)
    assert findings == []
    assert "released a result" in said
    document = {"document": ("result.pdf", answer.content)}
    assert "This document is genuine" in client.post("/verify", files=document).text

    try_again(database, made, METHODS[0], AttemptKind.RETAKE, by=assessed.owen, now=now)
    assessed.grade(made, METHODS[0], Grade.PASS)
    confirm_result(database, made, by=assessed.karl, now=now)
    assert "This document is genuine" in client.post("/verify", files=document).text
    release_result(database, made, by=assessed.owen, now=now)
    assert "no longer stands" in client.post("/verify", files=document).text
    assert issued(assessed, storage, settings, now) == 1
    later = amara.get(page).content
    assert later != answer.content
    assert "Pass." in PdfReader(BytesIO(later)).pages[0].extract_text()
    document = {"document": ("result.pdf", later)}
    assert "This document is genuine" in client.post("/verify", files=document).text

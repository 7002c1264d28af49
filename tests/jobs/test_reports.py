"""The report of a passage is issued with its proof, and is known again wherever it goes."""

from datetime import datetime
from io import BytesIO
from pathlib import Path

import pytest
from pypdf import PdfReader, PdfWriter
from starlette.testclient import TestClient

from app.actions.checkpoints import make_due_checkpoints, signer_for
from app.actions.gateway import pass_gateway, take_back_from_gateway
from app.adapters.db import Database
from app.adapters.storage import Storage, open_storage
from app.domain.report_proofs import FILE_NAME, read_report_proof
from app.jobs.reports import issue_due_reports
from app.queries.passages import present_passage
from app.settings import Settings
from app.upkeep.verify import verify
from app.upkeep.verify_report import check_report
from tests.conftest import SignInAs
from tests.ready import Ready


@pytest.fixture
def storage(settings: Settings) -> Storage:
    return open_storage(settings.storage_url)


def passes(ready: Ready, now: datetime) -> None:
    for person in ready.the_three:
        ready.declares(person)
    pass_gateway(ready.database, ready.amaras, by=ready.make.cast.ruth, now=now)


def issued(
    ready: Ready, database: Database, storage: Storage, settings: Settings, now: datetime
) -> int:
    signer = signer_for(database, settings.data, settings.signs_as, now=now)
    make_due_checkpoints(database, signer, now=now)
    return issue_due_reports(database, storage, clock=lambda: now)


def test_a_report_waits_for_its_checkpoint_and_is_issued_once(
    ready: Ready, database: Database, storage: Storage, settings: Settings, now: datetime
) -> None:
    passes(ready, now)
    assert issue_due_reports(database, storage, clock=lambda: now) == 0
    assert issued(ready, database, storage, settings, now) == 1
    assert issued(ready, database, storage, settings, now) == 0
    assert verify(database, storage).findings == []


@pytest.mark.one_engine
def test_the_report_carries_a_proof_that_stands_by_itself(
    ready: Ready,
    database: Database,
    storage: Storage,
    settings: Settings,
    now: datetime,
    client: TestClient,
    client_for: SignInAs,
    tmp_path: Path,
) -> None:
    cast = ready.make.cast
    passes(ready, now)
    page = f"/apprenticeships/{ready.amaras}/gateway"
    ruth = client_for(cast.ruth)
    assert "The gateway report is made within a few minutes" in ruth.get(page).text
    assert ruth.get(f"{page}/report.pdf").status_code == 404
    issued(ready, database, storage, settings, now)

    for person in (cast.ruth, cast.amara, cast.sam, cast.priya):
        assert f"{page}/report.pdf" in client_for(person).get(page).text
    assert client_for(cast.marcus).get(f"{page}/report.pdf").status_code == 403
    assert client_for(cast.theo).get(f"{page}/report.pdf").status_code == 404
    answer = ruth.get(f"{page}/report.pdf")
    assert answer.headers["Content-Type"] == "application/pdf"

    with database.read() as session:
        passage = present_passage(session, ready.amaras)
    assert passage is not None
    reader = PdfReader(BytesIO(answer.content))
    (attached,) = reader.attachments[FILE_NAME]
    assert isinstance(attached, bytes)
    proof = read_report_proof(attached.decode())
    assert proof.snapshot_sha256 == passage.snapshot_sha256
    text = "".join(each.extract_text() for each in reader.pages).replace("\n", "")
    assert passage.snapshot_sha256 in text

    file = tmp_path / "report.pdf"
    file.write_bytes(answer.content)
    findings, said = check_report(file, lambda done, of: None)
    assert (findings, said.splitlines()[0]) == ([], "Sound.")
    changed = PdfWriter()
    changed.add_attachment(FILE_NAME, attached.replace(b'\\"met\\":true', b'\\"met\\":false', 1))
    changed.add_blank_page(100, 100)
    changed.write(file)
    assert check_report(file, lambda done, of: None)[0] == [
        "The entry speaks of another snapshot than this one."
    ]

    document = {"document": ("report.pdf", answer.content)}
    assert "This document is genuine" in client.post("/verify", files=document).text
    take_back_from_gateway(database, ready.amaras, "K7 was mapped in error.", by=cast.ruth, now=now)
    assert "no longer stands" in client.post("/verify", files=document).text


@pytest.mark.parametrize("content", [b"%PDF-1.7 nothing", b"%PDF", b"%PDF-1.7\n%%EOF\n"])
def test_a_pdf_that_carries_no_proof_says_so(content: bytes, tmp_path: Path) -> None:
    file = tmp_path / "other.pdf"
    file.write_bytes(content)
    ((finding,), said) = check_report(file, lambda done, of: None)
    assert FILE_NAME in finding
    assert said == ""

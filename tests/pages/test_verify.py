"""Anybody who holds a document may ask whether it is genuine, and learns nothing more."""

import hashlib
import uuid
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from app.actions.issued import issue
from app.adapters.storage import open_storage
from app.domain.issued import IssuedKind
from tests.make import Maker

DOCUMENT = b"%PDF-1.7 a report"


def issued(make: Maker, folder: Path, document: bytes, about: uuid.UUID) -> str:
    return issue(
        make.database,
        open_storage(folder.as_uri()),
        document,
        kind=IssuedKind.READINESS,
        name="readiness-amara-okafor-2026-11-03.pdf",
        apprenticeship_id=make.cast.amaras,
        provider_id=make.cast.provider_id,
        about_id=about,
        now=make.now,
    )


def ask(client: TestClient, document: bytes) -> str:
    answer = client.post("/verify", files={"document": ("report.pdf", document)})
    assert answer.status_code == 200
    return answer.text


def test_a_document_is_known_again_by_its_bytes_alone(
    make: Maker, client: TestClient, tmp_path: Path
) -> None:
    assert issued(make, tmp_path, DOCUMENT, uuid.uuid4()) == hashlib.sha256(DOCUMENT).hexdigest()
    page = ask(client, DOCUMENT)
    assert "This document is genuine" in page
    assert "3 November 2026" in page
    assert "Amara" not in page
    assert "not a document that Gatepost issued" in ask(client, DOCUMENT + b"\n")


def test_a_document_whose_place_was_taken_says_so(
    make: Maker, client: TestClient, tmp_path: Path
) -> None:
    about = uuid.uuid4()
    for document in (DOCUMENT, b"%PDF-1.7 a later report"):
        issued(make, tmp_path, document, about)
    assert "no longer stands" in ask(client, DOCUMENT)
    assert "This document is genuine" in ask(client, b"%PDF-1.7 a later report")


@pytest.mark.parametrize("content", [None, b""])
def test_without_a_document_there_is_nothing_to_check(
    client: TestClient, content: bytes | None
) -> None:
    files = {"document": ("report.pdf", content)} if content is not None else None
    answer = client.post("/verify", files=files)
    assert answer.status_code == 422
    assert "Choose the document that you want to check." in answer.text


def test_a_document_that_is_too_large_is_not_taken(client: TestClient) -> None:
    answer = client.post("/verify", files={"document": ("report.pdf", bytes(20_000_001))})
    assert answer.status_code == 413

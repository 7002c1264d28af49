"""Programs send large files in parts: the same protocol as the pages, by a token."""

import hashlib
import uuid
from base64 import b64encode

import pytest
from httpx2 import Response
from starlette.testclient import TestClient

from app.domain.evidence import EvidenceStatus
from app.settings import Settings
from tests.api.sent import of_piece, refused, wrong_fields
from tests.conftest import SignInAs
from tests.make import Maker
from tests.pages.test_files import kept_in
from tests.pages.test_uploads import FILM, SVG, TUS, send


def begin(program: TestClient, piece: uuid.UUID, size: int, **headers: str) -> Response:
    name = b64encode("My “notes”.txt".encode()).decode()
    said = TUS | {"Upload-Length": str(size), "Upload-Metadata": f"filename {name}"} | headers
    return program.post(of_piece(piece, "uploads"), headers=said)


@pytest.fixture
def amara(api_for: SignInAs, make: Maker) -> TestClient:
    """A program that holds a token of hers."""
    return api_for(make.cast.amara)


@pytest.fixture
def draft(make: Maker) -> uuid.UUID:
    return make.evidence()


def test_a_program_adds_a_large_file_in_parts(
    amara: TestClient, draft: uuid.UUID, settings: Settings
) -> None:
    begun = begin(amara, draft, len(FILM))
    assert begun.status_code == 201
    upload, told = begun.headers["Location"], begun.json()
    assert upload == f"/api/v1/uploads/{told['id']}"
    assert (told["name"], told["size"], told["arrived"]) == ("My “notes”.txt", len(FILM), 0)
    assert send(amara, upload, 0, FILM[:100_000]).headers["Upload-Offset"] == "100000"
    again = send(amara, upload, 0, FILM[:100_000])
    assert "Go on from there" in refused(again, 409)
    assert (again.headers["Upload-Offset"], again.headers["Tus-Resumable"]) == ("100000", "1.0.0")
    asked = amara.head(upload, headers=TUS)
    assert (asked.headers["Upload-Offset"], asked.headers["Upload-Length"]) == ("100000", "300000")
    assert "no-store" in asked.headers["Cache-Control"]
    spoken = amara.options(of_piece(draft, "uploads")).headers
    assert spoken["Tus-Max-Size"] == str(settings.max_upload_bytes)
    assert amara.options(upload).headers["Tus-Version"] == spoken["Tus-Version"] == "1.0.0"
    assert amara.get(upload).json()["arrived"] == 100_000
    assert send(amara, upload, 100_000, FILM[100_000:]).status_code == 204
    (file,) = amara.get(of_piece(draft)).json()["files"]
    assert (file["id"], file["sha256"]) == (told["id"], hashlib.sha256(FILM).hexdigest())
    assert amara.get(f"/api/v1/files/{file['id']}").content == FILM
    assert amara.get(upload).json() == told | {"arrived": len(FILM), "expires_at": None}
    assert len(kept_in(settings)) == 1


def test_an_upload_begun_again_with_its_key_is_one(amara: TestClient, draft: uuid.UUID) -> None:
    key = {"Idempotency-Key": "the notes"}
    first = begin(amara, draft, 10, **key)
    assert begin(amara, draft, 10, **key).json() == first.json()
    assert refused(begin(amara, draft, 11, **key), 409)


@pytest.mark.one_engine
def test_what_does_not_fit_is_a_problem_like_any_other(
    amara: TestClient, api_for: SignInAs, make: Maker, draft: uuid.UUID, settings: Settings
) -> None:
    upload = begin(amara, draft, len(SVG)).headers["Location"]
    digest = b64encode(hashlib.sha1(b"other", usedforsecurity=False).digest()).decode()
    damaged = send(amara, upload, 0, SVG[:9], **{"Upload-Checksum": f"sha1 {digest}"})
    assert "damaged on its way" in refused(damaged, 460)
    other_protocol = send(amara, upload, 0, SVG, **{"Tus-Resumable": "0.2.2"})
    assert refused(other_protocol, 412)
    assert other_protocol.headers["Tus-Version"] == "1.0.0"
    assert refused(send(amara, upload, 0, SVG, **{"Content-Type": "text/plain"}), 415)
    assert refused(send(amara, upload, 0, SVG + b"x"), 413)
    assert wrong_fields(begin(amara, draft, 5, **{"Upload-Length": "many"})) == ["Upload-Length"]
    assert refused(begin(amara, draft, settings.max_upload_bytes + 1), 413)
    assert "web page" in refused(send(amara, upload, 0, SVG), 415)
    assert refused(amara.get(upload), 404)
    submitted = make.evidence(EvidenceStatus.SUBMITTED)
    assert refused(begin(amara, submitted, 10), 409)
    assert refused(begin(api_for(make.cast.sam), submitted, 10), 403)
    assert kept_in(settings) == []


def test_an_upload_is_its_senders_alone_and_is_cancelled(
    amara: TestClient, api_for: SignInAs, client_for: SignInAs, make: Maker, draft: uuid.UUID
) -> None:
    upload = begin(amara, draft, 10).headers["Location"]
    send(amara, upload, 0, b"12345")
    for person in make.cast.everybody:
        if person is not make.cast.amara:
            program = api_for(person)
            assert refused(begin(program, draft, 10), 404)
            assert refused(program.get(upload), 404)
            assert refused(send(program, upload, 5, b"6"), 404)
            assert refused(program.delete(upload, headers=TUS), 404)
    assert refused(send(client_for(make.cast.amara), upload, 5, b"6"), 401), "no cookie counts"
    assert amara.delete(upload, headers=TUS).status_code == 204
    assert refused(send(amara, upload, 5, b"6"), 404)
    assert amara.get(of_piece(draft)).json()["files"] == []

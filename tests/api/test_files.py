"""Files through the API: added, opened, removed and blocked."""

import hashlib
import uuid

import pytest
from fastapi import FastAPI

from app.domain.evidence import EvidenceStatus
from app.settings import Settings
from tests.api.sent import of_piece, refused, wrong_fields
from tests.conftest import SignInAs
from tests.make import Maker

MEMO = b"I reviewed the lease."


def file_path(file_id: str, act: str = "") -> str:
    return f"/api/v1/files/{file_id}" + (f"/{act}" if act else "")


def add(make: Maker, api_for: SignInAs, piece: uuid.UUID, content: bytes = MEMO) -> str:
    answer = api_for(make.cast.amara).post(
        of_piece(piece, "files"), params={"name": "memo.txt"}, content=content
    )
    assert answer.status_code == 201, answer.text
    file_id: str = answer.json()["id"]
    return file_id


def test_a_file_is_kept_and_told_by_its_content(make: Maker, api_for: SignInAs) -> None:
    amara = api_for(make.cast.amara)
    piece = make.evidence()
    answer = amara.post(
        of_piece(piece, "files"), params={"name": "../../My “memo”\u202e.txt"}, content=MEMO
    )
    assert answer.status_code == 201
    file = answer.json()
    assert file == {
        "id": file["id"],
        "name": "My “memo”.txt",
        "media_type": "text/plain",
        "size": len(MEMO),
        "sha256": hashlib.sha256(MEMO).hexdigest(),
        "blocked": False,
    }
    seen = amara.get(of_piece(piece)).json()
    assert (seen["files"], seen["version"]) == ([file], 2)
    opened = amara.get(file_path(file["id"]))
    assert opened.content == MEMO
    assert opened.headers["Content-Type"] == "text/plain"
    assert opened.headers["Content-Disposition"].startswith("attachment; ")
    assert opened.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"


@pytest.mark.parametrize(
    ("name", "content", "status"),
    [
        ("memo.txt", b"", 422),
        ("", MEMO, 422),
        ("x" * 1_001, MEMO, 422),
        ("a%00.txt", MEMO, 422),
        ("page.html", b"<!doctype html><script>alert(1)</script>", 415),
        ("memo.txt", b"<html><body onload=alert(1)>", 415),
        ("drawing.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>", 415),
        ("run.pdf", b"MZ\x90\x00\x03" + bytes(100), 415),
    ],
)
@pytest.mark.one_engine
def test_what_is_no_file_of_evidence_is_refused_and_nothing_is_kept(
    make: Maker, api_for: SignInAs, name: str, content: bytes, status: int
) -> None:
    amara = api_for(make.cast.amara)
    piece = make.evidence()
    answer = amara.post(of_piece(piece, f"files?name={name}"), content=content)
    assert refused(answer, status)
    seen = amara.get(of_piece(piece)).json()
    assert (seen["files"], seen["version"]) == ([], 1)


@pytest.mark.one_engine
def test_a_file_without_a_name_is_refused(make: Maker, api_for: SignInAs) -> None:
    answer = api_for(make.cast.amara).post(of_piece(make.evidence(), "files"), content=MEMO)
    assert wrong_fields(answer) == ["name"]


@pytest.mark.one_engine
def test_a_file_that_is_too_large_is_refused(
    make: Maker, api_for: SignInAs, app: FastAPI, settings: Settings
) -> None:
    app.state.settings = settings.model_copy(update={"max_upload_mb": 1})
    answer = api_for(make.cast.amara).post(
        of_piece(make.evidence(), "files"), params={"name": "a.txt"}, content=b"x" * 1_000_001
    )
    assert "At most 1 MB" in refused(answer, 413)


def test_the_same_file_sent_again_with_its_key_is_there_once(
    make: Maker, api_for: SignInAs
) -> None:
    amara = api_for(make.cast.amara)
    piece = make.evidence()
    key = {"Idempotency-Key": "a memo"}
    path = of_piece(piece, "files?name=memo.txt")
    first = amara.post(path, content=MEMO, headers=key)
    assert amara.post(path, content=MEMO, headers=key).json() == first.json()
    assert refused(amara.post(path, content=b"Another memo.", headers=key), 409)
    assert len(amara.get(of_piece(piece)).json()["files"]) == 1
    assert "already" in refused(amara.post(path, content=MEMO), 409)


def test_a_removed_file_is_gone_from_the_draft_and_kept_by_what_was_submitted(
    make: Maker, api_for: SignInAs
) -> None:
    amara, sam = api_for(make.cast.amara), api_for(make.cast.sam)
    piece = make.evidence()
    file = add(make, api_for, piece)
    amara.post(of_piece(piece, "submit"))
    path = of_piece(piece, f"files/{file}")
    assert "Take it back" in refused(amara.delete(path), 409)
    decision = {
        "version": 3,
        "outcome": "returned",
        "feedback": "More, please.",
        "mappings": [{"criterion": code, "met": True} for code in ("K5", "S2")],
    }
    assert sam.post(of_piece(piece, "decision"), json=decision).status_code == 200
    removed = amara.delete(path)
    assert (removed.status_code, removed.content) == (204, b"")
    assert amara.get(of_piece(piece)).json()["files"] == []
    assert [each["id"] for each in sam.get(of_piece(piece)).json()["files"]] == [file]
    assert sam.get(file_path(file)).content == MEMO
    assert refused(amara.delete(path), 404)


def test_a_file_of_a_draft_is_the_apprentices_alone(make: Maker, api_for: SignInAs) -> None:
    file = add(make, api_for, make.evidence())
    cast = make.cast
    for person in cast.everybody:
        if person is not cast.amara:
            assert refused(api_for(person).get(file_path(file)), 404)


def test_a_blocked_file_is_opened_by_nobody(make: Maker, api_for: SignInAs) -> None:
    cast = make.cast
    piece = make.evidence()
    file = add(make, api_for, piece)
    api_for(cast.amara).post(of_piece(piece, "submit"))
    reason = {"reason": "It names the client."}
    for person in (cast.amara, cast.sam, cast.priya):
        assert refused(api_for(person).post(file_path(file, "block"), json=reason), 403)
    for stranger in cast.strangers:
        assert refused(api_for(stranger).post(file_path(file, "block"), json=reason), 404)
    marcus = api_for(cast.marcus)
    for wrong in ({}, {"reason": " "}, {"reason": "x" * 5_001}):
        assert wrong_fields(marcus.post(file_path(file, "block"), json=wrong)) == ["reason"]
    blocked = marcus.post(file_path(file, "block"), json=reason)
    assert blocked.status_code == 200
    assert blocked.json() == {
        "id": file,
        "name": "memo.txt",
        "media_type": "text/plain",
        "size": len(MEMO),
        "sha256": hashlib.sha256(MEMO).hexdigest(),
        "blocked": True,
    }
    for person in (cast.amara, cast.sam, cast.marcus, cast.ruth):
        assert "It names the client." in refused(api_for(person).get(file_path(file)), 403)
    assert api_for(cast.sam).get(of_piece(piece)).json()["files"] == [blocked.json()]
    again = api_for(cast.ruth).post(file_path(file, "block"), json=reason)
    assert "blocked" in refused(again, 409)


def test_an_administrator_blocks_a_file_of_a_draft_without_learning_its_name(
    make: Maker, api_for: SignInAs
) -> None:
    file = add(make, api_for, make.evidence())
    answer = api_for(make.cast.ruth).post(file_path(file, "block"), json={"reason": "A leak."})
    assert answer.status_code == 200
    assert "memo" not in answer.json()["name"]


def test_only_the_apprentice_adds_and_removes(make: Maker, api_for: SignInAs) -> None:
    cast = make.cast
    piece = make.evidence(EvidenceStatus.RETURNED)
    file = add(make, api_for, piece)
    for person in cast.everybody:
        if person is cast.amara:
            continue
        status = 404 if person in cast.strangers else 403
        client = api_for(person)
        added = client.post(of_piece(piece, "files?name=a.txt"), content=MEMO)
        assert refused(added, status)
        assert refused(client.delete(of_piece(piece, f"files/{file}")), status)

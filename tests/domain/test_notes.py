"""Signed notes are written and read as C2SP says, and what is malformed is not believed."""

import uuid

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from app.adapters.signing import Signer, is_signed_by, new_signer
from app.domain.notes import (
    Checkpoint,
    Note,
    PublicKey,
    Unreadable,
    origin_of,
    read_checkpoint,
    read_key,
    read_note,
)

ROOT = bytes(range(32))
SEED = Signer("gatepost.example", Ed25519PrivateKey.from_private_bytes(bytes(32)))
OTHER = new_signer("gatepost.example")
TEXT = Checkpoint(origin_of(uuid.UUID(int=7)), 41, ROOT, "2026-11-03T10:00:00.000000Z").text
NOTE = Note(TEXT, (SEED.sign(TEXT),))


def test_a_checkpoint_is_three_lines_that_anybody_can_read() -> None:
    assert TEXT == (
        "gatepost/log/00000000-0000-0000-0000-000000000007\n"
        "41\n"
        "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\n"
        "2026-11-03T10:00:00.000000Z\n"
    )
    assert read_checkpoint(TEXT) == Checkpoint(
        origin_of(uuid.UUID(int=7)), 41, ROOT, "2026-11-03T10:00:00.000000Z"
    )


def test_a_note_that_was_written_is_read_again_and_is_signed_by_its_key_alone() -> None:
    read = read_note(NOTE.whole)
    assert read == NOTE
    assert is_signed_by(read, SEED.public)
    assert not is_signed_by(read, OTHER.public)
    assert not is_signed_by(Note(TEXT.replace("41", "42"), read.signatures), SEED.public)


def test_a_key_is_passed_on_as_text_with_an_id_of_its_own() -> None:
    key = SEED.public
    assert key.text.startswith(f"gatepost.example+{key.id.hex()}+A")
    assert read_key(key.text) == key
    assert PublicKey("another.example", key.key).id != key.id
    for wrong in ("", "name", key.text.replace(key.id.hex(), "00000000"), key.text[:-4]):
        with pytest.raises(Unreadable):
            read_key(wrong)


@pytest.mark.parametrize(
    "whole",
    [
        "",
        TEXT,
        TEXT + "\n",
        NOTE.whole.rstrip("\n"),
        NOTE.whole.replace("— ", "- "),
        NOTE.whole.replace("gatepost.example ", "gatepost.example"),
        TEXT + "\n— gatepost.example AAAA\n",
    ],
)
def test_what_is_no_signed_note_is_not_read_as_one(whole: str) -> None:
    with pytest.raises(Unreadable):
        read_note(whole)


@pytest.mark.parametrize(
    "text",
    ["", "log\n", "log\n-1\nAA==\nx\n", "log\n07\nAA==\nx\n", "log\n7\nAA==\nx\n", "\n7\n\nx\n"],
)
def test_what_is_no_checkpoint_is_not_read_as_one(text: str) -> None:
    with pytest.raises(Unreadable):
        read_checkpoint(text)

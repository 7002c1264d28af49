"""A proof stands on its own; one that was tampered with does not."""

import json
import uuid

import pytest

from app.adapters.signing import new_signer
from app.domain.merkle import Tree, inclusion_proof
from app.domain.notes import Checkpoint, Note, Unreadable, origin_of
from app.domain.proofs import Proof, faults_of, read_proof
from app.domain.record import Entry, entry_body, leaf_hash

LOG, SALT, SIZE = uuid.UUID(int=7), bytes(32), 13
BODIES = [entry_body({"log": LOG, "sequence": number}) for number in range(1, SIZE + 1)]
LEAVES = [leaf_hash(body, SALT) for body in BODIES]
SIGNER = new_signer("gatepost.example")


def proof_of(sequence: int, log: uuid.UUID = LOG) -> Proof:
    text = Checkpoint(origin_of(log), SIZE, Tree(LEAVES).root, "2026-11-03T10:00:00Z").text
    index = sequence - 1
    return Proof(
        Entry(LOG, sequence, LEAVES[index], BODIES[index], SALT),
        tuple(inclusion_proof(LEAVES, index)),
        Note(text, (SIGNER.sign(text),)),
    )


@pytest.mark.parametrize("sequence", range(1, SIZE + 1))
def test_a_proof_is_read_again_and_holds(sequence: int) -> None:
    proof = read_proof(proof_of(sequence).as_text())
    assert proof == proof_of(sequence)
    assert faults_of(proof) == ()


@pytest.mark.parametrize(
    ("changed", "fault"),
    [
        ({"body": BODIES[3]}, "not what its leaf is the hash of"),
        ({"salt": "11" * 32}, "not what its leaf is the hash of"),
        ({"leaf_hash": "11" * 32}, "not in the tree"),
        ({"seq": 4}, "not in the tree"),
        ({"proof": []}, "not in the tree"),
        ({"checkpoint": proof_of(5, uuid.UUID(int=8)).note.whole}, "of another log"),
    ],
)
def test_a_proof_that_was_changed_does_not_hold(changed: dict[str, object], fault: str) -> None:
    said = {**proof_of(5).as_json(), **changed}
    assert any(fault in each for each in faults_of(read_proof(json.dumps(said))))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "null",
        "[]",
        "{}",
        "[" * 100_000,
        json.dumps({**proof_of(5).as_json(), "log": "x"}),
        json.dumps({**proof_of(5).as_json(), "proof": "00"}),
        json.dumps({**proof_of(5).as_json(), "tree_size": 12}),
        json.dumps({**proof_of(5).as_json(), "body": {"a": 1}}),
        json.dumps({**proof_of(5).as_json(), "checkpoint": "nothing"}),
    ],
)
def test_what_is_no_proof_is_not_read_as_one(text: str) -> None:
    with pytest.raises(Unreadable):
        read_proof(text)


def test_an_erased_entry_is_still_proven_to_be_there() -> None:
    said = {**proof_of(5).as_json(), "body": None, "salt": None}
    assert faults_of(read_proof(json.dumps(said))) == ()

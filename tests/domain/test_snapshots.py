"""A snapshot is the same bytes whenever it is made, and two of them are told apart in words."""

import hashlib
import json
import uuid
from dataclasses import replace
from pathlib import Path

import pytest

from app.domain.snapshots import (
    Snapshot,
    SnapshotPiece,
    SnapshotRequirement,
    differences,
    read_snapshot,
)

STORED = Path(__file__).with_name("snapshot-1.json")
"""As it was first written. Whoever must change it breaks every declaration ever made."""

STORED_SHA256 = "f2a613656cd82524af88e040be8d3247a89611d62bd5f4a93c538fc6e5412ab0"


def some_id(number: int) -> uuid.UUID:
    return uuid.UUID(int=number)


def sha256(word: str) -> str:
    return hashlib.sha256(word.encode()).hexdigest()


MEMO = SnapshotPiece(
    some_id(2), 3, sha256("memo"), (sha256("b"), sha256("a")), some_id(12), ("S2", "K10", "K2")
)
LEASE = SnapshotPiece(some_id(1), 1, sha256("lease"), (), some_id(11), ("B1", "K2"))
SNAPSHOT = Snapshot(
    apprenticeship_id=some_id(100),
    reference="ZZ9001",
    version="1.0",
    standard_sha256=sha256("standard"),
    plan_sha256=sha256("plan"),
    rule_sets_sha256=sha256("rules"),
    rule_set="starts-from-2022",
    pieces=(MEMO, LEASE),
    requirements=(
        SnapshotRequirement("criteria_met", True, True),
        SnapshotRequirement("progress_reviews", False, False),
    ),
)


def test_a_snapshot_made_years_ago_is_derived_again_byte_for_byte() -> None:
    stored = STORED.read_bytes()

    assert SNAPSHOT.body.encode() == stored
    assert SNAPSHOT.sha256 == hashlib.sha256(stored).hexdigest() == STORED_SHA256


def test_what_was_stored_is_read_and_written_again_unchanged() -> None:
    stored = STORED.read_text(encoding="utf-8")

    assert read_snapshot(stored).body == stored


def test_the_order_in_which_things_come_changes_nothing() -> None:
    turned = tuple(
        replace(piece, files=piece.files[::-1], criteria=piece.criteria[::-1])
        for piece in SNAPSHOT.pieces[::-1]
    )

    assert replace(SNAPSHOT, pieces=turned).sha256 == SNAPSHOT.sha256


@pytest.mark.parametrize(
    "body", ["", "7", "{}", "[]", STORED.read_text().replace("snapshot-1", "snapshot-2")]
)
def test_what_is_no_snapshot_is_not_taken_for_one(body: str) -> None:
    with pytest.raises(ValueError, match=r"snapshot|Expecting"):
        read_snapshot(body)


@pytest.mark.parametrize(
    ("after", "sentences"),
    [
        (SNAPSHOT, ()),
        (
            replace(SNAPSHOT, pieces=(LEASE,)),
            ("1 piece was taken out of the portfolio.", "K10 and S2 are no longer met."),
        ),
        (
            replace(
                SNAPSHOT,
                pieces=(
                    MEMO,
                    LEASE,
                    replace(LEASE, evidence_id=some_id(3)),
                    replace(LEASE, evidence_id=some_id(4), criteria=("K7",)),
                ),
            ),
            ("2 pieces were added to the portfolio.", "K7 is met now."),
        ),
        (
            replace(SNAPSHOT, pieces=(replace(MEMO, revision=4, content_sha256="0" * 64), LEASE)),
            ("1 piece was revised.",),
        ),
        (
            replace(SNAPSHOT, pieces=(replace(MEMO, decision_id=some_id(13)), LEASE)),
            ("1 piece was decided on again.",),
        ),
        (
            replace(
                SNAPSHOT,
                requirements=(
                    SnapshotRequirement("criteria_met", False, True),
                    SnapshotRequirement("progress_reviews", True, True),
                    SnapshotRequirement("sufficiency", True, True),
                ),
            ),
            (
                "“All KSBs are met” is no longer met.",
                "“progress_reviews” is met now.",
                "“sufficiency” is asked for as well.",
            ),
        ),
        (
            replace(SNAPSHOT, requirements=SNAPSHOT.requirements[:1]),
            ("“progress_reviews” is asked for no longer.",),
        ),
        (replace(SNAPSHOT, standard_sha256="0" * 64), ("The standard was changed.",)),
        (replace(SNAPSHOT, plan_sha256="0" * 64), ("The assessment plan was changed.",)),
        (replace(SNAPSHOT, rule_sets_sha256="0" * 64), ("The dated rules were changed.",)),
        (
            replace(SNAPSHOT, rule_set="starts-from-2025", rule_sets_sha256="0" * 64),
            ("Another rule set holds for the start of this apprenticeship.",),
        ),
    ],
)
def test_what_changed_is_said_in_words(after: Snapshot, sentences: tuple[str, ...]) -> None:
    assert differences(SNAPSHOT, after, names={"criteria_met": "All KSBs are met."}) == sentences


def test_no_time_prose_name_or_declaration_stands_in_it() -> None:
    value = json.loads(SNAPSHOT.body)

    assert set(value) == {
        "algorithm",
        "apprenticeship",
        "standard",
        "plan_sha256",
        "rule_sets_sha256",
        "rule_set",
        "pieces",
        "requirements",
    }
    assert all(
        set(piece) == {"evidence", "revision", "content_sha256", "files", "decision", "criteria"}
        for piece in value["pieces"]
    )
    assert all(set(each) == {"id", "met", "blocking"} for each in value["requirements"])

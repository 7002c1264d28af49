"""What somebody holds is exactly what a snapshot names, or each difference is said."""

import uuid
from dataclasses import replace

import pytest

from app.domain.snapshot_pieces import (
    Held,
    not_as_declared,
    not_as_named,
    not_as_stood,
    not_by_the_terms,
)
from app.domain.snapshots import Snapshot, SnapshotPiece, SnapshotRequirement

MEMO = SnapshotPiece(uuid.UUID(int=1), 2, "aa", ("f1", "f2"), uuid.UUID(int=11), ("K1", "K2"))
LEASE = SnapshotPiece(uuid.UUID(int=2), 1, "bb", (), uuid.UUID(int=12), ("S1",))
WILL = SnapshotPiece(uuid.UUID(int=3), 1, "cc", (), uuid.UUID(int=13), ("S2",))
MET = SnapshotRequirement("criteria_met", True, True)
UNMET = SnapshotRequirement("progress_reviews", False, False)
SNAPSHOT = Snapshot(
    uuid.UUID(int=100), "ZZ9001", "1.0", "st", "pl", "ru", "set", (MEMO, LEASE), (MET, UNMET)
)
HELD_LEASE: Held = ("“Lease”", LEASE)


@pytest.mark.parametrize(
    ("held", "said"),
    [
        ((replace(MEMO, files=("f2", "f1"), criteria=("K2", "K1")),), ()),
        ((MEMO, WILL), ("“Memo” is none of the pieces that the snapshot names.",)),
        ((), (f"The snapshot names a piece that is not here: {MEMO.evidence_id}.",)),
        (
            (replace(MEMO, revision=3, content_sha256="ab"),),
            (
                "“Memo” is revision 3, and the snapshot names 2.",
                "“Memo” does not say what the snapshot names: its content was changed.",
            ),
        ),
        (
            (replace(MEMO, files=("f1",)),),
            ("The files of “Memo” are not those that the snapshot names.",),
        ),
        (
            (replace(MEMO, decision_id=uuid.UUID(int=99)),),
            ("“Memo” is signed off by another decision than the snapshot names.",),
        ),
        (
            (replace(MEMO, criteria=("K2", "S9")),),
            (
                "“Memo” meets K1 in the snapshot, and not here.",
                "“Memo” meets S9 here, and not in the snapshot.",
            ),
        ),
    ],
)
def test_each_piece_is_the_one_that_the_snapshot_names(
    held: tuple[SnapshotPiece, ...], said: tuple[str, ...]
) -> None:
    named = [("“Memo”", piece) for piece in held]
    assert tuple(not_as_named(SNAPSHOT, [HELD_LEASE, *named])) == said


@pytest.mark.parametrize(
    ("requirements", "said"),
    [
        ((UNMET, MET), ()),
        (
            (replace(MET, met=False), UNMET),
            ("The requirement “criteria_met” is not met here, and was met in the snapshot.",),
        ),
        (
            (MET, replace(UNMET, blocking=True)),
            ("The requirement “progress_reviews” stands in the way, unlike in the snapshot.",),
        ),
        ((MET,), ("The snapshot names a requirement that is not here: “progress_reviews”.",)),
        (
            (MET, UNMET, SnapshotRequirement("luck", True, True)),
            ("The requirement “luck” is none of those that the snapshot names.",),
        ),
    ],
)
def test_each_requirement_stands_as_it_was_declared(
    requirements: tuple[SnapshotRequirement, ...], said: tuple[str, ...]
) -> None:
    assert tuple(not_as_declared(SNAPSHOT, requirements)) == said


@pytest.mark.parametrize(
    ("derived", "said", "by_terms"),
    [
        (SNAPSHOT, (), ()),
        (
            replace(SNAPSHOT, pieces=(LEASE, replace(MEMO, criteria=("K1",)))),
            ("“Memo” meets K2 in the snapshot, and not here.",),
            (),
        ),
        (
            replace(SNAPSHOT, pieces=(MEMO, LEASE, WILL)),
            ("A piece is none of the pieces that the snapshot names.",),
            (),
        ),
        (
            replace(SNAPSHOT, standard_sha256="other"),
            ("The words of the standard ZZ9001 1.0 are not those that the snapshot names.",),
            (),
        ),
        (
            replace(SNAPSHOT, version="1.1", standard_sha256="other"),
            ("The standard is ZZ9001 1.1 here, and ZZ9001 1.0 in the snapshot.",),
            (),
        ),
        (
            replace(SNAPSHOT, rule_set="later", requirements=(replace(MET, met=False), UNMET)),
            (),
            (
                "The rules of “later” hold here, and those of “set” in the snapshot.",
                "The requirement “criteria_met” is not met here, and was met in the snapshot.",
            ),
        ),
    ],
)
def test_what_is_worked_out_again_is_what_was_kept_or_each_difference_is_said(
    derived: Snapshot, said: tuple[str, ...], by_terms: tuple[str, ...]
) -> None:
    titles = {MEMO.evidence_id: "“Memo”", LEASE.evidence_id: "“Lease”"}
    assert tuple(not_as_stood(SNAPSHOT, derived, titles)) == said
    assert tuple(not_by_the_terms(SNAPSHOT, derived)) == by_terms

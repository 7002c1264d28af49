"""Evidence by practice area or by kind: pieces by where they stand, and the KSBs they meet."""

import uuid

from app.domain.breakdown import Group, by_group
from app.domain.evidence import EvidenceStatus
from tests.domain.test_readiness import KSBS, mapped, piece

SIGNED_OFF = EvidenceStatus.SIGNED_OFF


def test_the_group_that_meets_most_comes_first_and_what_belongs_to_none_last() -> None:
    statuses = (
        SIGNED_OFF,
        EvidenceStatus.RETURNED,
        SIGNED_OFF,
        EvidenceStatus.DRAFT,
        EvidenceStatus.SUBMITTED,
    )
    pieces = [piece(status, number=n) for n, status in enumerate(statuses, 1)]
    facts = (
        *mapped("K1", "D1", piece=1),
        *mapped("K1", "K2", "S1", piece=3),
        *mapped("B1", piece=5, status=EvidenceStatus.SUBMITTED),
    )
    groups = {1: "criminal", 2: "criminal", 3: "family", 5: "family"}
    of = {uuid.UUID(int=number): group for number, group in groups.items()}
    assert by_group(pieces, facts, of, KSBS) == (
        Group("family", signed_off=1, submitted=1, in_hand=0, met=3),
        Group("criminal", signed_off=1, submitted=0, in_hand=1, met=1),
        Group(None, signed_off=0, submitted=0, in_hand=1, met=0),
    )

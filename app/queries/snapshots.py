"""The snapshot of what stands at the gateway of an apprenticeship, made from its rows."""

import json
import uuid
from collections.abc import Collection

from sqlalchemy import bindparam, select
from sqlmodel import Session, col

from app.domain.readiness import Readiness
from app.domain.snapshots import Snapshot, SnapshotPiece, SnapshotRequirement
from app.models.evidence import EvidenceRow, RevisionRow
from app.models.sign_off import DecisionRow
from app.queries.asking import WHOSE
from app.queries.counting import present_decision
from app.queries.readiness_facts import Gathered
from app.queries.revisions import present_revision


def present_snapshot(session: Session, gathered: Gathered, found: Readiness) -> Snapshot:
    """What stands at the gateway now, the same whoever asks: one statement."""
    facts, apprenticeship = gathered.facts, gathered.apprenticeship
    return Snapshot(
        apprenticeship_id=apprenticeship.id,
        reference=facts.standard.reference,
        version=facts.standard.version,
        standard_sha256=facts.standard.sha256,
        plan_sha256=facts.plan.sha256,
        rule_sets_sha256=gathered.rule_sets_sha256,
        rule_set=facts.rule_set.id,
        pieces=_pieces(session, gathered),
        requirements=tuple(
            SnapshotRequirement(each.id, each.met, each.blocking) for each in found.requirements
        ),
    )


def _pieces(session: Session, gathered: Gathered) -> tuple[SnapshotPiece, ...]:
    wanted: Collection[uuid.UUID] = {piece.evidence_id for piece in gathered.facts.signed_off}
    met: dict[uuid.UUID, list[str]] = {each: [] for each in wanted}
    for mapping in gathered.facts.counted:
        if mapping.met:
            met[mapping.evidence_id].append(mapping.criterion)
    values = {"whose": gathered.apprenticeship.id, "wanted": [*wanted]}
    return tuple(
        SnapshotPiece(
            evidence_id=evidence_id,
            revision=revision,
            content_sha256=sha256,
            files=tuple(file["sha256"] for file in json.loads(body)["files"]),
            decision_id=decision_id,
            criteria=tuple(met[evidence_id]),
        )
        for evidence_id, revision, sha256, body, decision_id in session.execute(_PIECES, values)
    )


_PIECES = (
    select(
        col(EvidenceRow.id),
        col(EvidenceRow.revision),
        col(RevisionRow.sha256),
        col(RevisionRow.body),
        col(DecisionRow.id),
    )
    .join(RevisionRow, present_revision())
    .join(DecisionRow, present_decision())
    .where(
        col(EvidenceRow.apprenticeship_id) == WHOSE,
        col(EvidenceRow.id).in_(bindparam("wanted", expanding=True)),
    )
)

"""The gateway of an apprenticeship: what stands there now, who declared what, who has passed."""

import json
import uuid
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, select
from sqlmodel import Session, col

from app.domain.errors import NotFound
from app.domain.people import Role
from app.domain.readiness import Readiness
from app.domain.snapshots import Snapshot, SnapshotPiece, SnapshotRequirement
from app.models.evidence import EvidenceRow, RevisionRow
from app.models.gateway import DeclarationRow, GatewayPassageRow, SnapshotRow
from app.models.people import OrganisationRow, PersonRow
from app.models.sign_off import DecisionRow
from app.queries.readiness import present_decision
from app.queries.readiness_facts import Gathered
from app.queries.revisions import present_revision


@dataclass(frozen=True, slots=True)
class Passage:
    """An apprentice is through the gateway since ``passed_at``."""

    id: uuid.UUID
    apprenticeship_id: uuid.UUID
    snapshot_sha256: str
    passed_at: datetime
    passed_by_id: uuid.UUID
    passed_by: str


@dataclass(frozen=True, slots=True)
class Declaration:
    """What somebody declared, word for word; ``snapshot`` is the body of what it covers."""

    id: uuid.UUID
    role: Role
    by_id: uuid.UUID
    by: str
    organisation_id: uuid.UUID
    organisation: str
    at: datetime
    statement: str
    statement_sha256: str
    snapshot_sha256: str
    snapshot: str
    permission_to_claim: bool


def present_passage(session: Session, apprenticeship_id: uuid.UUID) -> Passage | None:
    """The passage that was not taken back, if any: one statement."""
    row = session.execute(
        select(
            col(GatewayPassageRow.id),
            col(GatewayPassageRow.apprenticeship_id),
            col(GatewayPassageRow.snapshot_sha256),
            col(GatewayPassageRow.passed_at),
            col(GatewayPassageRow.passed_by_id),
            col(PersonRow.name),
        )
        .join(PersonRow, col(PersonRow.id) == col(GatewayPassageRow.passed_by_id))
        .where(
            col(GatewayPassageRow.apprenticeship_id) == apprenticeship_id,
            col(GatewayPassageRow.taken_back_at).is_(None),
        )
    ).one_or_none()
    return Passage(*row) if row else None


def snapshot_body(session: Session, sha256: str) -> str:
    """The canonical text of a kept snapshot: one statement. NotFound where none is kept."""
    body = session.scalar(select(col(SnapshotRow.body)).where(col(SnapshotRow.sha256) == sha256))
    if body is None:
        raise NotFound("No such snapshot is kept.")
    return body


def declarations_of(session: Session, apprenticeship_id: uuid.UUID) -> tuple[Declaration, ...]:
    """Every declaration, the latest first: one statement."""
    rows = session.execute(
        select(
            col(DeclarationRow.id),
            col(DeclarationRow.role),
            col(DeclarationRow.by_id),
            col(PersonRow.name),
            col(DeclarationRow.organisation_id),
            col(OrganisationRow.name),
            col(DeclarationRow.at),
            col(DeclarationRow.statement),
            col(DeclarationRow.statement_sha256),
            col(DeclarationRow.snapshot_sha256),
            col(SnapshotRow.body),
            col(DeclarationRow.permission_to_claim),
        )
        .join(PersonRow, col(PersonRow.id) == col(DeclarationRow.by_id))
        .join(OrganisationRow, col(OrganisationRow.id) == col(DeclarationRow.organisation_id))
        .join(SnapshotRow, col(SnapshotRow.sha256) == col(DeclarationRow.snapshot_sha256))
        .where(col(DeclarationRow.apprenticeship_id) == apprenticeship_id)
        .order_by(col(DeclarationRow.at).desc(), col(DeclarationRow.id))
    )
    return tuple(Declaration(*row) for row in rows)


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
    rows = session.execute(
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
            and_(
                col(EvidenceRow.apprenticeship_id) == gathered.apprenticeship.id,
                col(EvidenceRow.id).in_(wanted),
            )
        )
    )
    return tuple(
        SnapshotPiece(
            evidence_id=evidence_id,
            revision=revision,
            content_sha256=sha256,
            files=tuple(file["sha256"] for file in json.loads(body)["files"]),
            decision_id=decision_id,
            criteria=tuple(met[evidence_id]),
        )
        for evidence_id, revision, sha256, body, decision_id in rows
    )

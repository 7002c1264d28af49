"""Part of an import: the pieces of a portfolio, with what was decided and confirmed elsewhere.

Each gets new ids, so that one installation may hold the portfolio of two providers. Its content
is frozen anew with the new ids of its files; what it was elsewhere is kept beside it.
"""

import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlmodel import Session

from app.actions.imported_people import PeopleElsewhere
from app.actions.previews import want_preview
from app.actions.search_rows import index_evidence
from app.adapters.pack_reader import content_of
from app.adapters.portfolio_file import ConfirmationShape, DecisionShape, PieceShape
from app.domain.apprenticeships import employer_on
from app.domain.calendar import Span
from app.domain.content import Content
from app.domain.revisions import Frozen, freeze
from app.domain.search import Face
from app.models.evidence import (
    EvidenceFileRow,
    EvidenceRow,
    MappingRow,
    RevisionRow,
    StoredFileRow,
)
from app.models.imports import ImportedPieceRow
from app.models.sign_off import ConfirmationRow, CriterionDecisionRow, DecisionRow


@dataclass(frozen=True, slots=True)
class Ground:
    """Where the pieces land. ``employers`` are spells and organisations here, by name too."""

    apprenticeship_id: uuid.UUID
    apprentice_id: uuid.UUID
    provider_id: uuid.UUID
    standard_id: uuid.UUID
    employers: Sequence[tuple[Span, uuid.UUID]]
    employers_by_name: dict[str, uuid.UUID]
    blocked: str

    def employer_on(self, day: date) -> uuid.UUID | None:
        return employer_on(self.employers, day)


def insert_piece(
    session: Session,
    piece: PieceShape,
    ground: Ground,
    people: PeopleElsewhere,
    from_before: Collection[uuid.UUID],
    now: datetime,
) -> tuple[EvidenceRow, str]:
    """All of its rows but the entry in the record, which whoever imports writes next.

    With the hash of its content as it is frozen here. ``from_before`` is what the
    record there knows by its acts alone.
    """
    content = _renewed(content_of(piece.content))
    frozen = freeze(content)
    row = _evidence(piece, content, ground, people, now)
    session.add(row)
    session.flush()
    _add_files(session, piece, content, row, ground, people, now)
    session.add_all(
        MappingRow(
            evidence_id=row.id,
            code=mapping.criterion,
            standard_id=ground.standard_id,
            explanation=mapping.explanation,
            locator=mapping.locator,
        )
        for mapping in content.mappings
    )
    session.add(_revision(piece, content, frozen, row))
    if piece.decision:
        _add_decision(session, piece.decision, row.id, people)
    if piece.confirmation:
        session.add(_confirmation(piece.confirmation, frozen, row.id, ground, people))
    session.add(
        ImportedPieceRow(
            evidence_id=row.id,
            apprenticeship_id=ground.apprenticeship_id,
            origin_id=piece.id,
            revision=piece.revision,
            content_sha256=piece.content_sha256,
            decided_before=bool(piece.decision and piece.decision.id in from_before) or None,
        )
    )
    for face in (Face.LIVE, Face.SUBMITTED):
        index_evidence(session, face, row.id, ground.apprenticeship_id, content)
    return row, frozen.sha256


def _renewed(content: Content) -> Content:
    return replace(content, files=tuple(replace(file, id=uuid.uuid4()) for file in content.files))


def _evidence(
    piece: PieceShape, content: Content, ground: Ground, people: PeopleElsewhere, now: datetime
) -> EvidenceRow:
    return EvidenceRow(
        id=uuid.uuid4(),
        apprenticeship_id=ground.apprenticeship_id,
        author_id=people.id_of(piece.author),
        author_role=piece.author_role,
        status=piece.status,
        revision=1,
        title=content.title,
        kind=content.kind,
        happened_on=content.happened_on,
        happened_to=content.happened_to,
        narrative=content.narrative,
        own_part=content.own_part,
        practice_area=content.practice_area,
        matter=content.matter,
        client_details=content.client_details,
        links=list(content.links),
        employer_id=ground.employer_on(piece.content.happened_on),
        # So that the order of the work stays what it was.
        created_at=piece.submitted_at,
        updated_at=now,
        submitted_at=piece.submitted_at,
    )


def _add_files(
    session: Session,
    piece: PieceShape,
    content: Content,
    row: EvidenceRow,
    ground: Ground,
    people: PeopleElsewhere,
    now: datetime,
) -> None:
    """Files in the order of the content. What was blocked there is blocked here, and never came."""
    for file, there in zip(content.files, piece.content.files, strict=True):
        key = (ground.provider_id, file.sha256)
        if session.get(StoredFileRow, key) is None:
            stored = StoredFileRow(
                provider_id=ground.provider_id, sha256=file.sha256, size=file.size, stored_at=now
            )
            if piece.paths[there.id] is None:
                stored.blocked_at = now
                stored.blocked_by_id = people.somebody()
                stored.block_reason = ground.blocked
            session.add(stored)
            session.flush()
            want_preview(session, ground.provider_id, file, now=now)
        session.add(
            EvidenceFileRow(
                id=file.id,
                evidence_id=row.id,
                provider_id=ground.provider_id,
                sha256=file.sha256,
                name=file.name,
                media_type=file.media_type,
                added_at=now,
            )
        )


def _revision(piece: PieceShape, content: Content, frozen: Frozen, row: EvidenceRow) -> RevisionRow:
    return RevisionRow(
        id=uuid.uuid4(),
        evidence_id=row.id,
        number=1,
        body=frozen.body,
        sha256=frozen.sha256,
        work_sha256=frozen.work_sha256,
        submitted_at=piece.submitted_at,
        submitted_by_id=row.author_id,
        title=content.title,
        kind=piece.content.kind,
        practice_area=content.practice_area,
        matter=content.matter,
        happened_on=piece.content.happened_on,
        happened_to=content.happened_to,
        codes=f" {' '.join(mapping.criterion for mapping in content.mappings)} ",
    )


def _add_decision(
    session: Session, made: DecisionShape, evidence_id: uuid.UUID, people: PeopleElsewhere
) -> None:
    decision_id = uuid.uuid4()
    session.add(
        DecisionRow(
            id=decision_id,
            evidence_id=evidence_id,
            revision=1,
            outcome=made.outcome,
            feedback=made.feedback,
            by_id=people.id_of(made.by),
            at=made.at,
            sighted_on=made.sighted.on if made.sighted else None,
            sighted_where=made.sighted.where if made.sighted else None,
        )
    )
    session.flush()
    session.add_all(
        CriterionDecisionRow(
            decision_id=decision_id,
            code=each.criterion,
            met=each.met,
            feedback=each.feedback,
            added=each.added,
        )
        for each in made.criteria
    )


def _confirmation(
    made: ConfirmationShape,
    frozen: Frozen,
    evidence_id: uuid.UUID,
    ground: Ground,
    people: PeopleElsewhere,
) -> ConfirmationRow:
    return ConfirmationRow(
        id=uuid.uuid4(),
        evidence_id=evidence_id,
        revision=1,
        work_sha256=frozen.work_sha256,
        by_id=people.id_of(made.by),
        organisation_id=ground.employers_by_name[made.organisation.name],
        statement=made.statement,
        at=made.at,
    )

"""What was handed over: the revisions and files that the snapshot names, and nothing else."""

import uuid
from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import and_, select, tuple_
from sqlmodel import Session, col

from app.domain.content import Content
from app.domain.errors import NotFound
from app.domain.revisions import thaw
from app.domain.snapshots import Snapshot, SnapshotPiece
from app.models.evidence import RevisionRow, StoredFileRow
from app.queries.assessments import Assessment


@dataclass(frozen=True, slots=True)
class PieceHandedOver:
    """A revision as it stood at the gateway; ``criteria`` are the codes that it was found to meet.

    ``blocked`` are the SHA-256s of files that somebody blocked since: nobody opens them.
    """

    evidence_id: uuid.UUID
    revision: int
    content: Content
    criteria: tuple[str, ...]
    blocked: frozenset[str]


def pieces_handed_over(
    session: Session, assessment: Assessment, snapshot: Snapshot
) -> tuple[PieceHandedOver, ...]:
    """Every piece, by the day of the work. Two statements."""
    pieces = _pieces(session, assessment, snapshot.pieces)
    return tuple(
        sorted(pieces, key=lambda each: (str(each.content.happened_on), each.content.title))
    )


def get_piece_handed_over(
    session: Session, assessment: Assessment, snapshot: Snapshot, evidence_id: uuid.UUID
) -> PieceHandedOver:
    """Two statements. NotFound where the snapshot does not name it."""
    named = [each for each in snapshot.pieces if each.evidence_id == evidence_id]
    for piece in _pieces(session, assessment, named):
        return piece
    raise NotFound


def get_file_handed_over(
    session: Session, assessment: Assessment, snapshot: Snapshot, file_id: uuid.UUID
) -> tuple[PieceHandedOver, int]:
    """The piece that holds the file, and its place there. Two statements; NotFound else."""
    for piece in _pieces(session, assessment, snapshot.pieces):
        for place, file in enumerate(piece.content.files):
            if file.id == file_id:
                return piece, place
    raise NotFound


def _pieces(
    session: Session, assessment: Assessment, named: Collection[SnapshotPiece]
) -> tuple[PieceHandedOver, ...]:
    """Those of the pieces whose revision still is what the snapshot says that it was."""
    rows = session.execute(
        select(
            col(RevisionRow.evidence_id),
            col(RevisionRow.number),
            col(RevisionRow.sha256),
            col(RevisionRow.body),
        ).where(
            tuple_(col(RevisionRow.evidence_id), col(RevisionRow.number)).in_(
                [(each.evidence_id, each.revision) for each in named]
            )
        )
    ).all()
    bodies = {(row.evidence_id, row.number, row.sha256): row.body for row in rows}
    blocked = _blocked(session, assessment.provider_id, [f for each in named for f in each.files])
    return tuple(
        PieceHandedOver(
            evidence_id=each.evidence_id,
            revision=each.revision,
            content=thaw(bodies[each.evidence_id, each.revision, each.content_sha256]),
            criteria=each.criteria,
            blocked=blocked & frozenset(each.files),
        )
        for each in named
        if (each.evidence_id, each.revision, each.content_sha256) in bodies
    )


def _blocked(session: Session, provider_id: uuid.UUID, files: Collection[str]) -> frozenset[str]:
    return frozenset(
        session.scalars(
            select(col(StoredFileRow.sha256)).where(
                and_(
                    col(StoredFileRow.provider_id) == provider_id,
                    col(StoredFileRow.sha256).in_(files),
                    col(StoredFileRow.blocked_at).is_not(None),
                )
            )
        )
    )

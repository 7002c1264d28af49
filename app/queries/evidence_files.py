"""The files of a piece of evidence: every one it ever had, and those that a person sees."""

import uuid
from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import and_, bindparam, select
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from app.domain.content import FileReference
from app.domain.permissions import Sight
from app.domain.previews import no_preview_in_words, preview_in_words
from app.models.evidence import EvidenceFileRow, StoredFileRow
from app.models.people import PersonRow
from app.models.previews import PreviewRow
from app.queries.evidence import Piece


@dataclass(frozen=True, slots=True)
class Preview:
    """A small picture of a file; ``width`` and ``height`` in pixels, ``size`` in bytes."""

    width: int
    height: int
    size: int


@dataclass(frozen=True, slots=True)
class KeptFile:
    """A file of a piece, and whether somebody blocked it."""

    reference: FileReference
    added_at: datetime
    removed_at: datetime | None
    blocked_at: datetime | None
    blocked_by: str | None
    block_reason: str | None
    preview: Preview | None

    @property
    def blocked(self) -> bool:
        return self.blocked_at is not None

    @property
    def preview_in_words(self) -> str:
        return preview_in_words(self.reference.name, self.reference.media_type)

    @property
    def no_preview(self) -> str:
        return no_preview_in_words(self.reference.media_type)


_Blocker = aliased(PersonRow)
_FILES = (
    select(
        col(EvidenceFileRow.id),
        col(EvidenceFileRow.name),
        col(EvidenceFileRow.media_type),
        col(StoredFileRow.size),
        col(EvidenceFileRow.sha256),
        col(EvidenceFileRow.added_at),
        col(EvidenceFileRow.removed_at),
        col(StoredFileRow.blocked_at),
        col(_Blocker.name),
        col(StoredFileRow.block_reason),
        col(PreviewRow.width),
        col(PreviewRow.height),
        col(PreviewRow.size),
        col(EvidenceFileRow.evidence_id),
    )
    .join(
        StoredFileRow,
        and_(
            col(StoredFileRow.provider_id) == col(EvidenceFileRow.provider_id),
            col(StoredFileRow.sha256) == col(EvidenceFileRow.sha256),
        ),
    )
    .join(
        PreviewRow,
        and_(
            col(PreviewRow.provider_id) == col(EvidenceFileRow.provider_id),
            col(PreviewRow.sha256) == col(EvidenceFileRow.sha256),
        ),
        isouter=True,
    )
    .join(_Blocker, col(_Blocker.id) == col(StoredFileRow.blocked_by_id), isouter=True)
    .where(col(EvidenceFileRow.evidence_id).in_(bindparam("evidence_ids", expanding=True)))
    .order_by(col(EvidenceFileRow.added_at), col(EvidenceFileRow.id))
)


def files_of(session: Session, evidence_id: uuid.UUID) -> tuple[KeptFile, ...]:
    """Every file that the piece ever had, oldest first: one statement."""
    return files_of_pieces(session, [evidence_id])[evidence_id]


def files_of_pieces(
    session: Session, evidence_ids: Collection[uuid.UUID]
) -> dict[uuid.UUID, tuple[KeptFile, ...]]:
    """The same of several pieces, still in one statement."""
    rows = session.execute(_FILES, {"evidence_ids": [*evidence_ids]})
    found: dict[uuid.UUID, list[KeptFile]] = defaultdict(list)
    for row in rows:
        reference = FileReference(*row[:5])
        preview = Preview(*row[10:13]) if row.width else None
        found[row.evidence_id].append(
            KeptFile(reference, row[5], row[6], row[7], row[8], row[9], preview)
        )
    return {each: tuple(found[each]) for each in evidence_ids}


def previews_of(
    session: Session, provider_id: uuid.UUID, contents: Collection[str]
) -> dict[str, Preview]:
    """Of contents of one provider, by their SHA-256, those that there are: one statement."""
    rows = session.execute(
        select(
            col(PreviewRow.sha256),
            col(PreviewRow.width),
            col(PreviewRow.height),
            col(PreviewRow.size),
        ).where(
            col(PreviewRow.provider_id) == provider_id,
            col(PreviewRow.sha256).in_(contents),
            col(PreviewRow.width).is_not(None),
        )
    )
    return {sha256: Preview(*measured) for sha256, *measured in rows}


def seen_files(piece: Piece, files: Sequence[KeptFile]) -> tuple[KeptFile, ...]:
    """Those of ``files_of`` that belong to the content this person sees."""
    match piece.sight:
        case Sight.LIVE:
            return tuple(file for file in files if file.removed_at is None)
        case Sight.SUBMITTED:
            submitted = {reference.id for reference in piece.content.files}
            return tuple(file for file in files if file.reference.id in submitted)
        case Sight.OUTLINE:
            return ()


def with_files(piece: Piece, files: Sequence[KeptFile]) -> Piece:
    """The piece with the files of its content in place."""
    references = tuple(file.reference for file in seen_files(piece, files))
    return replace(piece, content=replace(piece.content, files=references))

"""One file of a piece of evidence: for whoever may open it, and for whoever may block it."""

import uuid
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlmodel import Session, col

from app.domain.errors import NotFound
from app.domain.people import Person
from app.domain.permissions import Sight, check_can_block
from app.models.evidence import EvidenceFileRow, EvidenceRow, StoredFileRow
from app.queries.apprenticeships import Apprenticeship, get_apprenticeship_for
from app.queries.evidence import Piece, get_evidence_for
from app.queries.evidence_files import KeptFile, files_of, seen_files

_UNSEEN = "A file that was not submitted"


@dataclass(frozen=True, slots=True)
class FileOfPiece:
    """A file, and the piece that it belongs to as the person who asked sees it."""

    piece: Piece
    kept: KeptFile


@dataclass(frozen=True, slots=True)
class FileToBlock:
    """A file that this person may block.

    Not ``seen``, it is in a draft: its administrator blocks it without reading so much as its
    name.
    """

    apprenticeship: Apprenticeship
    evidence_id: uuid.UUID
    kept: KeptFile
    seen: bool

    @property
    def name(self) -> str:
        return self.kept.reference.name if self.seen else _UNSEEN


def get_file_for(
    session: Session, person: Person, file_id: uuid.UUID, *, today: date
) -> FileOfPiece:
    """Apprentices see every file that they ever added, others those of the latest submission.

    A file is found blocked or not. NotFound where it is not this person's to see.
    """
    evidence_id, _ = _place_of(session, file_id)
    piece = get_evidence_for(session, person, evidence_id, today=today)
    kept = _kept(session, evidence_id, file_id)
    if piece.sight is not Sight.LIVE and kept not in seen_files(piece, [kept]):
        raise NotFound
    return FileOfPiece(piece, kept)


def get_file_to_block(
    session: Session, person: Person, file_id: uuid.UUID, *, today: date
) -> FileToBlock:
    """Line managers block what they see, administrators every file of their provider.

    NotFound where it is not this person's to know of, NotPermitted where not theirs to block.
    """
    evidence_id, apprenticeship_id = _place_of(session, file_id)
    try:
        found = get_file_for(session, person, file_id, today=today)
    except NotFound:
        apprenticeship = get_apprenticeship_for(session, person, apprenticeship_id, today=today)
        if not apprenticeship.standing.administrator:
            raise
        kept = _kept(session, evidence_id, file_id)
        return FileToBlock(apprenticeship, evidence_id, kept, seen=False)
    apprenticeship = found.piece.apprenticeship
    check_can_block(apprenticeship.standing, found.piece.sight)
    return FileToBlock(apprenticeship, evidence_id, found.kept, seen=True)


def every_content(session: Session) -> tuple[tuple[uuid.UUID, str], ...]:
    """Provider and SHA-256 of each content of the installation, for whoever runs it."""
    rows = session.execute(select(col(StoredFileRow.provider_id), col(StoredFileRow.sha256)))
    return tuple((row.provider_id, row.sha256) for row in rows)


def _place_of(session: Session, file_id: uuid.UUID) -> tuple[uuid.UUID, uuid.UUID]:
    """The piece of evidence that the file belongs to, and its apprenticeship."""
    row = session.execute(
        select(col(EvidenceFileRow.evidence_id), col(EvidenceRow.apprenticeship_id))
        .join(EvidenceRow, col(EvidenceRow.id) == col(EvidenceFileRow.evidence_id))
        .where(col(EvidenceFileRow.id) == file_id)
    ).one_or_none()
    if row is None:
        raise NotFound
    return row.evidence_id, row.apprenticeship_id


def _kept(session: Session, evidence_id: uuid.UUID, file_id: uuid.UUID) -> KeptFile:
    return next(kept for kept in files_of(session, evidence_id) if kept.reference.id == file_id)

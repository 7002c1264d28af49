"""Submitting a piece, and taking it back."""

import uuid
from datetime import date, datetime

from sqlmodel import Session

from app.actions.evidence import touch
from app.actions.record import record_on
from app.actions.search_rows import index_evidence
from app.actions.unconfirmed import count_unconfirmed_again
from app.adapters.db import Database
from app.domain.apprenticeships import check_open_for_work
from app.domain.calendar import today_in_london
from app.domain.content import missing_for_submission
from app.domain.errors import Invalid
from app.domain.events import EventKind
from app.domain.evidence import Act, EvidenceKind, after
from app.domain.people import Person
from app.domain.permissions import check_can_write
from app.domain.revisions import Frozen, freeze
from app.domain.search import Face
from app.domain.statements import SUBMITTED
from app.models.evidence import EvidenceRow, RevisionRow
from app.queries.evidence import Piece, check_version, get_evidence_for, lock_evidence
from app.queries.evidence_files import files_of, with_files


def submit_evidence(
    database: Database,
    evidence_id: uuid.UUID,
    *,
    version: int | None = None,
    by: Person,
    now: datetime,
) -> None:
    """Freeze the piece as its next revision, for the assessor to decide on.

    Invalid names everything that is missing at once.
    """
    with database.write() as session:
        row, piece = _load(session, evidence_id, version, by, now)
        status = after(row.status, Act.SUBMIT)
        piece = with_files(piece, files_of(session, evidence_id))
        missing = missing_for_submission(piece.content)
        kind, happened_on = piece.content.kind, piece.content.happened_on
        if missing or kind is None or happened_on is None:
            raise Invalid(*missing)
        frozen = freeze(piece.content)
        row.status = status
        row.revision += 1
        row.submitted_at = now
        touch(row, now)
        session.add(_revision(row, piece, frozen, by, kind, happened_on))
        index_evidence(session, Face.SUBMITTED, evidence_id, piece.apprenticeship.id, piece.content)
        record_on(
            session,
            EventKind.EVIDENCE_SUBMITTED,
            piece.apprenticeship,
            row,
            by=by,
            now=now,
            body={
                "content_sha256": frozen.sha256,
                "files": sorted(file.sha256 for file in piece.content.files),
            },
            statement=SUBMITTED,
        )
        count_unconfirmed_again(session, piece.apprenticeship.id)
        session.commit()


def take_back_evidence(
    database: Database,
    evidence_id: uuid.UUID,
    *,
    version: int | None = None,
    by: Person,
    now: datetime,
) -> None:
    """Make a submitted piece a draft again. What was submitted stays as a revision."""
    with database.write() as session:
        row, piece = _load(session, evidence_id, version, by, now)
        row.status = after(row.status, Act.TAKE_BACK)
        touch(row, now)
        record_on(
            session,
            EventKind.EVIDENCE_TAKEN_BACK,
            piece.apprenticeship,
            row,
            by=by,
            now=now,
        )
        count_unconfirmed_again(session, piece.apprenticeship.id)
        session.commit()


def _load(
    session: Session, evidence_id: uuid.UUID, version: int | None, by: Person, now: datetime
) -> tuple[EvidenceRow, Piece]:
    row = lock_evidence(session, evidence_id)
    piece = get_evidence_for(session, by, evidence_id, today=today_in_london(now))
    check_can_write(piece.apprenticeship.standing)
    check_version(row, version)
    check_open_for_work(piece.apprenticeship.status)
    return row, piece


def _revision(
    row: EvidenceRow,
    piece: Piece,
    frozen: Frozen,
    by: Person,
    kind: EvidenceKind,
    happened_on: date,
) -> RevisionRow:
    content = piece.content
    return RevisionRow(
        id=uuid.uuid4(),
        evidence_id=row.id,
        number=row.revision,
        body=frozen.body,
        sha256=frozen.sha256,
        work_sha256=frozen.work_sha256,
        submitted_at=row.updated_at,
        submitted_by_id=by.id,
        title=content.title,
        kind=kind,
        practice_area=content.practice_area,
        matter=content.matter,
        happened_on=happened_on,
        happened_to=content.happened_to,
        codes=f" {' '.join(piece.codes)} ",
    )

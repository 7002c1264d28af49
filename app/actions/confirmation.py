"""What line managers do with evidence: confirm whose work it is. And what anybody may: comment."""

import uuid
from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlmodel import Session

from app.actions.record import record_on
from app.actions.unconfirmed import count_unconfirmed_again
from app.adapters.db import Database
from app.domain.apprenticeships import check_open_for_work
from app.domain.calendar import today_in_london
from app.domain.content import MAX_FEEDBACK, MAX_STATEMENT, text_errors
from app.domain.errors import FieldError, Invalid, RuleBroken, Stale
from app.domain.events import EventKind
from app.domain.evidence import check_open_to_confirmation
from app.domain.people import Person
from app.domain.permissions import check_can_comment, check_can_confirm
from app.domain.statements import CONFIRMED
from app.models.evidence import CommentRow, EvidenceRow
from app.models.sign_off import ConfirmationRow
from app.queries.apprenticeships import Apprenticeship
from app.queries.employers import employer_managed_in
from app.queries.evidence import get_evidence_for, lock_evidence
from app.queries.sign_off import remarks_on, standing_confirmation

MAX_AT_ONCE = 100


def confirm_evidence(
    database: Database,
    evidence_ids: Sequence[uuid.UUID],
    statement: str = "",
    *,
    seen: Mapping[uuid.UUID, str] | None = None,
    by: Person,
    now: datetime,
) -> None:
    """Say that these pieces are the apprentice's own work in the line manager's organisation.

    ``statement`` is what they observed. ``seen`` is the hash of the work that they read, by
    piece: Stale where one has changed since. All are confirmed, or none.
    """
    errors = text_errors("statement", "The statement", statement, MAX_STATEMENT)
    if not evidence_ids:
        errors.append(FieldError("evidence", "Choose at least one piece to confirm."))
    if len(evidence_ids) > MAX_AT_ONCE:
        errors.append(FieldError("evidence", f"Confirm at most {MAX_AT_ONCE} pieces at once."))
    if errors:
        raise Invalid(*errors)
    with database.write() as session:
        moved = set()
        for evidence_id in sorted(set(evidence_ids)):
            work = seen.get(evidence_id) if seen else None
            moved.add(_confirm(session, evidence_id, work, statement, by, now))
        for apprenticeship_id in sorted(moved):
            count_unconfirmed_again(session, apprenticeship_id)
        session.commit()


def comment_on_evidence(
    database: Database,
    evidence_id: uuid.UUID,
    text: str,
    *,
    new_id: uuid.UUID | None = None,
    by: Person,
    now: datetime,
) -> None:
    """Say something about a piece; it decides nothing and changes no version.

    ``new_id`` is drawn for a form: sent twice, it says it once; Stale where it then says another.
    """
    errors = text_errors("text", "The comment", text, MAX_FEEDBACK)
    if not text.strip():
        errors = [FieldError("text", "Write a comment first.")]
    if errors:
        raise Invalid(*errors)
    with database.write() as session:
        row = lock_evidence(session, evidence_id)
        piece = get_evidence_for(session, by, evidence_id, today=today_in_london(now))
        standing = piece.apprenticeship.standing
        check_can_comment(standing, piece.sight)
        check_open_for_work(piece.apprenticeship.status)
        before = session.get(CommentRow, new_id) if new_id else None
        if before and (before.evidence_id, before.by_id, before.text) == (evidence_id, by.id, text):
            return
        if before:
            raise Stale("This form was used for another comment. Read yours again, then add it.")
        comment = CommentRow(
            id=new_id or uuid.uuid4(),
            evidence_id=evidence_id,
            by_id=by.id,
            role=standing.role,
            at=now,
            text=text,
        )
        session.add(comment)
        record_on(
            session,
            EventKind.COMMENT_MADE,
            piece.apprenticeship,
            row,
            by=by,
            now=now,
            subject_id=comment.id,
        )
        session.commit()


def _confirm(
    session: Session,
    evidence_id: uuid.UUID,
    seen: str | None,
    statement: str,
    by: Person,
    now: datetime,
) -> uuid.UUID:
    """Confirms one piece; whose it is."""
    today = today_in_london(now)
    row = lock_evidence(session, evidence_id)
    piece = get_evidence_for(session, by, evidence_id, today=today)
    check_can_confirm(piece.apprenticeship.standing, piece.sight)
    check_open_for_work(piece.apprenticeship.status)
    check_open_to_confirmation(row.status)
    if piece.work_sha256 is None:
        raise RuleBroken("This piece has never been submitted.")
    if seen is not None and seen != piece.work_sha256:
        raise Stale(f"“{piece.content.title}” changed since you read it. Read it again first.")
    present = standing_confirmation(remarks_on(session, evidence_id), piece.work_sha256)
    if present is not None:
        raise RuleBroken(f"{present.by} has confirmed “{piece.content.title}” already.")
    confirmation = ConfirmationRow(
        id=uuid.uuid4(),
        evidence_id=evidence_id,
        revision=row.revision,
        work_sha256=piece.work_sha256,
        by_id=by.id,
        organisation_id=_organisation(session, piece.apprenticeship, row, by, now),
        statement=statement,
        at=now,
    )
    session.add(confirmation)
    record_on(
        session,
        EventKind.EVIDENCE_CONFIRMED,
        piece.apprenticeship,
        row,
        by=by,
        now=now,
        subject_id=confirmation.id,
        body={
            "content_sha256": piece.content_sha256,
            "work_sha256": piece.work_sha256,
            "files": sorted(file.sha256 for file in piece.content.files),
        },
        statement=CONFIRMED,
    )
    return piece.apprenticeship.id


def _organisation(
    session: Session, apprenticeship: Apprenticeship, row: EvidenceRow, by: Person, now: datetime
) -> uuid.UUID:
    return row.employer_id or employer_managed_in(
        session, by, apprenticeship.id, today=today_in_london(now)
    )

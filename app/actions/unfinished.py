"""What people type is kept while they type. It is no act: nobody else sees it, nothing counts it,
and the record knows nothing of it. To save, submit or decide is another action's to do.
"""

import uuid
from contextlib import suppress
from datetime import datetime

from sqlalchemy import delete, or_
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col

from app.adapters.db import Database
from app.domain.apprenticeships import check_open_for_work
from app.domain.calendar import today_in_london
from app.domain.errors import NotFound, RuleBroken
from app.domain.evidence import Act, EvidenceStatus, after, check_open_to_change
from app.domain.people import Person
from app.domain.permissions import (
    check_can_comment,
    check_can_confirm,
    check_can_review,
    check_can_sign_off,
    check_can_write,
)
from app.domain.unfinished import (
    ChangedElsewhere,
    Seen,
    Stands,
    UnfinishedForm,
    check_may_begin,
    check_nobody_was_first,
)
from app.models.evidence import EvidenceRow
from app.models.unfinished import UnfinishedRow
from app.queries.apprenticeships import get_apprenticeship_for
from app.queries.evidence import Piece, get_evidence_for
from app.queries.homes import own_apprenticeship
from app.queries.reviews import get_review_for
from app.queries.unfinished import Fields, count_pieces_begun

NEW = 1
"""The version that the form of a piece has which is not there yet."""


def save_unfinished(
    database: Database,
    form: UnfinishedForm,
    subject_id: uuid.UUID,
    fields: Fields,
    *,
    seen: Seen,
    by: Person,
    now: datetime,
) -> uuid.UUID:
    """Keep what ``by`` has typed so far; the token of what now stands.

    ChangedElsewhere where another window was first. What the form is for must still be theirs
    to do, so that nobody types on for nothing.
    """
    with database.write() as session:
        version = _version_to_write_on(session, form, subject_id, by, now)
        row = session.get(UnfinishedRow, (by.id, form, subject_id), with_for_update=True)
        stands = Stands(row.token, row.writer, row.saved_at) if row else Stands(None, "", None)
        check_nobody_was_first(seen, stands, version)
        kept = UnfinishedRow(
            person_id=by.id,
            form=form,
            subject_id=subject_id,
            token=uuid.uuid4(),
            writer=seen.writer,
            version=version,
            fields=[list(field) for field in fields],
            saved_at=now,
        )
        token = kept.token
        if row is None:
            session.add(kept)
        else:
            session.merge(kept)
        try:
            session.commit()
        except IntegrityError as error:
            raise ChangedElsewhere(None, version, None) from error
        return token


def forget_unfinished(
    database: Database, form: UnfinishedForm, subject_id: uuid.UUID, *, seen: Seen, by: Person
) -> None:
    """Once it is sent or thrown away. What another window typed meanwhile stays."""
    with database.write() as session:
        ours = col(UnfinishedRow.token) == seen.token
        session.execute(
            delete(UnfinishedRow).where(
                col(UnfinishedRow.person_id) == by.id,
                col(UnfinishedRow.form) == form,
                col(UnfinishedRow.subject_id) == subject_id,
                or_(ours, col(UnfinishedRow.writer) == seen.writer) if seen.writer else ours,
            )
        )
        session.commit()


def forget_all_about(session: Session, subject_id: uuid.UUID) -> None:
    """In the transaction that removes the subject itself."""
    session.execute(delete(UnfinishedRow).where(col(UnfinishedRow.subject_id) == subject_id))


def _version_to_write_on(
    session: Session, form: UnfinishedForm, subject_id: uuid.UUID, by: Person, now: datetime
) -> int:
    """The present version of the subject, 0 where it has none, for one who may fill the form in."""
    today = today_in_london(now)
    if form is UnfinishedForm.REVIEW:
        apprenticeship = get_apprenticeship_for(session, by, subject_id, today=today)
        check_can_review(apprenticeship.standing)
        check_open_for_work(apprenticeship.status)
        return 0
    if form is UnfinishedForm.ANSWER:
        apprenticeship, _ = get_review_for(session, by, subject_id, today=today)
        check_can_review(apprenticeship.standing)
        return 0
    piece: Piece | None = None
    with suppress(NotFound):
        piece = get_evidence_for(session, by, subject_id, today=today)
    if piece:
        return _version_of(piece, form, by)
    if form is not UnfinishedForm.EVIDENCE or _is_there(session, subject_id):
        raise NotFound
    check_open_for_work(own_apprenticeship(session, by, today=today).status)
    check_may_begin(count_pieces_begun(session, by))
    return NEW


def _is_there(session: Session, evidence_id: uuid.UUID) -> bool:
    return session.get(EvidenceRow, evidence_id) is not None


def _version_of(piece: Piece, form: UnfinishedForm, by: Person) -> int:
    standing = piece.apprenticeship.standing
    if form is UnfinishedForm.COMMENT:
        check_can_comment(standing, piece.sight)
        return 0
    if form is UnfinishedForm.STATEMENT:
        check_can_confirm(standing, piece.sight)
        return 0
    if form is UnfinishedForm.EVIDENCE:
        check_can_write(standing)
        check_open_to_change(piece.status)
    else:
        check_can_sign_off(standing, by=by.id, author=piece.author_id)
        if form is UnfinishedForm.REOPENING:
            after(piece.status, Act.REOPEN)
        elif piece.status is not EvidenceStatus.SUBMITTED:
            raise RuleBroken("This piece does not wait for a decision any more.")
    check_open_for_work(piece.apprenticeship.status)
    return 0 if form is UnfinishedForm.REOPENING else piece.version

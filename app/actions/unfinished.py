"""What people type is kept while they type. It is no act: nobody else sees it, nothing counts it,
and the record knows nothing of it. To save, submit or decide is another action's to do.
"""

import uuid
from datetime import datetime

from sqlalchemy import delete, or_
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col

from app.actions.unfinished_subjects import Filling, version_to_write_on
from app.adapters.db import Database
from app.domain.people import Person
from app.domain.unfinished import (
    ChangedElsewhere,
    Seen,
    Stands,
    UnfinishedForm,
    check_nobody_was_first,
    kept_under,
)
from app.models.unfinished import UnfinishedRow
from app.queries.unfinished import Fields


def save_unfinished(
    database: Database,
    form: UnfinishedForm,
    subject_id: uuid.UUID,
    fields: Fields,
    *,
    part: str = "",
    seen: Seen,
    by: Person,
    now: datetime,
) -> uuid.UUID:
    """Keep what ``by`` has typed so far; the token of what now stands.

    ChangedElsewhere where another window was first. What the form is for must still be theirs
    to do, so that nobody types on for nothing.
    """
    with database.write() as session:
        version = version_to_write_on(Filling(session, form, subject_id, part, by, now))
        key = kept_under(subject_id, part)
        row = session.get(UnfinishedRow, (by.id, form, key), with_for_update=True)
        stands = Stands(row.token, row.writer, row.saved_at) if row else Stands(None, "", None)
        check_nobody_was_first(seen, stands, version)
        kept = UnfinishedRow(
            person_id=by.id,
            form=form,
            subject_id=key,
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
    database: Database,
    form: UnfinishedForm,
    subject_id: uuid.UUID,
    *,
    part: str = "",
    seen: Seen,
    by: Person,
) -> None:
    """Once it is sent or thrown away. What another window typed meanwhile stays."""
    with database.write() as session:
        ours = col(UnfinishedRow.token) == seen.token
        session.execute(
            delete(UnfinishedRow).where(
                col(UnfinishedRow.person_id) == by.id,
                col(UnfinishedRow.form) == form,
                col(UnfinishedRow.subject_id) == kept_under(subject_id, part),
                or_(ours, col(UnfinishedRow.writer) == seen.writer) if seen.writer else ours,
            )
        )
        session.commit()


def forget_all_about(session: Session, subject_id: uuid.UUID) -> None:
    """In the transaction that removes the subject itself."""
    session.execute(delete(UnfinishedRow).where(col(UnfinishedRow.subject_id) == subject_id))

"""What was typed and never sent goes once it is old and nobody can send it any more.

The rule, for every form: what was last typed 180 days ago (``KEPT_UNSENT``) goes if its person
could not type on in it now, were the form opened. Its subject is gone or past that act (a piece
that is signed off, an apprenticeship that ended, an assessment that was withdrawn), or it is not
theirs to do any more, or they were deactivated. Feedback on several pieces goes once none of them
waits for that assessor. Whatever its person can still send stays, however old; what is deleted by
hand takes along at once what was typed about it (``forget_all_about``).
"""

import uuid
from collections.abc import Iterable
from contextlib import suppress
from datetime import datetime

from sqlalchemy import delete, select
from sqlmodel import Session, col

from app.actions.unfinished_subjects import Filling, version_to_write_on
from app.adapters.db import Database
from app.domain.calendar import today_in_london
from app.domain.errors import NotFound, NotPermitted, RuleBroken
from app.domain.people import Person
from app.domain.unfinished import KEPT_UNSENT, UnfinishedForm, kept_under
from app.models.assessments import AssessmentRow
from app.models.standards import PlanRow
from app.models.unfinished import UnfinishedRow
from app.queries.sessions import find_person_by_id
from app.queries.sign_off_queue import evidence_awaiting_sign_off
from app.queries.standards import get_plan

AT_ONCE = 50
"""Looked at in one round, from a place drawn anew: each comes up, and no round takes long."""


def remove_what_nobody_can_send(database: Database, *, now: datetime) -> int:
    """How many went. What is saved while we look stays: it has another token then."""
    with database.read() as session:
        over = [row.token for row in _old(session, now) if not _can_be_sent(session, row, now)]
    if over:
        with database.write() as session:
            session.execute(delete(UnfinishedRow).where(col(UnfinishedRow.token).in_(over)))
            session.commit()
    return len(over)


def _old(session: Session, now: datetime) -> tuple[UnfinishedRow, ...]:
    place, token = uuid.uuid4(), col(UnfinishedRow.token)
    old = select(UnfinishedRow).where(col(UnfinishedRow.saved_at) <= now - KEPT_UNSENT)
    later = session.scalars(old.where(token >= place).order_by(token).limit(AT_ONCE)).all()
    rest = old.where(token < place).order_by(token).limit(AT_ONCE - len(later))
    return (*later, *session.scalars(rest))


def _can_be_sent(session: Session, row: UnfinishedRow, now: datetime) -> bool:
    person = find_person_by_id(session, row.person_id)
    if person is None:
        return False
    if row.form is UnfinishedForm.ALL_MET:
        return _waits_for(session, person, row, now)
    subject_id, part = row.subject_id, ""
    if row.form in (UnfinishedForm.PLANNING, UnfinishedForm.GRADING):
        subject_id, part = _method_of(session, row)
    try:
        version_to_write_on(Filling(session, row.form, subject_id, part, person, now))
    except (NotFound, NotPermitted, RuleBroken):
        return False
    return True


def _waits_for(session: Session, person: Person, row: UnfinishedRow, now: datetime) -> bool:
    among = _ids_in(value.partition(" ")[0] for name, value in row.fields if name == "piece")
    today = today_in_london(now)
    return bool(
        among and evidence_awaiting_sign_off(session, person, today=today, among=among).items
    )


def _ids_in(texts: Iterable[str]) -> list[uuid.UUID]:
    found = []
    for text in texts:
        with suppress(ValueError):
            found.append(uuid.UUID(text))
    return found


def _method_of(session: Session, row: UnfinishedRow) -> tuple[uuid.UUID, str]:
    """The assessment and its method that this is kept under; none where it is not theirs now."""
    assessments = session.scalars(
        select(col(AssessmentRow.id)).where(
            col(AssessmentRow.independent_assessor_id) == row.person_id
        )
    ).all()
    plans = session.scalars(select(col(PlanRow.sha256))).all()
    methods = {method.id for each in plans for method in get_plan(session, each).methods}
    return next(
        (
            (assessment, method)
            for assessment in assessments
            for method in methods
            if kept_under(assessment, method) == row.subject_id
        ),
        (row.subject_id, ""),
    )

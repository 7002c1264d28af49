"""What an independent assessor does with a portfolio: plan the methods, and grade them."""

import uuid
from datetime import date, datetime

from sqlalchemy import select
from sqlmodel import Session, col

from app.actions.handover import load, record_assessment
from app.adapters.db import Database
from app.domain.assessments import (
    AssessmentAct,
    AssessmentState,
    check_all_accepted,
    check_can_grade,
    check_may_happen,
    check_not_settled,
)
from app.domain.attempts import check_in_time
from app.domain.calendar import today_in_london
from app.domain.canonical import sha256_of
from app.domain.errors import FieldError, Invalid
from app.domain.events import EventKind
from app.domain.grading import Mark, check_mark
from app.domain.people import Person
from app.domain.plans import AttemptKind, Method, MethodResult
from app.models.assessments import AssessmentRow, CriterionMarkRow, MethodAttemptRow
from app.queries.attempts import Progress, marked_method, progress_of
from app.queries.standards import get_standard_by_id


def plan_method(
    database: Database,
    assessment_id: uuid.UUID,
    method_id: str,
    planned_on: date,
    *,
    version: int | None = None,
    by: Person,
    now: datetime,
) -> None:
    """The day on which a method takes place, told before it does."""
    with database.write() as session:
        row, assessment = load(session, assessment_id, version, by, now)
        check_can_grade(assessment.standing)
        check_may_happen(AssessmentAct.PLAN, row.state)
        progress = progress_of(session, assessment)
        method = marked_method(progress, method_id)
        if planned_on < today_in_london(assessment.handed_over_at):
            message = "The day must not be before the portfolio was handed over."
            raise Invalid(FieldError("planned_on", message))
        attempt = _present_attempt(session, row, method, progress)
        _check_in_time(attempt, progress, planned_on)
        attempt.planned_on = planned_on
        record_assessment(
            session,
            EventKind.METHOD_PLANNED,
            row,
            assessment,
            by=by,
            now=now,
            subject_id=attempt.id,
            body={"method": method.id, "planned_on": planned_on.isoformat()},
        )
        session.commit()


def grade_method(
    database: Database,
    assessment_id: uuid.UUID,
    method_id: str,
    mark: Mark,
    *,
    version: int | None,
    by: Person,
    now: datetime,
) -> None:
    """The grade of a method, in place of one that was given and not confirmed yet.

    Once every method that is marked has one, the result is provisional.
    """
    with database.write() as session:
        row, assessment = load(session, assessment_id, version, by, now)
        check_can_grade(assessment.standing)
        check_may_happen(AssessmentAct.GRADE, row.state)
        progress = progress_of(session, assessment)
        check_all_accepted(progress.asked, progress.accepted)
        method = marked_method(progress, method_id)
        attempt = _present_attempt(session, row, method, progress)
        _check_in_time(attempt, progress, attempt.planned_on or today_in_london(now))
        standard = get_standard_by_id(session, assessment.standard_id)
        check_mark(
            mark,
            method,
            progress.plan.attempts.of(attempt.kind),
            known=frozenset(method.criteria)
            or frozenset(criterion.code for criterion in standard.criteria),
            imported=method.result is MethodResult.IMPORTED,
        )
        _write(session, attempt, mark, by, now)
        after = progress_of(session, assessment)
        row.state = AssessmentState.PROVISIONAL if after.overall else AssessmentState.ALLOCATED
        criteria = {each.code: each.grade and each.grade.value for each in mark.criteria}
        record_assessment(
            session,
            EventKind.METHOD_GRADED,
            row,
            assessment,
            by=by,
            now=now,
            subject_id=attempt.id,
            body={
                "method": method.id,
                "attempt": attempt.number,
                "grade": mark.grade,
                "criteria": criteria,
                "notes_sha256": sha256_of(mark.notes),
            },
        )
        session.commit()


def _present_attempt(
    session: Session, row: AssessmentRow, method: Method, progress: Progress
) -> MethodAttemptRow:
    """The latest attempt at the method, or its first. RuleBroken where a result rests on it."""
    latest = progress.latest(method.id)
    check_not_settled(settled=latest is not None and progress.is_settled(latest))
    found = session.scalars(
        select(MethodAttemptRow)
        .where(
            col(MethodAttemptRow.assessment_id) == row.id, col(MethodAttemptRow.method) == method.id
        )
        .order_by(col(MethodAttemptRow.number).desc())
    ).first()
    if found is not None:
        return found
    first = MethodAttemptRow(
        id=uuid.uuid4(),
        assessment_id=row.id,
        method=method.id,
        number=1,
        kind=AttemptKind.FIRST,
    )
    session.add(first)
    session.flush()
    return first


def _check_in_time(attempt: MethodAttemptRow, progress: Progress, on: date) -> None:
    check_in_time(attempt.kind, progress.plan.attempts, due=attempt.due_on, on=on)


def _write(
    session: Session, attempt: MethodAttemptRow, mark: Mark, by: Person, now: datetime
) -> None:
    attempt.grade = mark.grade
    attempt.notes = mark.notes
    attempt.marked_elsewhere = mark.marked_elsewhere
    attempt.exceptional = mark.exceptional
    attempt.graded_by_id, attempt.graded_at = by.id, now
    kept = session.scalars(
        select(CriterionMarkRow).where(col(CriterionMarkRow.attempt_id) == attempt.id)
    )
    for earlier in kept:
        session.delete(earlier)
    session.flush()
    session.add_all(
        CriterionMarkRow(
            attempt_id=attempt.id,
            code=each.code,
            grade=each.grade,
            note=each.note,
            question=each.question,
        )
        for each in mark.criteria
        if each.grade or each.note or each.question
    )
    session.flush()

"""What becomes of the grades: confirmed by a second person, released, and perhaps tried again."""

import uuid
from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import select
from sqlmodel import col

from app.actions.handover import load, record_assessment
from app.actions.issued import supersede_all
from app.adapters.db import Database
from app.domain.apprenticeships import ApprenticeshipStatus
from app.domain.assessments import (
    CONFIRM_STATEMENT,
    NOT_FINAL,
    RELEASE_STATEMENT,
    AssessmentAct,
    AssessmentState,
    check_administers_assessment,
    check_can_confirm,
    check_may_happen,
)
from app.domain.attempts import check_can_try_again, check_in_time, due_on
from app.domain.calendar import today_in_london
from app.domain.canonical import Json
from app.domain.errors import NotFound, RuleBroken
from app.domain.events import EventKind
from app.domain.issued import IssuedKind
from app.domain.people import Person, Role
from app.domain.plans import AttemptKind
from app.models.apprenticeships import ApprenticeshipRow
from app.models.assessments import AssessmentResultRow, MethodAttemptRow
from app.queries.attempts import Progress, marked_method, progress_of


def confirm_result(
    database: Database,
    assessment_id: uuid.UUID,
    *,
    version: int | None = None,
    by: Person,
    now: datetime,
) -> None:
    """A second person stands behind the grades; they and the working are kept as they are."""
    with database.write() as session:
        row, assessment = load(session, assessment_id, version, by, now)
        progress = progress_of(session, assessment)
        check_can_confirm(assessment.standing, graded=by.id in progress.graders)
        check_may_happen(AssessmentAct.CONFIRM, row.state)
        overall = progress.overall
        if overall is None:
            raise RuleBroken("There is no provisional result to confirm.")
        grades = {method: grade.value for method, grade in progress.grades.items()}
        result = AssessmentResultRow(
            id=uuid.uuid4(),
            assessment_id=row.id,
            number=len(progress.results) + 1,
            overall=overall.grade,
            grades=grades,
            working=list(overall.working),
            confirmed_by_id=by.id,
            confirmed_at=now,
        )
        session.add(result)
        row.state = AssessmentState.CONFIRMED
        record_assessment(
            session,
            EventKind.RESULT_CONFIRMED,
            row,
            assessment,
            by=by,
            now=now,
            subject_id=result.id,
            body=_result_body(overall.grade.value, grades, progress),
            statement=CONFIRM_STATEMENT,
        )
        session.commit()


def release_result(
    database: Database,
    assessment_id: uuid.UUID,
    *,
    version: int | None = None,
    by: Person,
    now: datetime,
) -> None:
    """The apprentice and their people see it from now on; a final one completes the programme.

    The statement of any result that was released before no longer stands.
    """
    with database.write() as session:
        row, assessment = load(session, assessment_id, version, by, now)
        check_administers_assessment(assessment.standing)
        check_may_happen(AssessmentAct.RELEASE, row.state)
        result = session.scalars(
            select(AssessmentResultRow)
            .where(col(AssessmentResultRow.assessment_id) == row.id)
            .order_by(col(AssessmentResultRow.number).desc())
        ).first()
        if result is None:
            raise NotFound
        result.released_at, result.released_by_id = now, by.id
        row.state = AssessmentState.RELEASED
        supersede_all(session, row.apprenticeship_id, IssuedKind.RESULT, now=now)
        if result.overall not in NOT_FINAL:
            apprenticeship = session.get_one(ApprenticeshipRow, row.apprenticeship_id)
            apprenticeship.status = ApprenticeshipStatus.COMPLETED
            apprenticeship.version += 1
        progress = progress_of(session, assessment)
        record_assessment(
            session,
            EventKind.RESULT_RELEASED,
            row,
            assessment,
            role=Role.ADMINISTRATOR,
            by=by,
            now=now,
            subject_id=result.id,
            body=_result_body(result.overall.value, result.grades, progress),
            statement=RELEASE_STATEMENT,
        )
        session.commit()


def try_again(
    database: Database,
    assessment_id: uuid.UUID,
    method_id: str,
    kind: AttemptKind,
    *,
    version: int | None = None,
    by: Person,
    now: datetime,
) -> None:
    """A resit or a retake of one method after a released result, under the plan's rules."""
    with database.write() as session:
        row, assessment = load(session, assessment_id, version, by, now)
        check_administers_assessment(assessment.standing)
        progress = progress_of(session, assessment)
        method = marked_method(progress, method_id)
        last = progress.latest(method.id)
        if not progress.tries_again:
            check_may_happen(AssessmentAct.TRY_AGAIN, row.state)
        rules = progress.plan.attempts
        check_can_try_again(method, kind, rules, last=last.grade if last else None)
        if last is None or not progress.results or progress.results[-1].released_at is None:
            raise NotFound
        released_on = today_in_london(progress.results[-1].released_at)
        due = due_on(kind, rules, released_on=released_on)
        check_in_time(kind, rules, due=due, on=today_in_london(now))
        attempt = MethodAttemptRow(
            id=uuid.uuid4(),
            assessment_id=row.id,
            method=method.id,
            number=last.number + 1,
            kind=kind,
            due_on=due,
        )
        session.add(attempt)
        row.state = AssessmentState.ALLOCATED
        record_assessment(
            session,
            EventKind.ATTEMPT_OPENED,
            row,
            assessment,
            role=Role.ADMINISTRATOR,
            by=by,
            now=now,
            subject_id=attempt.id,
            body={"method": method.id, "attempt": attempt.number, "kind": kind},
        )
        session.commit()


def _result_body(overall: str, grades: Mapping[str, str], progress: Progress) -> dict[str, Json]:
    return {"overall": overall, "grades": dict(grades), "plan_sha256": progress.plan.sha256}

"""How far an assessment is: what was accepted, each attempt at each method, and the results."""

import uuid
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from app.domain.errors import NotFound
from app.domain.grading import CriterionMark, Overall, overall_grade
from app.domain.plans import AttemptKind, Grade, Method, Plan
from app.domain.snapshots import Snapshot, read_snapshot
from app.domain.standards import code_order
from app.models.assessments import (
    AssessmentResultRow,
    ComponentCheckRow,
    CriterionMarkRow,
    MethodAttemptRow,
)
from app.models.people import PersonRow
from app.queries.assessments import Assessment, assessment_of_apprenticeship
from app.queries.passages import snapshot_body
from app.queries.standards import get_plan


@dataclass(frozen=True, slots=True)
class Check:
    """One attempt of the check of one requirement."""

    requirement: str
    number: int
    accepted: bool
    reason: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Attempt:
    """One attempt at one method, graded or still to be."""

    id: uuid.UUID
    method: str
    number: int
    kind: AttemptKind
    due_on: date | None
    planned_on: date | None
    grade: Grade | None
    notes: str
    marked_elsewhere: str
    exceptional: str
    graded_by_id: uuid.UUID | None
    graded_by: str | None
    graded_at: datetime | None
    criteria: tuple[CriterionMark, ...] = ()


@dataclass(frozen=True, slots=True)
class Result:
    """A confirmed result; ``released_at`` is None until those outside may see it."""

    id: uuid.UUID
    number: int
    overall: Grade
    grades: Mapping[str, Grade]
    working: tuple[str, ...]
    confirmed_by: str
    confirmed_at: datetime
    released_by: str | None
    released_at: datetime | None


@dataclass(frozen=True, slots=True)
class HandedOver:
    """The organisation that has a portfolio now, if any, and whether it released a result."""

    to: str | None = None
    released: bool = False


@dataclass(frozen=True, slots=True)
class Progress:
    """All of an assessment besides its head, under the plan that stood at the gateway."""

    plan: Plan
    snapshot: Snapshot
    checks: tuple[Check, ...]
    attempts: tuple[Attempt, ...]
    results: tuple[Result, ...]

    @property
    def asked(self) -> tuple[str, ...]:
        return tuple(each.id for each in self.snapshot.requirements)

    @property
    def accepted(self) -> frozenset[str]:
        return frozenset(check.requirement for check in self.checks if check.accepted)

    def latest(self, method: str) -> Attempt | None:
        return next((each for each in reversed(self.attempts) if each.method == method), None)

    @property
    def grades(self) -> Mapping[str, Grade]:
        """By method: the grade of the latest attempt, where it has one."""
        found = ((method.id, self.latest(method.id)) for method in self.plan.methods)
        return {each: attempt.grade for each, attempt in found if attempt and attempt.grade}

    @property
    def overall(self) -> Overall | None:
        """What the plan's table makes of the present grades; None while one is missing."""
        return overall_grade(self.plan.methods, self.plan.grade_table, self.grades)

    def is_settled(self, attempt: Attempt) -> bool:
        """Whether a confirmed result rests on it: then nobody changes it any more."""
        last = self.results[-1].confirmed_at if self.results else None
        return bool(last and attempt.graded_at and attempt.graded_at <= last)

    @property
    def tries_again(self) -> bool:
        """Whether a resit or retake was opened after the last result, and is not graded yet."""
        return any(each.grade is None and each.number > 1 for each in self.attempts)

    @property
    def graders(self) -> frozenset[uuid.UUID]:
        return frozenset(each.graded_by_id for each in self.attempts if each.graded_by_id)


def handed_over_now(session: Session, apprenticeship_id: uuid.UUID) -> HandedOver:
    """Two statements at most. The caller has asked whether the person may see it."""
    found = assessment_of_apprenticeship(session, apprenticeship_id)
    if found is None:
        return HandedOver()
    return HandedOver(found.organisation, bool(results_of(session, found.id, released=True)))


def progress_of(session: Session, assessment: Assessment) -> Progress:
    """Four statements, and one more for a plan that was not read before."""
    snapshot = snapshot_of(session, assessment)
    return Progress(
        plan=get_plan(session, snapshot.plan_sha256),
        snapshot=snapshot,
        checks=_checks(session, assessment.id),
        attempts=_attempts(session, assessment.id),
        results=results_of(session, assessment.id),
    )


def snapshot_of(session: Session, assessment: Assessment) -> Snapshot:
    """What was handed over: one statement."""
    return read_snapshot(snapshot_body(session, assessment.snapshot_sha256))


def rejected_requirements(session: Session, assessment: Assessment) -> tuple[str, ...]:
    """What the last check of each requirement rejected, and why, in sentences."""
    progress = progress_of(session, assessment)
    texts = {each.id: each.text for each in progress.plan.gateway_requirements}
    last = {check.requirement: check for check in progress.checks}
    return tuple(
        f"{texts.get(each, each)} {check.reason}"
        for each, check in last.items()
        if not check.accepted
    )


def marked_method(progress: Progress, method_id: str) -> Method:
    """NotFound where the plan has no such method, or one that is only read."""
    method = progress.plan.method(method_id)
    if method is None or not method.is_marked:
        raise NotFound
    return method


def results_of(
    session: Session, assessment_id: uuid.UUID, *, released: bool = False
) -> tuple[Result, ...]:
    """In their order; only those that were released where ``released``. One statement."""
    confirmer, releaser = aliased(PersonRow), aliased(PersonRow)
    statement = (
        select(AssessmentResultRow, col(confirmer.name), col(releaser.name))
        .join(confirmer, col(confirmer.id) == col(AssessmentResultRow.confirmed_by_id))
        .join(
            releaser,
            col(releaser.id) == col(AssessmentResultRow.released_by_id),
            isouter=True,
        )
        .where(col(AssessmentResultRow.assessment_id) == assessment_id)
        .order_by(col(AssessmentResultRow.number))
    )
    if released:
        statement = statement.where(col(AssessmentResultRow.released_at).is_not(None))
    return tuple(
        Result(
            id=row.id,
            number=row.number,
            overall=row.overall,
            grades={method: Grade(grade) for method, grade in row.grades.items()},
            working=tuple(row.working),
            confirmed_by=confirmed_by,
            confirmed_at=row.confirmed_at,
            released_by=released_by,
            released_at=row.released_at,
        )
        for row, confirmed_by, released_by in session.execute(statement)
    )


def _checks(session: Session, assessment_id: uuid.UUID) -> tuple[Check, ...]:
    rows = session.execute(
        select(
            col(ComponentCheckRow.requirement),
            col(ComponentCheckRow.number),
            col(ComponentCheckRow.accepted),
            col(ComponentCheckRow.reason),
            col(PersonRow.name),
            col(ComponentCheckRow.at),
        )
        .join(PersonRow, col(PersonRow.id) == col(ComponentCheckRow.by_id))
        .where(col(ComponentCheckRow.assessment_id) == assessment_id)
        .order_by(col(ComponentCheckRow.requirement), col(ComponentCheckRow.number))
    )
    return tuple(Check(*row) for row in rows)


def _attempts(session: Session, assessment_id: uuid.UUID) -> tuple[Attempt, ...]:
    """In the order of methods and attempts, each with its marks: one statement."""
    rows = session.execute(
        select(
            col(MethodAttemptRow.id),
            col(MethodAttemptRow.method),
            col(MethodAttemptRow.number),
            col(MethodAttemptRow.kind),
            col(MethodAttemptRow.due_on),
            col(MethodAttemptRow.planned_on),
            col(MethodAttemptRow.grade),
            col(MethodAttemptRow.notes),
            col(MethodAttemptRow.marked_elsewhere),
            col(MethodAttemptRow.exceptional),
            col(MethodAttemptRow.graded_by_id),
            col(PersonRow.name),
            col(MethodAttemptRow.graded_at),
            col(CriterionMarkRow.code),
            col(CriterionMarkRow.grade),
            col(CriterionMarkRow.note),
            col(CriterionMarkRow.question),
        )
        .join(PersonRow, col(PersonRow.id) == col(MethodAttemptRow.graded_by_id), isouter=True)
        .join(
            CriterionMarkRow,
            col(CriterionMarkRow.attempt_id) == col(MethodAttemptRow.id),
            isouter=True,
        )
        .where(col(MethodAttemptRow.assessment_id) == assessment_id)
        .order_by(col(MethodAttemptRow.method), col(MethodAttemptRow.number))
    )
    attempts: dict[uuid.UUID, Attempt] = {}
    marks: dict[uuid.UUID, list[CriterionMark]] = defaultdict(list)
    for row in rows:
        attempts.setdefault(row.id, Attempt(*row[:13]))
        if row.code is not None:
            marks[row.id].append(CriterionMark(*row[13:]))
    return tuple(replace(each, criteria=_in_order(marks[each.id])) for each in attempts.values())


def _in_order(marks: Sequence[CriterionMark]) -> tuple[CriterionMark, ...]:
    return tuple(sorted(marks, key=lambda mark: code_order(mark.code)))

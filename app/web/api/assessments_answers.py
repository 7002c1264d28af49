"""Assessments as the API tells them."""

import uuid
from datetime import date, datetime
from typing import Any

from app.domain.assessments import AssessmentState
from app.domain.plans import AttemptKind, Grade, MethodResult
from app.queries.assessments import Assessment
from app.queries.attempts import Progress
from app.queries.handed_over import PieceHandedOver
from app.web.api.apprenticeships_bodies import StandardNamed
from app.web.api.bodies import Listed, Out
from app.web.api.handover_bodies import WithdrawalOut, withdrawal_out


class CriterionMarkOut(Out):
    code: str
    grade: Grade | None
    note: str
    question: str


class AttemptOut(Out):
    number: int
    kind: AttemptKind
    due_on: date | None
    planned_on: date | None
    grade: Grade | None
    graded_by: str | None
    graded_at: datetime | None
    criteria: list[CriterionMarkOut]


class MethodAssessedOut(Out):
    id: str
    name: str
    result: MethodResult
    grades: list[Grade]
    attempts: list[AttemptOut]


class RequirementCheckedOut(Out):
    """``accepted`` is null until it has been checked; ``reason`` that of the last check."""

    id: str
    met: bool
    accepted: bool | None
    reason: str
    checks: int


class OverallOut(Out):
    grade: Grade
    working: list[str]
    confirmed_by: str | None
    released_at: datetime | None


class AssessmentOut(Out):
    """``unverified``: the plan has not been checked against the published one.

    ``withdrawn`` is null while the hand-over stands.
    """

    id: uuid.UUID
    apprenticeship: uuid.UUID
    apprentice: str
    standard: StandardNamed
    provider: str
    version: int
    state: AssessmentState
    independent_assessor: str | None
    expires_on: date | None
    snapshot_sha256: str
    requirements: list[RequirementCheckedOut]
    methods: list[MethodAssessedOut]
    overall: OverallOut | None
    unverified: bool
    withdrawn: WithdrawalOut | None


class AssessmentLineOut(Out):
    id: uuid.UUID
    apprentice: str
    standard: StandardNamed
    provider: str
    state: AssessmentState
    independent_assessor: str | None
    expires_on: date | None


class AssessmentList(Listed[AssessmentLineOut]):
    """Assessments by the name of the apprentice, a page at a time."""


class FileHandedOverOut(Out):
    id: uuid.UUID
    name: str
    media_type: str
    size: int
    sha256: str
    blocked: bool


class MappingHandedOverOut(Out):
    criterion: str
    explanation: str
    locator: str


class PieceHandedOverOut(Out):
    """A revision as it stood at the gateway; ``criteria`` are those that it was found to meet."""

    evidence: uuid.UUID
    revision: int
    title: str
    narrative: str
    happened_on: date | None
    mappings: list[MappingHandedOverOut]
    criteria: list[str]
    files: list[FileHandedOverOut]


class PortfolioHandedOverOut(Out):
    pieces: list[PieceHandedOverOut]


class ResultOut(Out):
    """``certificate`` is the certificate service's word; null where nothing is certified."""

    assessment: uuid.UUID
    apprenticeship: uuid.UUID
    apprentice: str
    standard: StandardNamed
    assessment_organisation: str
    overall: Grade
    certificate: str | None
    methods: list[dict[str, Any]]
    working: list[str]
    released_at: datetime
    snapshot_sha256: str
    plan_sha256: str
    unverified: bool


def line_out(found: Assessment) -> AssessmentLineOut:
    return AssessmentLineOut(
        id=found.id,
        apprentice=found.apprentice,
        standard=StandardNamed(reference=found.reference, version=found.standard_version),
        provider=found.provider,
        state=found.state,
        independent_assessor=found.independent_assessor,
        expires_on=found.expires_on,
    )


def assessment_out(found: Assessment, progress: Progress, *, unverified: bool) -> AssessmentOut:
    return AssessmentOut(
        **line_out(found).model_dump(),
        apprenticeship=found.apprenticeship_id,
        version=found.version,
        snapshot_sha256=found.snapshot_sha256,
        requirements=[
            _requirement_out(progress, each.id, each.met) for each in progress.snapshot.requirements
        ],
        methods=[
            MethodAssessedOut(
                id=method.id,
                name=method.name,
                result=method.result,
                grades=list(method.grades),
                attempts=[
                    AttemptOut(
                        number=each.number,
                        kind=each.kind,
                        due_on=each.due_on,
                        planned_on=each.planned_on,
                        grade=each.grade,
                        graded_by=each.graded_by,
                        graded_at=each.graded_at,
                        criteria=[
                            CriterionMarkOut(
                                code=mark.code,
                                grade=mark.grade,
                                note=mark.note,
                                question=mark.question,
                            )
                            for mark in each.criteria
                        ],
                    )
                    for each in progress.attempts
                    if each.method == method.id
                ],
            )
            for method in progress.plan.methods
        ],
        overall=_overall_out(found, progress),
        unverified=unverified,
        withdrawn=withdrawal_out(found),
    )


def piece_out(piece: PieceHandedOver) -> PieceHandedOverOut:
    content = piece.content
    return PieceHandedOverOut(
        evidence=piece.evidence_id,
        revision=piece.revision,
        title=content.title,
        narrative=content.narrative,
        happened_on=content.happened_on,
        mappings=[
            MappingHandedOverOut(
                criterion=each.criterion, explanation=each.explanation, locator=each.locator
            )
            for each in content.mappings
        ],
        criteria=list(piece.criteria),
        files=[
            FileHandedOverOut(
                id=file.id,
                name=file.name,
                media_type=file.media_type,
                size=file.size,
                sha256=file.sha256,
                blocked=file.sha256 in piece.blocked,
            )
            for file in content.files
        ],
    )


def _requirement_out(progress: Progress, requirement: str, met: bool) -> RequirementCheckedOut:
    checks = [each for each in progress.checks if each.requirement == requirement]
    last = checks[-1] if checks else None
    return RequirementCheckedOut(
        id=requirement,
        met=met,
        accepted=last.accepted if last else None,
        reason=last.reason if last else "",
        checks=len(checks),
    )


def _overall_out(found: Assessment, progress: Progress) -> OverallOut | None:
    overall = progress.overall
    if overall is None:
        return None
    confirmed = found.state in (AssessmentState.CONFIRMED, AssessmentState.RELEASED)
    last = progress.results[-1] if confirmed and progress.results else None
    return OverallOut(
        grade=overall.grade,
        working=list(overall.working),
        confirmed_by=last.confirmed_by if last else None,
        released_at=last.released_at if last else None,
    )

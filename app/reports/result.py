"""The statement of result: what an assessment came to, once it was released."""

import uuid
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from app.domain.calendar import today_in_london
from app.domain.canonical import Json
from app.domain.errors import NotFound
from app.domain.grading import CERTIFICATE_GRADES
from app.domain.people import Person
from app.domain.plans import MethodResult, Plan
from app.domain.standards import Verification
from app.queries.apprenticeships import get_apprenticeship_for
from app.queries.assessments import Assessment, assessment_of_apprenticeship
from app.queries.attempts import Progress, Result, progress_of

UNCHECKED_PLAN = (
    "The assessment plan that this goes by has not been checked against the published one."
)


@dataclass(frozen=True)
class StatementOfResult:
    """A released result, with everything that it rests on.

    ``uln`` is None where there is none, or whoever asked may not see it.
    """

    assessment: Assessment
    progress: Progress
    result: Result
    uln: str | None

    @property
    def plan(self) -> Plan:
        return self.progress.plan

    @property
    def doubt(self) -> str:
        """What a reader must know of the plan; empty where it was verified."""
        return UNCHECKED_PLAN if is_unverified(self.plan) else ""


def is_unverified(plan: Plan) -> bool:
    """Whether anything that grades rest on was not read in the published plan."""
    parts = (plan.status, plan.grade_table.status, *(each.status for each in plan.methods))
    return Verification.UNVERIFIED in parts


def statement_of_result(
    session: Session, person: Person, apprenticeship_id: uuid.UUID, *, now: datetime
) -> StatementOfResult:
    """For whoever may see the apprenticeship. NotFound until a result was released."""
    apprenticeship = get_apprenticeship_for(
        session, person, apprenticeship_id, today=today_in_london(now)
    )
    assessment = assessment_of_apprenticeship(session, apprenticeship_id)
    if assessment is None:
        raise NotFound
    progress = progress_of(session, assessment)
    uln = apprenticeship.uln if apprenticeship.standing.sees_uln else None
    return StatementOfResult(assessment, progress, latest_released(progress), uln)


def latest_released(progress: Progress) -> Result:
    released = [result for result in progress.results if result.released_at is not None]
    if not released:
        raise NotFound
    return released[-1]


def as_json(statement: StatementOfResult) -> dict[str, Json]:
    """The result as others read it; ``certificate`` is None where nothing is certified."""
    assessment, result, plan = statement.assessment, statement.result, statement.plan
    return {
        "assessment": str(assessment.id),
        "apprenticeship": str(assessment.apprenticeship_id),
        "apprentice": assessment.apprentice,
        "standard": {
            "reference": assessment.reference,
            "version": assessment.standard_version,
        },
        "assessment_organisation": assessment.organisation,
        "overall": result.overall.value,
        "certificate": CERTIFICATE_GRADES[result.overall],
        "methods": [
            {
                "id": method.id,
                "name": method.name,
                "grade": result.grades[method.id].value if method.id in result.grades else None,
                "imported": method.result is MethodResult.IMPORTED,
            }
            for method in plan.methods
        ],
        "working": list(result.working),
        "released_at": result.released_at.isoformat() if result.released_at else None,
        "snapshot_sha256": assessment.snapshot_sha256,
        "plan_sha256": plan.sha256,
        "unverified": bool(statement.doubt),
    }

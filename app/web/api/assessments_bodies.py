"""Assessments as the API takes them."""

from datetime import date

from pydantic import Field

from app.domain.assessments import MAX_REASON, ComponentCheck
from app.domain.grading import CriterionMark, Mark
from app.domain.people import MAX_EMAIL
from app.domain.plans import AttemptKind, Grade
from app.web.api.bodies import In

MAX_NOTES = 20_000


class AllocationIn(In):
    """An independent assessor of the organisation, by their address."""

    independent_assessor: str = Field(max_length=MAX_EMAIL)
    version: int | None = None


class ComponentCheckIn(In):
    id: str = Field(max_length=64)
    accepted: bool
    reason: str = Field(default="", max_length=MAX_REASON)


class ComponentChecksIn(In):
    """Rejected needs a reason. What was accepted before is not named again."""

    requirements: list[ComponentCheckIn] = Field(max_length=100)
    version: int | None = None

    def checks(self) -> list[ComponentCheck]:
        return [ComponentCheck(each.id, each.accepted, each.reason) for each in self.requirements]


class PlanningIn(In):
    planned_on: date
    version: int | None = None


class CriterionMarkIn(In):
    """``grade`` where the plan allocates the criterion to this method, and only there."""

    code: str = Field(max_length=5)
    grade: Grade | None = None
    note: str = Field(default="", max_length=MAX_NOTES)
    question: str = Field(default="", max_length=MAX_NOTES)


class MarkIn(In):
    """``marked_elsewhere`` is needed for an imported result, ``exceptional`` above the cap."""

    version: int
    grade: Grade
    criteria: list[CriterionMarkIn] = Field(default=[], max_length=200)
    notes: str = Field(default="", max_length=MAX_NOTES)
    marked_elsewhere: str = Field(default="", max_length=MAX_REASON)
    exceptional: str = Field(default="", max_length=MAX_REASON)

    def mark(self) -> Mark:
        return Mark(
            grade=self.grade,
            criteria=tuple(
                CriterionMark(each.code, each.grade, each.note, each.question)
                for each in self.criteria
            ),
            notes=self.notes,
            marked_elsewhere=self.marked_elsewhere,
            exceptional=self.exceptional,
        )


class VersionIn(In):
    version: int | None = None


class AttemptIn(In):
    kind: AttemptKind
    version: int | None = None

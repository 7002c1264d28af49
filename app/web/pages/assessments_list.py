"""What the list of assessments shows: each with what waits for the person who looks."""

from dataclasses import dataclass

from app.domain.assessments import STATE_NAMES, AssessmentState
from app.domain.people import Person
from app.queries.assessments import Assessment
from app.web.rendering import Page

WITHDRAWN = "Hand-over withdrawn"


@dataclass(frozen=True, slots=True)
class AssessmentLine:
    """``next_step`` says what waits for the person who looks; empty where nothing does."""

    name: str
    href: str
    state: str
    about: str
    next_step: str


@dataclass(frozen=True, kw_only=True)
class AssessmentsPage(Page):
    template = "assessments/list.html"
    lines: tuple[AssessmentLine, ...]
    next_page: str
    may_add_people: bool


def assessment_line(found: Assessment, person: Person) -> AssessmentLine:
    assessor = found.independent_assessor
    about = f"{found.standard_title}. {found.provider}."
    return AssessmentLine(
        name=found.apprentice,
        href=f"/assessments/{found.id}",
        state=WITHDRAWN if found.withdrawal else STATE_NAMES[found.state],
        about=f"{about} {assessor} assesses." if assessor else about,
        next_step=_next_step(found, person),
    )


def _next_step(found: Assessment, person: Person) -> str:
    if found.withdrawal:
        return ""
    standing = found.standing
    steps = {
        AssessmentState.HANDED_OVER: "Allocate an independent assessor"
        if standing.administrator
        else "",
        AssessmentState.ALLOCATED: "Check, plan and grade" if standing.assessor else "",
        AssessmentState.PROVISIONAL: ""
        if found.independent_assessor_id == person.id
        else "Confirm the result",
        AssessmentState.CONFIRMED: "Release the result" if standing.administrator else "",
        AssessmentState.RELEASED: "",
    }
    return steps[found.state]

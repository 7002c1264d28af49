"""What the list of assessments shows: each with what waits for the person who looks."""

from dataclasses import dataclass

from app.domain.people import Person
from app.queries.assessments import Assessment, next_step_for
from app.web.rendering import Page
from app.web.spreadsheets import SaveAs


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
    saved_as: SaveAs
    next_page: str
    may_add_people: bool


def assessment_line(found: Assessment, person: Person) -> AssessmentLine:
    assessor = found.independent_assessor
    about = f"{found.standard_title}. {found.provider}."
    return AssessmentLine(
        name=found.apprentice,
        href=f"/assessments/{found.id}",
        state=found.state_in_words,
        about=f"{about} {assessor} assesses." if assessor else about,
        next_step=next_step_for(found, person),
    )

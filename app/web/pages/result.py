"""The released result of an apprentice, and its statement as a document."""

import uuid
from dataclasses import dataclass

from fastapi import APIRouter, Request, Response

from app.adapters.sheets import SheetFormat
from app.domain.grading import GRADE_NAMES
from app.queries.assessments import Assessment
from app.reports.result import statement_of_result
from app.reports.result_sheet import as_sheet
from app.web.deps import CurrentDatabase, CurrentStorage, Now, SignedInPerson
from app.web.filters import moment
from app.web.rendering import Page, render
from app.web.result_document import result_document
from app.web.spreadsheets import SaveAs, save_as, save_sheet

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True, kw_only=True)
class ResultPage(Page):
    template = "assessments/result.html"
    back_href: str
    pdf_href: str
    saved_as: SaveAs
    apprentice: str
    doubt: str
    facts: tuple[tuple[str, str], ...]
    methods: tuple[tuple[str, str], ...]
    working: tuple[str, ...]


@router.get("/apprenticeships/{apprenticeship_id}/result")
def show_result(
    request: Request,
    apprenticeship_id: uuid.UUID,
    database: CurrentDatabase,
    person: SignedInPerson,
    now: Now,
) -> Response:
    with database.read() as session:
        statement = statement_of_result(session, person, apprenticeship_id, now=now)
    assessment, result = statement.assessment, statement.result
    here = f"/apprenticeships/{apprenticeship_id}"
    page = ResultPage(
        title=GRADE_NAMES[result.overall],
        back_href=here,
        pdf_href=f"{here}/result.pdf",
        saved_as=save_as(f"{here}/result"),
        apprentice=assessment.apprentice,
        doubt=statement.doubt,
        facts=(
            ("Standard", _standard(assessment)),
            ("Assessed by", assessment.organisation),
            ("Released", moment(result.released_at)),
        ),
        methods=tuple(
            (
                method.name,
                GRADE_NAMES[result.grades[method.id]]
                if method.id in result.grades
                else "Read, not marked",
            )
            for method in statement.plan.methods
        ),
        working=result.working,
    )
    return render(request, page)


@router.get("/apprenticeships/{apprenticeship_id}/result.pdf")
def save_result(
    request: Request,
    apprenticeship_id: uuid.UUID,
    database: CurrentDatabase,
    storage: CurrentStorage,
    person: SignedInPerson,
    now: Now,
) -> Response:
    return result_document(request, database, storage, apprenticeship_id, by=person, now=now)


@router.get("/apprenticeships/{apprenticeship_id}/result.{ending}")
def save_result_in_certificate_words(
    ending: SheetFormat,
    apprenticeship_id: uuid.UUID,
    database: CurrentDatabase,
    person: SignedInPerson,
    now: Now,
) -> Response:
    with database.read() as session:
        statement = statement_of_result(session, person, apprenticeship_id, now=now)
    return save_sheet(as_sheet(statement), ending)


def _standard(found: Assessment) -> str:
    return f"{found.standard_title}, {found.reference} {found.standard_version}"

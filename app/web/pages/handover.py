"""What a training provider does and sees of an assessment: handing over, and the result."""

import uuid
from dataclasses import dataclass
from datetime import datetime

from fastapi import APIRouter, Request, Response

from app.actions.handover import hand_over
from app.adapters.db import Database
from app.domain.assessments import HANDOVER_STATEMENT
from app.domain.calendar import today_in_london
from app.domain.errors import FieldError, Invalid, RuleBroken
from app.domain.grading import GRADE_NAMES
from app.domain.people import Person
from app.domain.permissions import check_can_administer
from app.queries.apprenticeships import get_apprenticeship_for
from app.queries.assessments import (
    Assessment,
    assessment_of_apprenticeship,
    assessment_organisations,
)
from app.queries.attempts import rejected_requirements
from app.queries.gateway import present_passage
from app.reports.result import statement_of_result
from app.web.bodies import PageForm
from app.web.deps import CurrentDatabase, CurrentStorage, Now, SignedInPerson
from app.web.filters import day, moment
from app.web.forms.days import NO_DAY, TypedDay, day_errors, read_day
from app.web.forms.ids import id_in
from app.web.notices import see_other
from app.web.rendering import Page, render
from app.web.result_document import result_document

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True, kw_only=True)
class HandoverPage(Page):
    """``why_not`` says why nothing can be handed over; ``facts`` tell of what was."""

    template = "assessments/handover.html"
    here: str
    back_href: str
    apprentice: str
    statement: str
    why_not: str
    organisations: tuple[dict[str, object], ...]
    expires_on: TypedDay
    facts: tuple[tuple[str, str], ...]
    rejected: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class ResultPage(Page):
    template = "assessments/result.html"
    back_href: str
    pdf_href: str
    apprentice: str
    doubt: str
    facts: tuple[tuple[str, str], ...]
    methods: tuple[tuple[str, str], ...]
    working: tuple[str, ...]


@router.get("/apprenticeships/{apprenticeship_id}/handover")
def show_handover(
    request: Request,
    apprenticeship_id: uuid.UUID,
    database: CurrentDatabase,
    person: SignedInPerson,
    now: Now,
) -> Response:
    return render(request, _page(database, apprenticeship_id, person, now))


@router.post("/apprenticeships/{apprenticeship_id}/handover")
def hand_over_portfolio(
    request: Request,
    apprenticeship_id: uuid.UUID,
    form: PageForm,
    database: CurrentDatabase,
    person: SignedInPerson,
    now: Now,
) -> Response:
    chosen, expires = form.text("assessment_organisation"), read_day(form, "expires_on")
    errors = day_errors(expires, "expires_on")
    try:
        if errors:
            raise Invalid(*errors)
        organisation = id_in(chosen) or uuid.UUID(int=0)
        hand_over(
            database,
            apprenticeship_id,
            organisation,
            expires_on=expires.value,
            by=person,
            now=now,
        )
    except Invalid as refused:
        page = _page(database, apprenticeship_id, person, now, chosen, expires, refused.fields)
        return render(request, page, status=422)
    except RuleBroken as refused:
        wrong = (FieldError("", refused.sentence),)
        page = _page(database, apprenticeship_id, person, now, chosen, expires, wrong)
        return render(request, page, status=409)
    return see_other(
        request,
        f"/apprenticeships/{apprenticeship_id}/handover",
        "You handed the portfolio over. They allocate an independent assessor.",
    )


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


def _standard(found: Assessment) -> str:
    return f"{found.standard_title}, {found.reference} {found.standard_version}"


def _page(
    database: Database,
    apprenticeship_id: uuid.UUID,
    person: Person,
    now: datetime,
    chosen: str = "",
    expires_on: TypedDay = NO_DAY,
    errors: tuple[FieldError, ...] = (),
) -> HandoverPage:
    with database.read() as session:
        found = get_apprenticeship_for(
            session, person, apprenticeship_id, today=today_in_london(now)
        )
        check_can_administer(found.standing)
        passage = present_passage(session, apprenticeship_id)
        organisations = assessment_organisations(session)
        made = assessment_of_apprenticeship(session, apprenticeship_id)
        rejected = rejected_requirements(session, made) if made else ()
    facts = (
        (
            ("To", made.organisation),
            ("Handed over", moment(made.handed_over_at)),
            ("Can be read until", day(made.expires_on) or "No last day was set"),
            ("Independent assessor", "Allocated" if made.allocated_at else "Not allocated yet"),
        )
        if made
        else ()
    )
    if passage is None:
        why_not = f"{found.apprentice} has not passed through the gateway yet."
    elif not organisations:
        why_not = "There is no assessment organisation on this installation yet."
    else:
        why_not = ""
    return HandoverPage(
        title="Handed over" if made else "Hand the portfolio over",
        errors=errors,
        here=f"/apprenticeships/{apprenticeship_id}/handover",
        back_href=f"/apprenticeships/{apprenticeship_id}",
        apprentice=found.apprentice,
        statement=HANDOVER_STATEMENT,
        why_not=why_not,
        organisations=tuple(
            {"value": str(each), "text": name, "selected": str(each) == chosen}
            for each, name in organisations.items()
        ),
        expires_on=expires_on,
        facts=facts,
        rejected=rejected,
    )

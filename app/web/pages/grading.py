"""One method of an assessment: the day on which it takes place, and its grade."""

import uuid
from dataclasses import dataclass
from datetime import datetime

from fastapi import APIRouter, Request, Response

from app.actions.assessments import grade_method, plan_method
from app.adapters.db import Database
from app.domain.assessments import check_can_grade, check_not_withdrawn
from app.domain.calendar import today_in_london
from app.domain.errors import FieldError, Invalid, RuleBroken, Stale
from app.domain.grading import GRADE_NAMES
from app.domain.people import Person
from app.domain.plans import MethodResult
from app.domain.standards import Criterion
from app.domain.unfinished import UnfinishedForm
from app.queries.attempts import marked_method, progress_of
from app.queries.conflicts import get_assessment_to_read
from app.queries.standards import get_standard_by_id
from app.queries.unfinished import unfinished_about
from app.reports.result import UNCHECKED_PLAN, is_unverified
from app.web.bodies import Form, PageForm
from app.web.deps import CurrentDatabase, Now, SignedInPerson
from app.web.forms.assessments import (
    TypedCriterion,
    TypedMark,
    read_mark,
    read_version,
    typed_mark,
)
from app.web.forms.days import TypedDay, needed_day, read_day, typed_day
from app.web.notices import see_other
from app.web.pages.assessments_contexts import attempt_in_words, late_in_words
from app.web.rendering import Page, render
from app.web.saving import Saving, as_form, forget_sent, saves_itself

router = APIRouter(include_in_schema=False)

GRADING, PLANNING = UnfinishedForm.GRADING, UnfinishedForm.PLANNING

Choices = tuple[dict[str, str], ...]


@dataclass(frozen=True, slots=True)
class CriterionToMark:
    """``graded`` where the plan allocates it to this method; else notes alone."""

    criterion: Criterion
    graded: bool
    typed: TypedCriterion


@dataclass(frozen=True, kw_only=True)
class GradingPage(Page):
    template = "assessments/grade.html"
    here: str
    back_href: str
    apprentice: str
    version: int
    attempt: str
    late: str
    doubt: str
    descriptors: tuple[tuple[str, str], ...]
    grades: Choices
    planned_on: TypedDay
    typed: TypedMark
    criteria: tuple[CriterionToMark, ...]
    imported: bool
    capped: str
    planning: Saving
    saving: Saving


@router.get("/assessments/{assessment_id}/methods/{method}")
def show_method(
    request: Request,
    assessment_id: uuid.UUID,
    method: str,
    database: CurrentDatabase,
    person: SignedInPerson,
    now: Now,
) -> Response:
    return render(request, _page(database, assessment_id, method, person, now))


@router.post("/assessments/{assessment_id}/methods/{method}/plan")
def plan(
    request: Request,
    assessment_id: uuid.UUID,
    method: str,
    form: PageForm,
    database: CurrentDatabase,
    person: SignedInPerson,
    now: Now,
) -> Response:
    typed = read_day(form, "planned_on")
    try:
        planned_on = needed_day(typed, "planned_on", "Enter the day on which it takes place.")
        plan_method(
            database,
            assessment_id,
            method,
            planned_on,
            version=read_version(form),
            by=person,
            now=now,
        )
    except Invalid as refused:
        page = _page(
            database, assessment_id, method, person, now, planned=form, errors=refused.fields
        )
        return render(request, page, status=422)
    except (RuleBroken, Stale) as refused:
        errors = (FieldError("", refused.sentence),)
        page = _page(database, assessment_id, method, person, now, planned=form, errors=errors)
        return render(request, page, status=409)
    forget_sent(database, PLANNING, assessment_id, form, part=method, by=person)
    return see_other(request, f"/assessments/{assessment_id}", "The day is planned.")


@router.post("/assessments/{assessment_id}/methods/{method}/grade")
def grade(
    request: Request,
    assessment_id: uuid.UUID,
    method: str,
    form: PageForm,
    database: CurrentDatabase,
    person: SignedInPerson,
    now: Now,
) -> Response:
    try:
        mark = read_mark(form).mark
        grade_method(
            database, assessment_id, method, mark, version=read_version(form), by=person, now=now
        )
    except Invalid as refused:
        page = _page(database, assessment_id, method, person, now, sent=form, errors=refused.fields)
        return render(request, page, status=422)
    except (RuleBroken, Stale) as refused:
        errors = (FieldError("", refused.sentence),)
        page = _page(database, assessment_id, method, person, now, sent=form, errors=errors)
        return render(request, page, status=409)
    forget_sent(database, GRADING, assessment_id, form, part=method, by=person)
    sentence = f"You graded it: {GRADE_NAMES[mark.grade].lower()}. Others see it once released."
    return see_other(request, f"/assessments/{assessment_id}", sentence)


def _page(
    database: Database,
    assessment_id: uuid.UUID,
    method_id: str,
    person: Person,
    now: datetime,
    *,
    sent: Form | None = None,
    planned: Form | None = None,
    errors: tuple[FieldError, ...] = (),
) -> GradingPage:
    """With what was ``sent`` or ``planned`` and refused, or typed before; else as it was given."""
    today = today_in_london(now)
    with database.read() as session:
        found = get_assessment_to_read(session, person, assessment_id, today=today)
        check_not_withdrawn(found.withdrawal)
        check_can_grade(found.standing)
        progress = progress_of(session, found)
        standard = get_standard_by_id(session, found.standard_id)
        begun = unfinished_about(session, person, assessment_id, method_id)
    method = marked_method(progress, method_id)
    latest = progress.latest(method.id)
    kept, kept_day = begun.get(GRADING), begun.get(PLANNING)
    left = sent or (as_form(kept.fields) if kept else None)
    form = read_mark(left) if left else typed_mark(latest)
    left_day = planned or (as_form(kept_day.fields) if kept_day else None)
    rule = progress.plan.attempts.of(latest.kind) if latest else None
    best = GRADE_NAMES[rule.best_grade].lower() if rule and rule.best_grade else ""
    allocated = set(method.criteria)
    unverified = is_unverified(progress.plan)
    return GradingPage(
        title=method.name,
        errors=errors,
        here=f"/assessments/{found.id}/methods/{method.id}",
        back_href=f"/assessments/{found.id}",
        apprentice=found.apprentice,
        version=found.version,
        attempt=attempt_in_words(latest) if latest else "",
        late=late_in_words(latest, progress, today) if latest else "",
        doubt=UNCHECKED_PLAN if unverified else "",
        descriptors=tuple((GRADE_NAMES[each], words) for each, words in method.descriptors.items()),
        grades=tuple({"value": each.value, "text": GRADE_NAMES[each]} for each in method.grades),
        planned_on=read_day(left_day, "planned_on")
        if left_day
        else typed_day(latest.planned_on if latest else None),
        typed=form,
        criteria=tuple(
            CriterionToMark(each, each.code in allocated, form.criterion(each.code))
            for each in standard.criteria
            if each.code in allocated or (not allocated and each.code in progress.snapshot.criteria)
        ),
        imported=method.result is MethodResult.IMPORTED,
        capped=f"This attempt gets {best} at best, save in exceptional circumstances."
        if best
        else "",
        planning=saves_itself(
            PLANNING, found.id, person, part=method.id, kept=kept_day, sent=planned, today=today
        ),
        saving=saves_itself(
            GRADING, found.id, person, part=method.id, kept=kept, sent=sent, today=today
        ),
    )

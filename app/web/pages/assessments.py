"""Assessments, as the organisation sees them to which portfolios are handed over."""

import uuid
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from fastapi import APIRouter, Request, Response

from app.actions.handover import allocate, check_on_receipt
from app.actions.results import confirm_result, release_result, try_again
from app.adapters.db import Database
from app.domain.assessments import AssessmentAct, may_happen
from app.domain.calendar import today_in_london
from app.domain.errors import FieldError, Invalid, RuleBroken, Stale
from app.domain.people import Person, Role
from app.domain.permissions import check_has_assessments
from app.domain.plans import AttemptKind
from app.domain.unfinished import UnfinishedForm
from app.queries.assessments import list_assessments_for
from app.queries.attempts import progress_of
from app.queries.conflicts import get_assessment_to_read, ties_of
from app.queries.people import colleagues_in_role
from app.queries.unfinished import unfinished_in_assessment
from app.web.bodies import PageForm
from app.web.deps import CurrentDatabase, Now, SignedInPerson
from app.web.filters import plural
from app.web.forms.assessments import checks_in, read_checks, read_version
from app.web.notices import see_other
from app.web.pages.assessments_contexts import (
    Typed,
    assessment_page,
    withdrawn_page,
)
from app.web.pages.assessments_list import AssessmentsPage, assessment_line
from app.web.rendering import Page, render
from app.web.saving import as_form, forget_sent, saved_at, saves_itself
from app.web.spreadsheets import save_as

router = APIRouter(include_in_schema=False)

CHECKS = UnfinishedForm.CHECKS


def show_assessments_home(
    request: Request, database: Database, person: Person, now: datetime
) -> Response:
    return render(request, _list(database, person, now, ""))


@router.get("/assessments")
def show_assessments(
    request: Request, database: CurrentDatabase, person: SignedInPerson, now: Now
) -> Response:
    check_has_assessments(person)
    return render(request, _list(database, person, now, request.query_params.get("cursor", "")))


@router.get("/assessments/{assessment_id}")
def show_assessment(
    request: Request,
    assessment_id: uuid.UUID,
    database: CurrentDatabase,
    person: SignedInPerson,
    now: Now,
) -> Response:
    return render(request, _page(database, assessment_id, person, now))


@router.post("/assessments/{assessment_id}/allocate")
def allocate_assessor(
    request: Request,
    assessment_id: uuid.UUID,
    form: PageForm,
    database: CurrentDatabase,
    person: SignedInPerson,
    now: Now,
) -> Response:
    email = form.text("independent_assessor")

    def act() -> None:
        allocate(database, assessment_id, email, version=read_version(form), by=person, now=now)

    return _done(
        request,
        database,
        assessment_id,
        person,
        now,
        act,
        "They see the portfolio from now on.",
        typed=Typed(assessor=email),
        field="independent_assessor",
    )


@router.post("/assessments/{assessment_id}/checks")
def check(
    request: Request,
    assessment_id: uuid.UUID,
    form: PageForm,
    database: CurrentDatabase,
    person: SignedInPerson,
    now: Now,
) -> Response:
    typed = read_checks(form, form.texts("requirement"))
    checks = checks_in(typed)

    def act() -> None:
        check_on_receipt(
            database, assessment_id, checks, version=read_version(form), by=person, now=now
        )
        forget_sent(database, CHECKS, assessment_id, form, by=person)

    sentence = f"You checked {plural(len(checks), 'requirement')}."
    return _done(
        request,
        database,
        assessment_id,
        person,
        now,
        act,
        sentence,
        typed=Typed(checks=typed, sent=form),
    )


@router.post("/assessments/{assessment_id}/methods/{method}/attempts")
def open_attempt(
    request: Request,
    assessment_id: uuid.UUID,
    method: str,
    form: PageForm,
    database: CurrentDatabase,
    person: SignedInPerson,
    now: Now,
) -> Response:
    said = form.text("kind")
    kind = AttemptKind(said) if said in set(AttemptKind) else AttemptKind.FIRST

    def act() -> None:
        try_again(
            database, assessment_id, method, kind, version=read_version(form), by=person, now=now
        )

    sentence = f"A {kind.value} is open."
    return _done(request, database, assessment_id, person, now, act, sentence)


@router.post("/assessments/{assessment_id}/confirm")
def confirm(
    request: Request,
    assessment_id: uuid.UUID,
    form: PageForm,
    database: CurrentDatabase,
    person: SignedInPerson,
    now: Now,
) -> Response:
    def act() -> None:
        confirm_result(database, assessment_id, version=read_version(form), by=person, now=now)

    sentence = "You confirmed the result. Your administrator releases it."
    return _done(request, database, assessment_id, person, now, act, sentence)


@router.post("/assessments/{assessment_id}/release")
def release(
    request: Request,
    assessment_id: uuid.UUID,
    form: PageForm,
    database: CurrentDatabase,
    person: SignedInPerson,
    now: Now,
) -> Response:
    def act() -> None:
        release_result(database, assessment_id, version=read_version(form), by=person, now=now)

    sentence = "You released the result. The apprentice and their people see it now."
    return _done(request, database, assessment_id, person, now, act, sentence)


def _done(
    request: Request,
    database: Database,
    assessment_id: uuid.UUID,
    person: Person,
    now: datetime,
    act: Callable[[], None],
    sentence: str,
    *,
    typed: Typed | None = None,
    field: str = "",
) -> Response:
    """Acts, and shows the page; where it is refused, with what was typed and why beside it."""
    kept = typed or Typed()
    try:
        act()
    except Invalid as refused:
        errors, status = refused.fields, 422
    except (RuleBroken, Stale) as refused:
        errors, status = (FieldError(field, refused.sentence),), 409
    else:
        return see_other(request, f"/assessments/{assessment_id}", sentence)
    again = replace(kept, errors=errors)
    return render(request, _page(database, assessment_id, person, now, again), status=status)


def _list(database: Database, person: Person, now: datetime, cursor: str) -> AssessmentsPage:
    with database.read() as session:
        page = list_assessments_for(
            session, person, today=today_in_london(now), cursor=cursor or None
        )
    lines = [assessment_line(each, person) for each in page.items]
    lines.sort(key=lambda line: not line.next_step)
    waiting = sum(bool(line.next_step) for line in lines)
    title = (
        f"{plural(waiting, 'assessment')} {'waits' if waiting == 1 else 'wait'} for you"
        if waiting
        else "No assessment waits for you"
    )
    return AssessmentsPage(
        title=title,
        lines=tuple(lines),
        saved_as=save_as("/assessments"),
        next_page=f"/assessments?cursor={page.next}" if page.next else "",
        may_add_people=bool(person.assessment_organisations_as(Role.ADMINISTRATOR)),
    )


def _page(
    database: Database,
    assessment_id: uuid.UUID,
    person: Person,
    now: datetime,
    typed: Typed | None = None,
) -> Page:
    today = today_in_london(now)
    with database.read() as session:
        found = get_assessment_to_read(session, person, assessment_id, today=today)
        if found.withdrawal:
            return withdrawn_page(found, found.withdrawal)
        progress = progress_of(session, found)
        allocates = found.standing.administrator and may_happen(AssessmentAct.ALLOCATE, found.state)
        colleagues = (
            colleagues_in_role(session, [found.organisation_id], Role.INDEPENDENT_ASSESSOR)
            if allocates
            else ()
        )
        ids = [each.id for each in colleagues]
        ties = ties_of(session, ids, found.apprentice_id) if ids else {}
        methods = [method.id for method in progress.plan.methods]
        kept, begun = unfinished_in_assessment(session, person, assessment_id, methods)
    typed = typed or Typed()
    if kept and not typed.sent:
        left = as_form(kept.fields)
        typed = replace(typed, checks=read_checks(left, left.texts("requirement")))
    saving = saves_itself(CHECKS, assessment_id, person, kept=kept, sent=typed.sent, today=today)
    return assessment_page(
        found,
        progress,
        person,
        colleagues,
        ties,
        typed=typed,
        begun={each: saved_at(of.saved_at, today) for each, of in begun.items()},
        saving=saving,
        today=today,
    )

"""Progress reviews: recorded by one of the three, agreed to or commented on by each."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from fastapi import APIRouter, Request, Response

from app.actions.reviews import answer_review, finish_review_action, record_review
from app.adapters.db import Database
from app.domain.apprenticeships import check_open_for_work
from app.domain.calendar import today_in_london
from app.domain.coverage import Total
from app.domain.errors import FieldError, Invalid, RuleBroken
from app.domain.people import Person
from app.domain.permissions import check_can_review
from app.domain.standards import CriterionKind
from app.domain.unfinished import UnfinishedForm
from app.queries.apprenticeships import Apprenticeship, get_apprenticeship_for
from app.queries.reviews import get_review_for, people_of, review_due_on, reviews_of
from app.queries.totals import totals_of
from app.queries.unfinished import unfinished_of
from app.web.bodies import Form, PageForm
from app.web.deps import CurrentDatabase, Now, SignedInPerson
from app.web.forms.days import typed_day
from app.web.forms.ids import id_in
from app.web.forms.reviews import TypedReview, faults, read_review
from app.web.notices import see_other
from app.web.pages.reviews_contexts import (
    ReviewForm,
    ReviewPage,
    review_form,
    review_list,
    review_page,
)
from app.web.rendering import render
from app.web.saving import Saving, as_form, forget_sent, saves_itself

router = APIRouter(include_in_schema=False)

REVIEW, ANSWER = UnfinishedForm.REVIEW, UnfinishedForm.ANSWER


@router.get("/apprenticeships/{apprenticeship_id}/reviews")
def show_reviews(
    request: Request,
    apprenticeship_id: uuid.UUID,
    database: CurrentDatabase,
    person: SignedInPerson,
    now: Now,
) -> Response:
    today = today_in_london(now)
    with database.read() as session:
        apprenticeship = get_apprenticeship_for(session, person, apprenticeship_id, today=today)
        reviews = reviews_of(session, apprenticeship)
        due_on = review_due_on(session, apprenticeship)
    return render(request, review_list(apprenticeship, reviews, due_on, today))


@router.get("/apprenticeships/{apprenticeship_id}/reviews/new")
def show_form(
    request: Request,
    apprenticeship_id: uuid.UUID,
    database: CurrentDatabase,
    person: SignedInPerson,
    now: Now,
) -> Response:
    today = today_in_london(now)
    around = _around(database, apprenticeship_id, person, now)
    with database.read() as session:
        kept = unfinished_of(session, person, REVIEW, apprenticeship_id)
    typed = read_review(as_form(kept.fields)) if kept else TypedReview(held_on=typed_day(today))
    saving = saves_itself(REVIEW, apprenticeship_id, person, kept=kept, today=today)
    return render(request, _form(around, typed, uuid.uuid4(), saving, not_saved=False))


@router.post("/apprenticeships/{apprenticeship_id}/reviews/new")
def record(
    request: Request,
    apprenticeship_id: uuid.UUID,
    form: PageForm,
    database: CurrentDatabase,
    person: SignedInPerson,
    now: Now,
) -> Response:
    """Records it, or shows the form again with one row of actions more or less."""
    typed, today = read_review(form), today_in_london(now)
    new_id = id_in(form.text("new_id")) or uuid.uuid4()
    around = _around(database, apprenticeship_id, person, now)
    saving = saves_itself(REVIEW, apprenticeship_id, person, sent=form)
    verb, _, place = form.text("act").partition(":")
    if verb == "add":
        return render(request, _form(around, typed, new_id, saving, another_row=True))
    if verb == "drop":
        return render(request, _form(around, typed.without(place), new_id, saving))
    started_on = around.apprenticeship.started_on
    found = faults(typed, people=around.people, started_on=started_on, today=today)
    if found:
        return render(request, _form(around, typed, new_id, saving, errors=found), status=422)
    held_on = typed.held_on.value or today
    review_id = record_review(
        database,
        apprenticeship_id,
        held_on=held_on,
        discussed=typed.discussed,
        actions=typed.actions_to_take(held_on),
        new_id=new_id,
        by=person,
        now=now,
    )
    forget_sent(database, REVIEW, apprenticeship_id, form, by=person)
    return see_other(request, f"/reviews/{review_id}", "You recorded the review.")


@router.get("/reviews/{review_id}")
def show_review(
    request: Request,
    review_id: uuid.UUID,
    database: CurrentDatabase,
    person: SignedInPerson,
    now: Now,
) -> Response:
    return render(request, _page(database, review_id, person, now))


@router.post("/reviews/{review_id}/answer")
def answer(
    request: Request,
    review_id: uuid.UUID,
    form: PageForm,
    database: CurrentDatabase,
    person: SignedInPerson,
    now: Now,
) -> Response:
    agreed, comment = form.text("act") == "agree", form.text("comment")
    try:
        answer_review(database, review_id, agreed=agreed, comment=comment, by=person, now=now)
    except Invalid as refused:
        errors, status = refused.fields, 422
    except RuleBroken as refused:
        errors, status = (FieldError("", refused.sentence),), 409
    else:
        forget_sent(database, ANSWER, review_id, form, by=person)
        did = "You agreed to this review." if agreed else "Your comment stands with the review."
        return see_other(request, f"/reviews/{review_id}", did)
    page = _page(database, review_id, person, now, sent=form, errors=errors)
    return render(request, page, status=status)


@router.post("/reviews/{review_id}/actions/{action_id}/done")
def finish_action(
    request: Request,
    review_id: uuid.UUID,
    action_id: uuid.UUID,
    database: CurrentDatabase,
    person: SignedInPerson,
    now: Now,
) -> Response:
    finish_review_action(database, review_id, action_id, by=person, now=now)
    return see_other(request, f"/reviews/{review_id}", "You marked the action as done.")


@dataclass(frozen=True, slots=True)
class _Around:
    """What a review is recorded about: the people who may act, and the totals of the moment."""

    apprenticeship: Apprenticeship
    people: Mapping[uuid.UUID, str]
    totals: Mapping[CriterionKind, Total]


def _around(
    database: Database, apprenticeship_id: uuid.UUID, person: Person, now: datetime
) -> _Around:
    today = today_in_london(now)
    with database.read() as session:
        apprenticeship = get_apprenticeship_for(session, person, apprenticeship_id, today=today)
        check_can_review(apprenticeship.standing)
        check_open_for_work(apprenticeship.status)
        return _Around(
            apprenticeship,
            people_of(session, apprenticeship, today=today),
            totals_of(session, apprenticeship),
        )


def _form(
    around: _Around,
    typed: TypedReview,
    new_id: uuid.UUID,
    saving: Saving,
    *,
    not_saved: bool = True,
    another_row: bool = False,
    errors: tuple[FieldError, ...] = (),
) -> ReviewForm:
    return review_form(
        around.apprenticeship,
        around.people,
        around.totals,
        typed,
        new_id=new_id,
        not_saved=not_saved,
        saving=saving,
        another_row=another_row,
        errors=errors,
    )


def _page(
    database: Database,
    review_id: uuid.UUID,
    person: Person,
    now: datetime,
    *,
    sent: Form | None = None,
    errors: tuple[FieldError, ...] = (),
) -> ReviewPage:
    """With the comment that was ``sent`` and refused, or that was typed before."""
    today = today_in_london(now)
    with database.read() as session:
        apprenticeship, review = get_review_for(session, person, review_id, today=today)
        kept = unfinished_of(session, person, ANSWER, review_id)
    return review_page(
        apprenticeship,
        review,
        person,
        today,
        comment=sent.text("comment") if sent else kept.field("comment") if kept else "",
        saving=saves_itself(ANSWER, review_id, person, kept=kept, sent=sent, today=today),
        errors=errors,
    )

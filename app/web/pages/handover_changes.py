"""A hand-over gets another last day of access, or is withdrawn with a reason."""

import uuid
from dataclasses import dataclass
from datetime import datetime

from fastapi import APIRouter, Request, Response

from app.actions.handover_changes import change_access, withdraw_handover
from app.adapters.db import Database
from app.domain.assessments import check_can_withdraw
from app.domain.calendar import today_in_london
from app.domain.errors import FieldError, Invalid, RuleBroken
from app.domain.people import Person
from app.domain.permissions import check_can_administer
from app.domain.unfinished import UnfinishedForm
from app.queries.apprenticeships import get_apprenticeship_for
from app.queries.assessments import Assessment, assessment_of_apprenticeship
from app.queries.attempts import results_of
from app.queries.unfinished import unfinished_of
from app.web.bodies import PageForm
from app.web.deps import CurrentDatabase, Now, SignedInPerson
from app.web.filters import day
from app.web.forms.days import TypedDay, day_errors, read_day, typed_day
from app.web.notices import see_other
from app.web.rendering import Page, render
from app.web.saving import Saving, as_form, forget_sent, saves_itself

router = APIRouter(include_in_schema=False)

ACCESS, WITHDRAWAL = UnfinishedForm.ACCESS, UnfinishedForm.WITHDRAWAL


@dataclass(frozen=True, kw_only=True)
class AccessPage(Page):
    template = "assessments/access.html"
    here: str
    back_href: str
    apprentice: str
    organisation: str
    expires_on: TypedDay
    saving: Saving


@dataclass(frozen=True, kw_only=True)
class WithdrawPage(Page):
    template = "assessments/withdraw.html"
    here: str
    back_href: str
    apprentice: str
    organisation: str
    reason: str
    saving: Saving


@router.get("/apprenticeships/{apprenticeship_id}/handover/access")
def show_access(
    request: Request,
    apprenticeship_id: uuid.UUID,
    database: CurrentDatabase,
    person: SignedInPerson,
    now: Now,
) -> Response:
    made, _ = _handed_over(database, apprenticeship_id, person, now)
    with database.read() as session:
        kept = unfinished_of(session, person, ACCESS, apprenticeship_id)
    typed = read_day(as_form(kept.fields), "expires_on") if kept else typed_day(made.expires_on)
    saving = saves_itself(ACCESS, apprenticeship_id, person, kept=kept, today=today_in_london(now))
    return render(request, _access_page(made, typed, saving))


@router.post("/apprenticeships/{apprenticeship_id}/handover/access")
def set_access(
    request: Request,
    apprenticeship_id: uuid.UUID,
    form: PageForm,
    database: CurrentDatabase,
    person: SignedInPerson,
    now: Now,
) -> Response:
    made, _ = _handed_over(database, apprenticeship_id, person, now)
    typed = read_day(form, "expires_on")
    try:
        if wrong := day_errors(typed, "expires_on"):
            raise Invalid(*wrong)
        change_access(database, apprenticeship_id, typed.value, by=person, now=now)
    except Invalid as refused:
        saving = saves_itself(ACCESS, apprenticeship_id, person, sent=form)
        return render(request, _access_page(made, typed, saving, refused.fields), status=422)
    forget_sent(database, ACCESS, apprenticeship_id, form, by=person)
    until = f"until {day(typed.value)}" if typed.value else "without a last day"
    return see_other(request, _here(made), f"{made.organisation} can read the portfolio {until}.")


@router.get("/apprenticeships/{apprenticeship_id}/handover/withdraw")
def ask_why_to_withdraw(
    request: Request,
    apprenticeship_id: uuid.UUID,
    database: CurrentDatabase,
    person: SignedInPerson,
    now: Now,
) -> Response:
    made, released = _handed_over(database, apprenticeship_id, person, now)
    check_can_withdraw(released=released)
    with database.read() as session:
        kept = unfinished_of(session, person, WITHDRAWAL, apprenticeship_id)
    reason = kept.field("reason") if kept else ""
    saving = saves_itself(
        WITHDRAWAL, apprenticeship_id, person, kept=kept, today=today_in_london(now)
    )
    return render(request, _withdraw_page(made, reason, saving))


@router.post("/apprenticeships/{apprenticeship_id}/handover/withdraw")
def withdraw(
    request: Request,
    apprenticeship_id: uuid.UUID,
    form: PageForm,
    database: CurrentDatabase,
    person: SignedInPerson,
    now: Now,
) -> Response:
    made, _ = _handed_over(database, apprenticeship_id, person, now)
    reason = form.text("reason")
    try:
        withdraw_handover(database, apprenticeship_id, reason, by=person, now=now)
    except Invalid as refused:
        saving = saves_itself(WITHDRAWAL, apprenticeship_id, person, sent=form)
        page = _withdraw_page(made, reason, saving, refused.fields)
        return render(request, page, status=422)
    forget_sent(database, WITHDRAWAL, apprenticeship_id, form, by=person)
    sentence = f"You withdrew the hand-over. {made.organisation} sees that, and your reason."
    return see_other(request, _here(made), sentence)


def _handed_over(
    database: Database, apprenticeship_id: uuid.UUID, person: Person, now: datetime
) -> tuple[Assessment, bool]:
    """The hand-over that goes on, and whether a result was released."""
    with database.read() as session:
        found = get_apprenticeship_for(
            session, person, apprenticeship_id, today=today_in_london(now)
        )
        check_can_administer(found.standing)
        made = assessment_of_apprenticeship(session, apprenticeship_id)
        if made is None:
            raise RuleBroken("The portfolio is not handed over to anybody now.")
        return made, bool(results_of(session, made.id, released=True))


def _here(made: Assessment) -> str:
    return f"/apprenticeships/{made.apprenticeship_id}/handover"


def _access_page(
    made: Assessment, typed: TypedDay, saving: Saving, errors: tuple[FieldError, ...] = ()
) -> AccessPage:
    return AccessPage(
        title="Until when can they read it?",
        errors=errors,
        here=f"{_here(made)}/access",
        back_href=_here(made),
        apprentice=made.apprentice,
        organisation=made.organisation,
        expires_on=typed,
        saving=saving,
    )


def _withdraw_page(
    made: Assessment, reason: str, saving: Saving, errors: tuple[FieldError, ...] = ()
) -> WithdrawPage:
    return WithdrawPage(
        title="Why do you withdraw the hand-over?",
        errors=errors,
        here=f"{_here(made)}/withdraw",
        back_href=_here(made),
        apprentice=made.apprentice,
        organisation=made.organisation,
        reason=reason,
        saving=saving,
    )

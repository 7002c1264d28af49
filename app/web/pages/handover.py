"""A portfolio is handed over to an assessment organisation, and what became of it."""

import uuid
from dataclasses import dataclass
from datetime import datetime

from fastapi import APIRouter, Request, Response

from app.actions.handover import hand_over
from app.adapters.db import Database
from app.domain.assessments import HANDOVER_STATEMENT
from app.domain.calendar import today_in_london
from app.domain.errors import FieldError, Invalid, RuleBroken
from app.domain.people import Person
from app.domain.permissions import check_can_administer
from app.domain.unfinished import UnfinishedForm
from app.queries.apprenticeships import get_apprenticeship_for
from app.queries.assessments import (
    Assessment,
    assessment_organisations,
    assessments_of_apprenticeship,
)
from app.queries.attempts import rejected_requirements, results_of
from app.queries.passages import present_passage
from app.queries.unfinished import unfinished_of
from app.web.bodies import Form, PageForm
from app.web.deps import CurrentDatabase, Now, SignedInPerson
from app.web.filters import day, moment
from app.web.forms.days import TypedDay, day_errors, read_day
from app.web.forms.ids import id_in
from app.web.notices import see_other
from app.web.rendering import Page, render
from app.web.saving import Saving, as_form, forget_sent, saves_itself

router = APIRouter(include_in_schema=False)

HANDOVER = UnfinishedForm.HANDOVER


@dataclass(frozen=True, kw_only=True)
class HandoverPage(Page):
    """``why_not`` says why nothing can be handed over; ``facts`` tell of what is.

    ``withdrawn`` tells of each hand-over that was withdrawn, the latest first.
    """

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
    access_href: str
    withdraw_href: str
    withdrawn: tuple[str, ...]
    saving: Saving


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
    expires = read_day(form, "expires_on")
    errors = day_errors(expires, "expires_on")
    try:
        if errors:
            raise Invalid(*errors)
        organisation = id_in(form.text("assessment_organisation")) or uuid.UUID(int=0)
        hand_over(
            database,
            apprenticeship_id,
            organisation,
            expires_on=expires.value,
            by=person,
            now=now,
        )
    except Invalid as refused:
        page = _page(database, apprenticeship_id, person, now, sent=form, errors=refused.fields)
        return render(request, page, status=422)
    except RuleBroken as refused:
        wrong = (FieldError("", refused.sentence),)
        page = _page(database, apprenticeship_id, person, now, sent=form, errors=wrong)
        return render(request, page, status=409)
    forget_sent(database, HANDOVER, apprenticeship_id, form, by=person)
    return see_other(
        request,
        f"/apprenticeships/{apprenticeship_id}/handover",
        "You handed the portfolio over. They allocate an independent assessor.",
    )


def _page(
    database: Database,
    apprenticeship_id: uuid.UUID,
    person: Person,
    now: datetime,
    *,
    sent: Form | None = None,
    errors: tuple[FieldError, ...] = (),
) -> HandoverPage:
    """With what was ``sent`` and refused, or chosen before."""
    today = today_in_london(now)
    with database.read() as session:
        found = get_apprenticeship_for(session, person, apprenticeship_id, today=today)
        check_can_administer(found.standing)
        passage = present_passage(session, apprenticeship_id)
        organisations = assessment_organisations(session)
        all_made = assessments_of_apprenticeship(session, apprenticeship_id)
        made = next((each for each in all_made if each.withdrawal is None), None)
        rejected = rejected_requirements(session, made) if made else ()
        released = bool(results_of(session, made.id, released=True)) if made else False
        kept = unfinished_of(session, person, HANDOVER, apprenticeship_id)
    left = sent or as_form(kept.fields if kept else ())
    chosen = left.text("assessment_organisation")
    here = f"/apprenticeships/{apprenticeship_id}/handover"
    if passage is None:
        why_not = f"{found.apprentice} has not passed through the gateway yet."
    elif not organisations:
        why_not = "There is no assessment organisation on this installation yet."
    else:
        why_not = ""
    return HandoverPage(
        title="Handed over" if made else "Hand the portfolio over",
        errors=errors,
        here=here,
        back_href=f"/apprenticeships/{apprenticeship_id}",
        apprentice=found.apprentice,
        statement=HANDOVER_STATEMENT,
        why_not=why_not,
        organisations=tuple(
            {"value": str(each), "text": name, "checked": str(each) == chosen}
            for each, name in organisations.items()
        ),
        expires_on=read_day(left, "expires_on"),
        facts=_facts(made) if made else (),
        rejected=rejected,
        access_href=f"{here}/access" if made else "",
        withdraw_href=f"{here}/withdraw" if made and not released else "",
        withdrawn=tuple(
            f"To {each.organisation} on {day(each.handed_over_at)}. {each.withdrawal.in_words}"
            for each in all_made
            if each.withdrawal
        ),
        saving=saves_itself(HANDOVER, apprenticeship_id, person, kept=kept, sent=sent, today=today),
    )


def _facts(made: Assessment) -> tuple[tuple[str, str], ...]:
    return (
        ("To", made.organisation),
        ("Handed over", moment(made.handed_over_at)),
        ("Can be read until", day(made.expires_on) or "No last day was set"),
        ("Independent assessor", "Allocated" if made.allocated_at else "Not allocated yet"),
    )

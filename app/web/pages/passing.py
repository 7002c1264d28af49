"""An administrator passes an apprentice through the gateway, or takes one back with a reason."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from fastapi import APIRouter, Request, Response

from app.actions.gateway import pass_gateway, take_back_from_gateway
from app.adapters.db import Database
from app.domain.assessments import check_can_be_taken_back
from app.domain.calendar import today_in_london
from app.domain.declarations import check_all_declared, check_ready
from app.domain.errors import FieldError, Invalid, RuleBroken
from app.domain.people import Person
from app.domain.permissions import check_can_administer
from app.domain.unfinished import UnfinishedForm
from app.queries.attempts import handed_over_now
from app.queries.unfinished import unfinished_of
from app.web.bodies import Form, PageForm
from app.web.deps import CurrentDatabase, Now, SignedInPerson
from app.web.notices import see_other
from app.web.pages.gateway import covers_in_words, gateway_path, read_gateway
from app.web.rendering import Page, render
from app.web.saving import Saving, as_form, forget_sent, saves_itself

router = APIRouter(include_in_schema=False)

TAKING_BACK = UnfinishedForm.TAKING_BACK


@dataclass(frozen=True, kw_only=True)
class PassPage(Page):
    template = "gateway/pass.html"

    apprentice: str
    here: str
    gateway_href: str
    covers: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class TakeBackPage(Page):
    template = "gateway/take_back.html"

    apprentice: str
    here: str
    gateway_href: str
    reason: str
    saving: Saving


@router.get("/apprenticeships/{apprenticeship_id}/gateway/pass")
def show_passing(
    request: Request,
    apprenticeship_id: UUID,
    database: CurrentDatabase,
    person: SignedInPerson,
    now: Now,
) -> Response:
    found = read_gateway(database, apprenticeship_id, person, now)
    check_can_administer(found.apprenticeship.standing)
    if found.passage:
        raise RuleBroken(f"{found.apprenticeship.apprentice} has passed already.")
    check_ready(found.readiness)
    check_all_declared(found.undeclared, found.plan.labels)
    page = PassPage(
        title=f"Pass {found.apprenticeship.apprentice} through the gateway?",
        apprentice=found.apprenticeship.apprentice,
        here=f"{gateway_path(apprenticeship_id)}/pass",
        gateway_href=gateway_path(apprenticeship_id),
        covers=covers_in_words(found),
    )
    return render(request, page)


@router.post("/apprenticeships/{apprenticeship_id}/gateway/pass")
def pass_through(
    request: Request,
    apprenticeship_id: UUID,
    database: CurrentDatabase,
    person: SignedInPerson,
    now: Now,
) -> Response:
    pass_gateway(database, apprenticeship_id, by=person, now=now)
    return see_other(
        request,
        gateway_path(apprenticeship_id),
        "The apprentice is through the gateway. The portfolio is no longer changed.",
    )


@router.get("/apprenticeships/{apprenticeship_id}/gateway/take-back")
def show_taking_back(
    request: Request,
    apprenticeship_id: UUID,
    database: CurrentDatabase,
    person: SignedInPerson,
    now: Now,
) -> Response:
    return render(request, _take_back_page(database, apprenticeship_id, person, now))


@router.post("/apprenticeships/{apprenticeship_id}/gateway/take-back")
def take_back(
    request: Request,
    apprenticeship_id: UUID,
    form: PageForm,
    database: CurrentDatabase,
    person: SignedInPerson,
    now: Now,
) -> Response:
    reason = form.text("reason")
    try:
        take_back_from_gateway(database, apprenticeship_id, reason, by=person, now=now)
    except Invalid as refused:
        page = _take_back_page(
            database, apprenticeship_id, person, now, sent=form, errors=refused.fields
        )
        return render(request, page, status=422)
    forget_sent(database, TAKING_BACK, apprenticeship_id, form, by=person)
    return see_other(
        request,
        gateway_path(apprenticeship_id),
        "The apprentice is back on programme, and the portfolio open. The reason is kept.",
    )


def _take_back_page(
    database: Database,
    apprenticeship_id: UUID,
    person: Person,
    now: datetime,
    *,
    sent: Form | None = None,
    errors: tuple[FieldError, ...] = (),
) -> TakeBackPage:
    found = read_gateway(database, apprenticeship_id, person, now)
    check_can_administer(found.apprenticeship.standing)
    apprentice = found.apprenticeship.apprentice
    if not found.passage:
        raise RuleBroken(f"{apprentice} has not passed.")
    with database.read() as session:
        handed = handed_over_now(session, apprenticeship_id)
        kept = unfinished_of(session, person, TAKING_BACK, apprenticeship_id)
    check_can_be_taken_back(apprentice, handed.to, released=handed.released)
    left = sent or as_form(kept.fields if kept else ())
    today = today_in_london(now)
    return TakeBackPage(
        title=f"Why do you take {apprentice} back?",
        errors=errors,
        apprentice=apprentice,
        here=f"{gateway_path(apprenticeship_id)}/take-back",
        gateway_href=gateway_path(apprenticeship_id),
        reason=left.text("reason"),
        saving=saves_itself(
            TAKING_BACK, apprenticeship_id, person, kept=kept, sent=sent, today=today
        ),
    )

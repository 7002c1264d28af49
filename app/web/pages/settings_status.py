"""An apprentice pauses and comes back, is withdrawn or taken back."""

from dataclasses import dataclass
from uuid import UUID

from fastapi import APIRouter, Request, Response

from app.actions.breaks import begin_break, end_break
from app.actions.terms import change_status
from app.domain.apprenticeships import ApprenticeshipStatus, check_may_become
from app.domain.errors import FieldError, Invalid, check_fields
from app.queries.apprenticeships import Apprenticeship
from app.web.bodies import PageForm
from app.web.deps import CurrentDatabase, Now, SignedInPerson
from app.web.forms.days import NO_DAY, TypedDay, day_errors, needed_day, read_day
from app.web.pages.settings import SettingsForm, back_to_settings, settings_of, to_administer
from app.web.rendering import render

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True, kw_only=True)
class BreakForm(SettingsForm):
    """``back_on`` is typed only where the break is over already."""

    template = "apprenticeships/settings_break.html"
    starts_on: TypedDay
    back_on: TypedDay
    reason: str


@dataclass(frozen=True, kw_only=True)
class BackForm(SettingsForm):
    template = "apprenticeships/settings_back.html"
    back_on: TypedDay


@router.get("/apprenticeships/{apprenticeship_id}/settings/status")
def show_status(
    request: Request,
    apprenticeship_id: UUID,
    database: CurrentDatabase,
    person: SignedInPerson,
    now: Now,
) -> Response:
    found = to_administer(database, apprenticeship_id, person, now)
    withdrawn = found.status is ApprenticeshipStatus.WITHDRAWN
    check_may_become(found.status, _other(found))
    page = SettingsForm(
        title=f"Take {found.apprentice} back?" if withdrawn else f"Withdraw {found.apprentice}?",
        here=f"{settings_of(found)}/status",
        back_href=settings_of(found),
        apprentice=found.apprentice,
        explanation="The apprentice works on their portfolio again, as it was."
        if withdrawn
        else "The portfolio stays as it is. It can be read, and no longer changed, "
        "until you take the apprentice back.",
        button="Take them back" if withdrawn else "Withdraw them",
        button_classes="" if withdrawn else "govuk-button--warning",
    )
    return render(request, page)


@router.post("/apprenticeships/{apprenticeship_id}/settings/status")
def save_status(
    request: Request,
    apprenticeship_id: UUID,
    database: CurrentDatabase,
    person: SignedInPerson,
    now: Now,
) -> Response:
    found = to_administer(database, apprenticeship_id, person, now)
    other = _other(found)
    change_status(database, apprenticeship_id, other, by=person, now=now)
    withdrawn = other is ApprenticeshipStatus.WITHDRAWN
    sentence = "is withdrawn" if withdrawn else "is on programme again"
    return back_to_settings(request, found, f"{found.apprentice} {sentence}.")


@router.get("/apprenticeships/{apprenticeship_id}/settings/break")
def show_break(
    request: Request,
    apprenticeship_id: UUID,
    database: CurrentDatabase,
    person: SignedInPerson,
    now: Now,
) -> Response:
    found = to_administer(database, apprenticeship_id, person, now)
    return render(request, _break_form(found, NO_DAY, NO_DAY, ""))


@router.post("/apprenticeships/{apprenticeship_id}/settings/break")
def save_break(
    request: Request,
    apprenticeship_id: UUID,
    form: PageForm,
    database: CurrentDatabase,
    person: SignedInPerson,
    now: Now,
) -> Response:
    found = to_administer(database, apprenticeship_id, person, now)
    starts_on, back_on = read_day(form, "starts_on"), read_day(form, "back_on")
    reason = form.text("reason")
    try:
        check_fields(
            *day_errors(starts_on, "starts_on", needed="Say when it began."),
            *day_errors(back_on, "back_on"),
        )
        begin_break(
            database,
            apprenticeship_id,
            needed_day(starts_on, "starts_on", ""),
            reason,
            back_on=back_on.value,
            by=person,
            now=now,
        )
    except Invalid as refusal:
        page = _break_form(found, starts_on, back_on, reason, refusal.fields)
        return render(request, page, status=422)
    sentence = "The break is recorded." if back_on else f"{found.apprentice} is on a break."
    return back_to_settings(request, found, f"{sentence} Its days do not count.")


@router.get("/apprenticeships/{apprenticeship_id}/settings/back")
def show_back(
    request: Request,
    apprenticeship_id: UUID,
    database: CurrentDatabase,
    person: SignedInPerson,
    now: Now,
) -> Response:
    found = to_administer(database, apprenticeship_id, person, now)
    return render(request, _back_form(found, NO_DAY))


@router.post("/apprenticeships/{apprenticeship_id}/settings/back")
def save_back(
    request: Request,
    apprenticeship_id: UUID,
    form: PageForm,
    database: CurrentDatabase,
    person: SignedInPerson,
    now: Now,
) -> Response:
    found = to_administer(database, apprenticeship_id, person, now)
    typed = read_day(form, "back_on")
    try:
        day = needed_day(typed, "back_on", "Say since when they are back.")
        end_break(database, apprenticeship_id, day, by=person, now=now)
    except Invalid as refusal:
        return render(request, _back_form(found, typed, refusal.fields), status=422)
    return back_to_settings(request, found, f"{found.apprentice} is on programme again.")


def _other(found: Apprenticeship) -> ApprenticeshipStatus:
    """What the status page makes of it."""
    if found.status is ApprenticeshipStatus.WITHDRAWN:
        return ApprenticeshipStatus.ON_PROGRAMME
    return ApprenticeshipStatus.WITHDRAWN


def _break_form(
    found: Apprenticeship,
    starts_on: TypedDay,
    back_on: TypedDay,
    reason: str,
    errors: tuple[FieldError, ...] = (),
) -> BreakForm:
    return BreakForm(
        title="Record a break in learning",
        here=f"{settings_of(found)}/break",
        back_href=settings_of(found),
        apprentice=found.apprentice,
        explanation="The days of a break do not count as programme. The portfolio stays open.",
        button="Record this break",
        starts_on=starts_on,
        back_on=back_on,
        reason=reason,
        errors=errors,
    )


def _back_form(
    found: Apprenticeship, typed: TypedDay, errors: tuple[FieldError, ...] = ()
) -> BackForm:
    return BackForm(
        title=f"{found.apprentice} is back",
        here=f"{settings_of(found)}/back",
        back_href=settings_of(found),
        apprentice=found.apprentice,
        button="End the break",
        back_on=typed,
        errors=errors,
    )

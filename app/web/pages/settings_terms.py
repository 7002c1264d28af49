"""The terms of an apprenticeship, changed on a page each: its details and its dates."""

from dataclasses import dataclass
from uuid import UUID

from fastapi import APIRouter, Request, Response

from app.actions.terms import change_details, change_planned_end, change_start
from app.adapters.db import Database
from app.domain.errors import FieldError, Invalid, check_fields
from app.queries.apprenticeships import Apprenticeship
from app.queries.standards import get_standard_by_id
from app.web.bodies import PageForm
from app.web.deps import CurrentDatabase, Now, SignedInPerson
from app.web.forms.apprenticeships import read_hours
from app.web.forms.days import TypedDay, needed_day, read_day, typed_day
from app.web.forms.evidence import read_version
from app.web.pages.settings import SettingsForm, back_to_settings, settings_of, to_administer
from app.web.rendering import render

router = APIRouter(include_in_schema=False)

Choices = tuple[dict[str, str], ...]


@dataclass(frozen=True, slots=True)
class TypedDetails:
    """As it stands in the boxes."""

    uln: str
    specialism: str
    weekly_hours: str


@dataclass(frozen=True, kw_only=True)
class DetailsForm(SettingsForm):
    """``specialisms`` is empty where the standard has no practice areas: then it is typed."""

    template = "apprenticeships/settings_details.html"
    title: str = "Specialism, hours and learner number"
    version: int
    typed: TypedDetails
    specialisms: Choices


@dataclass(frozen=True, kw_only=True)
class StartForm(SettingsForm):
    template = "apprenticeships/settings_start.html"
    title: str = "Correct the start"
    version: int
    started_on: TypedDay


@dataclass(frozen=True, kw_only=True)
class PlannedEndForm(SettingsForm):
    template = "apprenticeships/settings_planned_end.html"
    title: str = "Change the planned end"
    version: int
    planned_end_on: TypedDay
    reason: str


@router.get("/apprenticeships/{apprenticeship_id}/settings/details")
def show_details(
    request: Request,
    apprenticeship_id: UUID,
    database: CurrentDatabase,
    person: SignedInPerson,
    now: Now,
) -> Response:
    found = to_administer(database, apprenticeship_id, person, now)
    typed = TypedDetails(found.uln or "", found.specialism or "", str(found.weekly_hours or ""))
    return render(request, _details_form(database, found, found.version, typed))


@router.post("/apprenticeships/{apprenticeship_id}/settings/details")
def save_details(
    request: Request,
    apprenticeship_id: UUID,
    form: PageForm,
    database: CurrentDatabase,
    person: SignedInPerson,
    now: Now,
) -> Response:
    found = to_administer(database, apprenticeship_id, person, now)
    version = read_version(form)
    typed = TypedDetails(
        form.text("uln").replace(" ", ""), form.text("specialism"), form.text("weekly_hours")
    )
    hours, errors = read_hours(typed.weekly_hours)
    try:
        check_fields(*errors)
        change_details(
            database,
            apprenticeship_id,
            uln=typed.uln or None,
            specialism=typed.specialism or None,
            weekly_hours=hours,
            version=version,
            by=person,
            now=now,
        )
    except Invalid as refusal:
        page = _details_form(database, found, version, typed, refusal.fields)
        return render(request, page, status=422)
    return back_to_settings(request, found, "The details are saved.")


@router.get("/apprenticeships/{apprenticeship_id}/settings/start")
def show_start(
    request: Request,
    apprenticeship_id: UUID,
    database: CurrentDatabase,
    person: SignedInPerson,
    now: Now,
) -> Response:
    found = to_administer(database, apprenticeship_id, person, now)
    return render(request, _start_form(found, found.version, typed_day(found.started_on)))


@router.post("/apprenticeships/{apprenticeship_id}/settings/start")
def save_start(
    request: Request,
    apprenticeship_id: UUID,
    form: PageForm,
    database: CurrentDatabase,
    person: SignedInPerson,
    now: Now,
) -> Response:
    found = to_administer(database, apprenticeship_id, person, now)
    version, typed = read_version(form), read_day(form, "started_on")
    try:
        day = needed_day(typed, "started_on", "Say when it started.")
        change_start(database, apprenticeship_id, day, version=version, by=person, now=now)
    except Invalid as refusal:
        page = _start_form(found, version, typed, refusal.fields)
        return render(request, page, status=422)
    return back_to_settings(request, found, "The start is corrected.")


@router.get("/apprenticeships/{apprenticeship_id}/settings/planned-end")
def show_planned_end(
    request: Request,
    apprenticeship_id: UUID,
    database: CurrentDatabase,
    person: SignedInPerson,
    now: Now,
) -> Response:
    found = to_administer(database, apprenticeship_id, person, now)
    typed = typed_day(found.planned_end_on)
    return render(request, _planned_end_form(found, found.version, typed, ""))


@router.post("/apprenticeships/{apprenticeship_id}/settings/planned-end")
def save_planned_end(
    request: Request,
    apprenticeship_id: UUID,
    form: PageForm,
    database: CurrentDatabase,
    person: SignedInPerson,
    now: Now,
) -> Response:
    found = to_administer(database, apprenticeship_id, person, now)
    version, typed, reason = (
        read_version(form),
        read_day(form, "planned_end_on"),
        form.text("reason"),
    )
    try:
        day = needed_day(typed, "planned_end_on", "Say when it is to end.")
        change_planned_end(
            database, apprenticeship_id, day, reason, version=version, by=person, now=now
        )
    except Invalid as refusal:
        page = _planned_end_form(found, version, typed, reason, refusal.fields)
        return render(request, page, status=422)
    return back_to_settings(request, found, "The planned end is changed, and the reason kept.")


def _details_form(
    database: Database,
    found: Apprenticeship,
    version: int,
    typed: TypedDetails,
    errors: tuple[FieldError, ...] = (),
) -> DetailsForm:
    with database.read() as session:
        areas = get_standard_by_id(session, found.standard_id).practice_areas
    choices = tuple({"value": area.key, "text": area.name} for area in areas)
    return DetailsForm(
        here=f"{settings_of(found)}/details",
        back_href=settings_of(found),
        apprentice=found.apprentice,
        version=version,
        typed=typed,
        specialisms=({"value": "", "text": "None"}, *choices) if choices else (),
        errors=errors,
    )


def _start_form(
    found: Apprenticeship, version: int, typed: TypedDay, errors: tuple[FieldError, ...] = ()
) -> StartForm:
    return StartForm(
        here=f"{settings_of(found)}/start",
        back_href=settings_of(found),
        apprentice=found.apprentice,
        explanation="The rules of the apprenticeship follow its start. Whoever was there from the "
        "first day is there from the new one.",
        version=version,
        started_on=typed,
        errors=errors,
    )


def _planned_end_form(
    found: Apprenticeship,
    version: int,
    typed: TypedDay,
    reason: str,
    errors: tuple[FieldError, ...] = (),
) -> PlannedEndForm:
    return PlannedEndForm(
        here=f"{settings_of(found)}/planned-end",
        back_href=settings_of(found),
        apprentice=found.apprentice,
        version=version,
        planned_end_on=typed,
        reason=reason,
        errors=errors,
    )

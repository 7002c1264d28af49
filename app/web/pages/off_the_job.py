"""Off-the-job training: the hours planned, the hours done, and how both came about."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from fastapi import APIRouter, Request, Response

from app.actions.off_the_job import plan_hours, record_hours
from app.adapters.db import Database
from app.domain.apprenticeships import OPEN_FOR_WORK, check_open_for_work
from app.domain.calendar import day_in_words, today_in_london
from app.domain.errors import FieldError, Invalid, check_fields
from app.domain.off_the_job import Hours, HoursKind
from app.domain.people import ROLE_NAMES, Person
from app.domain.permissions import check_can_record_hours
from app.domain.unfinished import UnfinishedForm
from app.queries.apprenticeships import Apprenticeship, get_apprenticeship_for
from app.queries.off_the_job import HoursThen, hours_now, off_the_job_hours_of
from app.queries.unfinished import Unfinished, unfinished_of
from app.web.bodies import PageForm
from app.web.deps import CurrentDatabase, Now, SignedInPerson
from app.web.forms import in_page_order
from app.web.forms.days import day_errors, typed_day
from app.web.forms.hours import TypedHours, read_typed_hours, whole_hours
from app.web.notices import see_other
from app.web.rendering import Page, render
from app.web.saving import Saving, as_form, forget_sent, saves_itself
from app.web.spreadsheets import SaveAs, save_as

router = APIRouter(include_in_schema=False)

HOURS, PLANNED = UnfinishedForm.HOURS, UnfinishedForm.PLANNED_HOURS

_ORDER = ("hours", "on", "reason")


@dataclass(frozen=True, slots=True)
class HoursLine:
    """A total that was recorded, in words; ``done_by`` is empty for hours that are planned."""

    what: str
    done_by: str
    by: str
    on: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class OffTheJobPage(Page):
    """``typed`` is None for those who record nothing; ``plan_href`` is empty for them."""

    template = "off_the_job/show.html"
    apprenticeship: Apprenticeship
    home_href: str
    here: str
    planned: Hours | None
    done: Hours | None
    stands: str
    plan_href: str
    typed: TypedHours | None
    saving: Saving
    lines: tuple[HoursLine, ...]
    saved_as: SaveAs


@dataclass(frozen=True, kw_only=True)
class PlannedHoursForm(Page):
    template = "off_the_job/planned.html"
    apprenticeship: Apprenticeship
    back_href: str
    here: str
    typed: TypedHours
    needs_reason: bool
    saving: Saving


@dataclass(frozen=True, slots=True)
class _Around:
    """The hours of an apprenticeship, the latest first."""

    apprenticeship: Apprenticeship
    changes: tuple[HoursThen, ...]

    @property
    def planned(self) -> Hours | None:
        return hours_now(self.changes, HoursKind.PLANNED)

    @property
    def done(self) -> Hours | None:
        return hours_now(self.changes, HoursKind.DONE)


@router.get("/apprenticeships/{apprenticeship_id}/off-the-job")
def show_hours(
    request: Request,
    apprenticeship_id: UUID,
    database: CurrentDatabase,
    person: SignedInPerson,
    now: Now,
) -> Response:
    today = today_in_london(now)
    found = _around(database, apprenticeship_id, person, today)
    kept = _kept(database, HOURS, apprenticeship_id, person)
    typed = read_typed_hours(as_form(kept.fields)) if kept else TypedHours(on=typed_day(today))
    saving = saves_itself(HOURS, apprenticeship_id, person, kept=kept, today=today)
    return render(request, _page(found, typed, saving))


@router.post("/apprenticeships/{apprenticeship_id}/off-the-job")
def record(
    request: Request,
    apprenticeship_id: UUID,
    form: PageForm,
    database: CurrentDatabase,
    person: SignedInPerson,
    now: Now,
) -> Response:
    found = _to_record(database, apprenticeship_id, person, now)
    typed = read_typed_hours(form)
    try:
        hours, on = _hours_and_day(typed)
        record_hours(database, apprenticeship_id, hours, on, typed.reason, by=person, now=now)
    except Invalid as refusal:
        saving = saves_itself(HOURS, apprenticeship_id, person, sent=form)
        return render(request, _page(found, typed, saving, refusal.fields), status=422)
    forget_sent(database, HOURS, apprenticeship_id, form, by=person)
    sentence = f"{hours:,} hours are recorded to {day_in_words(on)}."
    return see_other(request, _here(found.apprenticeship), sentence)


@router.get("/apprenticeships/{apprenticeship_id}/off-the-job/planned")
def show_planned(
    request: Request,
    apprenticeship_id: UUID,
    database: CurrentDatabase,
    person: SignedInPerson,
    now: Now,
) -> Response:
    found = _to_record(database, apprenticeship_id, person, now)
    kept = _kept(database, PLANNED, apprenticeship_id, person)
    planned = TypedHours(str(found.planned.hours) if found.planned else "")
    typed = read_typed_hours(as_form(kept.fields)) if kept else planned
    saving = saves_itself(PLANNED, apprenticeship_id, person, kept=kept, today=today_in_london(now))
    return render(request, _planned_form(found, typed, saving))


@router.post("/apprenticeships/{apprenticeship_id}/off-the-job/planned")
def plan(
    request: Request,
    apprenticeship_id: UUID,
    form: PageForm,
    database: CurrentDatabase,
    person: SignedInPerson,
    now: Now,
) -> Response:
    found = _to_record(database, apprenticeship_id, person, now)
    typed = read_typed_hours(form)
    try:
        hours = whole_hours(typed)
        plan_hours(database, apprenticeship_id, hours, typed.reason, by=person, now=now)
    except Invalid as refusal:
        saving = saves_itself(PLANNED, apprenticeship_id, person, sent=form)
        return render(request, _planned_form(found, typed, saving, refusal.fields), status=422)
    forget_sent(database, PLANNED, apprenticeship_id, form, by=person)
    return see_other(request, _here(found.apprenticeship), f"{hours:,} hours are planned.")


def _around(database: Database, apprenticeship_id: UUID, person: Person, today: date) -> _Around:
    with database.read() as session:
        found = get_apprenticeship_for(session, person, apprenticeship_id, today=today)
        return _Around(found, off_the_job_hours_of(session, found))


def _kept(
    database: Database, form: UnfinishedForm, apprenticeship_id: UUID, person: Person
) -> Unfinished | None:
    with database.read() as session:
        return unfinished_of(session, person, form, apprenticeship_id)


def _to_record(
    database: Database, apprenticeship_id: UUID, person: Person, now: datetime
) -> _Around:
    found = _around(database, apprenticeship_id, person, today_in_london(now))
    check_can_record_hours(found.apprenticeship.standing)
    check_open_for_work(found.apprenticeship.status)
    return found


def _hours_and_day(typed: TypedHours) -> tuple[int, date]:
    """What was typed, as values. Invalid with everything that cannot be read at once."""
    wrong = list(day_errors(typed.on, "on", needed="Say up to which day you counted."))
    hours = 0
    try:
        hours = whole_hours(typed)
    except Invalid as refusal:
        wrong += refusal.fields
    check_fields(*in_page_order(wrong, _ORDER))
    return hours, typed.on.value or date.min


def _page(
    found: _Around, typed: TypedHours, saving: Saving, errors: tuple[FieldError, ...] = ()
) -> OffTheJobPage:
    apprenticeship = found.apprenticeship
    standing = apprenticeship.standing
    records = standing.assessor or standing.administrator
    records = records and apprenticeship.status in OPEN_FOR_WORK
    here = _here(apprenticeship)
    return OffTheJobPage(
        title="Off-the-job training",
        apprenticeship=apprenticeship,
        home_href="/" if standing.apprentice else f"/apprenticeships/{apprenticeship.id}",
        here=here,
        planned=found.planned,
        done=found.done,
        stands=_stands(found),
        plan_href=f"{here}/planned" if records else "",
        typed=typed if records else None,
        saving=saving,
        lines=tuple(_line(each) for each in found.changes),
        saved_as=save_as(here),
        errors=errors,
    )


def _planned_form(
    found: _Around, typed: TypedHours, saving: Saving, errors: tuple[FieldError, ...] = ()
) -> PlannedHoursForm:
    here = _here(found.apprenticeship)
    return PlannedHoursForm(
        title="Change the planned hours" if found.planned else "Record the planned hours",
        apprenticeship=found.apprenticeship,
        back_href=here,
        here=f"{here}/planned",
        typed=typed,
        needs_reason=found.planned is not None,
        saving=saving,
        errors=errors,
    )


def _stands(found: _Around) -> str:
    if found.done is None:
        return "No hours have been recorded yet."
    counted = f"Counted to the end of {day_in_words(found.done.on)}."
    if found.planned is None:
        return f"{found.done.hours:,} hours are recorded. {counted}"
    left = found.planned.hours - found.done.hours
    return f"{counted} {left:,} hours are left." if left > 0 else f"{counted} None are left."


def _line(then: HoursThen) -> HoursLine:
    planned = then.kind is HoursKind.PLANNED
    return HoursLine(
        what=f"{then.hours.hours:,} hours {'planned' if planned else 'done'}",
        done_by="" if planned else day_in_words(then.hours.on),
        by=f"{then.by}, {ROLE_NAMES[then.role].lower()}",
        on=day_in_words(today_in_london(then.at)),
        reason=then.reason,
    )


def _here(apprenticeship: Apprenticeship) -> str:
    return f"/apprenticeships/{apprenticeship.id}/off-the-job"

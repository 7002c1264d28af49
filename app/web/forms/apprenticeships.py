"""Apprenticeships: what their list is narrowed to, and what is typed to start one."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode
from uuid import UUID

from app.domain.apprenticeships import ApprenticeshipStatus
from app.domain.errors import FieldError, check_fields
from app.domain.terms import NewApprenticeship, start_errors
from app.web.bodies import Form
from app.web.forms.days import NO_DAY, TypedDay, day_errors, read_day
from app.web.forms.ids import id_in

_NOT_TYPED = date(2000, 1, 1)
"""Stands where no day was typed; whatever is said of it is left out."""

_ORDER = (
    "apprentice.name",
    "apprentice.email",
    "standard",
    "started_on",
    "planned_end_on",
    "weekly_hours",
    "uln",
    "employer",
    "line_managers.0",
    "assessors.0",
)
"""Of the fields on the page, which is that of the summary too."""


@dataclass(frozen=True, slots=True)
class ApprenticeshipFilters:
    name: str = ""
    status: ApprenticeshipStatus | None = None
    assessor: UUID | None = None
    employer: UUID | None = None


@dataclass(frozen=True, slots=True)
class TypedStart:
    """As it stands in the boxes. ``standard`` is reference and version with a blank between."""

    name: str = ""
    email: str = ""
    standard: str = ""
    employer: str = ""
    line_manager: str = ""
    assessor: str = ""
    started_on: TypedDay = NO_DAY
    planned_end_on: TypedDay = NO_DAY
    specialism: str = ""
    weekly_hours: str = ""
    uln: str = ""
    provider: str = ""


def read_apprenticeship_filters(query: Mapping[str, str]) -> ApprenticeshipFilters:
    """What fits nothing that there is narrows nothing."""
    status = query.get("status", "")
    return ApprenticeshipFilters(
        name=query.get("name", "").strip(),
        status=ApprenticeshipStatus(status) if status in set(ApprenticeshipStatus) else None,
        assessor=id_in(query.get("assessor", "")),
        employer=id_in(query.get("employer", "")),
    )


def apprenticeships_query(filters: ApprenticeshipFilters, **more: str) -> str:
    """``?status=…&assessor=…``, or nothing where there is nothing to say."""
    said = {
        "name": filters.name,
        "status": filters.status or "",
        "assessor": str(filters.assessor or ""),
        "employer": str(filters.employer or ""),
        **more,
    }
    query = urlencode({name: value for name, value in said.items() if value})
    return f"?{query}" if query else ""


def read_start(form: Form) -> TypedStart:
    return TypedStart(
        name=form.text("apprentice.name"),
        email=form.text("apprentice.email"),
        standard=form.text("standard"),
        employer=form.text("employer"),
        line_manager=form.text("line_managers.0"),
        assessor=form.text("assessors.0"),
        started_on=read_day(form, "started_on"),
        planned_end_on=read_day(form, "planned_end_on"),
        specialism=form.text("specialism"),
        weekly_hours=form.text("weekly_hours"),
        uln=form.text("uln").replace(" ", ""),
        provider=form.text("provider"),
    )


def new_apprenticeship(typed: TypedStart) -> NewApprenticeship:
    """What was typed, as values. Invalid with everything that is wrong at once."""
    hours, hours_errors = read_hours(typed.weekly_hours)
    reference, _, version = typed.standard.partition(" ")
    new = NewApprenticeship(
        name=typed.name,
        email=typed.email,
        reference=reference,
        standard_version=version,
        employer=typed.employer,
        line_managers=(typed.line_manager,) if typed.line_manager else (),
        assessors=(typed.assessor,) if typed.assessor else (),
        started_on=typed.started_on.value or _NOT_TYPED,
        planned_end_on=typed.planned_end_on.value or _NOT_TYPED,
        uln=typed.uln or None,
        specialism=typed.specialism or None,
        weekly_hours=hours,
    )
    days = (
        *day_errors(typed.started_on, "started_on", needed="Say when it starts."),
        *day_errors(typed.planned_end_on, "planned_end_on", needed="Say when it is to end."),
    )
    not_to_judge = ("started_on", "planned_end_on") if days else ()
    of_domain = [error for error in start_errors(new) if error.field not in not_to_judge]
    standard = () if typed.standard else (FieldError("standard", "Choose a standard."),)
    found = (*of_domain, *standard, *days, *hours_errors)
    check_fields(*sorted(found, key=lambda error: _ORDER.index(error.field)))
    return new


def read_hours(text: str) -> tuple[int | None, tuple[FieldError, ...]]:
    """Whole hours a week, or none."""
    if not text:
        return None, ()
    if text.isascii() and text.isdecimal() and len(text) <= 3:
        return int(text), ()
    return None, (FieldError("weekly_hours", "Write the hours as a whole number, like 35."),)

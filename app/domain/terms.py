"""The terms of an apprenticeship: who, in which standard, from when to when, and how many hours."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from app.domain.apprenticeships import date_errors
from app.domain.errors import FieldError
from app.domain.people import email_error, name_error, normal_email, uln_error

FIRST_DAY = date(2000, 1, 1)
LAST_DAY = date(2099, 12, 31)
MAX_WEEKLY_HOURS = 60
MAX_SPECIALISM = 100
MAX_REASON = 1_000
MAX_COLLEAGUES = 10


@dataclass(frozen=True, slots=True)
class NewApprenticeship:
    """What an administrator says when an apprenticeship starts. People are named by address."""

    name: str
    email: str
    reference: str
    standard_version: str
    employer: str
    line_managers: tuple[str, ...]
    assessors: tuple[str, ...]
    started_on: date
    planned_end_on: date
    uln: str | None = None
    specialism: str | None = None
    weekly_hours: int | None = None


def start_errors(new: NewApprenticeship) -> tuple[FieldError, ...]:
    """Everything that is wrong with it at once, by the names of the API's fields."""
    errors = [
        name_error(new.name, "apprentice.name", "the apprentice’s name"),
        email_error(new.email, "apprentice.email"),
        day_error(new.started_on, "started_on"),
        day_error(new.planned_end_on, "planned_end_on"),
        *date_errors(new.started_on, new.planned_end_on),
        *detail_errors(new.uln, new.weekly_hours),
        name_error(new.employer, "employer", "the employer’s name"),
        *_colleague_errors(new.line_managers, "line_managers", new.email, "line manager"),
        *_colleague_errors(new.assessors, "assessors", new.email, "assessor"),
    ]
    return tuple(error for error in errors if error)


def detail_errors(uln: str | None, weekly_hours: int | None) -> tuple[FieldError, ...]:
    errors = (uln_error(uln) if uln else None, _hours_error(weekly_hours))
    return tuple(error for error in errors if error)


def specialism_error(
    specialism: str | None, practice_areas: Collection[str], field: str = "specialism"
) -> FieldError | None:
    """One of the standard's own practice areas where it has any, else a few words."""
    if not specialism:
        return None
    if practice_areas and specialism not in practice_areas:
        return FieldError(field, "Choose one of the standard’s practice areas.")
    if len(specialism) > MAX_SPECIALISM:
        return FieldError(field, f"Say it in {MAX_SPECIALISM} characters or fewer.")
    return None


def day_error(day: date, field: str) -> FieldError | None:
    """A day that somebody can have meant."""
    if FIRST_DAY <= day <= LAST_DAY:
        return None
    return FieldError(field, f"Choose a day from {FIRST_DAY.year} to {LAST_DAY.year}.")


def reason_error(reason: str, field: str = "reason") -> FieldError | None:
    if not reason.strip():
        return FieldError(field, "Say why.")
    if len(reason) > MAX_REASON:
        return FieldError(field, f"Say why in {MAX_REASON:,} characters or fewer.")
    return None


def _hours_error(hours: int | None) -> FieldError | None:
    if hours is None or 1 <= hours <= MAX_WEEKLY_HOURS:
        return None
    return FieldError("weekly_hours", f"The weekly hours are from 1 to {MAX_WEEKLY_HOURS}.")


def _colleague_errors(
    emails: tuple[str, ...], field: str, apprentice: str, role: str
) -> Iterable[FieldError | None]:
    if len(emails) > MAX_COLLEAGUES:
        yield FieldError(field, f"Name {MAX_COLLEAGUES} or fewer.")
        return
    for place, email in enumerate(emails):
        where = f"{field}.{place}"
        if normal_email(email) == normal_email(apprentice):
            yield FieldError(where, f"Nobody is their own {role}.")
        elif normal_email(email) in map(normal_email, emails[:place]):
            yield FieldError(where, f"{email} is named twice.")
        else:
            yield email_error(email, where)

"""A list of apprenticeships to be taken in: what starts, with whom, and what is wrong."""

import re
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date

from app.domain.calendar import day_in_words
from app.domain.errors import FieldError
from app.domain.intake import (
    Becomes,
    Column,
    Fate,
    Fates,
    KnownPerson,
    Line,
    day_in,
    employers_added,
    formula_errors,
    wrong,
)
from app.domain.people import normal_email, plain_name
from app.domain.terms import NewApprenticeship, specialism_error, start_errors

COLUMNS = (
    Column("apprentice.name", "Apprentice", "Amara Okafor", "Their name, as others see it."),
    Column(
        "apprentice.email",
        "Email address",
        "amara.okafor@marlow.example",
        "By which the apprentice signs in.",
        width=34,
    ),
    Column(
        "standard",
        "Standard",
        "ST0244 1.1",
        "Reference and version, with a blank between them.",
        width=14,
    ),
    Column("employer", "Employer", "Marlow & Co", "It is added where it is new."),
    Column(
        "line_managers",
        "Line managers",
        "marcus.lee@marlow.example",
        "Their addresses, with a comma between them. They must be here already.",
        needed=False,
        width=34,
    ),
    Column(
        "assessors",
        "Assessors",
        "sam.rowe@northgate.example",
        "The same.",
        needed=False,
        width=34,
    ),
    Column("started_on", "Start date", "2026-09-07", "Like 2026-09-07 or 7/9/2026.", width=14),
    Column("planned_end_on", "Planned end date", "2031-09-06", "The same.", width=16),
    Column(
        "uln",
        "Unique learner number",
        "",
        "10 digits; the last is checked.",
        needed=False,
        width=22,
    ),
    Column(
        "specialism",
        "Specialism",
        "",
        "One of the standard’s practice areas, where it has any.",
        needed=False,
    ),
    Column("weekly_hours", "Weekly hours", "35", "A whole number.", needed=False, width=14),
)

_BETWEEN = re.compile(r"[,;\s]+")
_NOT_WRITTEN = date(2000, 1, 1)
"""Stands where no day can be read; whatever is said of it is left out."""


@dataclass(frozen=True, slots=True)
class ApprenticeshipsKnown:
    """What the house knows before.

    ``standards`` are the practice areas of each, key to name, by ``ST0244 1.1``; ``under_way``
    are addresses with the standard that they are on already.
    """

    people: Mapping[str, KnownPerson]
    employers: Mapping[str, str]
    standards: Mapping[str, Mapping[str, str]]
    under_way: AbstractSet[tuple[str, str]]


def apprenticeship_fates(
    lines: Sequence[Line], known: ApprenticeshipsKnown
) -> Fates[NewApprenticeship]:
    """A row is held against what is known, and against the rows before it."""
    names: dict[str, Line] = {}
    starts: dict[tuple[str, str], Line] = {}
    rows = tuple(_fate(line, known, names, starts) for line in lines)
    named = (fate.row.employer for fate in rows if fate.row)
    return Fates(rows, employers_added(named, known.employers))


def addresses_in(cell: str) -> tuple[str, ...]:
    """Several in one cell, whatever stands between them."""
    return tuple(normal_email(each) for each in _BETWEEN.split(cell) if each)


def _fate(
    line: Line,
    known: ApprenticeshipsKnown,
    names: dict[str, Line],
    starts: dict[tuple[str, str], Line],
) -> Fate[NewApprenticeship]:
    new, unread = _new_in(line, known)
    standard = f"{new.reference} {new.standard_version}"
    someone = known.people.get(new.email)
    first = names.setdefault(new.email, line) if new.email else line
    errors = [
        *formula_errors(line, COLUMNS),
        *unread,
        *(e for e in start_errors(new) if e.field not in {each.field for each in unread}),
        *_standard_errors(new, standard, known),
        *_strangers(new, known),
    ]
    if plain_name(first.cells["apprentice.name"]).casefold() != new.name.casefold():
        whose = plain_name(first.cells["apprentice.name"])
        errors.append(
            FieldError("apprentice.email", f"Row {first.number} gives this address to {whose}.")
        )
    if someone and someone.here and someone.deactivated:
        errors.append(
            FieldError("apprentice.email", "The account with this address is deactivated.")
        )
    if (new.email, standard) in known.under_way:
        errors.append(FieldError("apprentice.email", "They are on this standard already."))
    elif not errors and (before := starts.setdefault((new.email, standard), line)) is not line:
        errors.append(FieldError("apprentice.email", f"Row {before.number} says the same."))
    about = f"{new.name or new.email}, {standard}"
    if errors:
        return wrong(line, about, errors, COLUMNS)
    says = f"Starts on {day_in_words(new.started_on)}, to {day_in_words(new.planned_end_on)}"
    if someone is None or not someone.here:
        return Fate(line.number, about, Becomes.NEW, f"{says}. The apprentice is new.", new)
    called = "" if someone.name.casefold() == new.name.casefold() else f" as {someone.name}"
    return Fate(line.number, about, Becomes.KNOWN, f"{says}. Is here already{called}.", new)


def _new_in(
    line: Line, known: ApprenticeshipsKnown
) -> tuple[NewApprenticeship, tuple[FieldError, ...]]:
    """What the cells say, and of those that cannot be read why."""
    cells = {column.key: line.cells.get(column.key, "") for column in COLUMNS}
    days = {key: day_in(cells[key]) for key in ("started_on", "planned_end_on")}
    reference, _, version = " ".join(cells["standard"].split()).partition(" ")
    employer = plain_name(cells["employer"])
    areas = known.standards.get(f"{reference} {version}", {})
    hours = cells["weekly_hours"]
    is_number = hours.isascii() and hours.isdecimal() and len(hours) <= 3
    unread = [
        FieldError(key, "Write the day like 2026-09-07 or 7/9/2026.")
        for key, day in days.items()
        if day is None
    ]
    if hours and not is_number:
        unread.append(FieldError("weekly_hours", "Write the hours as a whole number, like 35."))
    new = NewApprenticeship(
        name=plain_name(cells["apprentice.name"]),
        email=normal_email(cells["apprentice.email"]),
        reference=reference,
        standard_version=version,
        employer=known.employers.get(employer.casefold(), employer),
        line_managers=addresses_in(cells["line_managers"]),
        assessors=addresses_in(cells["assessors"]),
        started_on=days["started_on"] or _NOT_WRITTEN,
        planned_end_on=days["planned_end_on"] or (days["started_on"] or _NOT_WRITTEN),
        uln="".join(cells["uln"].split()) or None,
        specialism=_area_in(cells["specialism"], areas) or None,
        weekly_hours=int(hours) if is_number else None,
    )
    return new, tuple(unread)


def _area_in(text: str, areas: Mapping[str, str]) -> str:
    """The key of the practice area that is meant, by its key or its name."""
    said = " ".join(text.casefold().split())
    return next((key for key, name in areas.items() if said in (key, name.casefold())), text)


def _standard_errors(
    new: NewApprenticeship, standard: str, known: ApprenticeshipsKnown
) -> tuple[FieldError, ...]:
    if standard not in known.standards:
        there = ", ".join(sorted(known.standards)) or "none"
        return (FieldError("standard", f"This standard is not loaded. There are: {there}."),)
    error = specialism_error(new.specialism, known.standards[standard])
    return (error,) if error else ()


def _strangers(new: NewApprenticeship, known: ApprenticeshipsKnown) -> tuple[FieldError, ...]:
    """Colleagues must be in the house: somebody of another is as unknown as nobody."""
    return tuple(
        FieldError(key, f"Nobody here has the address {email}. Take them in first.")
        for key, emails in (("line_managers", new.line_managers), ("assessors", new.assessors))
        for email in emails
        if not (
            (colleague := known.people.get(email)) and colleague.here and not colleague.deactivated
        )
    )

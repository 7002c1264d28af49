"""The lists of a house as tables for a spreadsheet: people, employers, apprenticeships."""

from collections.abc import Callable, Iterator
from datetime import date, datetime
from typing import TypeVar

from sqlmodel import Session

from app.adapters.sheets import Heading, Sheet
from app.domain.apprenticeships import STATUS_NAMES, SpellKind, programme_month
from app.domain.cells import day_cell, moment_day_cell
from app.domain.people import ROLE_NAMES
from app.queries.apprenticeships import Apprenticeship, Spell, breaks_in, present, spells_of
from app.queries.cursors import Page
from app.queries.organisations import EmployerLine
from app.queries.people import PersonLine

T = TypeVar("T")

AT_ONCE = 500
"""Lines that are read with one cursor: a list of any length passes through."""


def every(read: Callable[[str | None], Page[T]]) -> Iterator[T]:
    """All that a list holds, page after page."""
    cursor = None
    while True:
        page = read(cursor)
        yield from page.items
        cursor = page.next
        if cursor is None:
            return


def people_sheet(people: Iterator[PersonLine], now: datetime) -> Sheet:
    """One row for each role, so that each can be sorted and counted."""
    return Sheet(
        name="people",
        title="People",
        headings=(
            Heading("Name", 26),
            Heading("Email address", 34),
            Heading("Role", 24),
            Heading("At", 34),
            Heading("Since", 12),
            Heading("Until", 12),
            Heading("Has signed in", 14),
            Heading("Deactivated on", 14),
        ),
        rows=(
            (
                line.name,
                line.email,
                ROLE_NAMES[held.role],
                held.organisation,
                moment_day_cell(held.given_at),
                moment_day_cell(held.ended_at),
                "yes" if line.has_signed_in else "no",
                moment_day_cell(line.deactivated_at),
            )
            for line in people
            for held in line.roles
        ),
        made_at=now,
    )


def employers_sheet(employers: Iterator[EmployerLine], now: datetime) -> Sheet:
    return Sheet(
        name="employers",
        title="Employers",
        headings=(
            Heading("Employer", 40),
            Heading("Training provider", 40),
            Heading("Apprentices"),
        ),
        rows=((line.name, line.provider, str(line.apprentices)) for line in employers),
        made_at=now,
    )


def apprenticeships_sheet(
    session: Session, found: Iterator[Apprenticeship], today: date, now: datetime
) -> Sheet:
    """The learner number is for those alone who look after the terms of the apprenticeship."""
    return Sheet(
        name="apprenticeships",
        title="Apprenticeships",
        headings=(
            Heading("Apprentice", 26),
            Heading("Status"),
            Heading("Standard", 14),
            Heading("Training provider", 30),
            Heading("Employer", 30),
            Heading("Line managers", 30),
            Heading("Assessors", 30),
            Heading("Start date", 12),
            Heading("Planned end date", 16),
            Heading("Month", 8),
            Heading("Of months", 10),
            Heading("Specialism", 24),
            Heading("Weekly hours", 12),
            Heading("Unique learner number", 22),
        ),
        rows=(
            _apprenticeship(each, spells, today) for each, spells in _with_spells(session, found)
        ),
        made_at=now,
    )


def _with_spells(
    session: Session, found: Iterator[Apprenticeship]
) -> Iterator[tuple[Apprenticeship, tuple[Spell, ...]]]:
    several: list[Apprenticeship] = []
    for each in found:
        several.append(each)
        if len(several) == AT_ONCE:
            yield from _spelled(session, several)
            several = []
    yield from _spelled(session, several)


def _spelled(
    session: Session, several: list[Apprenticeship]
) -> Iterator[tuple[Apprenticeship, tuple[Spell, ...]]]:
    spells = spells_of(session, [each.id for each in several])
    return ((each, spells[each.id]) for each in several)


def _apprenticeship(
    each: Apprenticeship, spells: tuple[Spell, ...], today: date
) -> tuple[str, ...]:
    month = programme_month(each.started_on, each.planned_end_on, today, breaks_in(spells))
    standing = each.standing

    def named(kind: SpellKind) -> str:
        there = present(spells, kind, today)
        return ", ".join(sorted(spell.person or spell.organisation or "" for spell in there))

    return (
        each.apprentice,
        STATUS_NAMES[each.status],
        f"{each.reference} {each.standard_version}",
        each.provider,
        named(SpellKind.EMPLOYER),
        named(SpellKind.LINE_MANAGER),
        named(SpellKind.ASSESSOR),
        day_cell(each.started_on),
        day_cell(each.planned_end_on),
        str(month.month),
        str(month.of),
        each.specialism or "",
        str(each.weekly_hours or ""),
        (each.uln or "") if standing.apprentice or standing.administrator or standing.iqa else "",
    )

"""The cohort as a heat map: how far each apprentice is by kind, who is behind, what waits."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from fastapi import APIRouter, Request, Response

from app.domain.apprenticeships import SpellKind
from app.domain.calendar import near_day_in_words, today_in_london
from app.domain.cohort import Member, SortBy, in_order, share
from app.domain.coverage import Total
from app.domain.facts import are
from app.domain.permissions import check_has_cohort
from app.domain.standards import KIND_NAMES, CriterionKind
from app.queries.apprenticeships import Spell, present, spells_of
from app.queries.cohort import cohort_of
from app.queries.waits import Wait, Waits, waits_of
from app.web.deps import CurrentDatabase, Now, SignedInPerson
from app.web.filters import plural
from app.web.forms.cohort import CohortView, as_query, read_view
from app.web.pages.apprenticeships import Choices, holders_of_houses
from app.web.rendering import Page, render
from app.web.spreadsheets import SaveAs, save_as

router = APIRouter(include_in_schema=False)

SHOWN = 50

LEVELS = 4
"""Shades from none to all; the number stands in each cell as well."""


@dataclass(frozen=True, slots=True)
class Column:
    """A head of the table; ``current`` where the rows are sorted by it."""

    name: str
    href: str
    current: bool


@dataclass(frozen=True, slots=True)
class Cell:
    """12 of 25, and how dark: from 0 for none to ``LEVELS`` for all."""

    kind: str
    met: int
    of: int
    level: int


@dataclass(frozen=True, slots=True)
class CohortRow:
    """``waits`` say what waits for whom, and since when."""

    apprentice: str
    href: str
    stage: str
    cells: tuple[Cell, ...]
    behind: int
    pace: str
    waits: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class CohortPage(Page):
    """The choices are for those who see a whole house: else they are empty."""

    template = "cohort/show.html"
    wide = True

    summary: str
    columns: tuple[Column, ...]
    rows: tuple[CohortRow, ...]
    view: CohortView
    chosen: int
    assessors: Choices
    employers: Choices
    shown: str
    previous_page: str
    next_page: str
    waits_href: str
    saved_as: SaveAs


@router.get("/cohort")
def show_cohort(
    request: Request, database: CurrentDatabase, person: SignedInPerson, now: Now
) -> Response:
    check_has_cohort(person)
    view, today = read_view(request.query_params), today_in_london(now)
    with database.read() as session:
        members = cohort_of(session, person, today=today, with_spells_of=view.holders)
        ordered = in_order(members, view.sort)
        first = (view.page - 1) * SHOWN
        on_page = ordered[first : first + SHOWN]
        ids = [each.id for each in on_page]
        waits = waits_of(session, ids, today=today)
        spells = spells_of(session, ids)
        assessors, employers = holders_of_houses(session, person)
    page = CohortPage(
        title=_title(members),
        summary=_summary(members),
        columns=_columns(view),
        rows=tuple(
            _row(each, waits.get(each.id, Waits()), spells[each.id], today) for each in on_page
        ),
        view=view,
        chosen=len(view.holders),
        assessors=assessors,
        employers=employers,
        shown=f"{first + 1} to {first + len(on_page)} of {len(ordered)}" if on_page else "",
        previous_page=_href(view, page=view.page - 1) if view.page > 1 else "",
        next_page=_href(view, page=view.page + 1) if first + SHOWN < len(ordered) else "",
        waits_href="/cohort/waits",
        saved_as=save_as("/cohort", as_query(replace(view, page=1))),
    )
    return render(request, page)


def _href(view: CohortView, *, page: int = 1, sort: SortBy | None = None) -> str:
    return f"/cohort{as_query(replace(view, page=page, sort=sort or view.sort))}"


def _title(members: Sequence[Member]) -> str:
    behind = sum(each.behind > 0 for each in members)
    if not members:
        return "Nobody is here yet"
    if any(each.pace for each in members):
        if len(members) == 1:
            return f"{members[0].apprentice} is {'' if behind else 'not '}behind"
        number = behind or "None"
        return f"{number} of {plural(len(members), 'apprentice')} {are(behind or 1)} behind"
    return f"{plural(len(members), 'apprentice')} and how far they are"


def _summary(members: Sequence[Member]) -> str:
    waiting = sum(each.waiting_since is not None for each in members)
    judged = sum(each.pace is not None for each in members)
    who = plural(waiting, "apprentice") if waiting else "Nobody"
    wait = "wait" if waiting > 1 else "waits"
    for_decision = f"{who} {wait} for a decision of their assessor."
    if not judged:
        return f"No milestone has passed for anybody, so nobody is judged on pace. {for_decision}"
    return f"Behind means: fewer KSBs than the last milestone that has passed. {for_decision}"


def _columns(view: CohortView) -> tuple[Column, ...]:
    names = {
        SortBy.NAME: "Apprentice",
        **{SortBy(kind.value): name for kind, name in KIND_NAMES.items()},
        SortBy.BEHIND: "Milestones",
        SortBy.WAITING: "Waits for",
    }
    return tuple(
        Column(name, f"{_href(view, sort=by)}#cohort", by is view.sort)
        for by, name in names.items()
    )


def _row(member: Member, waits: Waits, spells: Sequence[Spell], today: date) -> CohortRow:
    return CohortRow(
        apprentice=member.apprentice,
        href=f"/apprenticeships/{member.id}/progress",
        stage=f"Month {member.month.month} of {member.month.of}",
        cells=tuple(_cell(kind, total) for kind, total in member.totals.items() if total.of),
        behind=member.behind,
        pace=_pace(member),
        waits=tuple(
            f"{whom}: {wait.pieces} {what}, since {since_in_words(wait.since, today)}"
            for whom, wait, what in _waiting(member, waits, spells, today)
            if wait.since is not None
        ),
    )


def _waiting(
    member: Member, waits: Waits, spells: Sequence[Spell], today: date
) -> tuple[tuple[str, Wait, str], ...]:
    def named(kind: SpellKind, nobody: str) -> str:
        names = sorted({spell.person or "" for spell in present(spells, kind, today)})
        return " or ".join(names) or nobody

    return (
        (named(SpellKind.ASSESSOR, "Nobody assesses now"), waits.decision, "to decide on"),
        (named(SpellKind.LINE_MANAGER, "Nobody"), waits.confirmation, "to confirm"),
        (member.apprentice, waits.revision, "to revise"),
    )


def since_in_words(moment: datetime, today: date) -> str:
    """3 November, and for how long that is."""
    day = today_in_london(moment)
    return f"{near_day_in_words(day, today)} ({plural((today - day).days, 'day')})"


def _cell(kind: CriterionKind, total: Total) -> Cell:
    level = int(share(total) * LEVELS) if total.met < total.of else LEVELS
    return Cell(KIND_NAMES[kind], total.met, total.of, max(level, 1) if total.met else 0)


def _pace(member: Member) -> str:
    if member.pace is None:
        return "None passed"
    if member.pace.behind > 0:
        return f"{member.pace.behind} behind"
    return f"{-member.pace.behind} ahead" if member.pace.behind else "On pace"

"""Who waits for whom, and for how long: by assessor and by employer, with who is behind there."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from fastapi import APIRouter, Request, Response

from app.domain.calendar import today_in_london
from app.domain.cohort import Member
from app.domain.permissions import check_has_cohort
from app.queries.cohort import cohort_of
from app.queries.waits import (
    Holder,
    Wait,
    Waits,
    assessors_of_cohort,
    employers_of_cohort,
    longest_first,
    waits_of_cohort,
)
from app.web.deps import CurrentDatabase, Now, SignedInPerson
from app.web.filters import plural
from app.web.pages.cohort import since_in_words
from app.web.rendering import Page, render
from app.web.spreadsheets import SaveAs, save_as

router = APIRouter(include_in_schema=False)

OLDEST = 20
"""Apprentices with a returned piece who are named, those who have had it longest."""


@dataclass(frozen=True, slots=True)
class HolderRow:
    """An assessor or an employer; ``since`` is empty where nothing waits for them."""

    name: str
    href: str
    apprentices: int
    behind: int
    pieces: int
    since: str


@dataclass(frozen=True, slots=True)
class RevisionRow:
    """An apprentice for whose revision a piece waits."""

    name: str
    href: str
    pieces: int
    since: str


@dataclass(frozen=True, kw_only=True)
class WaitsPage(Page):
    template = "cohort/waits.html"
    wide = True

    assessors: tuple[HolderRow, ...]
    employers: tuple[HolderRow, ...]
    apprentices: tuple[RevisionRow, ...]
    more: int
    saved_as: SaveAs


@router.get("/cohort/waits")
def show_waits(
    request: Request, database: CurrentDatabase, person: SignedInPerson, now: Now
) -> Response:
    check_has_cohort(person)
    today = today_in_london(now)
    with database.read() as session:
        members = {each.id: each for each in cohort_of(session, person, today=today)}
        waits = waits_of_cohort(session, person, today=today)
        assessors = assessors_of_cohort(session, person, today=today)
        employers = employers_of_cohort(session, person, today=today)
    revising = sorted(
        (each for each in members.values() if waits.get(each.id, Waits()).revision),
        key=lambda each: (waits[each.id].revision.place, each.apprentice),
    )
    page = WaitsPage(
        title=_title(waits.values()),
        assessors=_rows(assessors, members, waits, lambda each: each.decision, "assessor", today),
        employers=_rows(
            employers, members, waits, lambda each: each.confirmation, "employer", today
        ),
        apprentices=tuple(
            RevisionRow(
                each.apprentice,
                f"/apprenticeships/{each.id}/evidence?status=returned",
                wait.pieces,
                since_in_words(wait.since, today) if wait.since else "",
            )
            for each in revising[:OLDEST]
            for wait in (waits[each.id].revision,)
        ),
        more=max(len(revising) - OLDEST, 0),
        saved_as=save_as("/cohort/waits"),
    )
    return render(request, page)


def _title(waits: Iterable[Waits]) -> str:
    pieces = sum(each.decision.pieces for each in waits)
    return f"{plural(pieces, 'piece waits', 'pieces wait')} for a decision"


def _rows(
    holders: Iterable[Holder],
    members: Mapping[UUID, Member],
    waits: Mapping[UUID, Waits],
    which: Callable[[Waits], Wait],
    name: str,
    today: date,
) -> tuple[HolderRow, ...]:
    return tuple(
        HolderRow(
            name=holder.name,
            href=f"/cohort?{name}={holder.id}",
            apprentices=len(holder.apprenticeships),
            behind=sum(members[each].behind > 0 for each in holder.apprenticeships),
            pieces=wait.pieces,
            since=since_in_words(wait.since, today) if wait.since else "",
        )
        for holder, wait in longest_first(holders, waits, which)
    )

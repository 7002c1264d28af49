"""An assessor's home: what waits for a decision, and how their apprentices are."""

from dataclasses import dataclass
from datetime import date, datetime

from fastapi import Request, Response

from app.adapters.db import Database
from app.domain.apprenticeships import ApprenticeshipStatus
from app.domain.calendar import today_in_london
from app.domain.coverage import KSBS, Total, together
from app.domain.pace import quiet_days
from app.domain.people import Person, Role
from app.queries.caseload import Charge, caseload_of
from app.queries.sign_off_queue import (
    QueueFilters,
    evidence_awaiting_sign_off,
    shares_of_queue,
)
from app.web.filters import plural
from app.web.pages.home_line_manager import (
    Errand,
    errands,
    stage_in_words,
)
from app.web.pages.queue import QueueLine, queue_lines, size_in_words
from app.web.rendering import Page, render

SHOWN = 10
"""Pieces of the queue on the home page. The queue itself is a link away."""


@dataclass(frozen=True, slots=True)
class CaseloadLine:
    """``quiet`` says for how long there was no evidence; empty where it was not long."""

    name: str
    href: str
    stage: str
    ksbs: Total
    quiet: str
    errands: tuple[Errand, ...]


@dataclass(frozen=True, kw_only=True)
class AssessorHome(Page):
    """``more`` is how many pieces wait beyond those shown."""

    template = "home/assessor.html"
    wide = True
    lines: tuple[QueueLine, ...]
    more: int
    apprentices: tuple[CaseloadLine, ...]


def show_assessor_home(
    request: Request, database: Database, person: Person, now: datetime
) -> Response:
    today = today_in_london(now)
    with database.read() as session:
        shares = shares_of_queue(session, person, today=today)
        waiting = evidence_awaiting_sign_off(session, person, today=today, limit=SHOWN)
        lines = queue_lines(session, waiting.items, QueueFilters(), today=today)
        charges = caseload_of(session, person, Role.ASSESSOR, today=today)
    apprentices = [_line(charge, today) for charge in charges]
    page = AssessorHome(
        title=size_in_words(shares, today),
        lines=lines,
        more=sum(share.pieces for share in shares) - len(lines),
        apprentices=tuple(sorted(apprentices, key=lambda each: not (each.quiet or each.errands))),
    )
    return render(request, page)


def _line(charge: Charge, today: date) -> CaseloadLine:
    return CaseloadLine(
        name=charge.apprenticeship.apprentice,
        href=f"/apprenticeships/{charge.apprenticeship.id}",
        stage=stage_in_words(charge),
        ksbs=together(charge.totals, KSBS),
        quiet=_quiet(charge, today),
        errands=errands(charge, Role.ASSESSOR, today),
    )


def _quiet(charge: Charge, today: date) -> str:
    if charge.apprenticeship.status is not ApprenticeshipStatus.ON_PROGRAMME:
        return ""
    last = charge.last_submitted_at
    days = quiet_days(
        today_in_london(last) if last else None,
        started_on=charge.apprenticeship.started_on,
        today=today,
    )
    return f"No evidence for {plural(days, 'day')}" if days else ""

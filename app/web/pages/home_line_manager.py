"""A line manager's home: a row for each of their apprentices, and what waits for them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from fastapi import Request, Response

from app.adapters.db import Database
from app.domain.apprenticeships import STATUS_NAMES, ApprenticeshipStatus
from app.domain.calendar import near_day_in_words, today_in_london
from app.domain.coverage import KSBS, Total, together
from app.domain.people import Person, Role
from app.domain.standards import CriterionKind
from app.domain.tasks import Task, TaskKind
from app.queries.caseload import Charge, caseload_of
from app.queries.tasks import tasks_with
from app.web.filters import code_list as listed
from app.web.filters import plural
from app.web.rendering import Page, render


@dataclass(frozen=True, slots=True)
class Errand:
    """Something that waits for the person who looks; ``late`` where its day has passed."""

    text: str
    href: str
    late: bool = False


@dataclass(frozen=True, slots=True)
class ApprenticeLine:
    """``stage`` is "Month 38 of 60"; ``pace`` is empty where no milestone has passed."""

    name: str
    href: str
    stage: str
    ksbs: Total
    duties: Total
    pace: str
    behind: bool
    errands: tuple[Errand, ...]
    last_submitted_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class LineManagerHome(Page):
    template = "home/line_manager.html"
    wide = True
    apprentices: tuple[ApprenticeLine, ...]


def show_line_manager_home(
    request: Request, database: Database, person: Person, now: datetime
) -> Response:
    today = today_in_london(now)
    with database.read() as session:
        charges = caseload_of(session, person, Role.LINE_MANAGER, today=today)
    page = LineManagerHome(
        title=_what_waits(charges),
        apprentices=tuple(_line(charge, today) for charge in charges),
    )
    return render(request, page)


def stage_in_words(charge: Charge) -> str:
    """Month 38 of 60; the status is said where the apprentice is not on programme."""
    status = charge.apprenticeship.status
    month = f"Month {charge.month.month} of {charge.month.of}"
    return (
        month if status is ApprenticeshipStatus.ON_PROGRAMME else f"{month}. {STATUS_NAMES[status]}"
    )


def errands(charge: Charge, role: Role, today: date) -> tuple[Errand, ...]:
    """What waits with this apprentice for whoever looks after them in ``role``."""
    return tuple(
        Errand(_in_words(task, today), task.path, late=task.kind is TaskKind.REVIEW_OVERDUE)
        for task in tasks_with(charge, role)
    )


def _in_words(task: Task, today: date) -> str:
    day = near_day_in_words(task.on, today) if task.on else ""
    match task.kind:
        case TaskKind.DECLARE:
            return f"{task.about} is ready for the gateway: declare"
        case TaskKind.CONFIRM:
            return f"{task.count} to confirm"
        case TaskKind.REVIEW_OVERDUE:
            return f"A progress review was due by {day}"
        case _:
            return f"Agree to the review of {day}"


def _line(charge: Charge, today: date) -> ApprenticeLine:
    return ApprenticeLine(
        name=charge.apprenticeship.apprentice,
        href=f"/apprenticeships/{charge.apprenticeship.id}",
        stage=stage_in_words(charge),
        ksbs=together(charge.totals, KSBS),
        duties=charge.totals[CriterionKind.DUTY],
        pace=charge.pace.why if charge.pace else "",
        behind=charge.pace is not None and charge.pace.behind > 0,
        errands=errands(charge, Role.LINE_MANAGER, today),
        last_submitted_at=charge.last_submitted_at,
    )


def _what_waits(charges: Iterable[Charge]) -> str:
    """2 pieces to confirm and a review to agree."""
    every = tuple(charges)
    declarations = sum(charge.to_declare for charge in every)
    pieces = sum(charge.to_confirm for charge in every)
    reviews = sum(len(charge.to_agree) for charge in every)
    overdue = sum(charge.review_overdue for charge in every)
    waits = [
        *([f"{plural(declarations, 'declaration')} to make"] if declarations else []),
        *([f"{plural(pieces, 'piece')} to confirm"] if pieces else []),
        *([f"{plural(reviews, 'review')} to agree to"] if reviews else []),
        *([f"{plural(overdue, 'review')} overdue"] if overdue else []),
    ]
    if not every:
        return "You have no apprentice at present"
    return f"You have {listed(waits)}" if waits else "Nothing waits for you"

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
from app.queries.caseload import Charge, caseload_of
from app.web.filters import code_list as listed
from app.web.filters import plural
from app.web.pages.gateway import gateway_path
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


def review_errands(charge: Charge, today: date) -> tuple[Errand, ...]:
    """A review to agree to, and one that should have been held by now."""
    errands = [
        Errand(f"Agree to the review of {near_day_in_words(review.held_on, today)}", href)
        for review in charge.to_agree
        for href in (f"/reviews/{review.id}",)
    ]
    if charge.review_overdue:
        due = near_day_in_words(charge.review_due_on, today)
        href = f"/apprenticeships/{charge.apprenticeship.id}/reviews"
        errands.append(Errand(f"A progress review was due by {due}", href, late=True))
    return tuple(errands)


def declaration_errands(charge: Charge) -> tuple[Errand, ...]:
    """That the person’s declaration for the gateway is waited for."""
    if not charge.to_declare:
        return ()
    who = charge.apprenticeship
    address = f"{gateway_path(who.id)}/declare"
    return (Errand(f"{who.apprentice} is ready for the gateway: declare", address),)


def _line(charge: Charge, today: date) -> ApprenticeLine:
    address = f"/apprenticeships/{charge.apprenticeship.id}"
    confirm = Errand(f"{charge.to_confirm} to confirm", f"{address}/confirm")
    return ApprenticeLine(
        name=charge.apprenticeship.apprentice,
        href=address,
        stage=stage_in_words(charge),
        ksbs=together(charge.totals, KSBS),
        duties=charge.totals[CriterionKind.DUTY],
        pace=charge.pace.why if charge.pace else "",
        behind=charge.pace is not None and charge.pace.behind > 0,
        errands=(
            *declaration_errands(charge),
            *((confirm,) if charge.to_confirm else ()),
            *review_errands(charge, today),
        ),
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

"""The gateway: the present answer, who has declared, and what is yours to do there."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from fastapi import APIRouter, Request, Response

from app.adapters.db import Database
from app.domain.apprenticeships import OPEN_FOR_WORK
from app.domain.calendar import today_in_london
from app.domain.declarations import DECLARING, role_in_words
from app.domain.people import Person, Role
from app.queries.assessments import assessment_of_apprenticeship
from app.queries.gateway import Gateway, Told, gateway_of
from app.reports.readiness import answer_in_words
from app.web.deps import CurrentDatabase, Now, SignedInPerson
from app.web.filters import plural
from app.web.pages.gateway_report import report_of
from app.web.rendering import Page, render

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True, slots=True)
class Unmet:
    """A requirement that stands in the way, and why."""

    name: str
    why: str


@dataclass(frozen=True, slots=True)
class DeclarationLine:
    """One of the three; ``state`` is "Declared", "Not declared" or "Declare again".

    ``why_not`` says what changed since; ``href`` leads to the statement where it is yours.
    """

    role: str
    state: str
    by: str
    at: datetime | None
    statement: str
    why_not: tuple[str, ...]
    href: str


@dataclass(frozen=True, kw_only=True)
class GatewayPage(Page):
    """``pass_href`` and ``take_back_href`` are the administrator's, where there is something to do.

    ``handover_href`` leads them on: nobody is taken back who is handed over to ``handed_to``.
    ``report_href`` is empty until the report of the passage was issued.
    """

    template = "gateway/show.html"

    apprentice: str
    passed_at: datetime | None
    passed_by: str
    answer: str
    unmet: tuple[Unmet, ...]
    readiness_href: str
    portfolio: str
    portfolio_href: str
    declarations: tuple[DeclarationLine, ...]
    pass_href: str
    take_back_href: str
    handed_to: str
    handover_href: str
    snapshot_sha256: str
    report_href: str
    report_waits: bool


def gateway_path(apprenticeship_id: UUID) -> str:
    return f"/apprenticeships/{apprenticeship_id}/gateway"


def covers_in_words(found: Gateway) -> tuple[str, ...]:
    """What a declaration speaks of, in a few lines."""
    snapshot = found.snapshot
    met = sum(each.met for each in snapshot.requirements)
    files = sum(len(piece.files) for piece in snapshot.pieces)
    return (
        f"{plural(len(snapshot.pieces), 'piece')} of evidence, with {plural(files, 'file')}",
        f"{plural(len(snapshot.criteria), 'KSB or duty', 'KSBs and duties')} that they meet",
        f"{met} of {plural(len(snapshot.requirements), 'requirement')} met",
        f"The standard {snapshot.reference} {snapshot.version}, its plan and rules as they stand",
    )


@router.get("/apprenticeships/{apprenticeship_id}/gateway")
def show_gateway(
    request: Request,
    apprenticeship_id: UUID,
    database: CurrentDatabase,
    person: SignedInPerson,
    now: Now,
) -> Response:
    found = read_gateway(database, apprenticeship_id, person, now)
    passage = found.passage
    report_href, report_waits = report_of(database, found)
    here = gateway_path(apprenticeship_id)
    on_programme = found.apprenticeship.status in OPEN_FOR_WORK
    administers = found.apprenticeship.standing.administrator
    passed = administers and passage is not None
    handed_to = _handed_to(database, apprenticeship_id) if passed else ""
    may_pass = administers and on_programme and found.readiness.ready and not found.undeclared
    page = GatewayPage(
        title=_title(found),
        apprentice=found.apprenticeship.apprentice,
        passed_at=passage.passed_at if passage else None,
        passed_by=passage.passed_by if passage else "",
        answer=answer_in_words(found.readiness, found.plan),
        unmet=tuple(Unmet(each.text, each.why) for each in found.readiness.blockers),
        readiness_href=f"/apprenticeships/{apprenticeship_id}/readiness",
        portfolio=plural(len(found.snapshot.pieces), "piece"),
        portfolio_href=f"/apprenticeships/{apprenticeship_id}/portfolio",
        declarations=tuple(_line(found, role, person) for role in DECLARING),
        pass_href=f"{here}/pass" if may_pass and not passage else "",
        take_back_href=f"{here}/take-back" if passed and not handed_to else "",
        handed_to=handed_to,
        handover_href=f"/apprenticeships/{apprenticeship_id}/handover" if passed else "",
        snapshot_sha256=found.snapshot.sha256,
        report_href=report_href,
        report_waits=report_waits,
    )
    return render(request, page)


def read_gateway(
    database: Database, apprenticeship_id: UUID, person: Person, now: datetime
) -> Gateway:
    with database.read() as session:
        return gateway_of(session, person, apprenticeship_id, today=today_in_london(now))


def _handed_to(database: Database, apprenticeship_id: UUID) -> str:
    with database.read() as session:
        made = assessment_of_apprenticeship(session, apprenticeship_id)
    return made.organisation if made else ""


def _title(found: Gateway) -> str:
    apprentice = found.apprenticeship.apprentice
    if found.passage:
        return f"{apprentice} is through the gateway"
    if not found.readiness.ready:
        return f"{apprentice} is not ready for the gateway yet"
    if found.undeclared:
        return f"{apprentice} is ready: {plural(len(found.undeclared), 'declaration')} to come"
    return f"{apprentice} is ready, and all three have declared"


def _line(found: Gateway, role: Role, person: Person) -> DeclarationLine:
    told = found.speaking.get(role)
    asked = (
        found.readiness.ready
        and not found.passage
        and found.apprenticeship.status in OPEN_FOR_WORK
        and found.role_of(person) is role
        and not found.declared_by(person, role)
    )
    name = role_in_words(role, found.plan.labels)
    return DeclarationLine(
        role=name[0].upper() + name[1:],
        state=_state(told),
        by=_who(told),
        at=told.declaration.at if told else None,
        statement=told.declaration.statement if told else "",
        why_not=told.why_not if told else (),
        href=f"{gateway_path(found.apprenticeship.id)}/declare" if asked else "",
    )


def _state(told: Told | None) -> str:
    if told is None:
        return "Not declared"
    return "Declare again" if told.why_not else "Declared"


def _who(told: Told | None) -> str:
    if told is None:
        return ""
    return f"{told.declaration.by}, {told.declaration.organisation}"

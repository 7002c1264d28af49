"""One apprenticeship at a glance: who and when, how far, and where its parts are."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from fastapi import APIRouter, Request, Response

from app.domain.apprenticeships import (
    PAST_THE_GATEWAY,
    ApprenticeshipStatus,
    SpellKind,
    programme_month,
)
from app.domain.calendar import span_in_words, today_in_london
from app.domain.coverage import KSBS, Total, together
from app.domain.standards import CriterionKind
from app.queries.apprenticeships import (
    Apprenticeship,
    Spell,
    breaks_in,
    get_apprenticeship_for,
    spells_of,
)
from app.queries.imports import Imported, find_import
from app.queries.standards import get_standard_by_id
from app.queries.totals import totals_of
from app.web.deps import CurrentDatabase, Now, SignedInPerson
from app.web.filters import day, in_words
from app.web.rendering import Page, render

router = APIRouter(include_in_schema=False)

_KINDS = {
    SpellKind.EMPLOYER: "Employer",
    SpellKind.LINE_MANAGER: "Line manager",
    SpellKind.ASSESSOR: "Assessor",
    SpellKind.BREAK: "Break in learning",
}


@dataclass(frozen=True, slots=True)
class SpellLine:
    """Who or what there was, and when, in words."""

    kind: str
    name: str
    when: str
    present: bool


@dataclass(frozen=True, slots=True)
class Way:
    """A link, and in a few words what lies behind it."""

    text: str
    href: str
    about: str


@dataclass(frozen=True, kw_only=True)
class ApprenticeshipPage(Page):
    """``came`` says from where the portfolio came, where it was begun at another provider."""

    template = "apprenticeships/show.html"

    status: str
    stage: str
    ksbs: Total
    duties: Total
    facts: tuple[tuple[str, str], ...]
    came: str
    came_href: str
    ways: tuple[Way, ...]
    now: tuple[SpellLine, ...]
    before: tuple[SpellLine, ...]


@router.get("/apprenticeships/{apprenticeship_id}")
def show(
    request: Request,
    apprenticeship_id: UUID,
    database: CurrentDatabase,
    person: SignedInPerson,
    now: Now,
) -> Response:
    today = today_in_london(now)
    with database.read() as session:
        found = get_apprenticeship_for(session, person, apprenticeship_id, today=today)
        spells = spells_of(session, [found.id])[found.id]
        totals = totals_of(session, found)
        standard = get_standard_by_id(session, found.standard_id)
        imported = find_import(session, found.id)
    month = programme_month(found.started_on, found.planned_end_on, today, breaks_in(spells))
    area = standard.practice_area(found.specialism or "")
    lines = [_line(spell, today) for spell in reversed(spells)]
    page = ApprenticeshipPage(
        title=found.apprentice,
        status=in_words(found.status),
        stage=f"Month {month.month} of {month.of}",
        ksbs=together(totals, KSBS),
        duties=totals[CriterionKind.DUTY],
        facts=_facts(found, area.name if area else found.specialism or ""),
        ways=_ways(found),
        came=_came(imported) if imported else "",
        came_href=f"/apprenticeships/{found.id}/import",
        now=tuple(line for line in lines if line.present),
        before=tuple(line for line in lines if not line.present),
    )
    return render(request, page)


def _facts(found: Apprenticeship, specialism: str) -> tuple[tuple[str, str], ...]:
    facts = (
        ("Standard", f"{found.standard_title}, {found.reference} {found.standard_version}"),
        ("Training provider", found.provider),
        ("Specialism", specialism),
        ("Started", day(found.started_on)),
        ("Planned end", day(found.planned_end_on)),
        ("Weekly hours", str(found.weekly_hours or "")),
        ("Unique learner number", found.uln if found.uln and found.standing.sees_uln else ""),
    )
    return tuple((name, value) for name, value in facts if value)


def _came(imported: Imported) -> str:
    on, provider = day(today_in_london(imported.at)), imported.provider
    return (
        f"This portfolio was begun at {provider} and taken in here on {on}. What was done there is"
        f" marked as made elsewhere, and was verified against the record of {provider}."
    )


def _ways(found: Apprenticeship) -> tuple[Way, ...]:
    here = f"/apprenticeships/{found.id}"
    ways = [
        Way("Evidence", f"{here}/evidence", "Each piece, and what was decided on it."),
        Way("Readiness", f"{here}/readiness", "What is met, what is not, and who must act."),
        Way("Progress", f"{here}/progress", "KSBs met over time, gaps, and what would help most."),
        Way("Gateway", f"{here}/gateway", "The portfolio, the three declarations, and passing."),
        Way("Progress reviews", f"{here}/reviews", "What was discussed and agreed."),
        Way("Qualifications", f"{here}/qualifications", "Certificates, English and maths."),
        Way("Off-the-job training", f"{here}/off-the-job", "The hours planned, and those done."),
    ]
    if found.standing.line_manager:
        about = "Say that several pieces are their own work, in one go."
        ways.append(Way("Confirm evidence", f"{here}/confirm", about))
    if found.standing.administrator or found.standing.iqa:
        about = "What everybody did, and that nobody changed it since."
        ways.append(Way("The record", "/record", about))
    if found.status is ApprenticeshipStatus.COMPLETED:
        ways.append(Way("Result", f"{here}/result", "The grade, and how it was worked out."))
    if found.standing.administrator and found.status in PAST_THE_GATEWAY:
        about = "To an assessment organisation, or what became of it."
        ways.append(Way("Hand over", f"{here}/handover", about))
    if found.standing.apprentice or found.standing.administrator:
        about = "One ZIP file, to keep or to hand over."
        ways.append(Way("Take the portfolio out", f"{here}/pack", about))
    if found.standing.administrator:
        about = "Dates, status, and who looks after them."
        ways.append(Way("Settings", f"{here}/settings", about))
    return tuple(ways)


def _line(spell: Spell, today: date) -> SpellLine:
    if spell.person and spell.organisation:
        name = f"{spell.person}, {spell.organisation}"
    else:
        name = spell.person or spell.organisation or spell.reason or ""
    return SpellLine(
        kind=_KINDS[spell.kind],
        name=name,
        when=span_in_words(spell.span, today),
        present=spell.span.covers(today),
    )

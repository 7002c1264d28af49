"""The settings of an apprenticeship: everything that its provider's administrator looks after."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from fastapi import APIRouter, Request, Response

from app.adapters.db import Database
from app.domain.apprenticeships import OPEN_FOR_WORK, ApprenticeshipStatus, SpellKind
from app.domain.calendar import span_in_words, today_in_london
from app.domain.people import Person
from app.domain.permissions import check_can_administer
from app.queries.apprenticeships import Apprenticeship, Spell, get_apprenticeship_for, spells_of
from app.queries.standards import get_standard_by_id
from app.queries.terms import PlannedEndChange, planned_end_changes
from app.web.deps import CurrentDatabase, Now, SignedInPerson
from app.web.filters import in_words
from app.web.notices import see_other
from app.web.rendering import Page, render

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True, slots=True)
class SpellLine:
    """``href`` leads to where it is handed on or ended; empty where it is over."""

    name: str
    about: str
    when: str
    href: str = ""


@dataclass(frozen=True, kw_only=True)
class SettingsPage(Page):
    """Each group of spells is split into those with days left and those that are over."""

    template = "apprenticeships/settings.html"

    here: str
    apprenticeship: Apprenticeship
    specialism: str
    status: str
    may_change_status: bool
    on_break: bool
    planned_end_changes: tuple[PlannedEndChange, ...]
    employers: tuple[SpellLine, ...]
    line_managers: tuple[SpellLine, ...]
    assessors: tuple[SpellLine, ...]
    past_line_managers: tuple[SpellLine, ...]
    past_assessors: tuple[SpellLine, ...]
    breaks: tuple[SpellLine, ...]


@dataclass(frozen=True, kw_only=True)
class SettingsForm(Page):
    """One setting to change: its fields, and below them what the button does."""

    template = "apprenticeships/settings_form.html"

    here: str
    back_href: str
    apprentice: str
    explanation: str = ""
    button: str = "Save"
    button_classes: str = ""


@router.get("/apprenticeships/{apprenticeship_id}/settings")
def show_settings(
    request: Request,
    apprenticeship_id: UUID,
    database: CurrentDatabase,
    person: SignedInPerson,
    now: Now,
) -> Response:
    today = today_in_london(now)
    with database.read() as session:
        found = get_apprenticeship_for(session, person, apprenticeship_id, today=today)
        check_can_administer(found.standing)
        spells = spells_of(session, [found.id])[found.id]
        changes = planned_end_changes(session, found)
        area = get_standard_by_id(session, found.standard_id).practice_area(found.specialism or "")
    here = settings_of(found)

    def lines(kind: SpellKind, *, over: bool) -> tuple[SpellLine, ...]:
        chosen = [s for s in spells if s.kind is kind and _is_over(s, today) is over]
        return tuple(_line(spell, today, here) for spell in _latest_first(chosen))

    page = SettingsPage(
        title=f"Settings of {found.apprentice}’s apprenticeship",
        here=here,
        apprenticeship=found,
        specialism=area.name if area else found.specialism or "",
        status=in_words(found.status),
        may_change_status=found.status in (*OPEN_FOR_WORK, ApprenticeshipStatus.WITHDRAWN),
        on_break=found.status is ApprenticeshipStatus.BREAK_IN_LEARNING,
        planned_end_changes=changes,
        employers=(*lines(SpellKind.EMPLOYER, over=False), *lines(SpellKind.EMPLOYER, over=True)),
        line_managers=lines(SpellKind.LINE_MANAGER, over=False),
        assessors=lines(SpellKind.ASSESSOR, over=False),
        past_line_managers=lines(SpellKind.LINE_MANAGER, over=True),
        past_assessors=lines(SpellKind.ASSESSOR, over=True),
        breaks=(*lines(SpellKind.BREAK, over=False), *lines(SpellKind.BREAK, over=True)),
    )
    return render(request, page)


def to_administer(
    database: Database, apprenticeship_id: UUID, person: Person, now: datetime
) -> Apprenticeship:
    """The apprenticeship, if this person may change its settings."""
    with database.read() as session:
        found = get_apprenticeship_for(
            session, person, apprenticeship_id, today=today_in_london(now)
        )
    check_can_administer(found.standing)
    return found


def settings_of(apprenticeship: Apprenticeship) -> str:
    return f"/apprenticeships/{apprenticeship.id}/settings"


def back_to_settings(request: Request, apprenticeship: Apprenticeship, sentence: str) -> Response:
    """After a change."""
    return see_other(request, settings_of(apprenticeship), sentence)


def _is_over(spell: Spell, today: date) -> bool:
    return spell.ends_on is not None and spell.ends_on <= today


def _latest_first(spells: Sequence[Spell]) -> Sequence[Spell]:
    return sorted(spells, key=lambda spell: spell.starts_on, reverse=True)


def _line(spell: Spell, today: date, here: str) -> SpellLine:
    when = span_in_words(spell.span, today)
    if spell.person is None:
        return SpellLine(name=spell.organisation or spell.reason or "", about="", when=when)
    return SpellLine(
        name=spell.person,
        about=spell.organisation or spell.email or "",
        when=when,
        href="" if _is_over(spell, today) else f"{here}/spells/{spell.id}",
    )

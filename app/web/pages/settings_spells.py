"""Handing on: another line manager or assessor, from a day."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from fastapi import APIRouter, Request, Response

from app.actions.spells import begin_spell, end_spell, hand_on_spell
from app.adapters.db import Database
from app.domain.apprenticeships import SpellKind
from app.domain.calendar import span_in_words, today_in_london
from app.domain.errors import FieldError, Invalid, NotFound
from app.domain.people import Role
from app.queries.apprenticeships import Apprenticeship, Spell, spells_of
from app.queries.people import Colleague, colleagues_in_role
from app.web.bodies import Form, PageForm
from app.web.deps import CurrentDatabase, CurrentSettings, Now, SignedInPerson
from app.web.forms.days import TypedDay, needed_day, read_day, typed_day
from app.web.pages.settings import SettingsForm, back_to_settings, settings_of, to_administer
from app.web.rendering import render

router = APIRouter(include_in_schema=False)


class Colleagues(StrEnum):
    """Whom an apprenticeship may have several of, as the address names them."""

    LINE_MANAGERS = "line-managers"
    ASSESSORS = "assessors"


_KIND = {
    Colleagues.LINE_MANAGERS: SpellKind.LINE_MANAGER,
    Colleagues.ASSESSORS: SpellKind.ASSESSOR,
}
_ROLE = {SpellKind.LINE_MANAGER: Role.LINE_MANAGER, SpellKind.ASSESSOR: Role.ASSESSOR}
_WORD = {SpellKind.LINE_MANAGER: "line manager", SpellKind.ASSESSOR: "assessor"}


@dataclass(frozen=True, slots=True)
class TypedHanding:
    """``email`` names who takes over."""

    on: TypedDay
    email: str = ""


@dataclass(frozen=True, kw_only=True)
class ColleagueForm(SettingsForm):
    """``who_hint`` says whether somebody must be named, or may be left out."""

    template = "apprenticeships/settings_colleague.html"
    typed: TypedHanding
    who: str
    who_hint: str
    when: str
    colleagues: tuple[Colleague, ...]


@router.get("/apprenticeships/{apprenticeship_id}/settings/{colleagues}/new")
def show_new_colleague(
    request: Request,
    apprenticeship_id: UUID,
    colleagues: Colleagues,
    database: CurrentDatabase,
    person: SignedInPerson,
    now: Now,
) -> Response:
    found = to_administer(database, apprenticeship_id, person, now)
    typed = TypedHanding(typed_day(today_in_london(now)))
    return render(request, _new_form(database, found, colleagues, typed))


@router.post("/apprenticeships/{apprenticeship_id}/settings/{colleagues}/new")
def add_colleague(
    request: Request,
    apprenticeship_id: UUID,
    colleagues: Colleagues,
    form: PageForm,
    database: CurrentDatabase,
    settings: CurrentSettings,
    person: SignedInPerson,
    now: Now,
) -> Response:
    found = to_administer(database, apprenticeship_id, person, now)
    typed = _read(form)
    try:
        begin_spell(
            database,
            apprenticeship_id,
            _KIND[colleagues],
            typed.email,
            _day(typed),
            by=person,
            public_url=settings.public_url,
            now=now,
        )
    except Invalid as refusal:
        page = _new_form(database, found, colleagues, typed, refusal.fields)
        return render(request, page, status=422)
    return back_to_settings(request, found, f"The {_WORD[_KIND[colleagues]]} is added.")


@router.get("/apprenticeships/{apprenticeship_id}/settings/spells/{spell_id}")
def show_spell(
    request: Request,
    apprenticeship_id: UUID,
    spell_id: UUID,
    database: CurrentDatabase,
    person: SignedInPerson,
    now: Now,
) -> Response:
    found = to_administer(database, apprenticeship_id, person, now)
    today = today_in_london(now)
    spell = _spell(database, found, spell_id)
    typed = TypedHanding(typed_day(today))
    return render(request, _spell_form(database, found, spell, typed, today))


@router.post("/apprenticeships/{apprenticeship_id}/settings/spells/{spell_id}")
def save_spell(
    request: Request,
    apprenticeship_id: UUID,
    spell_id: UUID,
    form: PageForm,
    database: CurrentDatabase,
    settings: CurrentSettings,
    person: SignedInPerson,
    now: Now,
) -> Response:
    """Somebody takes over, or where nobody is named, nobody does."""
    found = to_administer(database, apprenticeship_id, person, now)
    spell = _spell(database, found, spell_id)
    typed = _read(form)
    try:
        if typed.email:
            hand_on_spell(
                database,
                apprenticeship_id,
                spell_id,
                typed.email,
                _day(typed),
                by=person,
                public_url=settings.public_url,
                now=now,
            )
        else:
            end_spell(database, apprenticeship_id, spell_id, _day(typed), by=person, now=now)
    except Invalid as refusal:
        page = _spell_form(database, found, spell, typed, today_in_london(now), refusal.fields)
        return render(request, page, status=422)
    sentence = "is handed on" if typed.email else "ends"
    return back_to_settings(
        request, found, f"What {spell.person} did as {_WORD[spell.kind]} {sentence} on that day."
    )


def _read(form: Form) -> TypedHanding:
    return TypedHanding(read_day(form, "on"), form.text("email"))


def _day(typed: TypedHanding) -> date:
    return needed_day(typed.on, "on", "Say from which day.")


def _spell(database: Database, found: Apprenticeship, spell_id: UUID) -> Spell:
    with database.read() as session:
        spells = spells_of(session, [found.id])[found.id]
    for spell in spells:
        if spell.id == spell_id and spell.kind in _ROLE:
            return spell
    raise NotFound


def _new_form(
    database: Database,
    found: Apprenticeship,
    colleagues: Colleagues,
    typed: TypedHanding,
    errors: tuple[FieldError, ...] = (),
) -> ColleagueForm:
    kind = _KIND[colleagues]
    return ColleagueForm(
        title=f"Add {'an' if kind is SpellKind.ASSESSOR else 'a'} {_WORD[kind]}",
        here=f"{settings_of(found)}/{colleagues}/new",
        back_href=settings_of(found),
        apprentice=found.apprentice,
        button="Add them",
        typed=typed,
        who="Their email address",
        who_hint="Somebody who is here already.",
        when="From which day?",
        colleagues=_colleagues(database, found, kind),
        errors=errors,
    )


def _spell_form(
    database: Database,
    found: Apprenticeship,
    spell: Spell,
    typed: TypedHanding,
    today: date,
    errors: tuple[FieldError, ...] = (),
) -> ColleagueForm:
    since = span_in_words(spell.span, today)
    return ColleagueForm(
        title=f"Hand on from {spell.person}",
        here=f"{settings_of(found)}/spells/{spell.id}",
        back_href=settings_of(found),
        apprentice=found.apprentice,
        explanation=f"{spell.person} is {_WORD[spell.kind]} of {found.apprentice}, "
        f"{since[:1].lower()}{since[1:]}. What they decided and confirmed stays; from "
        "the day that you choose they see nothing more.",
        button="Hand on",
        typed=typed,
        who="Email address of who takes over",
        who_hint="Somebody who is here already. Leave it empty if nobody takes over.",
        when="From which day?",
        colleagues=_colleagues(database, found, spell.kind),
        errors=errors,
    )


def _colleagues(
    database: Database, found: Apprenticeship, kind: SpellKind
) -> tuple[Colleague, ...]:
    with database.read() as session:
        return colleagues_in_role(session, [found.provider_id], _ROLE[kind])

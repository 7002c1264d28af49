"""One person of the house: who they are, what they do there, and for whom."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from fastapi import APIRouter, Request, Response
from sqlmodel import Session

from app.domain.apprenticeships import SpellKind
from app.domain.calendar import day_in_words, span_in_words, today_in_london
from app.domain.people import ROLE_NAMES, Person, Role
from app.queries.people import PersonLine, RoleHeld, belongs_to_these_alone, get_person_for
from app.queries.spells import SpellHeld, own_apprenticeships_of, spells_held_by
from app.web.deps import CurrentDatabase, Now, SignedInPerson
from app.web.filters import day, in_words
from app.web.rendering import Page, render

router = APIRouter(include_in_schema=False)

_TIES = {SpellKind.LINE_MANAGER: "Line manager of", SpellKind.ASSESSOR: "Assessor of"}


@dataclass(frozen=True, slots=True)
class RoleLine:
    """``end_href`` is empty where the reader cannot end it."""

    name: str
    organisation: str
    when: str
    end_href: str = ""


@dataclass(frozen=True, slots=True)
class TieLine:
    """What they are to an apprentice, or that they are one."""

    apprentice: str
    href: str
    kind: str
    when: str


@dataclass(frozen=True, kw_only=True)
class PersonPage(Page):
    """``may_change``: the account is this administrator's to change, and no other house's."""

    template = "people/show.html"

    here: str
    email: str
    state: str
    present_roles: tuple[RoleLine, ...]
    past_roles: tuple[RoleLine, ...]
    ties: tuple[TieLine, ...]
    past_ties: tuple[TieLine, ...]
    may_give_role: bool
    may_change: bool
    may_invite: bool
    deactivated: bool
    is_reader: bool


@router.get("/people/{person_id}")
def show_person(
    request: Request,
    person_id: UUID,
    database: CurrentDatabase,
    person: SignedInPerson,
    now: Now,
) -> Response:
    today = today_in_london(now)
    with database.read() as session:
        line = get_person_for(session, person, person_id)
        houses = person.houses_as(Role.ADMINISTRATOR)
        may_change = bool(houses) and belongs_to_these_alone(session, person_id, houses)
        ties, past_ties = ties_of(session, person, person_id, today)
    here = f"/people/{person_id}"
    active = line.deactivated_at is None
    page = PersonPage(
        title=line.name,
        here=here,
        email=line.email,
        state=_state(line),
        present_roles=tuple(_role(each, here if houses else "") for each in line.present_roles),
        past_roles=tuple(_role(each, "") for each in line.past_roles),
        ties=ties,
        past_ties=past_ties,
        may_give_role=bool(houses) and active,
        may_change=may_change,
        may_invite=may_change and active and not line.has_signed_in and bool(line.present_roles),
        deactivated=not active,
        is_reader=person_id == person.id,
    )
    return render(request, page)


def ties_of(
    session: Session, person: Person, person_id: UUID, today: date
) -> tuple[tuple[TieLine, ...], tuple[TieLine, ...]]:
    """What somebody is, or will be, to apprentices of the house, and what they were."""
    own = [
        TieLine(
            apprentice=f"Their own, {in_words(each.status).lower()}",
            href=f"/apprenticeships/{each.id}",
            kind="Apprentice",
            when=f"Started {day_in_words(each.started_on)}",
        )
        for each in own_apprenticeships_of(session, person, person_id)
    ]
    spells = spells_held_by(session, person, person_id)
    going_on = tuple(_tie(spell, today) for spell in spells if spell.goes_on(today))
    over = tuple(_tie(spell, today) for spell in spells if not spell.goes_on(today))
    return (*own, *going_on), over


def _tie(spell: SpellHeld, today: date) -> TieLine:
    return TieLine(
        apprentice=spell.apprentice,
        href=f"/apprenticeships/{spell.apprenticeship_id}",
        kind=_TIES[spell.kind],
        when=span_in_words(spell.span, today),
    )


def _role(held: RoleHeld, here: str) -> RoleLine:
    given = f"Since {day(held.given_at)}"
    if held.ended_at is not None:
        given = f"{day(held.given_at)} to {day(held.ended_at)}"
    may_end = here and held.role is not Role.APPRENTICE
    return RoleLine(
        name=ROLE_NAMES[held.role],
        organisation=held.organisation,
        when=given,
        end_href=f"{here}/roles/{held.id}/end" if may_end else "",
    )


def _state(line: PersonLine) -> str:
    if line.deactivated_at is not None:
        return f"Deactivated on {day(line.deactivated_at)}: they cannot sign in."
    if not line.has_signed_in:
        return "They have not chosen a password yet."
    return ""

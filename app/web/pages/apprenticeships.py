"""The apprenticeships that somebody may see, and a new one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from fastapi import APIRouter, Request, Response
from sqlmodel import Session

from app.actions.apprenticeships import start_apprenticeship
from app.domain.apprenticeships import (
    STATUS_NAMES,
    ApprenticeshipStatus,
    SpellKind,
    programme_month,
)
from app.domain.calendar import today_in_london
from app.domain.errors import FieldError, Invalid
from app.domain.people import OrganisationKind, Person, Role
from app.domain.permissions import providers_to_administer
from app.queries.apprenticeships import (
    Apprenticeship,
    Spell,
    breaks_in,
    list_apprenticeships_for,
    present,
    spells_of,
)
from app.queries.organisations import organisations_of_house, providers_of
from app.queries.people import Colleague, colleagues_in_role
from app.queries.standards import get_standard_by_id, list_standards
from app.web.bodies import PageForm
from app.web.deps import CurrentDatabase, CurrentSettings, Now, SignedInPerson
from app.web.filters import in_words
from app.web.forms.apprenticeships import (
    ApprenticeshipFilters,
    TypedStart,
    apprenticeships_query,
    new_apprenticeship,
    read_apprenticeship_filters,
    read_start,
)
from app.web.forms.chosen import chosen_in
from app.web.forms.ids import id_in
from app.web.notices import see_other
from app.web.rendering import Page, render
from app.web.spreadsheets import SaveAs, save_as

router = APIRouter(include_in_schema=False)

SHOWN = 100

Choices = tuple[dict[str, str], ...]

_CHOOSE: Choices = ({"value": "", "text": "Choose a standard"},)


@dataclass(frozen=True, slots=True)
class ApprenticeshipRow:
    """Who is around the apprentice today, by name."""

    apprentice: str
    href: str
    status: str
    stage: str
    employer: str
    line_managers: str
    assessors: str


@dataclass(frozen=True, kw_only=True)
class ApprenticeshipsPage(Page):
    """The filters by people and firms are for those who see a whole house: else they are empty."""

    template = "apprenticeships/list.html"
    wide = True
    title: str = "Apprenticeships"

    rows: tuple[ApprenticeshipRow, ...]
    filters: ApprenticeshipFilters
    chosen: int
    statuses: Choices
    assessors: Choices
    employers: Choices
    may_start: bool
    saved_as: SaveAs
    next_page: str
    first_page: str


@dataclass(frozen=True, kw_only=True)
class StartPage(Page):
    """``specialisms`` are the practice areas of every standard that is loaded."""

    template = "apprenticeships/new.html"
    title: str = "Add an apprenticeship"

    typed: TypedStart
    standards: Choices
    employers: tuple[str, ...]
    line_managers: tuple[Colleague, ...]
    assessors: tuple[Colleague, ...]
    specialisms: Choices
    providers: Choices


@router.get("/apprenticeships")
def show_apprenticeships(
    request: Request, database: CurrentDatabase, person: SignedInPerson, now: Now
) -> Response:
    filters = read_apprenticeship_filters(request.query_params)
    cursor = request.query_params.get("cursor")
    today = today_in_london(now)
    with database.read() as session:
        found = list_apprenticeships_for(
            session,
            person,
            today=today,
            status=filters.status,
            name=filters.name,
            with_spells_of=[each for each in (filters.assessor, filters.employer) if each],
            cursor=cursor,
            limit=SHOWN,
        )
        spells = spells_of(session, [each.id for each in found.items])
        assessors, employers = holders_of_houses(session, person)
    page = ApprenticeshipsPage(
        rows=tuple(_row(each, spells[each.id], today) for each in found.items),
        filters=filters,
        chosen=chosen_in(filters),
        statuses=(
            {"value": "", "text": "Every status"},
            *({"value": each, "text": STATUS_NAMES[each]} for each in ApprenticeshipStatus),
        ),
        assessors=assessors,
        employers=employers,
        saved_as=save_as("/apprenticeships", apprenticeships_query(filters)),
        may_start=bool(person.providers_as(Role.ADMINISTRATOR)),
        next_page=f"/apprenticeships{apprenticeships_query(filters, cursor=found.next)}"
        if found.next
        else "",
        first_page=f"/apprenticeships{apprenticeships_query(filters)}" if cursor else "",
    )
    return render(request, page)


@router.get("/apprenticeships/new")
def show_start(request: Request, database: CurrentDatabase, person: SignedInPerson) -> Response:
    with database.read() as session:
        page = _start_page(session, person, TypedStart())
    return render(request, page)


@router.post("/apprenticeships/new")
def start(
    request: Request,
    form: PageForm,
    database: CurrentDatabase,
    settings: CurrentSettings,
    person: SignedInPerson,
    now: Now,
) -> Response:
    typed = read_start(form)
    providers_to_administer(person)
    try:
        started = start_apprenticeship(
            database,
            new_apprenticeship(typed),
            provider_id=id_in(typed.provider),
            by=person,
            public_url=settings.public_url,
            now=now,
        )
    except Invalid as refusal:
        with database.read() as session:
            page = _start_page(session, person, typed, refusal.fields)
        return render(request, page, status=422)
    sentence = f"{typed.name}’s apprenticeship is added."
    if not settings.smtp_url:
        sentence += " If they are new here, pass their link on to them: it is under Messages."
    return see_other(request, f"/apprenticeships/{started}", sentence)


def _row(each: Apprenticeship, spells: Sequence[Spell], today: date) -> ApprenticeshipRow:
    month = programme_month(each.started_on, each.planned_end_on, today, breaks_in(spells))

    def named(kind: SpellKind) -> str:
        there = present(spells, kind, today)
        return ", ".join(sorted(spell.person or spell.organisation or "" for spell in there))

    return ApprenticeshipRow(
        apprentice=each.apprentice,
        href=f"/apprenticeships/{each.id}",
        status=in_words(each.status),
        stage=f"{month.month} of {month.of}",
        employer=named(SpellKind.EMPLOYER),
        line_managers=named(SpellKind.LINE_MANAGER),
        assessors=named(SpellKind.ASSESSOR),
    )


def holders_of_houses(session: Session, person: Person) -> tuple[Choices, Choices]:
    """The assessors and the employers by which somebody who sees a whole house narrows the list."""
    houses = person.providers_as(Role.ADMINISTRATOR) | person.providers_as(Role.IQA)
    if not houses:
        return (), ()
    assessors = colleagues_in_role(session, houses, Role.ASSESSOR)
    organisations = organisations_of_house(session, houses)
    return (
        (
            {"value": "", "text": "Every assessor"},
            *({"value": str(each.id), "text": each.name} for each in assessors),
        ),
        (
            {"value": "", "text": "Every employer"},
            *(
                {"value": str(each.id), "text": each.name}
                for each in organisations
                if each.kind is OrganisationKind.EMPLOYER
            ),
        ),
    )


def _start_page(
    session: Session, person: Person, typed: TypedStart, errors: tuple[FieldError, ...] = ()
) -> StartPage:
    houses = providers_to_administer(person)
    organisations = organisations_of_house(session, houses)
    standards = list_standards(session)
    areas = {
        area.key: area.name
        for line in standards
        for area in get_standard_by_id(session, line.id).practice_areas
    }
    choices = tuple(
        {
            "value": f"{each.reference} {each.version}",
            "text": f"{each.title} ({each.reference} {each.version})",
        }
        for each in standards
    )
    providers = providers_of(session, houses)
    return StartPage(
        typed=typed,
        standards=(*_CHOOSE, *choices) if len(choices) > 1 else choices,
        employers=tuple(
            each.name for each in organisations if each.kind is OrganisationKind.EMPLOYER
        ),
        line_managers=colleagues_in_role(session, houses, Role.LINE_MANAGER),
        assessors=colleagues_in_role(session, houses, Role.ASSESSOR),
        specialisms=(
            {"value": "", "text": "None"},
            *({"value": key, "text": name} for key, name in areas.items()),
        ),
        providers=tuple({"value": str(each.id), "text": each.name} for each in providers)
        if len(providers) > 1
        else (),
        errors=errors,
    )

"""The milestones by which a provider judges pace: how many KSBs, by the end of which month."""

from dataclasses import dataclass
from uuid import UUID

from fastapi import APIRouter, Request, Response

from app.actions.milestones import MAX_MONTHS, set_milestones
from app.adapters.db import Database
from app.domain.errors import FieldError, Invalid
from app.domain.pace import Milestone
from app.domain.people import Person
from app.domain.permissions import check_administers_provider, providers_to_administer
from app.domain.standards import CriterionKind
from app.queries.milestones import milestones_of
from app.queries.organisations import providers_of
from app.queries.standards import get_standard_by_id, list_standards
from app.web.bodies import PageForm
from app.web.deps import CurrentDatabase, Now, SignedInPerson
from app.web.filters import plural
from app.web.forms.milestones import (
    TypedMilestone,
    milestones_in,
    read_milestones,
    typed_milestones,
)
from app.web.notices import see_other
from app.web.rendering import Page, render

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True, slots=True)
class MilestonesLine:
    """A standard as one provider teaches it. ``provider`` is empty where there is only one."""

    standard: str
    provider: str
    href: str
    about: str


@dataclass(frozen=True, kw_only=True)
class MilestonesPage(Page):
    template = "milestones/list.html"
    title: str = "Milestones"
    lines: tuple[MilestonesLine, ...]


@dataclass(frozen=True, kw_only=True)
class EditMilestonesPage(Page):
    template = "milestones/edit.html"
    here: str
    standard: str
    ksbs: int
    months: int
    rows: tuple[TypedMilestone, ...]


@router.get("/milestones")
def show_milestones(
    request: Request, database: CurrentDatabase, person: SignedInPerson
) -> Response:
    houses = providers_to_administer(person)
    with database.read() as session:
        providers = providers_of(session, houses)
        standards = list_standards(session)
        kept = milestones_of(session, houses)
    lines = tuple(
        MilestonesLine(
            standard=f"{standard.title}, {standard.reference} {standard.version}",
            provider=provider.name if len(providers) > 1 else "",
            href=f"/milestones/{provider.id}/{standard.id}",
            about=_in_words(kept.get((provider.id, standard.id), ())),
        )
        for provider in providers
        for standard in standards
    )
    return render(request, MilestonesPage(lines=lines))


@router.get("/milestones/{provider_id}/{standard_id}")
def show_edit_milestones(
    request: Request,
    provider_id: UUID,
    standard_id: UUID,
    database: CurrentDatabase,
    person: SignedInPerson,
) -> Response:
    check_administers_provider(person, provider_id)
    with database.read() as session:
        kept = milestones_of(session, [provider_id]).get((provider_id, standard_id), ())
    return render(
        request, _page(database, person, provider_id, standard_id, typed_milestones(kept))
    )


@router.post("/milestones/{provider_id}/{standard_id}")
def save_milestones(
    request: Request,
    provider_id: UUID,
    standard_id: UUID,
    form: PageForm,
    database: CurrentDatabase,
    person: SignedInPerson,
    now: Now,
) -> Response:
    check_administers_provider(person, provider_id)
    typed = read_milestones(form)
    try:
        milestones = milestones_in(typed)
        set_milestones(database, provider_id, standard_id, milestones, by=person, now=now)
    except Invalid as refusal:
        errors = tuple(_beside_a_row(error) for error in refusal.fields)
        page = _page(database, person, provider_id, standard_id, typed, errors)
        return render(request, page, status=422)
    sentence = (
        f"You set {plural(len(milestones), 'milestone')}. "
        "Line managers and assessors see who is behind."
        if milestones
        else "There are no milestones, so that nobody is called behind."
    )
    return see_other(request, "/milestones", sentence)


def _page(
    database: Database,
    person: Person,
    provider_id: UUID,
    standard_id: UUID,
    rows: tuple[TypedMilestone, ...],
    errors: tuple[FieldError, ...] = (),
) -> EditMilestonesPage:
    check_administers_provider(person, provider_id)
    with database.read() as session:
        standard = get_standard_by_id(session, standard_id)
    return EditMilestonesPage(
        title="How many KSBs, by when?",
        here=f"/milestones/{provider_id}/{standard_id}",
        standard=standard.title,
        ksbs=sum(each.kind is not CriterionKind.DUTY for each in standard.criteria),
        months=MAX_MONTHS,
        rows=rows,
        errors=errors,
    )


def _beside_a_row(error: FieldError) -> FieldError:
    """What is wrong between rows stands at the first."""
    return error if "." in error.field else FieldError("month.0", error.message)


def _in_words(milestones: tuple[Milestone, ...]) -> str:
    if not milestones:
        return "None: nobody is called ahead or behind."
    last = milestones[-1]
    count = plural(len(milestones), "milestone")
    return f"{count}, the last {last.ksbs} KSBs by the end of month {last.month}."

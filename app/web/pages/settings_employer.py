"""Moving an apprentice to another employer from a day."""

from dataclasses import dataclass
from uuid import UUID

from fastapi import APIRouter, Request, Response

from app.actions.spells import hand_on_employer
from app.adapters.db import Database
from app.domain.calendar import today_in_london
from app.domain.errors import FieldError, Invalid
from app.domain.people import OrganisationKind, Role
from app.queries.apprenticeships import Apprenticeship
from app.queries.organisations import organisations_of_house
from app.queries.people import Colleague, colleagues_in_role
from app.web.bodies import PageForm
from app.web.deps import CurrentDatabase, CurrentSettings, Now, SignedInPerson
from app.web.forms.days import TypedDay, needed_day, read_day, typed_day
from app.web.pages.settings import SettingsForm, back_to_settings, settings_of, to_administer
from app.web.rendering import render

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True, slots=True)
class TypedMove:
    """As it stands in the boxes."""

    on: TypedDay
    employer: str = ""
    line_manager: str = ""


@dataclass(frozen=True, kw_only=True)
class EmployerForm(SettingsForm):
    template = "apprenticeships/settings_employer.html"
    typed: TypedMove
    employers: tuple[str, ...]
    line_managers: tuple[Colleague, ...]


@router.get("/apprenticeships/{apprenticeship_id}/settings/employer")
def show_employer(
    request: Request,
    apprenticeship_id: UUID,
    database: CurrentDatabase,
    person: SignedInPerson,
    now: Now,
) -> Response:
    found = to_administer(database, apprenticeship_id, person, now)
    typed = TypedMove(typed_day(today_in_london(now)))
    return render(request, _employer_form(database, found, typed))


@router.post("/apprenticeships/{apprenticeship_id}/settings/employer")
def save_employer(
    request: Request,
    apprenticeship_id: UUID,
    form: PageForm,
    database: CurrentDatabase,
    settings: CurrentSettings,
    person: SignedInPerson,
    now: Now,
) -> Response:
    found = to_administer(database, apprenticeship_id, person, now)
    typed = TypedMove(read_day(form, "on"), form.text("employer"), form.text("line_manager"))
    try:
        hand_on_employer(
            database,
            apprenticeship_id,
            typed.employer,
            needed_day(typed.on, "on", "Say from which day."),
            line_manager=typed.line_manager or None,
            by=person,
            public_url=settings.public_url,
            now=now,
        )
    except Invalid as refusal:
        return render(request, _employer_form(database, found, typed, refusal.fields), status=422)
    return back_to_settings(
        request,
        found,
        f"{found.apprentice} works for {typed.employer}. Each piece of evidence belongs to "
        "the employer of its day.",
    )


def _employer_form(
    database: Database,
    found: Apprenticeship,
    typed: TypedMove,
    errors: tuple[FieldError, ...] = (),
) -> EmployerForm:
    house = [found.provider_id]
    with database.read() as session:
        organisations = organisations_of_house(session, house)
        managers = colleagues_in_role(session, house, Role.LINE_MANAGER)
    return EmployerForm(
        title="Move to another employer",
        here=f"{settings_of(found)}/employer",
        back_href=settings_of(found),
        apprentice=found.apprentice,
        explanation="The line managers of the employer before end on that day, and see nothing "
        "any more. A new line manager sees earlier pieces by title and KSBs only.",
        button="Move to this employer",
        typed=typed,
        employers=tuple(
            each.name for each in organisations if each.kind is OrganisationKind.EMPLOYER
        ),
        line_managers=managers,
        errors=errors,
    )

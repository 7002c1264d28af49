"""English and maths: the age group at the start, and the employer's choice."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from fastapi import APIRouter, Request, Response

from app.actions.english_and_maths import settle_english_and_maths
from app.adapters.db import Database
from app.domain.apprenticeships import check_open_for_work
from app.domain.calendar import today_in_london
from app.domain.english_and_maths import Settled
from app.domain.errors import FieldError, Invalid
from app.domain.people import Person
from app.domain.permissions import check_can_settle_english_and_maths
from app.domain.rule_sets import RuleSet, rule_set_for
from app.queries.apprenticeships import Apprenticeship, get_apprenticeship_for
from app.queries.readiness import held_against
from app.web.bodies import PageForm
from app.web.deps import CurrentDatabase, Now, SignedInPerson
from app.web.forms.qualifications import (
    TypedSettlement,
    read_settlement,
    settled_as,
    typed_settlement,
)
from app.web.notices import see_other
from app.web.pages.qualification_lines import address_of
from app.web.pages.qualifications_contexts import (
    EnglishAndMathsForm,
    english_and_maths_form,
)
from app.web.rendering import render

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True, slots=True)
class _ToSettle:
    """What is settled now, and the rule that it is asked by."""

    apprenticeship: Apprenticeship
    rule_set: RuleSet
    settled: Settled


@router.get("/apprenticeships/{apprenticeship_id}/english-and-maths")
def show_form(
    request: Request,
    apprenticeship_id: UUID,
    database: CurrentDatabase,
    person: SignedInPerson,
    now: Now,
) -> Response:
    found = _to_settle(database, apprenticeship_id, person, now)
    return render(request, _form(found, typed_settlement(found.settled)))


@router.post("/apprenticeships/{apprenticeship_id}/english-and-maths")
def settle(
    request: Request,
    apprenticeship_id: UUID,
    form: PageForm,
    database: CurrentDatabase,
    person: SignedInPerson,
    now: Now,
) -> Response:
    found, typed = _to_settle(database, apprenticeship_id, person, now), read_settlement(form)
    try:
        settle_english_and_maths(
            database, apprenticeship_id, settled_as(typed), typed.reason, by=person, now=now
        )
    except Invalid as refusal:
        return render(request, _form(found, typed, refusal.fields), status=422)
    where = f"{address_of(found.apprenticeship)}#english-and-maths"
    return see_other(request, where, "What you said about English and maths is recorded.")


def _to_settle(
    database: Database, apprenticeship_id: UUID, person: Person, now: datetime
) -> _ToSettle:
    with database.read() as session:
        found = get_apprenticeship_for(
            session, person, apprenticeship_id, today=today_in_london(now)
        )
        check_can_settle_english_and_maths(found.standing)
        check_open_for_work(found.status)
        against = held_against(session, found)
    rule_set = rule_set_for(against.rule_sets, found.started_on)
    return _ToSettle(found, rule_set, against.recorded.english_and_maths)


def _form(
    found: _ToSettle, typed: TypedSettlement, errors: tuple[FieldError, ...] = ()
) -> EnglishAndMathsForm:
    settled_before = found.settled != Settled()
    return english_and_maths_form(
        found.apprenticeship, found.rule_set, typed, needs_reason=settled_before, errors=errors
    )

"""Home: what this person does next. Somebody with several roles has one for each."""

from collections.abc import Callable
from datetime import datetime

from fastapi import APIRouter, Request, Response

from app.adapters.db import Database
from app.domain.errors import NotFound
from app.domain.people import Person, Role
from app.web.deps import CurrentDatabase, Now, SignedInPerson
from app.web.pages.assessments import show_assessments_home
from app.web.pages.home_administrator import (
    show_administrator_home,
    show_iqa_home,
    show_roleless_home,
)
from app.web.pages.home_apprentice import show_apprentice_home
from app.web.pages.home_assessor import show_assessor_home
from app.web.pages.home_line_manager import show_line_manager_home

router = APIRouter(include_in_schema=False)

HOMES: dict[Role, Callable[[Request, Database, Person, datetime], Response]] = {
    Role.APPRENTICE: show_apprentice_home,
    Role.LINE_MANAGER: show_line_manager_home,
    Role.ASSESSOR: show_assessor_home,
    Role.IQA: show_iqa_home,
    Role.ADMINISTRATOR: show_administrator_home,
    Role.INDEPENDENT_ASSESSOR: show_assessments_home,
}


@router.get("/")
def show_home(
    request: Request, database: CurrentDatabase, person: SignedInPerson, now: Now
) -> Response:
    """Of several roles, the one nearest to the work."""
    for role, show in HOMES.items():
        if person.holds(role):
            return show(request, database, person, now)
    return show_roleless_home(request)


@router.get("/as/{role}")
def show_home_as(
    request: Request, role: Role, database: CurrentDatabase, person: SignedInPerson, now: Now
) -> Response:
    if not person.holds(role):
        raise NotFound
    return HOMES[role](request, database, person, now)

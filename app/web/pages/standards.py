"""Standards, for everybody to read: the KSBs, the duties, the plan and the dated rules."""

from fastapi import APIRouter, Request, Response

from app.queries.standards import (
    current_rule_sets,
    get_plan_of,
    get_standard,
    get_standard_id,
    list_standards,
)
from app.web.deps import CurrentDatabase, SignedInPerson
from app.web.pages.standards_contexts import StandardsPage, standard_page
from app.web.rendering import render

router = APIRouter(include_in_schema=False)


@router.get("/standards")
def show_standards(
    request: Request, _person: SignedInPerson, database: CurrentDatabase
) -> Response:
    with database.read() as session:
        standards = list_standards(session)
    return render(request, StandardsPage(title="Standards", standards=standards))


@router.get("/standards/{reference}/{version}")
def show_standard(
    request: Request,
    reference: str,
    version: str,
    _person: SignedInPerson,
    database: CurrentDatabase,
) -> Response:
    with database.read() as session:
        standard = get_standard(session, reference, version)
        plan = get_plan_of(session, get_standard_id(session, reference, version))
        rule_sets = current_rule_sets(session)
    return render(request, standard_page(standard, plan, rule_sets))

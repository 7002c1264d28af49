"""What every route of the API has in common.

A route is declared on a router of ``api_router()`` and answers with a model. It names the
refusals of its own; those that follow from what it reads (401, 413, 415, 422, 404) are known::

    router = api_router("Evidence")

    @router.post("/evidence/{evidence_id}/decision", responses=refusals(403, 409))
    def decide_on_evidence(
        evidence_id: UUID, body: Annotated[DecisionIn, Depends(JsonBody(DecisionIn))],
        person: ApiPerson, database: OnceDatabase, now: Now,
    ) -> EvidenceOut:
        \"\"\"Sign a piece off, or return it.\"\"\"
"""

from collections.abc import Iterator

from fastapi import APIRouter, Depends, Request
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute
from pydantic import BaseModel

from app.domain.errors import FieldError, check_fields
from app.web.api.idempotency import RepeatableRoute
from app.web.bodies import is_text
from app.web.deps import ApiPerson

PREFIX = "/api/v1"


def known_query(request: Request) -> None:
    """Invalid where the query names something that the route does not know, or is not text."""
    unknown = set(request.query_params) - _query_names(request.scope["route"])
    check_fields(
        *(FieldError(name, "There is no such parameter here.") for name in sorted(unknown)),
        *(
            FieldError(name, "It holds control characters.")
            for name, value in request.query_params.items()
            if not is_text(value)
        ),
    )


async def known_query_of_somebody(request: Request, _person: ApiPerson) -> None:
    known_query(request)


async def known_query_of_anybody(request: Request) -> None:
    known_query(request)


def api_router(noun: str, *, open_to_all: bool = False) -> APIRouter:
    """A router whose routes are for those who are signed in, unless ``open_to_all``."""
    check = known_query_of_anybody if open_to_all else known_query_of_somebody
    return APIRouter(
        prefix=PREFIX,
        tags=[noun],
        dependencies=[Depends(check)],
        route_class=RepeatableRoute,
        generate_unique_id_function=_operation_id,
    )


def dependants(dependant: Dependant) -> Iterator[Dependant]:
    """A route's own, and those of all that it depends on."""
    yield dependant
    for below in dependant.dependencies:
        yield from dependants(below)


def _operation_id(route: APIRoute) -> str:
    return route.name


def _query_names(route: APIRoute) -> frozenset[str]:
    names: set[str] = set()
    for each in dependants(route.dependant):
        for parameter in each.query_params:
            kind = parameter.field_info.annotation
            if isinstance(kind, type) and issubclass(kind, BaseModel):
                names.update(kind.model_fields)
            else:
                names.add(parameter.alias)
    return frozenset(names)

"""What every route of the API has in common, and how the API describes itself.

A route is declared on a router of ``api_router()`` and answers with a model; the refusals it
may give need no declaration::

    router = api_router()

    @router.post("/evidence/{evidence_id}/decision")
    def decide(evidence_id: UUID, body: Annotated[DecisionIn, Depends(JsonBody(DecisionIn))],
               person: ApiPerson, database: CurrentDatabase, now: Now) -> EvidenceOut: ...
"""

from collections.abc import Iterable, Iterator
from typing import Any

from fastapi import APIRouter, Depends, FastAPI, Request
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute
from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from app.domain.errors import FieldError, Invalid
from app.web.bodies import JsonBody, OpenJsonBody, read_raw_file
from app.web.deps import ApiPerson

PREFIX = "/api/v1"
_REFERENCE = "#/components/schemas/{model}"


class FieldProblem(BaseModel):
    """What is wrong with one field of a body or a query."""

    field: str
    message: str


class Problem(BaseModel):
    """A refusal (RFC 9457). ``detail`` is a sentence for people."""

    title: str
    status: int
    detail: str
    errors: list[FieldProblem] | None = None
    reference: str | None = None


async def known_query(request: Request, _person: ApiPerson) -> None:
    """Invalid where the query names something that the route does not know."""
    unknown = set(request.query_params) - _query_names(request.scope["route"])
    if unknown:
        raise Invalid(
            *(FieldError(name, "There is no such parameter here.") for name in sorted(unknown))
        )


def api_router() -> APIRouter:
    """A router whose routes are for those who are signed in."""
    return APIRouter(prefix=PREFIX, dependencies=[Depends(known_query)])


def describe_api(app: FastAPI, routers: Iterable[APIRouter]) -> None:
    """Completes what ``app`` says of the API: the bodies that it reads and the refusals."""
    routes = [route for router in routers for route in router.routes]
    undescribed = app.openapi

    def openapi() -> dict[str, Any]:
        if app.openapi_schema is None:
            description = undescribed()
            _describe(description, [route for route in routes if isinstance(route, APIRoute)])
        return app.openapi_schema or undescribed()

    app.openapi = openapi  # type: ignore[method-assign]


def _describe(description: dict[str, Any], routes: list[APIRoute]) -> None:
    models: list[type[BaseModel]] = [Problem]
    models += [model for route in routes if (model := _body_of(route))]
    _, definitions = models_json_schema(
        [(model, "validation") for model in models], ref_template=_REFERENCE
    )
    components = description.setdefault("components", {})
    schemas = components.setdefault("schemas", {})
    schemas.update(definitions["$defs"])
    for unused in ("HTTPValidationError", "ValidationError"):
        schemas.pop(unused, None)
    for route in routes:
        for method in route.methods or ():
            operation = description["paths"][route.path_format][method.lower()]
            operation["responses"].pop("422", None)
            operation["responses"]["4XX"] = {
                "description": "A refusal",
                "content": {
                    "application/problem+json": {
                        "schema": {"$ref": _REFERENCE.format(model="Problem")}
                    }
                },
            }
            if sent := _request_body_of(route):
                operation["requestBody"] = sent


def _request_body_of(route: APIRoute) -> dict[str, Any] | None:
    if model := _body_of(route):
        schema = {"$ref": _REFERENCE.format(model=model.__name__)}
        return {"required": True, "content": {"application/json": {"schema": schema}}}
    if any(each.call is read_raw_file for each in _dependants(route.dependant)):
        binary = {"type": "string", "format": "binary"}
        return {"required": True, "content": {"application/octet-stream": {"schema": binary}}}
    return None


def _body_of(route: APIRoute) -> type[BaseModel] | None:
    for each in _dependants(route.dependant):
        if isinstance(each.call, JsonBody | OpenJsonBody):
            model: type[BaseModel] = each.call.model
            return model
    return None


def _query_names(route: APIRoute) -> frozenset[str]:
    names: set[str] = set()
    for each in _dependants(route.dependant):
        for parameter in each.query_params:
            kind = parameter.field_info.annotation
            if isinstance(kind, type) and issubclass(kind, BaseModel):
                names.update(kind.model_fields)
            else:
                names.add(parameter.alias)
    return frozenset(names)


def _dependants(dependant: Dependant) -> Iterator[Dependant]:
    yield dependant
    for below in dependant.dependencies:
        yield from _dependants(below)

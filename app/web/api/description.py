"""How the API describes itself: an OpenAPI document that tells of every answer.

FastAPI describes paths, parameters and what is answered when all is well. It knows nothing of
bodies that are read after the person is known, nor of refusals: those are added here.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from fastapi import APIRouter, FastAPI
from fastapi.routing import APIRoute
from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from app.web.api.idempotency import once_database
from app.web.api.routing import dependants
from app.web.bodies import JsonBody, OpenJsonBody, read_raw_file
from app.web.deps import bearer_token

_REFERENCE = "#/components/schemas/{model}"

WHEN_ALL_IS_WELL: Mapping[str, str] = {
    "200": "What was asked for, as it stands now.",
    "201": "What was made.",
    "204": "It is done.",
}
REFUSALS: Mapping[int, str] = {
    401: "Nobody is signed in: the token, or the password, is missing or wrong.",
    403: "It is yours to see, and not yours to do.",
    404: "It does not exist, or it is not yours to know of.",
    409: "The state of things forbids it, or somebody else changed it first.",
    412: "Parts of files are sent by tus 1.0.0; `Tus-Resumable` must say so.",
    413: "What was sent is too large.",
    415: "What was sent is of a type that is not accepted here.",
    422: "What was sent does not fit; `errors` says where.",
    429: "There were too many tries: wait as long as `Retry-After` says.",
    460: "What arrived is not what its checksum says: send it again.",
    503: "The files cannot be reached at present, or others were writing for so long that this"
    " had to give way: then try again after `Retry-After` seconds.",
}


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


def refusals(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """What a route may refuse beyond what follows from its path, its query and its body."""
    return {status: _refusal(status) for status in statuses}


def describe_api(app: FastAPI, routers: Iterable[APIRouter]) -> None:
    """Completes what ``app`` says of the API."""
    routes = [
        route
        for router in routers
        for route in router.routes
        if isinstance(route, APIRoute) and route.include_in_schema
    ]
    undescribed = app.openapi

    def openapi() -> dict[str, Any]:
        if app.openapi_schema is None:
            description = undescribed()
            _describe(description, routes)
        return app.openapi_schema or undescribed()

    app.openapi = openapi  # type: ignore[method-assign]


def _describe(description: dict[str, Any], routes: list[APIRoute]) -> None:
    models: list[type[BaseModel]] = [Problem]
    models += [model for route in routes if (model := _body_of(route))]
    _, definitions = models_json_schema(
        [(model, "validation") for model in models], ref_template=_REFERENCE
    )
    schemas = description.setdefault("components", {}).setdefault("schemas", {})
    schemas.update(definitions["$defs"])
    for unused in ("HTTPValidationError", "ValidationError"):
        schemas.pop(unused, None)
    for route in routes:
        for method in route.methods or ():
            operation = description["paths"][route.path_format][method.lower()]
            said = operation.pop("description", "")
            operation["summary"] = said.partition(". ")[0].removesuffix(".")
            if said.count(". "):
                operation["description"] = said
            if body := _request_body_of(route):
                operation["requestBody"] = body
            implied = {str(status): _refusal(status) for status in _implied_refusals(route)}
            answers = {**operation["responses"], **implied}
            for status, described in WHEN_ALL_IS_WELL.items():
                if status in answers:
                    answers[status]["description"] = described
            operation["responses"] = dict(sorted(answers.items()))


def _refusal(status: int) -> dict[str, Any]:
    schema = {"$ref": _REFERENCE.format(model="Problem")}
    refusal: dict[str, Any] = {
        "description": REFUSALS[status],
        "content": {"application/problem+json": {"schema": schema}},
    }
    if status == 429:
        refusal["headers"] = {
            "Retry-After": {"description": "In seconds.", "schema": {"type": "integer"}}
        }
    return refusal


def _implied_refusals(route: APIRoute) -> set[int]:
    """Any query may hold what the route does not know, so any route may answer 422."""
    statuses = {422}
    asks = {each.call for each in dependants(route.dependant)}
    if bearer_token in asks:
        statuses.add(401)
    if route.dependant.path_params:
        statuses.add(404)
    if _request_body_of(route):
        statuses |= {413, 415}
    if once_database in asks:
        statuses.add(409)
    return statuses


def _request_body_of(route: APIRoute) -> dict[str, Any] | None:
    if model := _body_of(route):
        schema = {"$ref": _REFERENCE.format(model=model.__name__)}
        needed = any(field.is_required() for field in model.model_fields.values())
        return {"required": needed, "content": {"application/json": {"schema": schema}}}
    if any(each.call is read_raw_file for each in dependants(route.dependant)):
        binary = {"type": "string", "format": "binary"}
        return {"required": True, "content": {"application/octet-stream": {"schema": binary}}}
    return None


def _body_of(route: APIRoute) -> type[BaseModel] | None:
    for each in dependants(route.dependant):
        if isinstance(each.call, JsonBody | OpenJsonBody):
            model: type[BaseModel] = each.call.model
            return model
    return None

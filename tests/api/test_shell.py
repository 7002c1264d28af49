"""What every route of the API has in common, and how the API describes itself."""

import uuid
from typing import Annotated

import pytest
from fastapi import Depends, FastAPI, Query
from pydantic import BaseModel, ConfigDict
from starlette.testclient import TestClient

from app.main import create_app
from app.settings import Settings
from app.web.api.description import describe_api
from app.web.api.routing import api_router
from app.web.bodies import JsonBody, RawFile
from app.web.deps import ApiPerson
from tests.cast import Cast
from tests.conftest import SignInAs

pytestmark = pytest.mark.one_engine


class Part(BaseModel):
    code: str


class NoteIn(BaseModel):
    model_config = ConfigDict(extra="forbid")
    title: str
    parts: list[Part] = []


class NoteOut(BaseModel):
    id: uuid.UUID
    title: str


class Filters(BaseModel):
    kind: str = ""
    q: str = ""


router = api_router("Trial")


@router.post("/trial/notes", status_code=201)
def add(
    body: Annotated[NoteIn, Depends(JsonBody(NoteIn))], _person: ApiPerson, loud: bool = False
) -> NoteOut:
    return NoteOut(id=uuid.uuid4(), title=body.title.upper() if loud else body.title)


@router.post("/trial/files")
def add_any_file(file: RawFile, _person: ApiPerson, name: str = "") -> str:
    return f"{name}: {file.size}"


@router.get("/trial/notes")
def find(_person: ApiPerson, filters: Annotated[Filters, Query()]) -> str:
    return filters.q


@pytest.fixture
def app(app: FastAPI) -> FastAPI:
    app.include_router(router)
    return app


def test_a_parameter_that_is_not_known_is_refused(cast: Cast, api_for: SignInAs) -> None:
    sam = api_for(cast.sam)
    known = sam.post("/api/v1/trial/notes?loud=true", json={"title": "a"})
    assert known.status_code == 201
    assert known.json()["title"] == "A"
    unknown = sam.post("/api/v1/trial/notes?loud=true&quiet=1&x=2", json={"title": "a"})
    assert unknown.status_code == 422
    assert unknown.json()["errors"] == [
        {"field": "quiet", "message": "There is no such parameter here."},
        {"field": "x", "message": "There is no such parameter here."},
    ]
    assert sam.get("/api/v1/trial/notes?q=lease&kind=a").json() == "lease"
    assert sam.get("/api/v1/trial/notes?colour=red").status_code == 422
    assert sam.post("/api/v1/trial/files?name=a.txt", content=b"abc").json() == "a.txt: 3"


def test_who_is_not_signed_in_hears_that_before_anything_else(client: TestClient) -> None:
    too_large = client.post("/api/v1/trial/notes?quiet=1", content=b"x" * 1_000_001)
    assert too_large.status_code == 401


def test_the_description_tells_of_bodies_answers_and_refusals(settings: Settings) -> None:
    app = create_app(settings)
    app.include_router(router)
    describe_api(app, [router])
    described = app.openapi()
    post = described["paths"]["/api/v1/trial/notes"]["post"]
    assert post["requestBody"]["content"]["application/json"]["schema"] == {
        "$ref": "#/components/schemas/NoteIn"
    }
    assert set(post["responses"]) == {"201", "401", "413", "415", "422"}
    assert "application/problem+json" in post["responses"]["422"]["content"]
    assert post["security"] == [{"HTTPBearer": []}]
    schemas = described["components"]["schemas"]
    assert {"NoteIn", "NoteOut", "Part", "Problem", "FieldProblem"} <= set(schemas)
    assert "HTTPValidationError" not in schemas
    upload = described["paths"]["/api/v1/trial/files"]["post"]
    assert "application/octet-stream" in upload["requestBody"]["content"]

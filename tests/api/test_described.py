"""What the API says of itself is so: no answer is a fault, and none is of an untold shape."""

from collections import Counter
from typing import Any, TypeAlias

import pytest
import schemathesis
from fastapi import FastAPI
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis import APIOperation, Case, GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.core.result import Ok
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)
from starlette.testclient import TestClient

from app.actions.phrases import keep_phrase
from app.domain.evidence import EvidenceStatus
from app.domain.people import Person
from app.domain.record import INSTALLATION
from tests.api.sent import of_piece
from tests.conftest import SignInAs
from tests.house.access_table import ACCESS
from tests.make import Maker

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]

schemathesis.serializer.alias("application/offset+octet-stream", "application/octet-stream")

KNOWN_BY_OFFSET = {"PATCH /api/v1/uploads/{upload_id}", "DELETE /api/v1/uploads/{upload_id}"}
"""What they do is not done twice, whatever is sent again."""

Operation: TypeAlias = APIOperation[Any, Any, Any, Any]
Sent: TypeAlias = Case[Any]

bounded = settings(
    max_examples=10,
    derandomize=True,
    deadline=None,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)


@pytest.fixture
def operations(client: TestClient) -> dict[str, dict[str, Any]]:
    """Every operation that is described, as ``GET /api/v1/me``."""
    described = client.get("/api/v1/openapi.json").json()
    return {
        f"{method.upper()} {path}": operation
        for path, methods in described["paths"].items()
        for method, operation in methods.items()
    }


@pytest.mark.one_engine
def test_the_description_is_of_every_route_of_the_api_and_of_nothing_else(
    operations: dict[str, dict[str, Any]],
) -> None:
    routes = {route for route in ACCESS if " /api/" in route and "openapi" not in route}
    assert set(operations) == routes


@pytest.mark.one_engine
def test_every_operation_says_in_a_sentence_what_it_does(
    operations: dict[str, dict[str, Any]],
) -> None:
    for name, operation in operations.items():
        assert len(operation["summary"].split()) > 2, name
        assert "\n" not in operation["summary"]
    ids = [operation["operationId"] for operation in operations.values()]
    assert len(set(ids)) == len(ids)


@pytest.mark.one_engine
def test_everything_but_signing_in_needs_a_token(operations: dict[str, dict[str, Any]]) -> None:
    assert [name for name, operation in operations.items() if not operation.get("security")] == [
        "POST /api/v1/tokens"
    ]


@pytest.mark.one_engine
def test_whatever_changes_something_can_be_asked_for_once(
    operations: dict[str, dict[str, Any]],
) -> None:
    for name, operation in operations.items():
        headers = [
            each["name"] for each in operation.get("parameters", ()) if each["in"] == "header"
        ]
        unsafe = not name.startswith(("GET ", "OPTIONS ")) and "/tokens" not in name
        if name in KNOWN_BY_OFFSET:
            assert "Idempotency-Key" not in headers
            continue
        assert ("Idempotency-Key" in headers) == unsafe, name
        assert ("409" in operation["responses"]) == unsafe, name


@pytest.mark.one_engine
def test_whatever_is_asked_by_whomever_the_answer_is_one_that_is_described(
    make: Maker, app: FastAPI, api_for: SignInAs
) -> None:
    """A few requests to each operation, fitting and not, about things that are there and not."""
    cast = make.cast
    people = st.sampled_from([cast.amara, cast.amara, cast.sam, cast.marcus, cast.ruth, cast.theo])
    there = {
        "apprenticeship_id": [str(cast.amaras), str(cast.theos)],
        "evidence_id": [str(make.evidence(status)) for status in EvidenceStatus],
        "file_id": [add_file(make, api_for(cast.amara))],
        "upload_id": [begin_upload(make, api_for(cast.amara))],
        "log": [str(cast.provider_id), str(INSTALLATION)],
        "seq": ["1", "3", "4000"],
        "qualification_id": [
            record_qualification(make, api_for(person)) for person in (cast.amara, cast.sam)
        ],
        "assessment_id": [str(cast.amaras)],
        "arrival_id": [str(cast.amaras)],
        "method": ["portfolio"],
        "phrase_id": [str(keep_phrase(make.database, "Clear", "Clear work.", by=cast.sam))],
        "reference": ["ST0244"],
        "version": ["1.1"],
        "kind": ["people", "apprenticeships"],
    }
    answered: Counter[int] = Counter()

    def ask_for(operation: Operation) -> None:
        fitting = operation.as_strategy(GenerationMode.POSITIVE)
        not_fitting = operation.as_strategy(GenerationMode.NEGATIVE)

        @bounded
        @given(case=fitting | fitting | not_fitting, person=people | st.none(), data=st.data())
        def ask(case: Sent, person: Person | None, data: st.DataObject) -> None:
            for name in case.path_parameters or {}:
                if data.draw(st.integers(0, 3)):
                    case.path_parameters[name] = data.draw(st.sampled_from(there[name]))
            token = api_for(person).headers["Authorization"] if person else "Bearer none"
            case.headers["Authorization"] = token
            answer = case.call_and_validate(checks=CHECKS)
            answered[answer.status_code] += 1

        ask()

    schema = schemathesis.openapi.from_asgi("/api/v1/openapi.json", app)
    for found in schema.get_all_operations():
        assert isinstance(found, Ok), found
        ask_for(found.ok())
    assert {200, 201, 204, 401, 403, 404, 409, 422} <= set(answered), answered


def add_file(make: Maker, amara: TestClient) -> str:
    piece = make.evidence()
    added = amara.post(of_piece(piece, "files?name=memo.txt"), content=b"I reviewed the lease.")
    file_id: str = added.json()["id"]
    return file_id


def begin_upload(make: Maker, amara: TestClient) -> str:
    headers = {"Tus-Resumable": "1.0.0", "Upload-Length": "1000000"}
    begun = amara.post(of_piece(make.evidence(), "uploads"), headers=headers)
    upload_id: str = begun.json()["id"]
    return upload_id


def record_qualification(make: Maker, client: TestClient) -> str:
    sent = {
        "subject": "mandatory",
        "name": "CPQ Professional",
        "awarded_by": "CILEX Regulation",
        "awarded_on": "2026-05-01",
    }
    address = f"/api/v1/apprenticeships/{make.cast.amaras}/qualifications"
    qualification_id: str = client.post(address, json=sent).json()["id"]
    return qualification_id

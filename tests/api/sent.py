"""Bodies that programs send, and how to ask for things."""

import uuid
from collections.abc import Mapping
from typing import TypeAlias

from httpx2 import Response

Body: TypeAlias = dict[str, object]

COMPLETE: Mapping[str, object] = {
    "title": "Lease review memo",
    "kind": "drafting_sample",
    "happened_on": "2026-06-01",
    "narrative": "I reviewed the lease and wrote a memo on the break clause.",
    "practice_area": "property_and_conveyancing",
    "matter": "Mill Lane",
    "client_details": "removed",
    "links": ["https://example.com/lease"],
    "mappings": [
        {"criterion": "K5", "explanation": "I chose the technique.", "locator": "p. 2"},
        {"criterion": "S2", "explanation": "I set out the options."},
    ],
}


def of_apprenticeship(apprenticeship_id: uuid.UUID) -> str:
    return f"/api/v1/apprenticeships/{apprenticeship_id}/evidence"


def of_piece(evidence_id: uuid.UUID | str, act: str = "") -> str:
    return f"/api/v1/evidence/{evidence_id}" + (f"/{act}" if act else "")


def wrong_fields(answer: Response) -> list[str]:
    """The fields that a refusal names."""
    assert answer.status_code == 422, answer.text
    return [error["field"] for error in answer.json()["errors"]]


def refused(answer: Response, status: int) -> str:
    """The sentence of a refusal, which is a problem of that status."""
    assert answer.status_code == status, answer.text
    assert answer.headers["Content-Type"] == "application/problem+json"
    problem = answer.json()
    assert problem["status"] == status
    assert problem["title"]
    sentence: str = problem["detail"]
    return sentence

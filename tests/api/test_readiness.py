"""Gateway readiness through the API: the shape that others rely on, the same for all who see it."""

from datetime import datetime
from typing import Any

import pytest
from starlette.testclient import TestClient

from app.domain.evidence import EvidenceStatus
from tests.api.sent import refused, wrong_fields
from tests.conftest import SignInAs
from tests.make import Maker


def readiness(client: TestClient, make: Maker) -> dict[str, Any]:
    answer = client.get(f"/api/v1/apprenticeships/{make.cast.amaras}/readiness")
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def test_it_says_what_is_met_what_is_not_and_who_must_act(make: Maker, api_for: SignInAs) -> None:
    signed_off = make.evidence(EvidenceStatus.SIGNED_OFF)
    make.evidence(EvidenceStatus.SUBMITTED)
    make.evidence()
    found = readiness(api_for(make.cast.amara), make)
    assert set(found) == {
        "apprenticeship",
        "standard",
        "plan_sha256",
        "as_of",
        "ready",
        "totals",
        "criteria",
        "requirements",
    }
    assert found["apprenticeship"] == str(make.cast.amaras)
    assert found["standard"] == {"reference": "ST0244", "version": "1.1"}
    assert found["as_of"].endswith("Z")
    assert datetime.fromisoformat(found["as_of"]) == make.now
    assert found["ready"] is False
    assert found["totals"] == {
        "knowledge": {"met": 1, "of": 25},
        "skill": {"met": 1, "of": 33},
        "behaviour": {"met": 0, "of": 9},
        "duty": {"met": 0, "of": 21},
    }
    criteria = {each["code"]: each for each in found["criteria"]}
    assert len(criteria) == 88
    assert criteria["K5"] == {
        "code": "K5",
        "kind": "knowledge",
        "status": "met",
        "signed_off": 1,
        "submitted": 1,
        "draft": 1,
        "evidence": [str(signed_off)],
    }
    assert criteria["B1"]["status"] == "not_started"
    requirements = {each["id"]: each for each in found["requirements"]}
    assert requirements["criteria_met"] == {
        "id": "criteria_met",
        "met": False,
        "blocking": True,
        "why": "65 of 67 KSBs are not yet met.",
        "who": "apprentice",
        "unverified": requirements["criteria_met"]["unverified"],
    }
    unmet = [each for each in found["requirements"] if each["blocking"] and not each["met"]]
    assert found["ready"] == (not unmet)


def test_all_who_see_it_see_the_same_and_strangers_see_nothing(
    make: Maker, api_for: SignInAs
) -> None:
    make.evidence(EvidenceStatus.SIGNED_OFF)
    make.evidence()
    cast = make.cast
    expected = readiness(api_for(cast.amara), make)
    for person in (cast.marcus, cast.sam, cast.priya, cast.ruth):
        assert readiness(api_for(person), make) == expected
    for stranger in cast.strangers:
        for form in ("readiness", "readiness.pdf"):
            path = f"/api/v1/apprenticeships/{cast.amaras}/{form}"
            assert refused(api_for(stranger).get(path), 404)


@pytest.mark.one_engine
def test_it_can_be_had_as_a_document(make: Maker, api_for: SignInAs) -> None:
    answer = api_for(make.cast.sam).get(f"/api/v1/apprenticeships/{make.cast.amaras}/readiness.pdf")
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "application/pdf"
    assert "readiness-amara-okafor-2026-11-03.pdf" in answer.headers["Content-Disposition"]
    assert answer.content.startswith(b"%PDF-")


@pytest.mark.one_engine
def test_it_takes_no_parameters(make: Maker, api_for: SignInAs) -> None:
    path = f"/api/v1/apprenticeships/{make.cast.amaras}/readiness?format=pdf"
    assert wrong_fields(api_for(make.cast.sam).get(path)) == ["format"]

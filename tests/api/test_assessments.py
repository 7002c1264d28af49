"""Independent assessment through the API, and what everybody else sees of it."""

import uuid
from typing import Any

from starlette.testclient import TestClient

from app.domain.assessments import AssessmentState
from app.domain.content import Content
from app.domain.evidence import EvidenceStatus
from tests.actions.test_assessments import give_role
from tests.api.sent import refused
from tests.assessed import ASKED, Assessed
from tests.conftest import SignInAs

HERE = "/api/v1/assessments"


def sent(client: TestClient, path: str, body: dict[str, Any], status: int = 200) -> dict[str, Any]:
    answer = client.post(path, json=body)
    assert answer.status_code == status, answer.text
    found: dict[str, Any] = answer.json()
    return found


def test_from_the_hand_over_to_the_result(assessed: Assessed, api_for: SignInAs) -> None:
    cast = assessed.cast
    assessed.pass_gateway(assessed.make.evidence(EvidenceStatus.SIGNED_OFF))
    ruth, owen, ines, karl, amara = (
        api_for(each)
        for each in (cast.ruth, assessed.owen, assessed.ines, assessed.karl, cast.amara)
    )
    result = f"/api/v1/apprenticeships/{cast.amaras}/result"
    body = {"assessment_organisation": "Assess UK", "expires_on": "2027-06-30"}
    made = sent(ruth, f"/api/v1/apprenticeships/{cast.amaras}/handover", body, 201)
    here = f"{HERE}/{made['id']}"
    assert refused(ines.get(here), 404)
    body = {"independent_assessor": "ines@assess.example"}
    assert sent(owen, f"{here}/allocate", body)["state"] == "allocated"
    checks = [{"id": each, "accepted": True} for each in ASKED]
    found = sent(ines, f"{here}/checks", {"requirements": checks})
    assert [each["accepted"] for each in found["requirements"]] == [True, True]
    sent(ines, f"{here}/methods/portfolio/plan", {"planned_on": "2026-11-20"})
    version = ines.get(here).json()["version"]
    case = f"{here}/methods/extended_case_study/grade"
    note = [{"code": "K5", "note": "Precise.", "question": "Why this clause?"}]
    mark = {"version": version, "grade": "pass", "criteria": note}
    assert sent(ines, case, mark)["overall"] is None
    assert refused(ines.post(case, json=mark), 409)
    mark = {"version": version + 1, "grade": "distinction"}
    found = sent(ines, f"{here}/methods/portfolio/grade", mark)
    assert (found["state"], found["overall"]["grade"]) == ("provisional", "pass")
    assert found["unverified"] is True
    assert refused(ines.post(f"{here}/confirm", json={}), 403)
    assert refused(amara.get(result), 404)
    sent(karl, f"{here}/confirm", {})
    assert refused(karl.post(f"{here}/release", json={}), 403)
    assert refused(amara.get(result), 404)
    assert sent(owen, f"{here}/release", {})["state"] == "released"
    for person in (cast.amara, cast.marcus, cast.sam, cast.ruth, cast.priya):
        told = api_for(person).get(result).json()
        assert (told["overall"], told["certificate"], told["unverified"]) == ("pass", "Pass", True)
    for person in cast.strangers:
        assert refused(api_for(person).get(result), 404)
    assert amara.get(f"{result}.pdf").content.startswith(b"%PDF")


def test_only_its_organisation_knows_of_an_assessment(
    assessed: Assessed, api_for: SignInAs
) -> None:
    made = assessed.assessment(AssessmentState.RELEASED)
    for person in assessed.cast.everybody:
        client = api_for(person)
        for path in ("", "/portfolio"):
            assert refused(client.get(f"{HERE}/{made}{path}"), 404)
        assert client.get(HERE).json() == {"items": [], "next": None}
        for act in ("allocate", "confirm", "release"):
            body = {"independent_assessor": "x@y.example"} if act == "allocate" else {}
            assert refused(client.post(f"{HERE}/{made}/{act}", json=body), 404)
    assert len(api_for(assessed.owen).get(HERE).json()["items"]) == 1


def test_a_portfolio_is_read_as_it_stood_at_the_gateway_and_nothing_besides(
    assessed: Assessed, api_for: SignInAs
) -> None:
    draft = assessed.make.evidence(content=Content(title="A draft"))
    other = assessed.make.evidence(EvidenceStatus.RETURNED)
    made = assessed.assessment(AssessmentState.ALLOCATED)
    ines = api_for(assessed.ines)
    (piece,) = ines.get(f"{HERE}/{made}/portfolio").json()["pieces"]
    assert (piece["title"], piece["criteria"]) == ("Lease review memo", ["K5", "S2"])
    assert "Clear and accurate" not in str(piece)
    shown = uuid.UUID(piece["evidence"])
    for evidence in (draft, other, shown):
        assert refused(ines.get(f"/api/v1/evidence/{evidence}"), 404)
    cast = assessed.cast
    for path in ("", "/evidence", "/readiness"):
        assert refused(ines.get(f"/api/v1/apprenticeships/{cast.amaras}{path}"), 404)


def test_a_conflict_of_interest_is_a_409_that_names_it(
    assessed: Assessed, api_for: SignInAs
) -> None:
    made = assessed.assessment()
    nadia = give_role(assessed, assessed.cast.nadia)
    answer = api_for(assessed.owen).post(
        f"{HERE}/{made}/allocate", json={"independent_assessor": nadia.email}
    )
    assert refused(answer, 409)
    assert "Nadia Karim was an assessor of Amara Okafor" in answer.json()["detail"]

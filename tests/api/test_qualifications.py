"""Qualifications, English and maths and hours through the API, and that readiness knows them."""

import hashlib
from datetime import timedelta

from starlette.testclient import TestClient

from tests.api.sent import refused, wrong_fields
from tests.conftest import Clock, SignInAs
from tests.make import Maker

PAGES = b"%PDF-1.7\nthe certificate"
CPQ = {
    "subject": "mandatory",
    "name": "CPQ Professional",
    "awarded_by": "CILEX Regulation",
    "awarded_on": "2026-05-01",
}


def path(make: Maker, rest: str) -> str:
    return f"/api/v1/apprenticeships/{make.cast.amaras}/{rest}"


def met(make: Maker, client: TestClient) -> dict[str, bool]:
    found = client.get(path(make, "readiness")).json()["requirements"]
    return {each["id"]: each["met"] for each in found}


def test_a_certificate_goes_from_the_apprentice_to_the_check_to_readiness(
    make: Maker, api_for: SignInAs
) -> None:
    cast, amara, sam = make.cast, api_for(make.cast.amara), api_for(make.cast.sam)
    answer = amara.post(path(make, "qualifications"), json=CPQ)
    assert answer.status_code == 201, answer.text
    recorded = answer.json()
    signed = {"by": "Amara Okafor", "at": "2026-11-03T10:00:00Z"}
    assert recorded == {
        **CPQ,
        "id": recorded["id"],
        "certificate": None,
        "recorded": signed,
        "checked": None,
        "taken_out": None,
    }
    one = f"/api/v1/qualifications/{recorded['id']}"
    assert refused(sam.post(f"{one}/check"), 409) == "There is no certificate to check yet."
    assert refused(amara.get(f"{one}/certificate"), 404)
    assert refused(amara.post(f"{one}/certificate", params={"name": "a"}, content=b"MZ\0"), 415)
    shown = amara.post(f"{one}/certificate", params={"name": "../cpq.pdf"}, content=PAGES)
    assert shown.json()["certificate"] == {
        "name": "cpq.pdf",
        "media_type": "application/pdf",
        "size": len(PAGES),
        "sha256": hashlib.sha256(PAGES).hexdigest(),
        "blocked": False,
    }
    assert not met(make, sam)["mandatory_qualification"]
    assert refused(amara.post(f"{one}/check"), 403)
    assert sam.post(f"{one}/check").json()["checked"]["by"] == "Sam Rowe"
    assert met(make, sam)["mandatory_qualification"]
    assert sam.get(f"{one}/certificate").content == PAGES
    assert refused(api_for(cast.marcus).get(f"{one}/certificate"), 403)
    for person in cast.strangers:
        stranger = api_for(person)
        for answer in (
            stranger.get(path(make, "qualifications")),
            stranger.get(f"{one}/certificate"),
            stranger.post(f"{one}/check"),
            stranger.post(f"{one}/take-out", json={"reason": "Mine."}),
        ):
            assert refused(answer, 404)
    assert wrong_fields(sam.post(f"{one}/take-out", json={"reason": " "})) == ["reason"]
    taken_out = sam.post(f"{one}/take-out", json={"reason": "Another Okafor’s."}).json()
    assert taken_out["taken_out"] == {
        "by": "Sam Rowe",
        "at": "2026-11-03T10:00:00Z",
        "reason": "Another Okafor’s.",
    }
    listed = amara.get(path(make, "qualifications")).json()
    assert listed == {"items": [taken_out], "next": None}
    assert not met(make, sam)["mandatory_qualification"]


def test_english_and_maths_and_the_hours_are_settled_and_counted(
    make: Maker, api_for: SignInAs, clock: Clock
) -> None:
    ruth, marcus = api_for(make.cast.ruth), api_for(make.cast.marcus)
    nothing = {"age_group": None, "to_achieve": None}
    assert marcus.get(path(make, "english-and-maths")).json() == nothing
    settled = {"age_group": "aged_19_or_over", "to_achieve": False}
    assert marcus.post(path(make, "english-and-maths"), json=settled).json() == settled
    clock.now += timedelta(hours=1)
    other = {**settled, "to_achieve": True}
    assert wrong_fields(marcus.post(path(make, "english-and-maths"), json=other)) == ["reason"]
    assert refused(api_for(make.cast.amara).post(path(make, "english-and-maths"), json=other), 403)
    hours = path(make, "off-the-job")
    assert ruth.get(hours).json() == {"planned": None, "done": None}
    assert ruth.post(hours, json={"kind": "planned", "hours": 900}).status_code == 200
    done = {"kind": "done", "hours": 905, "on": "2026-10-30"}
    assert ruth.post(hours, json=done).json() == {
        "planned": {"hours": 900, "on": "2026-11-03"},
        "done": {"hours": 905, "on": "2026-10-30"},
    }
    assert wrong_fields(ruth.post(hours, json={**done, "hours": 10_001})) == ["hours"]
    assert refused(marcus.post(hours, json=done), 403)
    assert refused(api_for(make.cast.theo).post(hours, json=done), 404)
    found = met(make, ruth)
    assert (found["english_and_maths"], found["off_the_job_hours"]) == (True, True)

"""No address is a fault, whatever it holds: every GET is asked for with what is no text."""

import re
import uuid
from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from app.domain.errors import NotFound
from app.domain.evidence import EvidenceStatus
from app.domain.people import Person
from tests.cast import Cast
from tests.conftest import SignInAs
from tests.house.access_table import ACCESS, Who
from tests.make import Maker

NO_TEXT = ("a%00b", "%1b", "%ff%ed%a0%80", "%0%000")
"""NUL, a sign of control, bytes of no letter, and what would be NUL were the one in it left out."""

ASKED = (
    *("q", "find", "name", "status", "role", "presence", "kind", "practice_area", "matter"),
    *("criterion", "resubmitted", "assessor", "employer", "decided", "tick", "next", "subject"),
)
"""What pages read as text from their queries, but for a cursor, which is one or is refused."""

GETS = [(route.removeprefix("GET "), who) for route, who in ACCESS.items() if "GET" in route]


def asker(cast: Cast, who: Who) -> Person:
    """Somebody who gets past the door."""
    if who in (Who.LOOKS, Who.ADMINISTRATOR, Who.ADMINISTRATORS, Who.TEACHES):
        return cast.ruth
    if who in (Who.ASSESSOR, Who.ASSESSORS):
        return cast.sam
    if who in (Who.LINE_MANAGER, Who.MAY_BLOCK, Who.SETTLES):
        return cast.marcus
    return cast.amara


def what_is_there(make: Maker) -> dict[str, str]:
    """A part of a path for each name that the routes give one; an id where none is needed."""
    cast = make.cast
    named = {
        "apprenticeship_id": cast.amaras,
        "evidence_id": make.evidence(EvidenceStatus.SUBMITTED),
        "organisation_id": cast.marlow_id,
        "person_id": cast.marcus.id,
        "provider_id": cast.provider_id,
        "standard_id": cast.standard_id,
        "reference": "ST0244",
        "version": "1.1",
        "role": "assessor",
        "colleagues": "assessors",
        "kind": "people",
        "ending": "csv",
    }
    parts = {part for path, _ in GETS for part in re.findall(r"{(\w+)}", path)}
    return {part: str(named.get(part, uuid.uuid4())) for part in parts}


def odd_paths(path: str, there: dict[str, str]) -> Iterator[str]:
    for odd in re.findall(r"{(\w+)}", path):
        for no_text in NO_TEXT:
            yield path.format_map({**there, odd: no_text})


def test_a_path_that_is_no_text_leads_nowhere(
    make: Maker, client_for: SignInAs, api_for: SignInAs
) -> None:
    there = what_is_there(make)
    browsers = {who: client_for(asker(make.cast, who)) for who in Who}
    programs = {who: api_for(asker(make.cast, who)) for who in Who}
    for path, who in GETS:
        signed_in = programs[who] if path.startswith("/api/") else browsers[who]
        for address in odd_paths(path, there):
            assert signed_in.get(address).status_code == 404, address


def test_a_page_reads_what_is_left_of_a_query_that_is_no_text(
    make: Maker, client_for: SignInAs
) -> None:
    there = what_is_there(make)
    browsers = {who: client_for(asker(make.cast, who)) for who in Who}
    query = "&".join(f"{name}={''.join(NO_TEXT)}" for name in ASKED)
    for path, who in GETS:
        if not path.startswith("/api/"):
            address = path.format_map(there)
            plain = browsers[who].get(address).status_code
            assert browsers[who].get(f"{address}?{query}").status_code == plain, address
            asked_on = browsers[who].get(f"{address}?cursor=a%00b").status_code
            assert asked_on in (plain, 422), address


def test_a_program_is_told_which_parameter_is_no_text_once_it_is_known(
    make: Maker, client: TestClient, api_for: SignInAs
) -> None:
    there = what_is_there(make)
    programs = {who: api_for(asker(make.cast, who)) for who in Who}
    for path, who in GETS:
        if path.startswith("/api/") and who is not Who.ANYONE:
            address = f"{path.format_map(there)}?cursor=a%00b"
            assert client.get(address).status_code == 401, address
            problem = programs[who].get(address).json()
            assert problem["status"] == 422, address
            assert {"field": "cursor", "message": "It holds control characters."} in problem[
                "errors"
            ]


@pytest.mark.one_engine
def test_an_address_that_is_no_text_is_refused_in_a_sentence(client: TestClient) -> None:
    page = client.get("/standards/%00/1.1")
    assert NotFound().sentence in page.text
    assert "Content-Security-Policy" in page.headers
    part = client.get("/standards/%00/1.1/find", headers={"HX-Request": "true"})
    assert part.headers["HX-Retarget"] == "#notice"
    problem = client.get("/api/v1/standards/%00/1.1")
    assert problem.headers["Content-Type"] == "application/problem+json"
    assert problem.json()["detail"] == NotFound().sentence

"""Taking a portfolio out, on its page and by the API."""

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from sqlmodel import select
from starlette.testclient import TestClient

from app.adapters.storage import open_storage
from app.domain.evidence import EvidenceStatus
from app.jobs.packs import make_due_packs
from app.models.accounts import ReadingRow
from app.settings import Settings
from tests.conftest import SignInAs, Statements
from tests.make import Maker

pytestmark = pytest.mark.one_engine


@pytest.fixture
def jobs(make: Maker, settings: Settings) -> Callable[[], int]:
    storage = open_storage(settings.storage_url)
    return lambda: make_due_packs(make.database, storage, settings, clock=lambda: make.now)


def path(make: Maker, rest: str = "") -> str:
    return f"/apprenticeships/{make.cast.amaras}/pack{rest}"


def test_an_apprentice_asks_for_the_pack_sees_it_come_and_saves_it(
    make: Maker, client_for: SignInAs, jobs: Callable[[], int]
) -> None:
    make.evidence(EvidenceStatus.SIGNED_OFF)
    amara = client_for(make.cast.amara)
    assert path(make) in amara.get(f"/apprenticeships/{make.cast.amaras}").text
    page = amara.get(path(make)).text
    assert "clients of Harbour Legal, Marlow &amp; Co" in page
    assert amara.post(path(make)).headers["Location"] == path(make)
    page = amara.get(path(make)).text
    assert "Amara Okafor asked for it" in page
    assert 'hx-trigger="every 2s"' in page
    fragment = amara.get(path(make), headers={"HX-Request": "true"}).text
    assert fragment.startswith('<div id="pack" hx-get')
    assert jobs() == 1
    fragment = amara.get(path(make), headers={"HX-Request": "true"}).text
    assert "The pack is ready." in fragment
    assert "every 2s" not in fragment
    saved = amara.get(path(make, ".zip"))
    assert saved.content.startswith(b"PK")
    assert saved.headers["Content-Length"] == str(len(saved.content))
    assert "gatepost-amara-okafor-2026-11-03.zip" in saved.headers["Content-Disposition"]
    assert readings(make) == [], "it is their own"


def readings(make: Maker) -> list[tuple[object, str]]:
    with make.database.read() as session:
        return [(row.person_id, row.what) for row in session.exec(select(ReadingRow))]


def test_whoever_else_saves_it_has_read_every_piece_in_it(
    make: Maker, api_for: SignInAs, jobs: Callable[[], int]
) -> None:
    make.evidence(EvidenceStatus.SIGNED_OFF)
    make.evidence(EvidenceStatus.SUBMITTED)
    make.evidence(EvidenceStatus.DRAFT)
    ruth = api_for(make.cast.ruth)
    address = f"/api/v1{path(make)}"
    assert ruth.get(address).status_code == 404
    asked = ruth.post(address)
    assert (asked.status_code, asked.json()["state"]) == (201, "waiting")
    assert ruth.get(f"{address}.zip").status_code == 404
    jobs()
    assert ruth.get(address).json()["state"] == "ready"
    assert readings(make) == []
    assert ruth.get(f"{address}.zip").headers["Content-Type"] == "application/zip"
    assert readings(make) == [(make.cast.ruth.id, "revision 1")] * 2


def test_those_around_the_apprentice_are_refused_and_strangers_told_nothing(
    make: Maker, client_for: SignInAs
) -> None:
    cast = make.cast
    for person in cast.everybody:
        if person in (cast.amara, cast.ruth):
            continue
        around = person in (cast.sam, cast.marcus, cast.priya)
        client: TestClient = client_for(person)
        for method, address in (("GET", ""), ("POST", ""), ("GET", ".zip")):
            answer = client.request(method, path(make, address))
            assert answer.status_code == (403 if around else 404), person.name
    assert "pack" not in client_for(cast.sam).get(f"/apprenticeships/{cast.amaras}").text


def test_the_page_asks_few_things(
    make: Maker,
    client_for: SignInAs,
    statements: Callable[[], AbstractContextManager[Statements]],
) -> None:
    amara = client_for(make.cast.amara)
    amara.post(path(make))
    with statements() as ran:
        amara.get(path(make))
    assert len(ran) <= 5, ran

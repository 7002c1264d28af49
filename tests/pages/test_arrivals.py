"""A portfolio from elsewhere is sent, looked at, and taken in or refused whole: page and API."""

import io
import zipfile
from collections.abc import Callable
from datetime import timedelta
from html import unescape

import pytest
from sqlmodel import func, select
from starlette.testclient import TestClient

from app.actions.arrivals import remove_old_arrivals
from app.adapters.storage import Storage, open_storage
from app.domain.arrivals import KEPT
from app.domain.evidence import EvidenceStatus
from app.jobs.arrivals import work_on_arrivals
from app.models.arrivals import ArrivalRow
from app.models.evidence import EvidenceRow
from app.settings import Settings
from app.upkeep.verify import verify
from tests.conftest import Clock, SignInAs
from tests.make import Maker
from tests.second import pack_of

pytestmark = pytest.mark.one_engine

Jobs = Callable[[], int]


@pytest.fixture
def storage(settings: Settings) -> Storage:
    return open_storage(settings.storage_url)


@pytest.fixture
def jobs(make: Maker, settings: Settings, storage: Storage) -> Jobs:
    return lambda: work_on_arrivals(make.database, storage, settings, clock=lambda: make.now)


@pytest.fixture
def pack(make: Maker, storage: Storage) -> bytes:
    """Amara's portfolio, which Theo's provider is to take in."""
    make.evidence(EvidenceStatus.SIGNED_OFF, confirmed=True)
    make.evidence(EvidenceStatus.SUBMITTED)
    return pack_of(make, storage).getvalue()


def climbing(pack: bytes) -> bytes:
    """The same pack with one more file, which would land outside."""
    target = io.BytesIO(pack)
    with zipfile.ZipFile(target, "a") as archive:
        archive.writestr("../../climbed.txt", b"out")
    return target.getvalue()


def damaged(pack: bytes) -> bytes:
    """The same pack with its page changed, and the checksums of the archive made right."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(pack)) as old, zipfile.ZipFile(target, "w") as new:
        for info in old.infolist():
            content = old.read(info)
            new.writestr(info, b"<p>Another</p>" if "index.html" in info.filename else content)
    return target.getvalue()


def send(client: TestClient, content: bytes, name: str = "amara.zip") -> str:
    """The address of the arrival."""
    answer = client.post("/arrivals", files={"file": (name, content, "application/zip")})
    assert answer.status_code == 303, unescape(answer.text)
    return answer.headers["Location"]


def kept_in(settings: Settings, address: str) -> list[object]:
    return [*settings.data.glob(f"files/{address.rpartition('/')[2]}/*")]


def test_an_administrator_sees_what_it_holds_and_takes_it_in(
    make: Maker, client_for: SignInAs, jobs: Jobs, pack: bytes, settings: Settings, storage: Storage
) -> None:
    cast = make.cast
    client = client_for(cast.theos_administrator)
    assert "/arrivals" in client.get("/apprenticeships").text
    here = send(client, pack)
    page = client.get(here).text
    assert "is about to be looked through" in page
    assert 'hx-trigger="every 2s"' in page
    assert jobs() == 1
    page = unescape(client.get(here).text)
    for told in (
        "The pack verifies.",
        "The portfolio of Amara Okafor",
        "Northgate Training",
        "2 pieces, 1 of them signed off",
        "Marlow & Co",
        "vouch for what it says",
    ):
        assert told in page
    assert len(kept_in(settings, here)) == 1
    typed = {
        "apprentice.email": "amara@new.example",
        "line_managers.0": "nobody@new.example",
        "key": "no key",
    }
    refused = client.post(f"{here}/take", data={**typed, "apprentice.email": ""})
    assert refused.status_code == 422
    assert "Enter an email address." in refused.text
    assert "It is like name+id+key" in refused.text
    refused = client.post(f"{here}/take", data={**typed, "key": ""})
    assert "Nobody here has the address nobody@new.example" in unescape(refused.text)
    assert 'value="nobody@new.example"' in refused.text
    typed = {"apprentice.email": "amara@new.example", "assessors.0": cast.theos_assessor.email}
    assert client.post(f"{here}/take", data=typed).status_code == 303
    assert "being taken in" in client.get(here).text
    assert jobs() == 1
    page = client.get(here).text
    assert "The portfolio was taken in." in page
    moved = page.partition('href="/apprenticeships/')[2].partition('"')[0]
    assert "By</dt>" in client.get(f"/apprenticeships/{moved}/import").text
    assert kept_in(settings, here) == []
    assert client_for(cast.theos_assessor).get(f"/apprenticeships/{moved}").status_code == 200
    assert verify(make.database, storage).findings == []
    again = send(client, pack)
    jobs()
    client.post(f"{again}/take", data={**typed, "employer": "Elsewhere Ltd"})
    jobs()
    page = unescape(client.get(again).text)
    assert "is on an apprenticeship in this standard already." in page
    assert 'value="Elsewhere Ltd"' in page, "what was typed is there to be mended"
    assert client.post(f"{again}/put-away").headers["Location"] == "/arrivals"
    assert client.get(again).status_code == 404
    assert kept_in(settings, again) == []


@pytest.mark.parametrize(
    ("harm", "why"),
    [
        (climbing, "is not the name of a file in it"),
        (damaged, "index.html is not what the manifest says: its SHA-256 differs"),
        (lambda pack: pack[:-40], "it is not a ZIP file, or is damaged"),
    ],
)
def test_a_hostile_pack_is_refused_whole_in_a_sentence(
    make: Maker,
    client_for: SignInAs,
    api_for: SignInAs,
    jobs: Jobs,
    pack: bytes,
    settings: Settings,
    harm: Callable[[bytes], bytes],
    why: str,
) -> None:
    by = make.cast.theos_administrator
    client, program = client_for(by), api_for(by)
    before = pieces(make)
    here = send(client, harm(pack))
    sent = program.post("/api/v1/arrivals?name=amara.zip", content=harm(pack))
    assert (sent.status_code, sent.json()["state"]) == (201, "waiting")
    assert jobs() == 2
    page = unescape(client.get(here).text)
    assert "was refused, and nothing of it was kept" in page
    assert why in page
    answer = program.get(f"/api/v1/arrivals/{sent.json()['id']}").json()
    assert (answer["state"], answer["holds"]) == ("refused", None)
    assert why in answer["refusal"]
    take = program.post(
        f"/api/v1/arrivals/{sent.json()['id']}/take", json={"email": "a@new.example"}
    )
    assert take.status_code == 404
    assert kept_in(settings, here) == kept_in(settings, sent.json()["id"]) == []
    assert pieces(make) == before


def pieces(make: Maker) -> int:
    with make.database.read() as session:
        return session.scalar(select(func.count()).select_from(EvidenceRow)) or 0


def test_a_program_takes_it_in_too(make: Maker, api_for: SignInAs, jobs: Jobs, pack: bytes) -> None:
    program = api_for(make.cast.theos_administrator)
    here = program.post("/api/v1/arrivals?name=amara.zip", content=pack).json()["id"]
    address = f"/api/v1/arrivals/{here}"
    early = program.post(f"{address}/take", json={"email": "amara@new.example"})
    assert early.status_code == 409
    jobs()
    holds = program.get(address).json()["holds"]
    assert (holds["apprentice"], holds["pieces"], holds["employer"]) == (
        "Amara Okafor",
        2,
        "Marlow & Co",
    )
    another = "northgate+00000000+AQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
    for body, field in (
        ({"email": "amara@new.example", "key": another}, "key"),
        ({"email": "no address"}, "apprentice.email"),
        ({"email": "amara@new.example", "assessors": ["x@new.example"]}, "assessors.0"),
    ):
        refused = program.post(f"{address}/take", json=body)
        assert refused.status_code == 422
        assert [each["field"] for each in refused.json()["errors"]] == [field]
    taking = program.post(f"{address}/take", json={"email": "amara@new.example"})
    assert taking.json()["state"] == "taking"
    jobs()
    taken = program.get(address).json()
    assert taken["state"] == "taken"
    assert program.get(f"/api/v1/apprenticeships/{taken['apprenticeship']}").status_code == 200
    assert program.post(f"{address}/put-away").status_code == 204
    assert program.get(address).status_code == 404


def test_what_is_no_pack_is_refused_at_once_and_nothing_of_it_is_kept(
    make: Maker, client_for: SignInAs
) -> None:
    client = client_for(make.cast.theos_administrator)
    for files, why in (
        ({"file": ("notes.txt", b"Hello", "text/plain")}, "is not a ZIP file"),
        ({"file": ("empty.zip", b"", "application/zip")}, "it has no bytes in it"),
        ({}, "Choose the pack"),
    ):
        answer = client.post("/arrivals", files=files or {"file": ("", b"")})
        assert answer.status_code == 422
        assert why in unescape(answer.text)
    with make.database.read() as session:
        assert session.exec(select(ArrivalRow)).all() == []


def test_only_administrators_of_that_house_know_of_it(
    make: Maker, client_for: SignInAs, jobs: Jobs, pack: bytes
) -> None:
    cast = make.cast
    here = send(client_for(cast.theos_administrator), pack)
    jobs()
    for person in cast.everybody:
        if person is cast.theos_administrator:
            continue
        client = client_for(person)
        assert client.get(here).status_code == 404, person.name
        assert client.post(f"{here}/take", data={}).status_code == 404
        assert client.post(f"{here}/put-away").status_code == 404
        assert client.get("/arrivals").status_code == (200 if person is cast.ruth else 403)


def test_it_is_gone_after_a_week(
    make: Maker,
    client_for: SignInAs,
    jobs: Jobs,
    pack: bytes,
    settings: Settings,
    storage: Storage,
    clock: Clock,
) -> None:
    client = client_for(make.cast.theos_administrator)
    here = send(client, pack)
    jobs()
    over = make.now + KEPT + timedelta(hours=1)
    assert remove_old_arrivals(make.database, storage, now=over) == 1
    assert kept_in(settings, here) == []
    assert client.get(here).status_code == 404

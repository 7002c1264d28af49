"""The hand-over pack: what it holds, what it leaves out, and that a stranger can read it."""

import csv
import io
import json
import uuid
import zipfile
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace

import jsonschema
import pytest
from jsonschema import FormatChecker

from app.actions.evidence import create_evidence
from app.actions.files import add_file, block_file
from app.actions.sign_off import sign_off_evidence
from app.actions.submission import submit_evidence, take_back_evidence
from app.adapters.bag_reader import open_bag
from app.adapters.storage import Storage, open_storage
from app.domain.content import Content
from app.domain.evidence import EvidenceStatus
from app.domain.revisions import freeze
from app.queries.files import every_content
from app.reports.pack import ContentDiffers, write_pack
from app.reports.portfolio import Portfolio, portfolio
from app.settings import Settings
from tests.conftest import Statements
from tests.make import COMPLETE, Maker, all_met, mapped_to

pytestmark = pytest.mark.one_engine

BASE = "gatepost-amara-okafor-2026-11-03"


@pytest.fixture
def storage(settings: Settings) -> Storage:
    return open_storage(settings.storage_url)


def with_files(
    make: Maker,
    storage: Storage,
    *names: str,
    content: Content = COMPLETE,
    status: EvidenceStatus = EvidenceStatus.SIGNED_OFF,
) -> list[uuid.UUID]:
    """A piece of Amara's with a text file of each of these names; the ids of the files."""
    cast, database, now = make.cast, make.database, make.now
    made = create_evidence(database, cast.amaras, content, by=cast.amara, now=now)
    added = [
        add_file(
            database, storage, made, name, io.BytesIO(f"Of {name}".encode()), by=cast.amara, now=now
        )
        for name in names
    ]
    submit_evidence(database, made, by=cast.amara, now=now)
    if status is EvidenceStatus.SIGNED_OFF:
        decision = all_met([mapping.criterion for mapping in content.mappings])
        sign_off_evidence(database, made, decision, version=None, by=cast.sam, now=now)
    return added


def amaras(make: Maker) -> Portfolio:
    with make.database.read() as session:
        return portfolio(session, make.cast.amaras, now=make.now)


def packed(make: Maker, storage: Storage) -> dict[str, bytes]:
    """What lies in Amara's pack, by its path."""
    target = io.BytesIO()
    write_pack(amaras(make), storage, target)
    with open_bag(target) as bag:
        bag.check_contents()
        return {path: bag.read(path, 1_000_000) for path in bag.payload}


def test_evidence_lies_in_folders_under_names_that_a_person_reads(
    make: Maker, storage: Storage
) -> None:
    with_files(make, storage, "memo.txt")
    with_files(make, storage, "a.txt", "b.txt", content=replace(COMPLETE, title="2/3: “Lease”"))
    found = packed(make, storage)
    assert {path for path in found if path.startswith("evidence/")} == {
        "evidence/2026-06-01 Lease review memo/K05 S02 – Lease review memo.txt",
        "evidence/2026-06-01 2 3 “Lease”/K05 S02 – 2 3 “Lease” – a.txt",
        "evidence/2026-06-01 2 3 “Lease”/K05 S02 – 2 3 “Lease” – b.txt",
    }
    memo = found["evidence/2026-06-01 Lease review memo/K05 S02 – Lease review memo.txt"]
    assert memo == b"Of memo.txt"
    assert found["readiness.pdf"].startswith(b"%PDF-")
    assert found["mapping-annex.pdf"].startswith(b"%PDF-")
    assert b"gatepost verify gatepost-amara-okafor-2026-11-03.zip" in found["README.txt"]


def test_drafts_are_counted_and_never_in_it(make: Maker, storage: Storage) -> None:
    make.evidence(content=replace(COMPLETE, title="Not for others yet"))
    taken_back = make.evidence(
        EvidenceStatus.SUBMITTED, replace(COMPLETE, narrative="I would rather say it otherwise.")
    )
    take_back_evidence(make.database, taken_back, by=make.cast.amara, now=make.now)
    make.evidence(EvidenceStatus.RETURNED, replace(COMPLETE, title="Sent back"))
    found = packed(make, storage)
    everything = b"\n".join(found.values())
    assert b"Not for others yet" not in everything
    assert b"otherwise" not in everything
    assert b"2 pieces are drafts" in found["index.html"]
    [piece] = json.loads(found["portfolio.json"])["pieces"]
    assert (piece["content"]["title"], piece["status"]) == ("Sent back", "returned")
    assert piece["decision"]["feedback"] == "Say what you advised, and why."


def test_a_blocked_file_is_named_and_not_in_it(make: Maker, storage: Storage) -> None:
    [blocked, _] = with_files(make, storage, "client.txt", "memo.txt")
    block_file(make.database, blocked, "It names the client.", by=make.cast.ruth, now=make.now)
    found = packed(make, storage)
    assert b"Of client.txt" not in b"\n".join(found.values())
    assert [path.rpartition(" ")[2] for path in found if path.startswith("evidence/")] == [
        "memo.txt"
    ]
    [piece] = json.loads(found["portfolio.json"])["pieces"]
    assert piece["paths"][str(blocked)] is None
    assert {file["name"] for file in piece["content"]["files"]} == {"client.txt", "memo.txt"}
    assert b"client.txt <span" in found["index.html"]


def test_a_cell_that_begins_like_a_formula_is_harmless(make: Maker, storage: Storage) -> None:
    for title in ("=HYPERLINK(1)", "+1", "-1", "@SUM(1)", "＝1"):
        make.evidence(
            EvidenceStatus.SIGNED_OFF,
            replace(COMPLETE, title=title, mappings=mapped_to(["K5"])),
        )
    found = packed(make, storage)
    head, *rows = csv.reader(io.StringIO(found["mapping-annex.csv"].decode("utf-8-sig")))
    assert head[0] == "Code"
    assert sorted(row[2] for row in rows) == ["'+1", "'-1", "'=HYPERLINK(1)", "'@SUM(1)", "'＝1"]
    with zipfile.ZipFile(io.BytesIO(found["mapping-annex.xlsx"])) as workbook:
        sheet = workbook.read("xl/worksheets/sheet1.xml").decode()
    assert "=HYPERLINK(1)" in sheet
    assert "<f>" not in sheet
    assert "<hyperlink" not in sheet


def test_the_annex_says_which_evidence_where_in_it_who_and_when(
    make: Maker, storage: Storage
) -> None:
    with_files(make, storage, "memo.txt")
    rows = list(
        csv.reader(io.StringIO(packed(make, storage)["mapping-annex.csv"].decode("utf-8-sig")))
    )
    path = "evidence/2026-06-01 Lease review memo/K05 S02 – Lease review memo.txt"
    assert [row[:1] + row[2:] for row in rows[1:]] == [
        ["K5", "Lease review memo", path, "p. 2", "Sam Rowe", "2026-11-03"],
        ["S2", "Lease review memo", path, "", "Sam Rowe", "2026-11-03"],
    ]


def test_what_is_for_programs_has_the_shape_it_says(make: Maker, storage: Storage) -> None:
    with_files(make, storage, "memo.txt")
    found = packed(make, storage)
    said = json.loads(found["portfolio.json"])
    schema = json.loads(found["portfolio.schema.json"])
    jsonschema.validate(said, schema, format_checker=FormatChecker())
    assert said["format"] == "gatepost-portfolio-1"
    assert said["readiness"]["totals"]["knowledge"]["met"] == 1
    [piece] = amaras(make).pieces
    assert said["pieces"][0]["content_sha256"] == freeze(piece.full.piece.content).sha256
    assert "@" not in found["portfolio.json"].decode(), "nobody’s address is in it"


def test_what_people_wrote_is_text_on_its_page(make: Maker, storage: Storage) -> None:
    make.evidence(
        EvidenceStatus.SIGNED_OFF,
        replace(
            COMPLETE,
            title="<script>alert(1)</script>",
            links=("https://example.com/?a=<b>",),
            narrative="<img src=x onerror=alert(1)>",
        ),
    )
    page = packed(make, storage)["index.html"].decode()
    assert "<script" not in page
    assert "<img" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page


def test_a_file_that_is_not_what_it_was_stops_the_pack(make: Maker, storage: Storage) -> None:
    with_files(make, storage, "memo.txt")
    with make.database.read() as session:
        [(provider_id, sha256)] = every_content(session)
    storage.put(provider_id, sha256, io.BytesIO(b"Somebody wrote over it"))
    with pytest.raises(ContentDiffers, match="memo"):
        packed(make, storage)


def test_an_empty_portfolio_is_a_pack_too(make: Maker, storage: Storage) -> None:
    found = packed(make, storage)
    assert b"No piece has been submitted yet." in found["index.html"]
    assert json.loads(found["portfolio.json"])["pieces"] == []


def test_reading_a_portfolio_takes_as_many_statements_however_large_it_is(
    make: Maker, statements: Callable[[], AbstractContextManager[Statements]]
) -> None:
    make.evidence(EvidenceStatus.SIGNED_OFF, confirmed=True)
    amaras(make)
    with statements() as one:
        amaras(make)
    for _ in range(4):
        make.evidence(EvidenceStatus.SIGNED_OFF, confirmed=True)
    with statements() as five:
        amaras(make)
    assert len(five) == len(one) <= 22, five

"""The pack of somebody who has passed the gateway is what was declared, and nothing besides."""

import io
import json
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from hashlib import sha256
from html import unescape
from pathlib import Path
from typing import Any

import pytest

from app.actions.checkpoints import make_checkpoint, signer_for
from app.actions.gateway import pass_gateway
from app.actions.imports import import_portfolio
from app.actions.reviews import record_review
from app.adapters.bag import BagWriter
from app.adapters.bag_reader import open_bag
from app.adapters.storage import Storage, open_storage
from app.domain.evidence import EvidenceStatus
from app.domain.landing import Landing
from app.domain.people import ROLE_NAMES
from app.queries.gateway import declarations_of
from app.queries.passages import present_passage
from app.reports.pack import write_pack
from app.reports.portfolio import portfolio
from app.settings import Settings
from app.upkeep.verify_pack import verify_pack
from tests.make import COMPLETE
from tests.ready import Ready

pytestmark = pytest.mark.one_engine

UNSAID = "Not for whoever assesses"
DECLARATIONS = (
    "declarations/Apprentice – Amara Okafor.txt",
    "declarations/Line manager – Marcus Lee.txt",
    "declarations/Assessor – Sam Rowe.txt",
)

Files = dict[str, bytes]


@pytest.fixture
def storage(settings: Settings) -> Storage:
    return open_storage(settings.storage_url)


@pytest.fixture
def passed(ready: Ready, storage: Storage, tmp_path: Path) -> Files:
    """What lies in Amara's pack: she has passed, and her other pieces are in every status."""
    make, now = ready.make, ready.now
    cast = make.cast
    other = replace(COMPLETE, title=UNSAID)
    for status in (EvidenceStatus.DRAFT, EvidenceStatus.SUBMITTED, EvidenceStatus.RETURNED):
        make.evidence(status, other)
    record_review(
        make.database,
        cast.amaras,
        held_on=date(2026, 11, 2),
        discussed=UNSAID,
        actions=[],
        by=cast.sam,
        now=now,
    )
    for person in ready.the_three:
        ready.declares(person)
    pass_gateway(make.database, cast.amaras, by=cast.ruth, now=now)
    signer = signer_for(make.database, tmp_path / "keys", "northgate", now=now)
    make_checkpoint(make.database, [signer], cast.provider_id, now=now)
    target = io.BytesIO()
    with make.database.read() as session:
        whole = portfolio(session, cast.amaras, now=now).counted_by(signer, now=now)
    write_pack(whole, storage, target)
    with open_bag(target) as bag:
        return {path: bag.read(path, 10_000_000) for path in bag.payload}


def sealed(files: Files, ready: Ready) -> io.BytesIO:
    target = io.BytesIO()
    with BagWriter(target, "pack", ready.now) as bag:
        for path, content in files.items():
            bag.add(path, [content])
        bag.seal({})
    return target


def test_it_holds_what_the_snapshot_names_and_each_declaration_word_for_word(
    passed: Files, ready: Ready
) -> None:
    with ready.database.read() as session:
        passage = present_passage(session, ready.amaras)
        declared = declarations_of(session, ready.amaras)
    assert passage is not None
    said = json.loads(passed["portfolio.json"])
    assert {piece["id"] for piece in said["pieces"]} == {str(each) for each in ready.pieces}
    assert UNSAID.encode() not in b"\n".join(passed.values())
    assert {path for path in passed if path.startswith("declarations/")} == set(DECLARATIONS)
    everything = "\n".join(passed[path].decode() for path in DECLARATIONS)
    page = unescape(passed["index.html"].decode())
    assert len(declared) == 3
    for each in declared:
        assert each.statement in everything
        assert each.statement_sha256 in everything
        assert f"{each.by}, {ROLE_NAMES[each.role].lower()}, for {each.organisation}" in page
        assert each.statement in page
    assert everything.count(passage.snapshot_sha256) == 3
    assert sha256(passed["record/snapshot.json"]).hexdigest() == passage.snapshot_sha256
    assert b"declarations/" in passed["README.txt"]


def test_another_provider_takes_it_in(passed: Files, ready: Ready, storage: Storage) -> None:
    pack, cast = sealed(passed, ready), ready.make.cast
    assert verify_pack(pack).findings == []
    moved = import_portfolio(
        ready.database,
        storage,
        pack,
        Landing(
            "amara@new.example",
            employer="Brandt’s firm",
            line_managers=(cast.theos_manager.email,),
            assessors=(cast.theos_assessor.email,),
        ),
        provider_id=cast.other_provider_id,
        by=cast.theos_administrator,
        public_url="https://second.example",
        now=ready.now,
    )
    with ready.database.read() as session:
        assert len(portfolio(session, moved, now=ready.now).pieces) == 2


def of_marcus(said: dict[str, Any]) -> dict[str, Any]:
    (found,) = (each for each in said["declarations"] if each["role"] == "line_manager")
    return dict(found)


def _reworded(files: Files) -> Files:
    return {**files, DECLARATIONS[0]: files[DECLARATIONS[0]].replace(b"my own", b"my son")}


def _retold(files: Files) -> Files:
    said = files["portfolio.json"].replace(b"is my own", b"is my son")
    return {**files, "portfolio.json": said}


def _not_one(files: Files) -> Files:
    said = json.loads(files["portfolio.json"])
    said["declarations"].remove(of_marcus(said))
    return {**files, "portfolio.json": json.dumps(said).encode()}


def _permitted(files: Files) -> Files:
    said = json.loads(files["portfolio.json"])
    for each in said["declarations"]:
        each["permission_to_claim"] = True
    return {**files, "portfolio.json": json.dumps(said).encode()}


def _changed(files: Files, change: Callable[[dict[str, Any]], object]) -> Files:
    said = json.loads(files["portfolio.json"])
    change(said)
    return {**files, "portfolio.json": json.dumps(said).encode()}


def _not_a_piece(files: Files) -> Files:
    return _changed(files, lambda said: said["pieces"].pop())


def _not_the_passage(files: Files) -> Files:
    return _changed(files, lambda said: said.pop("passage"))


def _not_as_declared(files: Files) -> Files:
    def change(said: dict[str, Any]) -> None:
        requirement = said["readiness"]["requirements"][0]
        requirement["met"] = not requirement["met"]

    return _changed(files, change)


def _another_snapshot(files: Files) -> Files:
    snapshot = files["record/snapshot.json"].replace(b'"revision":1', b'"revision":2')
    return {**files, "record/snapshot.json": snapshot}


def _no_snapshot(files: Files) -> Files:
    return {path: each for path, each in files.items() if path != "record/snapshot.json"}


@pytest.mark.parametrize(
    ("change", "finding"),
    [
        (_reworded, "is not the declaration of Amara Okafor"),
        (_retold, "the declaration of Amara Okafor is not what its SHA-256 says"),
        (_not_one, "are not those that portfolio.json names"),
        (_permitted, "does not vouch for the declaration of Marcus Lee"),
        (_not_a_piece, "The snapshot names a piece that is not here"),
        (_not_the_passage, "knows of a passage through the gateway, and the pack does not"),
        (_not_as_declared, "and was met in the snapshot"),
        (_another_snapshot, "is not what the record names with the passage"),
        (_no_snapshot, "There is no record/snapshot.json"),
    ],
)
def test_what_is_not_as_it_was_passed_with_is_found(
    passed: Files, ready: Ready, change: Callable[[Files], Files], finding: str
) -> None:
    assert finding in " ".join(verify_pack(sealed(change(passed), ready)).findings)


def test_a_pack_made_later_shows_the_readiness_that_was_declared(
    passed: Files, ready: Ready, storage: Storage, tmp_path: Path
) -> None:
    later = ready.now + timedelta(days=400)
    target = io.BytesIO()
    signer = signer_for(ready.database, tmp_path / "keys", "northgate", now=later)
    with ready.database.read() as session:
        whole = portfolio(session, ready.amaras, now=later).counted_by(signer, now=later)
    write_pack(whole, storage, target)
    with open_bag(target) as bag:
        files = {path: bag.read(path, 10_000_000) for path in bag.payload}
    at_once, said = (json.loads(each["portfolio.json"]) for each in (passed, files))
    assert said["made_at"] > at_once["made_at"]
    assert said["readiness"] == at_once["readiness"]
    statuses = Counter(each["met"] for each in said["readiness"]["requirements"])
    assert statuses[False], "what the pieces beside it left undone stays as it was declared"
    assert verify_pack(target).findings == []

"""A portfolio moves to another provider: all of it, verified, or nothing at all."""

import io
import json
import uuid
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import select

from app.actions.breaks import begin_break
from app.actions.checkpoints import make_checkpoint, signer_for
from app.actions.files import add_file, block_file
from app.actions.imports import import_portfolio
from app.actions.off_the_job import plan_hours, record_hours
from app.actions.qualifications import SentCertificate, record_qualification
from app.actions.reviews import answer_review, record_review
from app.actions.sign_off import sign_off_evidence
from app.actions.submission import submit_evidence
from app.adapters.bag import BagWriter
from app.adapters.bag_reader import open_bag
from app.adapters.signing import new_signer
from app.adapters.storage import Storage, open_storage
from app.domain.errors import GatepostError, Invalid, NotFound, NotPermitted, RuleBroken
from app.domain.evidence import EvidenceStatus
from app.domain.landing import Landing
from app.domain.qualifications import NewQualification, Subject
from app.domain.reviews import ActionToTake
from app.models.evidence import EvidenceRow, StoredFileRow
from app.models.people import PersonRow
from app.queries.sessions import find_person_by_id
from app.reports.pack import write_pack
from app.reports.readiness import as_json, readiness_report
from app.upkeep.verify import verify
from app.upkeep.verify_pack import verify_pack
from tests.make import COMPLETE, Maker, all_met, mapped_to
from tests.second import URL, House, pack_of, second_house, without_ids

pytestmark = pytest.mark.one_engine


@pytest.fixture
def house(make: Maker, tmp_path: Path) -> Iterator[House]:
    with second_house(make, tmp_path / "second") as second:
        yield second


@pytest.fixture
def first(tmp_path: Path) -> Storage:
    return open_storage((tmp_path / "first").as_uri())


def lived(make: Maker, storage: Storage) -> uuid.UUID:
    """Some of everything in Amara's portfolio; the file that was blocked."""
    cast, now = make.cast, make.now
    make.evidence(EvidenceStatus.SUBMITTED, replace(COMPLETE, mappings=mapped_to(["K1"])))
    make.evidence(EvidenceStatus.RETURNED, replace(COMPLETE, mappings=mapped_to(["K2", "D1"])))
    make.evidence(
        EvidenceStatus.SIGNED_OFF,
        replace(COMPLETE, title="For Harbour", happened_on=date(2024, 5, 1)),
        confirmed=False,
    )
    piece = make.evidence(content=replace(COMPLETE, title="With files"))
    blocked, _ = (
        add_file(
            make.database, storage, piece, name, io.BytesIO(name.encode()), by=cast.amara, now=now
        )
        for name in ("client.txt", "memo.txt")
    )
    submit_evidence(make.database, piece, by=cast.amara, now=now)
    decision = all_met(["K5", "S2"])
    sign_off_evidence(make.database, piece, decision, version=None, by=cast.sam, now=now)
    block_file(make.database, blocked, "It names the client.", by=cast.ruth, now=now)
    make.evidence(EvidenceStatus.SIGNED_OFF, confirmed=True)
    plan_hours(make.database, cast.amaras, 1200, by=cast.ruth, now=now)
    record_hours(make.database, cast.amaras, 700, date(2026, 10, 1), by=cast.ruth, now=now)
    record_qualification(
        make.database,
        storage,
        cast.amaras,
        NewQualification(Subject.ENGLISH, "GCSE English", "An exam board", date(2020, 8, 20)),
        SentCertificate("gcse.txt", io.BytesIO(b"Grade 7")),
        by=cast.ruth,
        now=now,
    )
    review = record_review(
        make.database,
        cast.amaras,
        held_on=date(2026, 10, 30),
        discussed="Where the gaps are.",
        actions=[ActionToTake("Draft a defence.", cast.amara.id, date(2026, 12, 1))],
        by=cast.sam,
        now=now,
    )
    answer_review(make.database, review, agreed=True, by=cast.marcus, now=now)
    return blocked


def test_everything_is_there_at_the_new_provider_and_readiness_is_the_same(
    make: Maker, house: House, first: Storage
) -> None:
    lived(make, first)
    with make.database.read() as session:
        before = readiness_report(session, make.cast.ruth, make.cast.amaras, now=make.now)
    moved = house.take(pack_of(make, first))
    assert house.readiness(moved) == without_ids(as_json(before))
    whole = house.whole(moved)
    titles = {each.full.piece.content.title: each for each in whole.pieces}
    assert len(whole.pieces) == 5
    assert titles["For Harbour"].full.piece.employer == "Harbour Legal"
    assert titles["With files"].full.piece.employer == "Marlow & Co"
    made = titles["With files"].full.decision
    assert made is not None
    assert made.by == "Sam Rowe (at Northgate Training)"
    memo, client = sorted(titles["With files"].files, key=lambda file: file.blocked)
    assert (memo.reference.name, client.reference.name) == ("memo.txt", "client.txt")
    assert client.blocked
    content = house.storage.open(house.provider_id, memo.reference.sha256)
    assert b"".join(content) == b"memo.txt"
    [review] = whole.reviews
    assert review.discussed == "Where the gaps are."
    assert [answer.by for answer in review.answers] == [
        "Sam Rowe (at Northgate Training)",
        "Marcus Lee (at Northgate Training)",
    ]
    assert review.actions[0].owner == "Amara Okafor"


def test_who_acted_elsewhere_can_neither_sign_in_nor_be_found_here(
    make: Maker, house: House, first: Storage
) -> None:
    lived(make, first)
    house.take(pack_of(make, first))
    with house.database.read() as session:
        elsewhere = [row for row in session.exec(select(PersonRow)) if "Northgate" in row.name]
        assert len(elsewhere) == 4, "Sam, Marcus, Ruth, and whoever blocked the file"
        for row in elsewhere:
            assert row.deactivated_at is not None
            assert row.password_hash is None
            assert row.email.endswith("@elsewhere.invalid")
            assert find_person_by_id(session, row.id) is None


def test_the_record_here_vouches_for_what_came_and_it_can_be_handed_on(
    make: Maker, house: House, first: Storage, tmp_path: Path
) -> None:
    lived(make, first)
    moved = house.take(pack_of(make, first))
    assert verify(house.database, house.storage).findings == []
    signer = signer_for(house.database, tmp_path / "second-keys", "second", now=make.now)
    make_checkpoint(house.database, [signer], house.provider_id, now=make.now)
    target = io.BytesIO()
    whole = house.whole(moved).counted_by(signer, now=make.now)
    write_pack(whole, house.storage, target)
    assert verify_pack(target).findings == []
    with open_bag(target) as bag:
        said = bag.read("portfolio.json", 1_000_000).decode()
    assert "Sam Rowe (at Northgate Training)" in said
    assert "(at Second Training)" not in said


def test_another_house_of_the_same_installation_takes_it_in_too(
    make: Maker, first: Storage
) -> None:
    lived(make, first)
    cast = make.cast
    moved = import_portfolio(
        make.database,
        first,
        pack_of(make, first),
        Landing(
            cast.amara.email,
            employer="Brandt’s firm",
            line_managers=(cast.theos_manager.email,),
            assessors=(cast.theos_assessor.email,),
        ),
        provider_id=cast.other_provider_id,
        by=cast.theos_administrator,
        public_url=URL,
        now=make.now,
    )
    with make.database.read() as session:
        old = readiness_report(session, cast.ruth, cast.amaras, now=make.now)
        new = readiness_report(session, cast.theos_assessor, moved, now=make.now)
        with pytest.raises(NotFound):
            readiness_report(session, cast.sam, moved, now=make.now)
    assert new.readiness.totals == old.readiness.totals
    assert new.employers == ("Brandt’s firm",)


def test_it_can_be_taken_in_once(make: Maker, house: House, first: Storage) -> None:
    lived(make, first)
    pack = pack_of(make, first)
    house.take(pack)
    with pytest.raises(RuleBroken, match="already"):
        house.take(pack)


def test_only_an_administrator_of_that_house_takes_a_portfolio_in(
    make: Maker, first: Storage
) -> None:
    cast, pack = make.cast, pack_of(make, first)
    for person, refusal in ((cast.theo, NotPermitted), (cast.ruth, NotFound)):
        with pytest.raises(refusal):
            import_portfolio(
                make.database,
                first,
                pack,
                Landing("a@b.example"),
                provider_id=cast.other_provider_id,
                by=person,
                public_url=URL,
                now=make.now,
            )


Files = dict[str, bytes]


def reseal(files: Files, make: Maker) -> io.BytesIO:
    target = io.BytesIO()
    with BagWriter(target, "pack", make.now) as bag:
        for path, content in files.items():
            bag.add(path, [content])
        bag.seal({})
    return target


def unpacked(pack: io.BytesIO) -> Files:
    with open_bag(pack) as bag:
        return {path: bag.read(path, 10_000_000) for path in bag.payload}


def with_said(files: Files, change: Callable[[Any], object]) -> Files:
    said = json.loads(files["portfolio.json"])
    change(said)
    return {**files, "portfolio.json": json.dumps(said).encode()}


def _other_words(said: Any) -> None:
    said["standard"]["sha256"] = "0" * 64


def _other_standard(said: Any) -> None:
    said["standard"]["version"] = "9.9"


def _dates(said: Any) -> None:
    said["planned_end_on"] = said["started_on"]


def _better(said: Any) -> None:
    for piece in said["pieces"]:
        if piece["decision"]:
            piece["decision"]["feedback"] = "Outstanding."


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (_better, "does not vouch for the decision"),
        (_other_words, "not those that are loaded here"),
        (_other_standard, "has not been loaded"),
        (_dates, "planned end"),
    ],
)
def test_what_does_not_fit_is_refused_and_leaves_nothing_behind(
    make: Maker,
    house: House,
    first: Storage,
    tmp_path: Path,
    change: Callable[[Any], object],
    why: str,
) -> None:
    lived(make, first)
    pack = reseal(with_said(unpacked(pack_of(make, first)), change), make)
    people = house.count(PersonRow)
    with pytest.raises(GatepostError, match=why):
        house.take(pack)
    assert (house.count(EvidenceRow), house.count(PersonRow)) == (0, people)
    assert list(tmp_path.glob("second/files/*/*")) == []


def test_a_key_that_is_not_the_providers_is_refused(
    make: Maker, house: House, first: Storage
) -> None:
    lived(make, first)
    with pytest.raises(Invalid, match="not by the one given"):
        house.take(pack_of(make, first), trusted=new_signer("northgate").public)


def test_a_fault_halfway_leaves_nothing_behind(
    make: Maker, house: House, first: Storage, tmp_path: Path
) -> None:
    lived(make, first)
    landing = Landing("amara@new.example", assessors=("nobody@second.example",))
    with pytest.raises(Invalid, match="Nobody here has the address"):
        house.take(pack_of(make, first), landing)
    assert house.count(StoredFileRow) == house.count(EvidenceRow) == 0
    assert list(tmp_path.glob("second/files/*/*")) == []


def test_breaks_are_not_counted_at_the_new_provider_either(
    make: Maker, house: House, first: Storage
) -> None:
    cast = make.cast
    begin_break(
        make.database, cast.amaras, date(2026, 10, 1), "Parental leave.", by=cast.ruth, now=make.now
    )
    with make.database.read() as session:
        before = readiness_report(session, cast.ruth, cast.amaras, now=make.now)
    moved = house.take(pack_of(make, first))
    assert house.readiness(moved) == without_ids(as_json(before))
    assert house.whole(moved).report.apprenticeship.status == "break_in_learning"

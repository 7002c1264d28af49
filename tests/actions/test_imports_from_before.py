"""What was decided before the provider kept a record moves as what it is: known, and marked."""

import io
import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from sqlmodel import select

from app.actions.record_import import import_state_once
from app.actions.reviews import answer_review, finish_review_action, record_review
from app.adapters.bag import BagWriter
from app.adapters.bag_reader import open_bag
from app.adapters.migrations import configuration, migrate
from app.adapters.storage import Storage, open_storage
from app.domain.calendar import today_in_london
from app.domain.evidence import EvidenceStatus
from app.domain.reviews import ActionToTake
from app.models.imports import ImportedPieceRow
from app.queries.reviews import get_review_for
from app.settings import Settings
from app.upkeep.verify_pack import verify_pack
from tests.make import Maker
from tests.second import pack_of, second_house

pytestmark = pytest.mark.one_engine


@pytest.fixture
def storage(settings: Settings) -> Storage:
    return open_storage(settings.storage_url)


@pytest.fixture
def from_before(make: Maker, storage: Storage) -> io.BytesIO:
    """Amara's pack: a piece and a review from before the record, and a piece decided since."""
    cast, now = make.cast, make.now
    make.evidence(EvidenceStatus.SIGNED_OFF, confirmed=True)
    make.evidence(EvidenceStatus.RETURNED)
    review = record_review(
        make.database,
        cast.amaras,
        held_on=date(2026, 10, 30),
        discussed="Where the gaps are.",
        actions=[ActionToTake("Draft a defence.", cast.amara.id, date(2026, 12, 1))],
        by=cast.sam,
        now=now,
    )
    command.downgrade(configuration(make.database), "0001")
    migrate(make.database)
    import_state_once(make.database, now=now)
    answer_review(make.database, review, agreed=True, by=cast.marcus, now=now)
    with make.database.read() as session:
        today = today_in_london(now)
        _, kept = get_review_for(session, cast.amara, review, today=today)
    finish_review_action(make.database, review, kept.actions[0].id, by=cast.amara, now=now)
    make.evidence(EvidenceStatus.SIGNED_OFF)
    return pack_of(make, storage)


def test_it_is_taken_in_and_marked(from_before: io.BytesIO, make: Maker, tmp_path: Path) -> None:
    verified = verify_pack(from_before)
    assert verified.findings == []
    assert any(line.startswith("4 of the decisions, confirmations") for line in verified.about)
    with second_house(make, tmp_path / "second") as house:
        moved = house.take(from_before)
        with house.database.read() as session:
            marks = [row.decided_before for row in session.exec(select(ImportedPieceRow))]
        whole = house.whole(moved)
    assert sorted(marks, key=str) == [None, True, True]
    assert [review.discussed for review in whole.reviews] == ["Where the gaps are."]


def _by_another(said: Any) -> None:
    for piece in said["pieces"]:
        if piece["decision"]:
            piece["decision"]["by"] = piece["author"]


def _another_outcome(said: Any) -> None:
    for piece in said["pieces"]:
        if piece["status"] == "returned":
            piece["status"] = piece["decision"]["outcome"] = "signed_off"
            piece["decision"]["criteria"][0]["met"] = True


def _another_day(said: Any) -> None:
    for piece in said["pieces"]:
        if piece["decision"]:
            piece["decision"]["at"] = "2025-01-01T10:00:00Z"


@pytest.mark.parametrize("change", [_by_another, _another_outcome, _another_day])
def test_who_decided_when_and_how_cannot_be_changed(
    from_before: io.BytesIO, make: Maker, change: Callable[[Any], object]
) -> None:
    with open_bag(from_before) as bag:
        files = {path: bag.read(path, 10_000_000) for path in bag.payload}
    said = json.loads(files["portfolio.json"])
    change(said)
    changed = io.BytesIO()
    with BagWriter(changed, "pack", make.now) as made:
        for path, content in {**files, "portfolio.json": json.dumps(said).encode()}.items():
            made.add(path, [content])
        made.seal({})
    assert "does not vouch for the decision on" in " ".join(verify_pack(changed).findings)

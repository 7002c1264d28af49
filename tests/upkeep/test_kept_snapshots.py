"""What somebody passed the gateway with is worked out again, whoever vouches for the rows."""

import shutil
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import delete, select
from sqlmodel import col

from app.actions.record import record
from app.actions.record_erasure import erase_bodies
from app.actions.terms import change_details
from app.adapters.db import Database
from app.adapters.storage import Storage, open_storage
from app.domain.events import EventKind
from app.domain.people import Person
from app.domain.snapshots import Snapshot, read_snapshot
from app.models import metadata
from app.models.apprenticeships import ApprenticeshipRow
from app.models.gateway import DeclarationRow, GatewayPassageRow, SnapshotRow
from app.models.people import PersonRow
from app.models.record import RecordBodyRow
from app.models.sign_off import CriterionDecisionRow, DecisionRow
from app.queries.sessions import find_person_by_id
from app.upkeep.verify import Verification, verify
from tests.cast import NOW
from tests.databases import open_quickly


@dataclass(frozen=True)
class Passed:
    """Somebody of the demonstration who is through the gateway, and all that is kept of it."""

    database: Database
    storage: Storage
    log: uuid.UUID
    apprenticeship_id: uuid.UUID
    snapshot: Snapshot

    def verify(self) -> Verification:
        return verify(self.database, self.storage)

    @property
    def administrator(self) -> Person:
        with self.database.read() as session:
            ruth = session.scalars(
                select(col(PersonRow.id)).where(col(PersonRow.name) == "Ruth Ellis")
            ).one()
            found = find_person_by_id(session, ruth)
        assert found is not None
        return found

    def told(self, what: str) -> str:
        """“The snapshot at the gateway 3f… (Chloe Patel)” and what is said of it."""
        return f"The snapshot at the gateway {self.snapshot.sha256} (Chloe Patel) {what}"


@pytest.fixture
def passed(as_played: Path, tmp_path: Path) -> Iterator[Passed]:
    folder = tmp_path / "demo"
    shutil.copytree(as_played, folder)
    database = open_quickly(f"sqlite:///{folder / 'gatepost.db'}")
    with database.read() as session:
        passage, log, body = session.execute(
            select(GatewayPassageRow, col(ApprenticeshipRow.provider_id), col(SnapshotRow.body))
            .join(SnapshotRow, col(SnapshotRow.sha256) == col(GatewayPassageRow.snapshot_sha256))
            .join(
                ApprenticeshipRow,
                col(ApprenticeshipRow.id) == col(GatewayPassageRow.apprenticeship_id),
            )
            .join(PersonRow, col(PersonRow.id) == col(ApprenticeshipRow.person_id))
            .where(col(PersonRow.name) == "Chloe Patel")
        ).one()
    yield Passed(
        database,
        open_storage((folder / "files").as_uri()),
        log,
        passage.apprenticeship_id,
        read_snapshot(body),
    )
    database.close()


def test_a_decision_that_was_changed_since_is_found_though_an_entry_vouches_for_it(
    passed: Passed,
) -> None:
    piece = passed.snapshot.pieces[0]
    with passed.database.write() as session:
        decided = session.get_one(CriterionDecisionRow, (piece.decision_id, piece.criteria[0]))
        decided.met = False
        record(
            session,
            EventKind.EVIDENCE_CHANGED,
            log=passed.log,
            by=None,
            role=None,
            subject_id=piece.evidence_id,
            now=NOW,
            apprenticeship_id=passed.apprenticeship_id,
        )
        session.commit()
    findings = passed.verify().findings
    assert findings
    assert all(each.startswith(passed.told("is not what stood there")) for each in findings)
    assert f"meets {piece.criteria[0]} in the snapshot, and not here." in findings[0]


def test_words_that_were_put_into_somebodys_mouth_are_found(passed: Passed) -> None:
    with passed.database.write() as session:
        made = session.scalars(
            select(DeclarationRow).where(
                col(DeclarationRow.apprenticeship_id) == passed.apprenticeship_id
            )
        ).first()
        assert made is not None
        made.statement = "I never looked at it."
        declaration_id = made.id
        record(
            session,
            EventKind.DECLARED,
            log=passed.log,
            by=None,
            role=None,
            subject_id=made.id,
            now=NOW,
        )
        session.commit()
    assert passed.verify().findings == [
        f"The declaration {declaration_id} does not hold the words that its hash was taken of."
    ]


def test_hours_that_were_corrected_after_the_gateway_are_told_and_are_no_fault(
    passed: Passed,
) -> None:
    change_details(
        passed.database,
        passed.apprenticeship_id,
        uln=None,
        specialism=None,
        weekly_hours=1,
        version=None,
        by=passed.administrator,
        now=NOW,
    )
    found = passed.verify()
    assert found.findings == []
    [remark] = found.remarks
    assert remark.startswith(passed.told("cannot be worked out again to its end: entry "))
    assert remark.endswith(" changed the terms of the apprenticeship after the gateway.")


def test_what_was_erased_by_law_cannot_be_worked_out_and_is_no_fault(passed: Passed) -> None:
    piece = passed.snapshot.pieces[0]
    with passed.database.engine.begin() as connection:
        connection.exec_driver_sql("PRAGMA foreign_keys=OFF")
        for row, key in ((CriterionDecisionRow, "decision_id"), (DecisionRow, "id")):
            table = metadata.tables[row.__tablename__]
            connection.execute(delete(table).where(table.c[key] == piece.decision_id))
    assert any("is gone, and" in each for each in passed.verify().findings)
    with passed.database.read() as session:
        spoke_of_it = session.scalars(
            select(col(RecordBodyRow.sequence)).where(
                col(RecordBodyRow.log) == passed.log,
                col(RecordBodyRow.body).contains(f'"{piece.decision_id}'),
            )
        ).all()
    erase_bodies(passed.database, passed.log, spoke_of_it, now=NOW)
    found = passed.verify()
    assert found.findings == []
    [remark] = found.remarks
    assert remark.startswith(passed.told("cannot be worked out again to its end: entry "))
    assert remark.endswith(" says that something it names was erased.")

"""What is recorded beside the evidence: its files stay, its acts are vouched for, its time ends."""

import io
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlmodel import col, select

from app.actions.contents import sweep_contents
from app.actions.english_and_maths import settle_english_and_maths
from app.actions.off_the_job import plan_hours, record_hours
from app.actions.qualifications import (
    SentCertificate,
    add_certificate,
    check_certificate,
    record_qualification,
    take_out_qualification,
)
from app.actions.terms import change_status
from app.adapters.storage import Storage, open_storage
from app.domain.apprenticeships import ApprenticeshipStatus
from app.domain.english_and_maths import AgeGroup, Settled
from app.domain.errors import RefusedType, RuleBroken
from app.domain.events import EventKind
from app.domain.qualifications import NewQualification, Subject
from app.models.events import EventRow
from app.models.evidence import StoredFileRow
from tests.entries import body_of
from tests.make import Maker

PAGES = b"%PDF-1.7\nthe certificate"
CPQ = NewQualification(
    Subject.MANDATORY, "  CPQ   Professional ", "CILEX Regulation", date(2026, 5, 1)
)


@pytest.fixture
def storage(tmp_path: Path) -> Storage:
    return open_storage((tmp_path / "files").as_uri())


def sent(content: bytes = PAGES, name: str = "cpq.pdf") -> SentCertificate:
    return SentCertificate(name, io.BytesIO(content))


def test_a_certificate_outlives_the_sweep_even_when_its_qualification_is_taken_out(
    make: Maker, storage: Storage
) -> None:
    cast, now = make.cast, make.now
    recorded = record_qualification(
        make.database, storage, cast.amaras, CPQ, sent(), by=cast.amara, now=now
    )
    take_out_qualification(make.database, recorded, "Another Okafor’s.", by=cast.ruth, now=now)
    assert sweep_contents(make.database, storage, now=now) == 0
    with make.database.read() as session:
        stored = session.exec(select(StoredFileRow)).one()
    assert storage.exists(cast.provider_id, stored.sha256)


def test_a_refused_certificate_leaves_nothing_behind(make: Maker, storage: Storage) -> None:
    cast, now = make.cast, make.now
    with pytest.raises(RefusedType):
        record_qualification(
            make.database, storage, cast.amaras, CPQ, sent(b"MZ\0", "a.exe"), by=cast.sam, now=now
        )
    recorded = record_qualification(
        make.database, storage, cast.amaras, CPQ, sent(), by=cast.sam, now=now
    )
    other = b"%PDF-1.7\nanother certificate"
    with pytest.raises(RuleBroken, match="there already"):
        add_certificate(make.database, storage, recorded, sent(other), by=cast.ruth, now=now)
    with make.database.read() as session:
        session.exec(select(StoredFileRow)).one()


def test_every_act_is_recorded_with_hashes_and_without_a_word_that_was_typed(
    make: Maker, storage: Storage
) -> None:
    cast, database, now = make.cast, make.database, make.now
    recorded = record_qualification(database, storage, cast.amaras, CPQ, by=cast.amara, now=now)
    add_certificate(database, storage, recorded, sent(), by=cast.amara, now=now)
    check_certificate(database, recorded, by=cast.sam, now=now)
    take_out_qualification(database, recorded, "Another Okafor’s.", by=cast.ruth, now=now)
    grown = Settled(AgeGroup.AGED_19_OR_OVER, False)
    settle_english_and_maths(database, cast.amaras, grown, by=cast.marcus, now=now)
    plan_hours(database, cast.amaras, 900, by=cast.ruth, now=now)
    record_hours(database, cast.amaras, 40, date(2026, 10, 30), by=cast.sam, now=now)
    kinds = (
        EventKind.QUALIFICATION_RECORDED,
        EventKind.CERTIFICATE_ADDED,
        EventKind.CERTIFICATE_CHECKED,
        EventKind.QUALIFICATION_TAKEN_OUT,
        EventKind.ENGLISH_AND_MATHS_SETTLED,
        EventKind.HOURS_PLANNED,
        EventKind.HOURS_RECORDED,
    )
    with database.read() as session:
        events = session.exec(
            select(EventRow)
            .where(col(EventRow.apprenticeship_id) == cast.amaras, col(EventRow.kind).in_(kinds))
            .order_by(col(EventRow.sequence))
        ).all()
    assert tuple(event.kind for event in events) == kinds
    bodies = [body_of(database, event) for event in events]
    assert all('"rows":{' in body for body in bodies)
    for word in ("CPQ", "CILEX", "cpq.pdf", "Okafor", "aged_19"):
        assert not any(word in body for body in bodies), word


def test_nothing_is_recorded_once_the_apprentice_is_withdrawn(
    make: Maker, storage: Storage
) -> None:
    cast, database, now = make.cast, make.database, make.now
    recorded = record_qualification(
        database, storage, cast.amaras, CPQ, sent(), by=cast.amara, now=now
    )
    withdrawn = ApprenticeshipStatus.WITHDRAWN
    change_status(database, cast.amaras, withdrawn, by=cast.ruth, now=now)
    later = now + timedelta(hours=1)
    for act in (
        lambda: record_qualification(database, storage, cast.amaras, CPQ, by=cast.ruth, now=later),
        lambda: check_certificate(database, recorded, by=cast.sam, now=later),
        lambda: take_out_qualification(database, recorded, "No.", by=cast.ruth, now=later),
        lambda: settle_english_and_maths(
            database, cast.amaras, Settled(AgeGroup.AGED_16_TO_18), by=cast.ruth, now=later
        ),
        lambda: plan_hours(database, cast.amaras, 900, by=cast.ruth, now=later),
        lambda: record_hours(database, cast.amaras, 40, date(2026, 10, 30), by=cast.sam, now=later),
    ):
        with pytest.raises(RuleBroken, match="can be read, and no longer changed"):
            act()

"""What is kept of what nobody confirmed is what the pieces say, after every act that changes it."""

import shutil
import uuid
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlmodel import select

from app.actions.confirmation import confirm_evidence
from app.actions.sign_off import reopen_evidence, sign_off_as_all_met, sign_off_evidence
from app.actions.spells import hand_on_employer
from app.actions.submission import submit_evidence, take_back_evidence
from app.actions.tallies import count_again
from app.actions.unconfirmed import count_unconfirmed_again
from app.adapters.db import Database
from app.adapters.migrations import configuration, migrate
from app.domain.calendar import today_in_london
from app.domain.evidence import EvidenceStatus
from app.models.apprenticeships import ApprenticeshipRow
from app.models.tallies import TallyRow, UnconfirmedRow
from app.queries.waits import NO_WAIT, Wait, Waits, waits_of
from tests.databases import open_quickly
from tests.make import COMPLETE, Maker, returned

Kept = set[tuple[uuid.UUID, bool, int, datetime]]


def rows(make: Maker) -> Kept:
    with make.database.read() as session:
        return {
            (row.organisation_id, row.employer_is_known, row.pieces, row.since)
            for row in session.exec(select(UnconfirmedRow))
        }


def waits(make: Maker) -> Wait:
    whose = make.cast.amaras
    with make.database.read() as session:
        found = waits_of(session, [whose], today=today_in_london(make.now))
    return found.get(whose, Waits()).confirmation


def test_what_is_unconfirmed_follows_each_act(make: Maker) -> None:
    cast, now, later = make.cast, make.now, make.now + timedelta(days=2)
    database, marlow, harbour = make.database, cast.marlow_id, cast.harbour_id
    first = make.evidence(EvidenceStatus.SUBMITTED)
    second = replace(make, now=later).evidence(EvidenceStatus.SUBMITTED)
    assert rows(make) == {(marlow, True, 2, now)}
    take_back_evidence(database, first, by=cast.amara, now=later)
    assert rows(make) == {(marlow, True, 1, later)}
    submit_evidence(database, first, by=cast.amara, now=later)
    confirm_evidence(database, [first], by=cast.marcus, now=later)
    assert rows(make) == {(marlow, True, 1, later)}
    seen = {each: make.seen_by(cast.sam, each).version for each in (first, second)}
    sign_off_as_all_met(database, seen, by=cast.sam, now=later)
    assert rows(make) == {(marlow, True, 1, later)}
    assert waits(make) == Wait(1, later)
    reopen_evidence(database, second, "Unclear.", by=cast.sam, now=later)
    assert rows(make) == set()
    assert waits(make) == NO_WAIT
    made = make.evidence(EvidenceStatus.SUBMITTED)
    decision = returned([mapping.criterion for mapping in COMPLETE.mappings])
    sign_off_evidence(database, made, decision, version=None, by=cast.sam, now=now)
    assert rows(make) == set()
    submit_evidence(database, second, by=cast.amara, now=later)
    day = make.seen_by(cast.amara, second).content.happened_on
    assert day
    hand_on_employer(
        database,
        cast.amaras,
        "Harbour Legal",
        day,
        by=cast.ruth,
        public_url="https://gatepost.example",
        now=later,
    )
    assert rows(make) == {(harbour, True, 1, later)}
    assert waits(make) == NO_WAIT, "Nobody manages her there now."


def test_work_for_no_known_employer_waits_for_whoever_manages_her(make: Maker) -> None:
    made = make.evidence(EvidenceStatus.SUBMITTED)
    with make.database.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE evidence SET employer_id = NULL")
    with make.database.write() as session:
        count_unconfirmed_again(session, make.cast.amaras)
        session.commit()
    assert rows(make) == {(make.cast.provider_id, False, 1, make.now)}
    assert waits(make) == Wait(1, make.now)
    confirm_evidence(make.database, [made], by=make.cast.marcus, now=make.now)
    assert waits(make) == NO_WAIT


def test_what_was_unconfirmed_before_it_was_kept_is_counted_by_its_migration(make: Maker) -> None:
    from alembic import command

    for status in EvidenceStatus:
        make.evidence(status)
        if status is not EvidenceStatus.DRAFT:
            make.evidence(status, confirmed=True)
    before = rows(make)
    command.downgrade(configuration(make.database), "0019")
    migrate(make.database)
    assert rows(make) == before == {(make.cast.marlow_id, True, 2, make.now)}


@pytest.mark.one_engine
def test_in_the_whole_demonstration_what_is_kept_is_what_is_counted(
    as_played: Path, tmp_path: Path
) -> None:
    shutil.copytree(as_played, tmp_path / "demo")
    database = open_quickly(f"sqlite:///{tmp_path / 'demo/gatepost.db'}")
    kept = everything_kept(database)
    with database.write() as session:
        for each in session.exec(select(ApprenticeshipRow.id)).all():
            count_again(session, each)
            count_unconfirmed_again(session, each)
        session.commit()
    assert kept
    assert everything_kept(database) == kept
    database.close()


def everything_kept(database: Database) -> list[dict[str, object]]:
    """Of whom nothing is met, no row may be there yet."""
    with database.read() as session:
        kept = [*session.exec(select(TallyRow)), *session.exec(select(UnconfirmedRow))]
        found = [row.model_dump() for row in kept]
    return sorted(
        (row for row in found if any(isinstance(n, int) and n for n in row.values())), key=str
    )

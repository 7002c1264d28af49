"""What is kept of how much is met is what the decisions say, after every act that changes it."""

import uuid
from dataclasses import replace

import sqlalchemy as sa
from sqlmodel import col, select

from app.actions.portfolios import select_portfolio, undo_selection
from app.actions.sign_off import reopen_evidence
from app.adapters.migrations import configuration, migrate
from app.domain.coverage import coverage, totals
from app.domain.evidence import EvidenceStatus
from app.models.tallies import TallyRow
from app.queries.readiness_facts import gather_facts
from tests.make import COMPLETE, Maker, mapped_to

SIGNED_OFF = EvidenceStatus.SIGNED_OFF


def signed_off(make: Maker, *codes: str) -> uuid.UUID:
    return make.evidence(SIGNED_OFF, replace(COMPLETE, mappings=mapped_to(codes)))


def kept(make: Maker) -> dict[str, int]:
    with make.database.read() as session:
        row = session.exec(
            select(TallyRow).where(col(TallyRow.apprenticeship_id) == make.cast.amaras)
        ).one()
        return {kind: getattr(row, kind) for kind in ("knowledge", "skill", "behaviour", "duty")}


def counted(make: Maker) -> dict[str, int]:
    with make.database.read() as session:
        facts = gather_facts(
            session, make.cast.amara, make.cast.amaras, today=make.now.date()
        ).facts
    covered = totals(coverage(facts.standard.criteria, facts.counted))
    return {kind.value: total.met for kind, total in covered.items()}


def test_the_tally_follows_each_act_that_changes_what_is_met(make: Maker) -> None:
    cast, now = make.cast, make.now
    first = signed_off(make, "K1", "K2", "S1", "D1")
    assert kept(make) == {"knowledge": 2, "skill": 1, "behaviour": 0, "duty": 1}
    second = signed_off(make, "K2", "B1")
    make.evidence(EvidenceStatus.RETURNED)
    assert kept(make) == {"knowledge": 2, "skill": 1, "behaviour": 1, "duty": 1} == counted(make)
    select_portfolio(make.database, cast.amaras, {second}, by=cast.amara, now=now)
    assert kept(make) == {"knowledge": 1, "skill": 0, "behaviour": 1, "duty": 0} == counted(make)
    undo_selection(make.database, cast.amaras, by=cast.amara, now=now)
    assert kept(make)["knowledge"] == 2
    reopen_evidence(make.database, first, "Unclear.", by=cast.sam, now=now)
    assert kept(make) == {"knowledge": 1, "skill": 0, "behaviour": 1, "duty": 0} == counted(make)


def test_what_was_met_before_there_was_a_tally_is_counted_by_its_migration(make: Maker) -> None:
    from alembic import command

    held = signed_off(make, "K1", "S1", "D1")
    signed_off(make, "K1", "K2")
    select_portfolio(make.database, make.cast.amaras, {held}, by=make.cast.amara, now=make.now)
    before = kept(make)
    command.downgrade(configuration(make.database), "0011")
    migrate(make.database)
    assert kept(make) == before == {"knowledge": 1, "skill": 1, "behaviour": 0, "duty": 1}
    with make.database.read() as session:
        assert session.execute(sa.select(sa.func.count()).select_from(TallyRow)).scalar_one() == 2

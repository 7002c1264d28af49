"""Declaring, passing through the gateway and being taken back."""

import hashlib
from datetime import datetime, timedelta

import pytest

from app.actions.confirmation import comment_on_evidence, confirm_evidence
from app.actions.evidence import create_evidence
from app.actions.gateway import declare, pass_gateway, take_back_from_gateway
from app.actions.portfolios import select_portfolio, undo_selection
from app.actions.sign_off import reopen_evidence
from app.actions.terms import change_status
from app.adapters.db import Database
from app.domain.accounts import WRONG_PASSWORDS_OF_ACCOUNT
from app.domain.apprenticeships import ApprenticeshipStatus
from app.domain.calendar import today_in_london
from app.domain.declarations import statement_sha256
from app.domain.errors import Invalid, NotPermitted, RuleBroken, Stale, TooManyTries
from app.domain.evidence import EvidenceStatus
from app.domain.people import Role
from app.domain.readiness import readiness
from app.models.apprenticeships import ApprenticeshipRow
from app.queries.passages import present_passage, snapshot_body
from app.queries.readiness_facts import gather_facts
from app.queries.snapshots import present_snapshot
from app.reports.readiness import readiness_report
from tests.cast import Cast
from tests.entries import past_the_record
from tests.make import COMPLETE, Maker
from tests.passwords import PASSWORD, give_password
from tests.ready import Ready


def all_declare(ready: Ready) -> None:
    for person in ready.the_three:
        ready.declares(person)


def test_all_three_declare_and_an_administrator_passes_the_apprentice(
    database: Database, cast: Cast, ready: Ready, now: datetime
) -> None:
    all_declare(ready)
    pass_gateway(database, cast.amaras, by=cast.ruth, now=now)

    gateway = ready.seen_by(cast.ruth)
    assert gateway.apprenticeship.status is ApprenticeshipStatus.GATEWAY
    with database.read() as session:
        passage = present_passage(session, cast.amaras)
        assert passage
        assert passage.passed_by == "Ruth Ellis"
        body = snapshot_body(session, passage.snapshot_sha256)
    assert hashlib.sha256(body.encode()).hexdigest() == passage.snapshot_sha256
    apprentices = gateway.speaking[Role.APPRENTICE].declaration
    assert apprentices.permission_to_claim
    assert "permission to claim my apprenticeship certificate" in apprentices.statement
    assert gateway.speaking[Role.LINE_MANAGER].declaration.organisation == "Marlow & Co"


@pytest.mark.one_engine
def test_nobody_declares_what_is_not_ready(
    database: Database, cast: Cast, make: Maker, now: datetime
) -> None:
    make.evidence(EvidenceStatus.SIGNED_OFF)
    give_password(database, cast.marcus)
    unready = Ready(database, make, (cast.amaras, cast.amaras), now)

    with pytest.raises(RuleBroken, match="KSB"):
        unready.declares(cast.marcus)


@pytest.mark.one_engine
def test_the_password_is_asked_again_and_may_not_be_guessed(cast: Cast, ready: Ready) -> None:
    for _ in range(WRONG_PASSWORDS_OF_ACCOUNT.tries):
        with pytest.raises(Invalid, match="not your present password"):
            ready.declares(cast.amara, "a guess that is long enough")
    with pytest.raises(TooManyTries):
        ready.declares(cast.amara)

    assert not ready.seen_by(cast.amara).told


def test_nobody_declares_twice_of_the_same(ready: Ready, cast: Cast) -> None:
    ready.declares(cast.sam)

    with pytest.raises(RuleBroken, match="declared this already"):
        ready.declares(cast.sam)


@pytest.mark.one_engine
def test_those_who_run_the_provider_do_not_declare(
    database: Database, cast: Cast, ready: Ready
) -> None:
    give_password(database, cast.ruth, cast.priya)
    for person in (cast.ruth, cast.priya):
        with pytest.raises(NotPermitted):
            ready.declares(person)


@pytest.mark.one_engine
def test_what_moved_meanwhile_is_refused_and_named(
    database: Database, cast: Cast, ready: Ready, now: datetime
) -> None:
    seen = ready.seen_by(cast.marcus)
    select_portfolio(database, cast.amaras, ready.pieces[:1], by=cast.amara, now=now)

    with pytest.raises(Stale, match="1 piece was taken out of the portfolio"):
        declare(
            database,
            cast.amaras,
            statement_sha256=statement_sha256(seen.statement_for(cast.marcus) or ""),
            snapshot_sha256=seen.snapshot.sha256,
            password=PASSWORD,
            seen=seen.snapshot.body,
            by=cast.marcus,
            now=now,
        )


def test_a_later_change_shows_which_declarations_no_longer_cover_and_why(
    database: Database, cast: Cast, ready: Ready, now: datetime
) -> None:
    ready.declares(cast.amara)
    select_portfolio(database, cast.amaras, ready.pieces[:1], by=cast.amara, now=now)
    ready.declares(cast.sam)

    gateway = ready.seen_by(cast.ruth)
    assert gateway.speaking[Role.APPRENTICE].why_not == ("1 piece was taken out of the portfolio.",)
    assert gateway.speaking[Role.ASSESSOR].why_not == ()
    assert gateway.undeclared == (Role.APPRENTICE, Role.LINE_MANAGER)
    with pytest.raises(RuleBroken, match="Still to declare: the apprentice, the line manager"):
        pass_gateway(database, cast.amaras, by=cast.ruth, now=now)

    undo_selection(database, cast.amaras, by=cast.amara, now=now)
    assert ready.seen_by(cast.ruth).speaking[Role.APPRENTICE].why_not == ()


@pytest.mark.one_engine
def test_nobody_passes_while_something_stands_in_the_way(
    database: Database, cast: Cast, ready: Ready, now: datetime
) -> None:
    all_declare(ready)
    reopen_evidence(database, ready.pieces[0], "A page is missing.", by=cast.sam, now=now)

    with pytest.raises(RuleBroken, match="Still unmet"):
        pass_gateway(database, cast.amaras, by=cast.ruth, now=now)


@pytest.mark.one_engine
def test_only_an_administrator_passes_and_takes_back(
    database: Database, cast: Cast, ready: Ready, now: datetime
) -> None:
    all_declare(ready)
    for person in (*ready.the_three, cast.priya):
        with pytest.raises(NotPermitted):
            pass_gateway(database, cast.amaras, by=person, now=now)
        with pytest.raises(NotPermitted):
            take_back_from_gateway(database, cast.amaras, "Too early.", by=person, now=now)


def test_editing_ends_at_the_gateway_and_begins_again_with_a_reason(
    database: Database, cast: Cast, ready: Ready, now: datetime
) -> None:
    all_declare(ready)
    pass_gateway(database, cast.amaras, by=cast.ruth, now=now)
    piece = ready.pieces[0]

    with pytest.raises(RuleBroken):
        create_evidence(database, cast.amaras, COMPLETE, by=cast.amara, now=now)
    with pytest.raises(RuleBroken):
        reopen_evidence(database, piece, "Look again.", by=cast.sam, now=now)
    with pytest.raises(RuleBroken):
        confirm_evidence(database, [piece], by=cast.marcus, now=now)
    with pytest.raises(RuleBroken):
        comment_on_evidence(database, piece, "Well done.", by=cast.sam, now=now)
    with pytest.raises(RuleBroken):
        select_portfolio(database, cast.amaras, [], by=cast.amara, now=now)
    with pytest.raises(RuleBroken):
        change_status(
            database, cast.amaras, ApprenticeshipStatus.ON_PROGRAMME, by=cast.ruth, now=now
        )
    with pytest.raises(Invalid):
        take_back_from_gateway(database, cast.amaras, " ", by=cast.ruth, now=now)

    take_back_from_gateway(database, cast.amaras, "The contract ended.", by=cast.ruth, now=now)
    comment_on_evidence(database, piece, "Welcome back.", by=cast.sam, now=now)
    assert ready.seen_by(cast.ruth).passage is None
    pass_gateway(database, cast.amaras, by=cast.ruth, now=now)


@pytest.mark.one_engine
def test_the_gateway_cannot_be_passed_past_its_declarations(
    database: Database, cast: Cast, ready: Ready, now: datetime
) -> None:
    with pytest.raises(RuleBroken):
        change_status(database, cast.amaras, ApprenticeshipStatus.GATEWAY, by=cast.ruth, now=now)


@pytest.mark.one_engine
def test_only_signed_off_pieces_of_ones_own_go_into_the_portfolio(
    database: Database, cast: Cast, make: Maker, now: datetime
) -> None:
    submitted = make.evidence(EvidenceStatus.SUBMITTED)

    for each in (submitted, cast.theos):
        with pytest.raises(RuleBroken, match="signed off"):
            select_portfolio(database, cast.amaras, [each], by=cast.amara, now=now)
    with pytest.raises(NotPermitted):
        select_portfolio(database, cast.amaras, [], by=cast.sam, now=now)


@pytest.mark.one_engine
def test_everybody_has_the_same_snapshot_whatever_they_may_see(cast: Cast, ready: Ready) -> None:
    seen = {ready.seen_by(person).snapshot.sha256 for person in (*ready.the_three, cast.ruth)}

    assert len(seen) == 1


def test_what_was_passed_with_is_derived_again_byte_for_byte_years_later(
    database: Database, cast: Cast, ready: Ready, now: datetime
) -> None:
    all_declare(ready)
    pass_gateway(database, cast.amaras, by=cast.ruth, now=now)
    years_later = today_in_london(now + timedelta(days=6 * 365))
    with past_the_record(database) as session:
        row = session.get_one(ApprenticeshipRow, cast.amaras)
        row.status = ApprenticeshipStatus.COMPLETED
        session.commit()
    with database.read() as session:
        gathered = gather_facts(session, cast.ruth, cast.amaras, today=years_later)
        assert gathered.passage is not None
        found = readiness(gathered.facts)
        assert present_snapshot(session, gathered, found).body == gathered.passage.snapshot_text
        report = readiness_report(session, cast.ruth, cast.amaras, now=now + timedelta(days=2190))
    assert report.as_of == now
    assert {each.id for each in report.readiness.requirements if not each.met} == {
        each.id for each in gathered.passage.snapshot.requirements if not each.met
    }


@pytest.mark.one_engine
def test_hours_that_change_after_the_gateway_change_nothing_of_what_was_passed_with(
    database: Database, cast: Cast, ready: Ready, now: datetime
) -> None:
    all_declare(ready)
    pass_gateway(database, cast.amaras, by=cast.ruth, now=now)
    with past_the_record(database) as session:
        session.get_one(ApprenticeshipRow, cast.amaras).started_on = now.date()
        session.commit()
    found = ready.seen_by(cast.ruth)
    assert found.readiness.ready
    (duration,) = (each for each in found.readiness.requirements if each.id == "minimum_duration")
    assert (duration.met, duration.why) == (
        True,
        "It was met at the gateway. What it is worked out of was changed since.",
    )

"""The readiness report as a value: what it says of an apprenticeship, and to whom."""

import uuid
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from sqlmodel import col, select

from app.actions.sign_off import reopen_evidence, sign_off_evidence
from app.actions.submission import submit_evidence
from app.domain.apprenticeships import SpellKind
from app.domain.coverage import CriterionStatus, Total
from app.domain.errors import NotFound
from app.domain.evidence import EvidenceStatus
from app.domain.people import Person, Role
from app.domain.sign_off import CriterionDecision
from app.domain.standards import CriterionKind
from app.models.apprenticeships import SpellRow
from app.queries.commands import whoever_runs_the_command
from app.queries.totals import totals_of
from app.reports.readiness import CriterionLine, ReadinessReport, as_json, readiness_report
from tests.conftest import Statements
from tests.entries import past_the_record
from tests.make import COMPLETE, Maker, all_met, mapped_to


def report_for(make: Maker, person: Person) -> ReadinessReport:
    with make.database.read() as session:
        return readiness_report(session, person, make.cast.amaras, now=make.now)


def line(report: ReadinessReport, code: str) -> CriterionLine:
    return next(each for each in report.criteria if each.criterion.code == code)


def titles(report: ReadinessReport, code: str) -> list[str]:
    return [each.piece.title for each in line(report, code).pieces]


def why(report: ReadinessReport, requirement: str) -> str:
    return next(each.found.why for each in report.requirements if each.found.id == requirement)


def test_the_report_begins_with_one_sentence_and_names_who_must_act(make: Maker) -> None:
    report = report_for(make, make.cast.ruth)
    assert report.answer == "Not ready for gateway: 1 thing stands in the way"
    [blocker] = report.blockers
    assert blocker.found.why == "67 of 67 KSBs are not yet met."
    assert report.who_acts(blocker) == "Amara Okafor, apprentice"
    assert report.apprenticeship.provider == "Northgate Training"
    assert report.employers == ("Marlow & Co",)
    assert (report.month.month, report.month.of) == (38, 60)
    assert report.plan.sha256 == report.readiness.plan_sha256
    assert len(report.rule_sets_sha256) == 64


def test_who_must_act_are_those_who_hold_the_role_today(make: Maker) -> None:
    make.evidence(EvidenceStatus.SIGNED_OFF)
    acting = {each.found.who: each.people for each in report_for(make, make.cast.sam).requirements}
    assert acting[Role.LINE_MANAGER] == ("Marcus Lee",)
    assert acting[Role.ASSESSOR] == ("Sam Rowe",)
    assert acting[Role.ADMINISTRATOR] == ("Ruth Ellis",)


def test_a_role_that_nobody_holds_is_said_to_be_empty(make: Maker) -> None:
    with past_the_record(make.database) as session:
        assessors = select(SpellRow).where(col(SpellRow.kind) == SpellKind.ASSESSOR)
        for spell in session.exec(assessors):
            spell.ends_on = date(2026, 1, 1)
        session.commit()
    report = report_for(make, make.cast.ruth)
    reviews = next(r for r in report.requirements if r.found.id == "progress_reviews")
    assert report.who_acts(reviews) == "The assessor. Nobody holds this role at present."


def test_every_status_counts_where_the_contract_says(make: Maker) -> None:
    draft = replace(COMPLETE, mappings=mapped_to(["K1", "K2", "K3", "K4"]))
    make.evidence(EvidenceStatus.DRAFT, draft)
    make.evidence(EvidenceStatus.RETURNED, replace(COMPLETE, mappings=mapped_to(["K2"])))
    make.evidence(EvidenceStatus.SUBMITTED, replace(COMPLETE, mappings=mapped_to(["K3", "K4"])))
    met = make.evidence(EvidenceStatus.SIGNED_OFF, replace(COMPLETE, mappings=mapped_to(["K4"])))
    report = report_for(make, make.cast.priya)
    covered = [line(report, f"K{number}").coverage for number in range(1, 6)]
    got = {one.code: (one.status, one.signed_off, one.submitted, one.draft) for one in covered}
    assert got == {
        "K1": (CriterionStatus.DRAFT, 0, 0, 1),
        "K2": (CriterionStatus.DRAFT, 0, 0, 2),
        "K3": (CriterionStatus.SUBMITTED, 0, 1, 1),
        "K4": (CriterionStatus.MET, 1, 1, 1),
        "K5": (CriterionStatus.NOT_STARTED, 0, 0, 0),
    }
    assert line(report, "K4").coverage.evidence == (met,)
    assert report.readiness.totals[CriterionKind.KNOWLEDGE] == Total(1, 25)


def test_what_was_decided_not_met_counts_as_nothing_and_what_was_added_counts(
    make: Maker,
) -> None:
    piece = make.evidence(EvidenceStatus.SUBMITTED)
    decision = replace(
        all_met(["K5"]),
        criteria=(
            CriterionDecision("K5", True),
            CriterionDecision("S2", False, "No options are set out."),
            CriterionDecision("K12", True, "Page 3 explains it to the client."),
        ),
    )
    sign_off_evidence(make.database, piece, decision, version=None, by=make.cast.sam, now=make.now)
    report = report_for(make, make.cast.amara)
    assert line(report, "K5").coverage.is_met
    assert line(report, "K12").coverage.is_met
    assert line(report, "S2").coverage.status is CriterionStatus.NOT_STARTED
    [row] = line(report, "K5").meets
    assert (row.piece.title, row.locator) == ("Lease review memo", "p. 2")
    assert (row.piece.assessor, row.piece.decided_at) == ("Sam Rowe", make.now)
    assert line(report, "S2").meets == ()
    assert line(report, "K12").meets[0].locator == ""


def test_a_re_opened_piece_no_longer_meets_anything(make: Maker) -> None:
    piece = make.evidence(EvidenceStatus.SIGNED_OFF)
    reopen_evidence(make.database, piece, "The wrong file.", by=make.cast.sam, now=make.now)
    report = report_for(make, make.cast.sam)
    assert line(report, "K5").coverage.status is CriterionStatus.DRAFT
    assert line(report, "K5").meets == ()
    assert why(report, "returned_pieces") == "1 piece is returned and not submitted again."


def test_an_earlier_decision_to_return_says_nothing_of_the_next_revision(make: Maker) -> None:
    piece = make.evidence(EvidenceStatus.RETURNED)
    submit_evidence(make.database, piece, by=make.cast.amara, now=make.now)
    codes = ["K5", "S2"]
    sign_off_evidence(
        make.database, piece, all_met(codes), version=None, by=make.cast.sam, now=make.now
    )
    report = report_for(make, make.cast.sam)
    assert [len(line(report, code).meets) for code in codes] == [1, 1]


def test_confirmation_is_asked_of_the_line_manager_until_it_is_there(make: Maker) -> None:
    make.evidence(EvidenceStatus.SIGNED_OFF)
    make.evidence(EvidenceStatus.SIGNED_OFF, confirmed=True)
    report = report_for(make, make.cast.marcus)
    assert why(report, "employer_confirmation") == (
        "1 of 2 signed-off pieces is not yet confirmed by the employer."
    )


def test_titles_of_drafts_are_the_apprentices_alone(make: Maker) -> None:
    make.evidence(EvidenceStatus.DRAFT, replace(COMPLETE, title="Secret draft"))
    make.evidence(EvidenceStatus.RETURNED, replace(COMPLETE, title="Returned memo"))
    make.evidence(EvidenceStatus.SUBMITTED, replace(COMPLETE, title="Submitted memo"))
    cast = make.cast
    assert sorted(titles(report_for(make, cast.amara), "K5")) == [
        "Returned memo",
        "Secret draft",
        "Submitted memo",
    ]
    for person in (cast.marcus, cast.sam, cast.ruth, cast.priya):
        report = report_for(make, person)
        assert titles(report, "K5") == ["Submitted memo"]
        assert line(report, "K5").coverage.draft == 2


def test_a_new_line_manager_sees_no_page_or_time_of_work_for_an_earlier_employer(
    make: Maker,
) -> None:
    earlier = replace(COMPLETE, title="Old lease", happened_on=date(2024, 2, 1))
    make.evidence(EvidenceStatus.SIGNED_OFF, earlier)
    for person, locator in ((make.cast.marcus, ""), (make.cast.sam, "p. 2")):
        [row] = line(report_for(make, person), "K5").meets
        assert (row.piece.title, row.locator) == ("Old lease", locator)


def test_the_numbers_are_the_same_for_everybody(make: Maker) -> None:
    for status in EvidenceStatus:
        make.evidence(status)
    cast = make.cast
    reports = [report_for(make, p) for p in (cast.amara, cast.marcus, cast.sam, cast.priya)]
    assert len({str(as_json(report)) for report in reports}) == 1


def test_a_stranger_has_no_report(make: Maker) -> None:
    for person in make.cast.strangers:
        with pytest.raises(NotFound):
            report_for(make, person)


def test_whoever_runs_the_command_sees_what_an_administrator_sees(make: Maker) -> None:
    make.evidence(EvidenceStatus.SIGNED_OFF)
    with make.database.read() as session:
        person = whoever_runs_the_command(session, make.cast.amaras)
        with pytest.raises(NotFound, match="no such apprenticeship"):
            whoever_runs_the_command(session, uuid.uuid4())
    assert as_json(report_for(make, person)) == as_json(report_for(make, make.cast.ruth))


def test_the_json_has_the_shape_that_others_rely_on(make: Maker) -> None:
    piece = make.evidence(EvidenceStatus.SIGNED_OFF)
    value = as_json(report_for(make, make.cast.amara))
    assert list(value) == [
        "apprenticeship",
        "standard",
        "plan_sha256",
        "as_of",
        "ready",
        "totals",
        "criteria",
        "requirements",
    ]
    assert value["apprenticeship"] == str(make.cast.amaras)
    assert value["standard"] == {"reference": "ST0244", "version": "1.1"}
    assert value["as_of"] == "2026-11-03T10:00:00Z"
    assert value["ready"] is False
    assert value["totals"] == {
        "knowledge": {"met": 1, "of": 25},
        "skill": {"met": 1, "of": 33},
        "behaviour": {"met": 0, "of": 9},
        "duty": {"met": 0, "of": 21},
    }
    assert value["criteria"][4] == {  # type: ignore[index]
        "code": "K5",
        "kind": "knowledge",
        "status": "met",
        "signed_off": 1,
        "submitted": 0,
        "draft": 0,
        "evidence": [str(piece)],
    }
    assert value["requirements"][0] == {  # type: ignore[index]
        "id": "criteria_met",
        "met": False,
        "blocking": True,
        "why": "65 of 67 KSBs are not yet met.",
        "who": "apprentice",
        "unverified": False,
    }


def test_a_duty_shows_the_ksbs_published_for_it_and_says_where_there_are_none(
    make: Maker,
) -> None:
    make.evidence(
        EvidenceStatus.SIGNED_OFF, replace(COMPLETE, mappings=mapped_to(["K1", "K4", "D1"]))
    )
    first, second, *_ = report_for(make, make.cast.amara).duties
    assert first.calls_on is not None
    assert [one.code for one in first.calls_on if one.is_met] == ["K1", "K4"]
    assert first.total == Total(2, 15)
    assert first.line.coverage.is_met
    assert second.calls_on is None


def test_the_totals_that_are_kept_are_those_of_each_report(
    make: Maker, statements: Callable[[], AbstractContextManager[Statements]]
) -> None:
    for status in EvidenceStatus:
        make.evidence(status)
    make.evidence(EvidenceStatus.SIGNED_OFF)
    cast = make.cast
    with make.database.read() as session:
        for each, person in ((cast.amaras, cast.amara), (cast.theos, cast.theo)):
            report = readiness_report(session, person, each, now=make.now)
            with statements() as ran:
                kept = totals_of(session, report.apprenticeship)
            assert len(ran) == 1, ran
            assert kept == report.readiness.totals


def test_the_moment_is_kept_in_utc(make: Maker) -> None:
    report = report_for(make, make.cast.amara)
    assert report.as_of == datetime(2026, 11, 3, 10, 0, tzinfo=UTC)

"""What each rule finds, why, and who must act; and what being ready follows from."""

import uuid
from dataclasses import replace
from datetime import date

import pytest

from app.domain.calendar import Span
from app.domain.coverage import CriterionStatus, MappingFact
from app.domain.evidence import EvidenceKind, EvidenceStatus
from app.domain.facts import Facts, PieceFact, RecordedFacts
from app.domain.off_the_job import Hours
from app.domain.people import Role
from app.domain.plans import ComputedRequirement, Plan
from app.domain.programme_rules import review_due_on
from app.domain.qualifications import Proof, Subject
from app.domain.readiness import RULES, Requirement, readiness
from app.domain.rule_sets import Period, Unit
from app.domain.standards import CriterionKind, Verification
from tests.domain.keeper import PLAN, STANDARD, asked
from tests.domain.keeper import RULES as RULE_SET

STARTED, TODAY = date(2025, 1, 6), date(2026, 6, 1)
KSBS = ("K1", "K2", "S1", "B1")
SIGNED_OFF = EvidenceStatus.SIGNED_OFF


def mapped(
    *codes: str, status: EvidenceStatus = SIGNED_OFF, piece: int = 1
) -> tuple[MappingFact, ...]:
    met = status is SIGNED_OFF
    return tuple(
        MappingFact(code, uuid.UUID(int=piece), status, met, located=True) for code in codes
    )


def piece(
    status: EvidenceStatus,
    *,
    confirmed: bool = False,
    number: int = 1,
    kind: EvidenceKind = EvidenceKind.CASE_STUDY,
    done_on: date = date(2026, 5, 1),
) -> PieceFact:
    return PieceFact(uuid.UUID(int=number), status, confirmed, kind, done_on)


READY = Facts(
    standard=STANDARD,
    plan=PLAN,
    rule_set=RULE_SET,
    started_on=STARTED,
    today=TODAY,
    mappings=mapped(*KSBS),
    pieces=(piece(SIGNED_OFF, confirmed=True),),
    last_review_on=date(2026, 5, 1),
    recorded=RecordedFacts(
        qualifications=dict.fromkeys(Subject, Proof.CHECKED),
        hours_planned=Hours(600, STARTED),
        hours_done=Hours(612, date(2026, 5, 20)),
    ),
)


def found(facts: Facts, which: ComputedRequirement) -> Requirement:
    return next(each for each in readiness(facts).requirements if each.id == which)


def test_every_computed_requirement_has_its_rule() -> None:
    assert set(RULES) == set(ComputedRequirement)


def test_with_everything_met_nothing_stands_in_the_way() -> None:
    answer = readiness(READY)
    assert answer.ready
    assert answer.blockers == ()
    assert all(each.met for each in answer.requirements)
    assert answer.plan_sha256 == PLAN.sha256


@pytest.mark.parametrize(
    ("which", "facts", "why", "who"),
    [
        (
            "criteria_met",
            replace(READY, mappings=mapped("K1", "S1", "D1")),
            "2 of 4 KSBs are not yet met.",
            Role.APPRENTICE,
        ),
        (
            "criteria_met",
            replace(READY, mappings=mapped("K1", "K2", "S1")),
            "1 of 4 KSBs is not yet met.",
            Role.APPRENTICE,
        ),
        (
            "criteria_met",
            replace(
                READY,
                mappings=(
                    *mapped("K1", "K2"),
                    *mapped("S1", "B1", status=EvidenceStatus.SUBMITTED),
                ),
            ),
            "2 of 4 KSBs are not yet met. All of them wait for a decision.",
            Role.ASSESSOR,
        ),
        (
            "sufficiency",
            replace(READY, plan=replace(PLAN, pieces_per_criterion=2)),
            "K1, K2, S1 and B1 have fewer than 2 pieces of evidence.",
            Role.APPRENTICE,
        ),
        (
            "minimum_duration",
            replace(READY, today=date(2026, 1, 12)),
            "1 more day on programme is needed.",
            Role.ADMINISTRATOR,
        ),
        (
            "minimum_duration",
            replace(READY, breaks=(Span(date(2025, 3, 1), date(2026, 1, 1)),)),
            "167 more days on programme are needed, breaks in learning not counted.",
            Role.ADMINISTRATOR,
        ),
        (
            "returned_pieces",
            replace(READY, pieces=(piece(EvidenceStatus.RETURNED), piece(EvidenceStatus.RETURNED))),
            "2 pieces are returned and not submitted again.",
            Role.APPRENTICE,
        ),
        (
            "employer_confirmation",
            replace(READY, pieces=(piece(SIGNED_OFF), piece(SIGNED_OFF, confirmed=True))),
            "1 of 2 signed-off pieces is not yet confirmed by the employer.",
            Role.LINE_MANAGER,
        ),
        (
            "employer_confirmation",
            replace(READY, pieces=(piece(EvidenceStatus.SUBMITTED),)),
            "No piece is signed off yet, so there is none to confirm.",
            Role.APPRENTICE,
        ),
        (
            "progress_reviews",
            replace(READY, last_review_on=date(2026, 3, 8)),
            "A progress review was due by 31 May 2026.",
            Role.ASSESSOR,
        ),
        (
            "progress_reviews",
            replace(READY, last_review_on=None),
            "A progress review was due by 31 March 2025.",
            Role.ASSESSOR,
        ),
    ],
)
def test_what_is_not_met_says_why_and_who_must_act(
    which: str, facts: Facts, why: str, who: Role
) -> None:
    requirement = found(facts, ComputedRequirement(which))
    assert (requirement.met, requirement.why, requirement.who) == (False, why, who)


@pytest.mark.parametrize(
    ("which", "facts", "why"),
    [
        ("criteria_met", READY, "All 4 KSBs are met."),
        ("sufficiency", READY, "Each KSB that is met has at least one piece of evidence."),
        ("minimum_duration", READY, "The minimum duration was complete on 13 January 2026."),
        (
            "minimum_duration",
            replace(READY, breaks=(Span(date(2025, 3, 1), date(2025, 4, 1)),)),
            "The minimum duration is complete, breaks in learning not counted.",
        ),
        ("returned_pieces", READY, "No returned piece waits to be revised."),
        (
            "employer_confirmation",
            READY,
            "The one piece signed off is confirmed by the employer.",
        ),
        (
            "employer_confirmation",
            replace(READY, pieces=READY.pieces * 2),
            "Each of the 2 pieces signed off is confirmed by the employer.",
        ),
        ("progress_reviews", READY, "The next progress review is due by 24 July 2026."),
        (
            "progress_reviews",
            replace(READY, last_review_on=date(2026, 3, 9)),
            "The next progress review is due by 1 June 2026.",
        ),
    ],
)
def test_what_is_met_says_so(which: str, facts: Facts, why: str) -> None:
    requirement = found(facts, ComputedRequirement(which))
    assert (requirement.met, requirement.why) == (True, why)


def test_a_long_list_of_thin_ksbs_is_cut_short() -> None:
    criteria = tuple(replace(STANDARD.criteria[0], code=f"K{number}") for number in range(1, 12))
    facts = replace(
        READY,
        standard=replace(STANDARD, criteria=criteria),
        plan=replace(PLAN, pieces_per_criterion=3),
        mappings=mapped(*(one.code for one in criteria)),
    )
    assert found(facts, ComputedRequirement.SUFFICIENCY).why == (
        "K1, K2, K3, K4, K5, K6, K7, K8 and 3 more have fewer than 3 pieces of evidence."
    )


def planned(*changes: tuple[str, bool, Verification]) -> Plan:
    """The plan with these requirements blocking or not, verified or not."""
    changed = {which: (blocking, status) for which, blocking, status in changes}
    return replace(
        PLAN,
        gateway_requirements=tuple(
            replace(each, blocking=changed[each.id][0], status=changed[each.id][1])
            if each.id in changed
            else each
            for each in PLAN.gateway_requirements
        ),
    )


@pytest.mark.parametrize("blocking", [True, False])
def test_what_is_unmet_stands_in_the_way_exactly_where_the_plan_says_so(blocking: bool) -> None:
    plan = planned(("returned_pieces", blocking, Verification.UNVERIFIED))
    answer = readiness(replace(READY, plan=plan, pieces=(piece(EvidenceStatus.RETURNED),)))
    assert answer.ready is not blocking
    assert [each.id for each in answer.blockers] == (["returned_pieces"] if blocking else [])


def test_duties_block_only_where_the_plan_counts_them() -> None:
    assert readiness(READY).ready
    counted = replace(PLAN, required_for_gateway=tuple(CriterionKind))
    answer = readiness(replace(READY, plan=counted))
    assert not answer.ready
    assert answer.blockers[0].why == "1 of 5 KSBs and duties is not yet met."


def test_a_rule_is_unverified_where_its_entry_or_its_length_of_time_is() -> None:
    assert not any(each.unverified for each in readiness(READY).requirements)
    plan = planned(("sufficiency", False, Verification.UNVERIFIED))
    believed = Period(12, Unit.WEEKS, Verification.UNVERIFIED, "Not found in print.")
    facts = replace(READY, plan=plan, rule_set=replace(RULE_SET, review_interval=believed))
    doubts = {each.id: each.doubts for each in readiness(facts).requirements if each.unverified}
    assert doubts == {
        "sufficiency": ("The published plan.",),
        "progress_reviews": ("Not found in print.",),
    }


def test_an_unverified_entry_without_a_source_says_that_there_is_none() -> None:
    entry = asked("returned_pieces", status=Verification.UNVERIFIED, source=None)
    facts = replace(READY, plan=replace(PLAN, gateway_requirements=(entry,)))
    assert readiness(facts).requirements[0].doubts == ("No source is recorded.",)


def test_what_is_beyond_the_report_is_listed_and_never_counted() -> None:
    plan = replace(
        PLAN,
        gateway_requirements=(*PLAN.gateway_requirements, asked("handwriting", blocking=True)),
    )
    answer = readiness(replace(READY, plan=plan))
    assert answer.ready
    assert [each.id for each in answer.uncovered] == ["handwriting"]


def test_the_plan_says_what_is_asked_and_in_which_order() -> None:
    plan = replace(PLAN, gateway_requirements=tuple(reversed(PLAN.gateway_requirements)))
    ids = [each.id for each in readiness(replace(READY, plan=plan)).requirements]
    assert ids == [each.value for each in reversed(ComputedRequirement)]


def test_coverage_is_part_of_the_answer() -> None:
    answer = readiness(replace(READY, mappings=mapped("K1", status=EvidenceStatus.DRAFT)))
    assert answer.criteria[0].status is CriterionStatus.DRAFT
    assert answer.totals[CriterionKind.KNOWLEDGE].of == 2


def test_reviews_follow_the_rules_of_the_start() -> None:
    by_month_ends = Period(3, Unit.MONTH_ENDS, Verification.VERIFIED, "Paragraph 92.")
    facts = replace(READY, rule_set=replace(RULE_SET, review_interval=by_month_ends))
    assert review_due_on(facts) == date(2026, 8, 31)

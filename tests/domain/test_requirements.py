"""What the gateway asks beside coverage: how varied, how recent, how proven, and by which rules."""

from dataclasses import replace
from datetime import date

import pytest

from app.domain.coverage import MappingFact
from app.domain.english_and_maths import AgeGroup, Asks, Settled, settled_errors
from app.domain.evidence import EvidenceKind, EvidenceStatus
from app.domain.facts import Facts, RecordedFacts
from app.domain.off_the_job import Hours, done_errors, planned_errors
from app.domain.people import Role
from app.domain.plans import ComputedRequirement, PortfolioRules, Reflection, SufficiencyRules
from app.domain.qualifications import NewQualification, Proof, Subject, qualification_errors
from app.domain.readiness import Requirement, readiness
from app.domain.rule_sets import PartTimeRule
from app.domain.standards import Verification
from tests.domain.keeper import PLAN
from tests.domain.keeper import RULES as RULE_SET
from tests.domain.test_readiness import READY, STARTED, TODAY, mapped, piece

SIGNED_OFF = EvidenceStatus.SIGNED_OFF
REFLECTIVE = EvidenceKind.REFLECTIVE_ACCOUNT


def found(facts: Facts, which: str) -> Requirement:
    asked = ComputedRequirement(which)
    return next(each for each in readiness(facts).requirements if each.id == asked)


def asking(kinds: int = 1, within: int | None = None) -> Facts:
    """Two pieces meet K1, one of them each other KSB."""
    rules = SufficiencyRules(kinds, within, Verification.VERIFIED, "The published plan.")
    return replace(
        READY,
        plan=replace(PLAN, sufficiency=rules),
        mappings=(*mapped("K1", piece=2), *READY.mappings),
        pieces=(
            piece(SIGNED_OFF, number=1, kind=EvidenceKind.CASE_STUDY, done_on=date(2025, 6, 1)),
            piece(SIGNED_OFF, number=2, kind=EvidenceKind.OBSERVATION, done_on=date(2024, 6, 1)),
        ),
    )


def with_rules(
    *,
    fewest: int | None = None,
    most: int | None = None,
    reflection: Reflection = Reflection.ALLOWED,
    annex: bool = True,
    statement: bool = True,
    pieces: int = 1,
    kind: EvidenceKind = EvidenceKind.CASE_STUDY,
) -> Facts:
    rules = PortfolioRules(
        fewest, most, reflection, annex, statement, Verification.VERIFIED, "The published plan."
    )
    return replace(
        READY,
        plan=replace(PLAN, portfolio=rules),
        pieces=tuple(piece(SIGNED_OFF, number=each, kind=kind) for each in range(1, pieces + 1)),
    )


def located(*codes: str) -> Facts:
    """Each KSB is met by one piece, which names a page for these alone."""
    return replace(
        READY, mappings=tuple(replace(each, located=each.criterion in codes) for each in KSBS)
    )


KSBS: tuple[MappingFact, ...] = READY.mappings


def recorded(
    *,
    mandatory: Proof = Proof.NONE,
    english: Proof = Proof.NONE,
    maths: Proof = Proof.NONE,
    age: AgeGroup | None = None,
    to_achieve: bool | None = None,
    planned: int | None = None,
    done: int | None = None,
) -> Facts:
    proofs = {Subject.MANDATORY: mandatory, Subject.ENGLISH: english, Subject.MATHS: maths}
    return replace(
        READY,
        recorded=RecordedFacts(
            proofs,
            Settled(age, to_achieve),
            None if planned is None else Hours(planned, STARTED),
            None if done is None else Hours(done, date(2026, 5, 20)),
        ),
    )


YOUNG, GROWN = AgeGroup.AGED_16_TO_18, AgeGroup.AGED_19_OR_OVER


@pytest.mark.parametrize(
    ("which", "facts", "met", "why", "who"),
    [
        ("sufficiency", asking(kinds=2), False,
         "K2, S1 and B1 have fewer than 2 kinds of evidence.", Role.APPRENTICE),
        ("sufficiency", asking(within=11), False,
         "K1, K2, S1 and B1 have no evidence of the last 11 months.", Role.APPRENTICE),
        ("sufficiency", asking(within=12), True,
         "Each KSB that is met has as much evidence as the plan asks.", Role.APPRENTICE),
        ("sufficiency", asking(kinds=2, within=1), False,
         ("K2, S1 and B1 have fewer than 2 kinds of evidence."
          " K1, K2, S1 and B1 have no evidence of the last month."), Role.APPRENTICE),
        ("portfolio_pieces", with_rules(), True,
         "1 piece is signed off. The plan names no number.", Role.APPRENTICE),
        ("portfolio_pieces", with_rules(fewest=3, pieces=2), False,
         "2 pieces are signed off, and the plan asks for 3 at least.", Role.APPRENTICE),
        ("portfolio_pieces", with_rules(most=2, pieces=3), False,
         "3 pieces are signed off, and the plan allows 2 at most.", Role.APPRENTICE),
        ("portfolio_pieces", with_rules(fewest=3, most=3, pieces=3), True,
         "3 pieces are signed off, as many as the plan asks for.", Role.APPRENTICE),
        ("portfolio_annex", located("K1", "K2", "S1", "B1"), True,
         "Every entry of the annex names its page or time.", Role.APPRENTICE),
        ("portfolio_annex", located("K1", "K2", "S1"), False,
         "1 of 4 entries of the annex names no page or time.", Role.APPRENTICE),
        ("portfolio_annex", replace(READY, mappings=()), False,
         "No piece is signed off yet, so the annex is empty.", Role.APPRENTICE),
        ("portfolio_annex", with_rules(annex=False), True,
         "The plan asks for no annex.", Role.APPRENTICE),
        ("portfolio_reflection", with_rules(reflection=Reflection.FORBIDDEN), True,
         "There is no reflective account.", Role.APPRENTICE),
        ("portfolio_reflection",
         with_rules(reflection=Reflection.FORBIDDEN, kind=REFLECTIVE), False,
         "1 reflective account is signed off, and the plan allows none.", Role.APPRENTICE),
        ("portfolio_reflection", with_rules(reflection=Reflection.REQUIRED), False,
         "No reflective account is signed off yet.", Role.APPRENTICE),
        ("portfolio_reflection",
         with_rules(reflection=Reflection.REQUIRED, kind=REFLECTIVE), True,
         "There is a reflective account.", Role.APPRENTICE),
        ("employer_confirmation", with_rules(statement=False), True,
         "The plan asks for no statement.", Role.LINE_MANAGER),
        ("mandatory_qualification", recorded(), False,
         "It is not recorded yet.", Role.APPRENTICE),
        ("mandatory_qualification", recorded(mandatory=Proof.RECORDED), False,
         "It is recorded without a certificate.", Role.APPRENTICE),
        ("mandatory_qualification", recorded(mandatory=Proof.SHOWN), False,
         "It is recorded, and the certificate waits to be checked.", Role.ADMINISTRATOR),
        ("mandatory_qualification", recorded(mandatory=Proof.CHECKED), True,
         "It is recorded, and the certificate is checked.", Role.APPRENTICE),
        ("english_and_maths", recorded(), False,
         "Whether the apprentice was 19 or over at the start is not recorded.",
         Role.ADMINISTRATOR),
        ("english_and_maths", recorded(age=YOUNG), False,
         "English and maths are not recorded as achieved.", Role.APPRENTICE),
        ("english_and_maths", recorded(age=YOUNG, to_achieve=False, english=Proof.CHECKED), False,
         "Maths is not recorded as achieved.", Role.APPRENTICE),
        ("english_and_maths",
         recorded(age=YOUNG, english=Proof.SHOWN, maths=Proof.CHECKED), False,
         "English is recorded, and the certificate waits to be checked.", Role.ADMINISTRATOR),
        ("english_and_maths",
         recorded(age=YOUNG, english=Proof.RECORDED, maths=Proof.RECORDED), False,
         "English and maths are recorded without a certificate.", Role.APPRENTICE),
        ("english_and_maths", recorded(age=GROWN), False,
         "Whether the employer asks for English and maths is not recorded.", Role.LINE_MANAGER),
        ("english_and_maths", recorded(age=GROWN, to_achieve=False), True,
         "The employer chose not to ask for English and maths.", Role.ADMINISTRATOR),
        ("english_and_maths", recorded(age=GROWN, to_achieve=True), False,
         "English and maths are not recorded as achieved.", Role.APPRENTICE),
        ("english_and_maths", recorded(english=Proof.CHECKED, maths=Proof.CHECKED), True,
         "English and maths are achieved, and the certificates checked.", Role.ADMINISTRATOR),
        ("off_the_job_hours", recorded(done=40), False,
         "How many hours are planned is not recorded.", Role.ADMINISTRATOR),
        ("off_the_job_hours", recorded(planned=1_200), False,
         "None of the 1,200 planned hours are recorded yet.", Role.ADMINISTRATOR),
        ("off_the_job_hours", recorded(planned=1_200, done=1_199), False,
         "1,199 of 1,200 planned hours were recorded by 20 May 2026.", Role.ADMINISTRATOR),
        ("off_the_job_hours", recorded(planned=1_200, done=1_200), True,
         "1,200 of 1,200 planned hours were recorded by 20 May 2026.", Role.ADMINISTRATOR),
    ],
)  # fmt: skip
def test_each_requirement_says_where_it_stands_and_who_must_act(
    which: str, facts: Facts, met: bool, why: str, who: Role
) -> None:
    requirement = found(facts, which)
    assert (requirement.met, requirement.why, requirement.who) == (met, why, who)


def test_where_both_age_groups_are_asked_the_same_the_age_need_not_be_known() -> None:
    rule = replace(RULE_SET.english_and_maths, aged_19_or_over=Asks.ACHIEVEMENT)
    facts = replace(recorded(), rule_set=replace(RULE_SET, english_and_maths=rule))
    assert found(facts, "english_and_maths").why == (
        "English and maths are not recorded as achieved."
    )


@pytest.mark.parametrize(
    ("status", "today", "met", "blocks"),
    [
        (Verification.VERIFIED, date(2026, 1, 13), False, True),
        (Verification.VERIFIED, date(2026, 7, 17), False, True),
        (Verification.VERIFIED, date(2026, 7, 18), True, True),
        (Verification.UNVERIFIED, date(2026, 1, 12), False, True),
        (Verification.UNVERIFIED, date(2026, 1, 13), False, False),
        (Verification.UNVERIFIED, date(2026, 7, 18), True, True),
    ],
)
def test_an_unverified_lengthening_for_part_time_work_stands_in_nobodys_way(
    status: Verification, today: date, met: bool, blocks: bool
) -> None:
    """372 days at 20 hours a week are 558; only the 372 were read in print."""
    rules = replace(RULE_SET, part_time=PartTimeRule(30, status, "Read or believed."))
    facts = replace(READY, rule_set=rules, weekly_hours=20, today=today)
    duration = found(facts, "minimum_duration")
    assert (duration.met, duration.blocking) == (met, blocks)
    assert duration.unverified is (status is Verification.UNVERIFIED)
    assert "It is longer with 20 weekly hours." in duration.why


def test_full_time_work_is_not_lengthened() -> None:
    rules = replace(RULE_SET, part_time=PartTimeRule(30, Verification.UNVERIFIED, "Only believed."))
    for hours in (None, 30, 37):
        duration = found(replace(READY, rule_set=rules, weekly_hours=hours), "minimum_duration")
        assert (duration.met, duration.doubts) == (True, ())


def test_a_doubt_that_two_rules_share_is_said_once() -> None:
    rules = replace(PLAN.portfolio, fewest_pieces=1, status=Verification.UNVERIFIED)
    entry = replace(
        next(e for e in PLAN.gateway_requirements if e.id == "portfolio_pieces"),
        status=Verification.UNVERIFIED,
    )
    plan = replace(PLAN, portfolio=rules, gateway_requirements=(entry,))
    assert found(replace(READY, plan=plan), "portfolio_pieces").doubts == ("The published plan.",)


@pytest.mark.parametrize(
    ("before", "after", "reason", "wrong"),
    [
        (Settled(), Settled(GROWN), "", []),
        (Settled(GROWN), Settled(GROWN, False), "", []),
        (Settled(GROWN), Settled(GROWN), "", ["age_group"]),
        (Settled(GROWN), Settled(YOUNG), " ", ["reason"]),
        (Settled(GROWN, False), Settled(GROWN, True), "", ["reason"]),
        (Settled(GROWN, False), Settled(GROWN, None), "", ["reason"]),
        (Settled(GROWN, False), Settled(GROWN, True), "The new employer asks for both.", []),
        (Settled(), Settled(GROWN), "x" * 1_001, ["reason"]),
    ],
)
def test_what_was_settled_once_changes_with_a_reason(
    before: Settled, after: Settled, reason: str, wrong: list[str]
) -> None:
    assert [error.field for error in settled_errors(before, after, reason)] == wrong


@pytest.mark.parametrize(
    ("before", "hours", "reason", "wrong"),
    [
        (None, 1_200, "", []),
        (None, 10_001, "", ["hours"]),
        (None, -1, "", ["hours"]),
        (Hours(1_200, STARTED), 1_200, "", ["hours"]),
        (Hours(1_200, STARTED), 900, "", ["reason"]),
        (Hours(1_200, STARTED), 900, "Earlier learning counts.", []),
    ],
)
def test_a_plan_of_hours_changes_with_a_reason(
    before: Hours | None, hours: int, reason: str, wrong: list[str]
) -> None:
    assert [error.field for error in planned_errors(before, hours, reason)] == wrong


@pytest.mark.parametrize(
    ("before", "done", "reason", "wrong"),
    [
        (None, Hours(40, STARTED), "", []),
        (None, Hours(40, date(2025, 1, 5)), "", ["on"]),
        (None, Hours(40, date(2026, 6, 2)), "", ["on"]),
        (Hours(40, date(2026, 4, 1)), Hours(52, date(2026, 4, 1)), "", []),
        (Hours(40, date(2026, 4, 1)), Hours(52, date(2026, 3, 31)), "", ["on"]),
        (Hours(40, date(2026, 4, 1)), Hours(36, date(2026, 4, 30)), "", ["reason"]),
        (Hours(40, date(2026, 4, 1)), Hours(36, date(2026, 4, 30)), "A day counted twice.", []),
    ],
)
def test_a_total_of_hours_runs_on_or_is_corrected_with_a_reason(
    before: Hours | None, done: Hours, reason: str, wrong: list[str]
) -> None:
    errors = done_errors(before, done, reason, started_on=STARTED, today=TODAY)
    assert [error.field for error in errors] == wrong


@pytest.mark.parametrize(
    ("changes", "wrong"),
    [
        ({}, []),
        ({"name": "  "}, ["name"]),
        ({"name": "x" * 201}, ["name"]),
        ({"awarded_by": ""}, ["awarded_by"]),
        ({"awarded_on": date(2026, 6, 2)}, ["awarded_on"]),
        ({"awarded_on": date(1949, 12, 31)}, ["awarded_on"]),
        ({"name": "", "awarded_by": ""}, ["name", "awarded_by"]),
    ],
)
def test_a_qualification_says_what_it_is_who_awarded_it_and_when(
    changes: dict[str, str | date], wrong: list[str]
) -> None:
    usual = NewQualification(
        Subject.MANDATORY, "CPQ Professional", "CILEX Regulation", date(2026, 5, 1)
    )
    new = replace(usual, **changes)  # type: ignore[arg-type]
    assert [error.field for error in qualification_errors(new, today=TODAY)] == wrong

"""Who sees and does what in an assessment, and what each step refuses: cases without a database."""

from contextlib import nullcontext
from dataclasses import replace
from datetime import date

import pytest

from app.domain.assessments import (
    MAY_HAPPEN_IN,
    AssessmentAct,
    AssessmentStanding,
    AssessmentState,
    ComponentCheck,
    check_all_accepted,
    check_can_confirm,
    check_can_grade,
    check_components,
    check_may_happen,
    check_sees_assessment,
)
from app.domain.attempts import check_can_try_again, check_in_time, due_on, lateness
from app.domain.conflicts import Tie, check_no_conflict, conflict_in_words
from app.domain.errors import Invalid, NotFound, NotPermitted, RuleBroken
from app.domain.plans import NO_ATTEMPT_RULES, AttemptKind, AttemptRule, AttemptRules, Grade
from app.domain.standards import Verification
from tests.domain.test_grading import CASE, PORTFOLIO

TODAY = date(2026, 11, 3)
OWEN = AssessmentStanding(administrator=True)
INES = AssessmentStanding(assessor=True)
KARL = AssessmentStanding(colleague=True)
NOBODY = AssessmentStanding()
STATES = tuple(AssessmentState)
FROM_PROVISIONAL = STATES[2:]

SIGHT = (
    (OWEN, STATES, True),
    (INES, STATES, True),
    (KARL, STATES[:2], False),
    (KARL, FROM_PROVISIONAL, True),
    (NOBODY, STATES, False),
)


@pytest.mark.parametrize(("standing", "states", "sees"), SIGHT)
def test_an_assessment_is_seen_by_those_who_need_it(
    standing: AssessmentStanding, states: tuple[AssessmentState, ...], sees: bool
) -> None:
    for state in states:
        assert is_seen(standing, state, None) is sees


def test_access_ends_after_its_last_day_but_the_file_stays_with_the_organisation() -> None:
    yesterday = date(2026, 11, 2)
    for standing in (INES, KARL):
        assert is_seen(standing, AssessmentState.PROVISIONAL, TODAY)
        assert not is_seen(standing, AssessmentState.PROVISIONAL, yesterday)
    assert is_seen(OWEN, AssessmentState.PROVISIONAL, yesterday)


def is_seen(standing: AssessmentStanding, state: AssessmentState, expires: date | None) -> bool:
    try:
        check_sees_assessment(standing, state, expires_on=expires, today=TODAY)
    except NotFound:
        return False
    return True


@pytest.mark.parametrize("act", AssessmentAct)
@pytest.mark.parametrize("state", AssessmentState)
def test_each_step_has_its_time(act: AssessmentAct, state: AssessmentState) -> None:
    if state in MAY_HAPPEN_IN[act]:
        check_may_happen(act, state)
    else:
        with pytest.raises(RuleBroken):
            check_may_happen(act, state)


def test_whoever_graded_does_not_confirm() -> None:
    check_can_confirm(KARL, graded=False)
    check_can_confirm(OWEN, graded=False)
    for standing, graded in ((INES, False), (KARL, True), (OWEN, True)):
        with pytest.raises(NotPermitted, match="second person"):
            check_can_confirm(standing, graded=graded)


@pytest.mark.parametrize("standing", [OWEN, KARL, NOBODY])
def test_only_the_allocated_assessor_grades(standing: AssessmentStanding) -> None:
    with pytest.raises(NotPermitted):
        check_can_grade(standing)


CHECKS: tuple[tuple[list[ComponentCheck], set[str]], ...] = (
    ([ComponentCheck("age", True)], set()),
    ([ComponentCheck("age", False, "No certificate.")], set()),
    ([ComponentCheck("age", False)], {"requirements.age.reason"}),
    ([ComponentCheck("height", True)], {"requirements.height"}),
    ([ComponentCheck("age", True), ComponentCheck("age", True)], {"requirements.age"}),
    ([ComponentCheck("hours", False, "Too few.")], {"requirements.hours"}),
    ([], {""}),
)


@pytest.mark.parametrize(("checks", "wrong"), CHECKS)
def test_a_requirement_is_accepted_or_rejected_with_a_reason_and_what_was_accepted_stays(
    checks: list[ComponentCheck], wrong: set[str]
) -> None:
    found: set[str] = set()
    try:
        check_components(checks, asked=("age", "hours"), accepted={"hours"})
    except Invalid as refused:
        found = {error.field for error in refused.fields}
    assert found == wrong


def test_nothing_is_graded_before_everything_was_accepted() -> None:
    check_all_accepted(("age", "hours"), {"age", "hours"})
    with pytest.raises(RuleBroken, match="1 requirement has not been accepted"):
        check_all_accepted(("age", "hours"), {"hours"})


RULES = AttemptRules(
    only_failed=True,
    resit=AttemptRule(3, Grade.PASS),
    retake=AttemptRule(6, Grade.PASS),
    status=Verification.UNVERIFIED,
    source=None,
)


def test_only_what_was_failed_is_tried_again() -> None:
    check_can_try_again(CASE, AttemptKind.RESIT, RULES, last=Grade.FAIL)
    for method, last in ((CASE, Grade.PASS), (CASE, None), (PORTFOLIO, Grade.FAIL)):
        with pytest.raises(RuleBroken):
            check_can_try_again(method, AttemptKind.RESIT, RULES, last=last)


def test_a_plan_says_by_when() -> None:
    released = date(2026, 11, 30)
    assert due_on(AttemptKind.RESIT, RULES, released_on=released) == date(2027, 2, 28)
    assert due_on(AttemptKind.RETAKE, RULES, released_on=released) == date(2027, 5, 30)
    assert due_on(AttemptKind.FIRST, RULES, released_on=released) is None


@pytest.mark.parametrize(
    ("status", "on", "said", "refused"),
    [
        (Verification.VERIFIED, date(2027, 2, 3), "", False),
        (Verification.VERIFIED, date(2027, 2, 4), "and that day has passed.", True),
        (Verification.UNVERIFIED, date(2027, 2, 4), "so it holds nobody up.", False),
    ],
)
def test_a_late_resit_is_refused_where_the_rule_was_read_and_else_told_of(
    status: Verification, on: date, said: str, refused: bool
) -> None:
    rules = replace(NO_ATTEMPT_RULES, status=status)
    late = lateness(AttemptKind.RESIT, rules, due=date(2027, 2, 3), on=on)
    assert late.endswith(said)
    assert bool(late) is bool(said)
    refusal = pytest.raises(RuleBroken, match="a resit by 3 February") if refused else nullcontext()
    with refusal:
        check_in_time(AttemptKind.RESIT, rules, due=date(2027, 2, 3), on=on)
    assert lateness(AttemptKind.FIRST, rules, due=None, on=on) == ""


def test_a_conflict_is_named() -> None:
    assert conflict_in_words("Karl Meyer", "Chloe Patel", ()) == ""
    with pytest.raises(RuleBroken) as refused:
        check_no_conflict("Karl Meyer", "Chloe Patel", {Tie.REVIEWED, Tie.ASSESSOR})
    assert refused.value.sentence == (
        "Karl Meyer was an assessor of Chloe Patel and took part in a progress review of "
        "Chloe Patel, and cannot assess them independently."
    )

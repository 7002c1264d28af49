"""How the methods' grades combine, case by case, and what a mark may say."""

import pytest

from app.domain.errors import Invalid
from app.domain.grading import CERTIFICATE_GRADES, CriterionMark, Mark, check_mark, overall_grade
from app.domain.plans import (
    AttemptRule,
    Grade,
    GradeRow,
    GradeTable,
    Method,
    MethodResult,
    Quantifier,
)
from app.domain.standards import Verification

F, P, M, D = Grade.FAIL, Grade.PASS, Grade.MERIT, Grade.DISTINCTION
GRADES = (F, P, M, D)
ANY_FAIL = GradeRow(Quantifier.ANY, F, F)
ALL_DISTINCTION = GradeRow(Quantifier.ALL, D, D)
ANY_MERIT = GradeRow(Quantifier.ANY, M, M)
USUAL = (ANY_FAIL, ALL_DISTINCTION)


def method(
    name: str, result: MethodResult = MethodResult.ASSESSED, criteria: tuple[str, ...] = ()
) -> Method:
    grades = () if result is MethodResult.READ else GRADES
    return Method(name, name.title(), result, False, grades, criteria, Verification.VERIFIED, "p")


def table(*rows: GradeRow, otherwise: Grade = P) -> GradeTable:
    return GradeTable(rows, otherwise, Verification.VERIFIED, "p")


CASE, TALK = method("case"), method("talk")
EXAM = method("exam", MethodResult.IMPORTED)
PORTFOLIO = method("portfolio", MethodResult.READ)

COMBINATIONS = (
    ("any fail fails", (CASE, TALK), USUAL, (D, F), F),
    ("all distinction", (CASE, TALK), USUAL, (D, D), D),
    ("one distinction is not all", (CASE, TALK), USUAL, (D, P), P),
    ("otherwise pass", (CASE, TALK), USUAL, (P, P), P),
    ("no rows", (CASE, TALK), (), (F, D), P),
    ("one method alone", (CASE,), USUAL, (D,), D),
    ("an imported result counts", (CASE, EXAM), USUAL, (D, F), F),
    ("the first row that fits decides", (CASE, TALK), (ANY_MERIT, ANY_FAIL), (M, F), M),
    ("and the other way round", (CASE, TALK), (ANY_FAIL, ANY_MERIT), (M, F), F),
)


@pytest.mark.parametrize(
    ("methods", "rows", "given", "overall"),
    [case[1:] for case in COMBINATIONS],
    ids=[case[0] for case in COMBINATIONS],
)
def test_the_plans_table_decides(
    methods: tuple[Method, ...],
    rows: tuple[GradeRow, ...],
    given: tuple[Grade, ...],
    overall: Grade,
) -> None:
    grades = {method.id: grade for method, grade in zip(methods, given, strict=True)}
    found = overall_grade(methods, table(*rows), grades)
    assert found is not None
    assert found.grade is overall


def test_a_portfolio_that_only_underpins_is_read_and_does_not_count() -> None:
    found = overall_grade((CASE, PORTFOLIO), table(*USUAL), {"case": D})
    assert found is not None
    assert found.grade is D
    assert "Portfolio: read, not marked." in found.working


@pytest.mark.parametrize("methods", [(CASE, TALK), (PORTFOLIO,), ()])
def test_nothing_is_worked_out_while_a_grade_is_missing(methods: tuple[Method, ...]) -> None:
    assert overall_grade(methods, table(*USUAL), {"case": P}) is None


def test_the_working_says_each_step() -> None:
    found = overall_grade((CASE, TALK), table(*USUAL), {"case": D, "talk": P})
    assert found is not None
    assert found.working == (
        "Case: distinction.",
        "Talk: pass.",
        "If any method is fail, the result is fail. That is not so.",
        "If all methods are distinction, the result is distinction. That is not so.",
        "None of these decides: pass overall.",
    )


ALLOCATED = method("talk", criteria=("K1", "S2"))
BOTH = (CriterionMark("K1", P), CriterionMark("S2", D))
CAPPED = AttemptRule(within_months=3, best_grade=P)

MARKS = (
    ("a grade is enough", CASE, Mark(P), None),
    ("notes on any criterion", CASE, Mark(P, (CriterionMark("K9", note="Clear."),)), None),
    ("each allocated criterion is graded", ALLOCATED, Mark(P, BOTH), None),
    ("none may be left out", ALLOCATED, Mark(P, BOTH[:1]), "criteria.S2"),
    ("nor named twice", ALLOCATED, Mark(P, (*BOTH, BOTH[0])), "criteria.K1"),
    ("no grade the method lacks", CASE, Mark(Grade.OUTSTANDING), "grade"),
    ("no criterion graded unallocated", CASE, Mark(P, (CriterionMark("K9", P),)), "criteria.K9"),
    ("no unknown criterion", CASE, Mark(P, (CriterionMark("K77"),)), "criteria.K77"),
    ("an imported result names its source", EXAM, Mark(P), "marked_elsewhere"),
    ("and then is accepted", EXAM, Mark(P, marked_elsewhere="CILEX, June 2026"), None),
)


@pytest.mark.parametrize(
    ("of", "mark", "wrong"), [case[1:] for case in MARKS], ids=[case[0] for case in MARKS]
)
def test_a_mark_fits_its_method(of: Method, mark: Mark, wrong: str | None) -> None:
    assert faults(mark, of, AttemptRule()) == ({wrong} if wrong else set())


@pytest.mark.parametrize(
    ("mark", "wrong"),
    [
        (Mark(P), set()),
        (Mark(F), set()),
        (Mark(D), {"exceptional"}),
        (Mark(D, exceptional="A bereavement on the day."), set()),
    ],
)
def test_another_attempt_is_capped_save_in_exceptional_circumstances(
    mark: Mark, wrong: set[str]
) -> None:
    assert faults(mark, CASE, CAPPED) == wrong


def test_a_fail_is_never_certified() -> None:
    assert CERTIFICATE_GRADES[F] is None
    assert [CERTIFICATE_GRADES[each] for each in (P, Grade.PASS_WITH_EXCELLENCE)] == [
        "Pass",
        "PassWithExcellence",
    ]
    assert set(CERTIFICATE_GRADES) == set(Grade)


def faults(mark: Mark, of: Method, rule: AttemptRule) -> set[str]:
    known = frozenset(of.criteria) or frozenset({"K1", "S2", "K9"})
    try:
        check_mark(mark, of, rule, known=known, imported=of.result is MethodResult.IMPORTED)
    except Invalid as refused:
        return {error.field for error in refused.fields}
    return set()

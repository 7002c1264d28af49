"""Grades: what a method may be given, and how the methods' grades combine, with the working.

Everything here follows the plan. What the plan does not say is not asked for.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.domain.errors import FieldError, Invalid
from app.domain.plans import AttemptRule, Grade, GradeRow, GradeTable, Method, Quantifier

GRADE_NAMES: Mapping[Grade, str] = {
    Grade.FAIL: "Fail",
    Grade.PASS: "Pass",
    Grade.CREDIT: "Credit",
    Grade.MERIT: "Merit",
    Grade.DISTINCTION: "Distinction",
    Grade.PASS_WITH_EXCELLENCE: "Pass with excellence",
    Grade.OUTSTANDING: "Outstanding",
    Grade.NO_GRADE_AWARDED: "No grade awarded",
}

CERTIFICATE_GRADES: Mapping[Grade, str | None] = {
    Grade.FAIL: None,
    Grade.PASS: "Pass",
    Grade.CREDIT: "Credit",
    Grade.MERIT: "Merit",
    Grade.DISTINCTION: "Distinction",
    Grade.PASS_WITH_EXCELLENCE: "PassWithExcellence",
    Grade.OUTSTANDING: "Outstanding",
    Grade.NO_GRADE_AWARDED: "NoGradeAwarded",
}
"""The words of the certificate service. A fail is recorded, and never certified."""


@dataclass(frozen=True, slots=True)
class CriterionMark:
    """What an independent assessor asked and noted on a criterion; graded where it is allocated."""

    code: str
    grade: Grade | None = None
    note: str = ""
    question: str = ""


@dataclass(frozen=True, slots=True)
class Mark:
    """The grade of a method, and what it rests on.

    ``marked_elsewhere`` names where an imported result comes from. ``exceptional`` is the reason
    for a grade above the best that another attempt can get.
    """

    grade: Grade
    criteria: tuple[CriterionMark, ...] = ()
    notes: str = ""
    marked_elsewhere: str = ""
    exceptional: str = ""


@dataclass(frozen=True, slots=True)
class Overall:
    """The overall grade, and each step that led to it, in a sentence."""

    grade: Grade
    working: tuple[str, ...]


def overall_grade(
    methods: Sequence[Method], table: GradeTable, grades: Mapping[str, Grade]
) -> Overall | None:
    """What the plan's table makes of the methods' grades, by id. The first row that fits decides.

    Methods that are only read do not count. None while one that counts has no grade.
    """
    marked = [method for method in methods if method.is_marked]
    if not marked or any(method.id not in grades for method in marked):
        return None
    given = [grades[method.id] for method in marked]
    working = [
        f"{method.name}: {_named(grades[method.id])}."
        if method.is_marked
        else f"{method.name}: read, not marked."
        for method in methods
    ]
    for row in table.rows:
        if _fits(row, given):
            working.append(f"{_rule(row)} That is so: {_named(row.overall)} overall.")
            return Overall(row.overall, tuple(working))
        working.append(f"{_rule(row)} That is not so.")
    words = "None of these decides" if table.rows else "The plan sets no rows of its table"
    working.append(f"{words}: {_named(table.otherwise)} overall.")
    return Overall(table.otherwise, tuple(working))


def check_mark(
    mark: Mark, method: Method, rule: AttemptRule, *, known: frozenset[str], imported: bool
) -> None:
    """Invalid, with everything that does not fit the method, the attempt or the standard.

    Where the plan allocates criteria to the method, each is graded, exactly once; else notes
    may be made on any criterion in ``known``.
    """
    errors = [*_grade_errors(mark, method, rule, imported=imported)]
    codes = [each.code for each in mark.criteria]
    for place, each in enumerate(mark.criteria):
        field = f"criteria.{each.code}"
        if each.code not in known or codes.index(each.code) != place:
            errors.append(FieldError(field, f"{each.code} is not to be marked here, or twice."))
        elif each.code not in method.criteria and each.grade is not None:
            errors.append(FieldError(field, f"The plan does not have {each.code} graded here."))
        elif each.grade is not None and each.grade not in method.grades:
            errors.append(FieldError(field, f"The plan has no such grade for {each.code}."))
    graded = {each.code for each in mark.criteria if each.grade is not None}
    errors.extend(
        FieldError(f"criteria.{code}", f"Say how {code} was shown.")
        for code in method.criteria
        if code not in graded
    )
    if errors:
        raise Invalid(*errors)


def _grade_errors(
    mark: Mark, method: Method, rule: AttemptRule, *, imported: bool
) -> list[FieldError]:
    if mark.grade not in method.grades:
        names = ", ".join(_named(grade) for grade in method.grades)
        return [FieldError("grade", f"Choose a grade of {method.name}: {names}.")]
    errors = []
    if imported and not mark.marked_elsewhere.strip():
        errors.append(FieldError("marked_elsewhere", "Say who marked it, and when."))
    if _is_above(mark.grade, rule.best_grade, method) and not mark.exceptional.strip():
        best = _named(rule.best_grade) if rule.best_grade else ""
        errors.append(
            FieldError(
                "exceptional",
                f"Another attempt gets {best} at best. For a higher grade, say which exceptional "
                "circumstances there are.",
            )
        )
    return errors


def _is_above(grade: Grade, best: Grade | None, method: Method) -> bool:
    if best is None or best not in method.grades:
        return False
    return method.grades.index(grade) > method.grades.index(best)


def _fits(row: GradeRow, given: Sequence[Grade]) -> bool:
    found = (grade is row.grade for grade in given)
    return any(found) if row.methods is Quantifier.ANY else all(found)


def _rule(row: GradeRow) -> str:
    quantity = "any method is" if row.methods is Quantifier.ANY else "all methods are"
    return f"If {quantity} {_named(row.grade)}, the result is {_named(row.overall)}."


def _named(grade: Grade) -> str:
    return GRADE_NAMES[grade].lower()

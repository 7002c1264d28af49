"""What is typed in an assessment: checks of requirements, and the mark of a method.

A requirement is answered by ``requirements.ID`` (accepted or rejected) and
``requirements.ID.reason``. A ``criterion`` has ``criteria.K5``, ``criteria.K5.note`` and
``criteria.K5.question``.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from app.domain.assessments import ComponentCheck
from app.domain.errors import FieldError, Invalid
from app.domain.grading import CriterionMark, Mark
from app.domain.plans import Grade
from app.queries.attempts import Attempt
from app.web.bodies import Form

ACCEPTED = "accepted"
REJECTED = "rejected"


@dataclass(frozen=True, slots=True)
class TypedCheck:
    choice: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class TypedCriterion:
    grade: str = ""
    note: str = ""
    question: str = ""

    def __bool__(self) -> bool:
        return bool(self.grade or self.note or self.question)


@dataclass(frozen=True, slots=True)
class TypedMark:
    """The form of a method as it stands."""

    grade: str = ""
    criteria: Mapping[str, TypedCriterion] = field(default_factory=dict)
    notes: str = ""
    marked_elsewhere: str = ""
    exceptional: str = ""

    def criterion(self, code: str) -> TypedCriterion:
        return self.criteria.get(code, TypedCriterion())

    @property
    def mark(self) -> Mark:
        """Invalid where no grade was chosen."""
        if self.grade not in set(Grade):
            raise Invalid(FieldError("grade", "Choose a grade."))
        return Mark(
            grade=Grade(self.grade),
            criteria=tuple(
                CriterionMark(
                    code,
                    Grade(typed.grade) if typed.grade in set(Grade) else None,
                    typed.note,
                    typed.question,
                )
                for code, typed in self.criteria.items()
                if typed
            ),
            notes=self.notes,
            marked_elsewhere=self.marked_elsewhere,
            exceptional=self.exceptional,
        )


def read_version(form: Form) -> int | None:
    """The version of the assessment that the form was shown with."""
    text = form.text("version")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else None


def read_checks(form: Form, requirements: Sequence[str]) -> dict[str, TypedCheck]:
    return {
        each: TypedCheck(
            form.text(f"requirements.{each}"), form.text(f"requirements.{each}.reason")
        )
        for each in requirements
    }


def checks_in(typed: Mapping[str, TypedCheck]) -> list[ComponentCheck]:
    """Those that were answered; a reason that was typed for one that is accepted is left out."""
    return [
        ComponentCheck(each, True)
        if check.choice == ACCEPTED
        else ComponentCheck(each, False, check.reason)
        for each, check in typed.items()
        if check.choice in (ACCEPTED, REJECTED)
    ]


def read_mark(form: Form) -> TypedMark:
    return TypedMark(
        grade=form.text("grade"),
        criteria={
            code: TypedCriterion(
                form.text(f"criteria.{code}"),
                form.text(f"criteria.{code}.note"),
                form.text(f"criteria.{code}.question"),
            )
            for code in dict.fromkeys(form.texts("criterion"))
        },
        notes=form.text("notes"),
        marked_elsewhere=form.text("marked_elsewhere"),
        exceptional=form.text("exceptional"),
    )


def typed_mark(attempt: Attempt | None) -> TypedMark:
    """How a mark that was given stands in the form."""
    if attempt is None:
        return TypedMark()
    return TypedMark(
        grade=attempt.grade or "",
        criteria={
            each.code: TypedCriterion(each.grade or "", each.note, each.question)
            for each in attempt.criteria
        },
        notes=attempt.notes,
        marked_elsewhere=attempt.marked_elsewhere,
        exceptional=attempt.exceptional,
    )

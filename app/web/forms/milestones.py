"""Milestones, typed a row each: ``month.0`` and ``ksbs.0``, and so on. An empty row is none."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.domain.errors import FieldError, Invalid
from app.domain.pace import Milestone
from app.web.bodies import Form

MAX_ROWS = 60
SPARE_ROWS = 4


@dataclass(frozen=True, slots=True)
class TypedMilestone:
    """As it stands in the two boxes of a row."""

    month: str = ""
    ksbs: str = ""


def read_milestones(form: Form) -> tuple[TypedMilestone, ...]:
    return tuple(
        TypedMilestone(form.text(f"month.{row}"), form.text(f"ksbs.{row}"))
        for row in range(MAX_ROWS)
        if f"month.{row}" in form
    )


def typed_milestones(milestones: Sequence[Milestone]) -> tuple[TypedMilestone, ...]:
    """How kept milestones stand in their boxes, with some rows to spare."""
    kept = [TypedMilestone(str(each.month), str(each.ksbs)) for each in milestones]
    return (*kept, *(TypedMilestone() for _ in range(SPARE_ROWS)))


def milestones_in(typed: Sequence[TypedMilestone]) -> tuple[Milestone, ...]:
    """The rows that are not empty. Invalid with each box that holds no number."""
    errors = [
        FieldError(f"{name}.{row}", f"Row {row + 1}: write a whole number.")
        for row, each in enumerate(typed)
        if each.month or each.ksbs
        for name, text in (("month", each.month), ("ksbs", each.ksbs))
        if not _is_number(text)
    ]
    if errors:
        raise Invalid(*errors)
    return tuple(Milestone(int(each.month), int(each.ksbs)) for each in typed if each.month)


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) <= 4

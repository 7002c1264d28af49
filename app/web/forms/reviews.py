"""A progress review as it is filled in, with as many actions as there are rows.

A row is named by ``row``, and its fields are ``actions.0.what``, ``actions.0.owner`` and
``actions.0.due_on``.
"""

import uuid
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date

from app.domain.errors import FieldError, Invalid
from app.domain.reviews import ActionToTake, check_review
from app.web.bodies import Form
from app.web.forms import in_page_order
from app.web.forms.days import NO_DAY, TypedDay, day_errors, read_day
from app.web.forms.ids import id_in

NOBODY = uuid.UUID(int=0)


@dataclass(frozen=True, slots=True)
class TypedAction:
    what: str = ""
    owner: str = ""
    due_on: TypedDay = NO_DAY

    def __bool__(self) -> bool:
        return bool(self.what or self.owner or self.due_on)


@dataclass(frozen=True, slots=True)
class TypedReview:
    """Rows that hold nothing are none; the page shows an empty one where there is no other."""

    held_on: TypedDay = NO_DAY
    discussed: str = ""
    actions: tuple[TypedAction, ...] = ()

    def actions_to_take(self, otherwise: date) -> tuple[ActionToTake, ...]:
        """``otherwise`` stands where a day is none: see ``faults``."""
        return tuple(
            ActionToTake(
                action.what, id_in(action.owner) or NOBODY, action.due_on.value or otherwise
            )
            for action in self.actions
        )

    def without(self, place: str) -> "TypedReview":
        kept = (action for at, action in enumerate(self.actions) if str(at) != place)
        return replace(self, actions=tuple(kept))


def read_review(form: Form) -> TypedReview:
    actions = (
        TypedAction(
            what=form.text(f"actions.{row}.what"),
            owner=form.text(f"actions.{row}.owner"),
            due_on=read_day(form, f"actions.{row}.due_on"),
        )
        for row in form.texts("row")
    )
    return TypedReview(
        held_on=read_day(form, "held_on"),
        discussed=form.text("discussed"),
        actions=tuple(action for action in actions if action),
    )


def faults(
    typed: TypedReview, *, people: Collection[uuid.UUID], started_on: date, today: date
) -> tuple[FieldError, ...]:
    """Everything that is wrong with it, what cannot be read and what does not fit, at once."""
    held_on = typed.held_on.value or today
    errors = [*day_errors(typed.held_on, "held_on", needed="Enter the day of the review.")]
    for row, action in enumerate(typed.actions):
        errors += day_errors(
            action.due_on, f"actions.{row}.due_on", needed="Enter the day by which it is done."
        )
    try:
        check_review(
            held_on,
            typed.discussed,
            typed.actions_to_take(held_on),
            people=people,
            started_on=started_on,
            today=today,
        )
    except Invalid as refused:
        errors += refused.fields
    rows = (
        f"actions.{row}.{part}"
        for row in range(len(typed.actions))
        for part in ("what", "owner", "due_on")
    )
    return in_page_order(errors, ("held_on", "discussed", "actions", *rows))

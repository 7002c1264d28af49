"""Progress reviews: what one must say, and who of the three has answered."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from app.domain.content import MAX_NARRATIVE, text_errors
from app.domain.errors import FieldError, Invalid
from app.domain.people import Role
from app.domain.terms import day_error

THE_THREE = (Role.APPRENTICE, Role.LINE_MANAGER, Role.ASSESSOR)
"""Who takes part in a review and is asked to agree, in any order."""

MAX_ACTIONS = 30
MAX_WHAT = 500
MAX_COMMENT = 5_000


@dataclass(frozen=True, slots=True)
class ActionToTake:
    """Something to be done, by one of the people of the apprenticeship, until a day."""

    what: str
    owner_id: uuid.UUID
    due_on: date


def check_review(
    held_on: date,
    discussed: str,
    actions: Iterable[ActionToTake],
    *,
    people: Iterable[uuid.UUID],
    started_on: date,
    today: date,
) -> None:
    """Raise Invalid with everything that is wrong with a review, at once.

    ``people`` are those who may own an action: the apprentice and their present line
    managers and assessors.
    """
    errors = text_errors("discussed", "What was discussed", discussed, MAX_NARRATIVE)
    if not discussed.strip():
        errors.append(FieldError("discussed", "Write what was discussed."))
    if held_on > today:
        errors.append(FieldError("held_on", "A review is recorded once it has been held."))
    if held_on < started_on:
        errors.append(FieldError("held_on", "This is before the apprenticeship started."))
    owners = frozenset(people)
    chosen = tuple(actions)
    if len(chosen) > MAX_ACTIONS:
        errors.append(FieldError("actions", f"Record at most {MAX_ACTIONS} actions."))
    for number, action in enumerate(chosen):
        field = f"actions.{number}"
        errors += text_errors(f"{field}.what", "The action", action.what, MAX_WHAT)
        if not action.what.strip():
            errors.append(FieldError(f"{field}.what", "Write what is to be done."))
        if action.owner_id not in owners:
            errors.append(FieldError(f"{field}.owner", "Choose who does it."))
        if action.due_on < held_on:
            errors.append(FieldError(f"{field}.due_on", "This day is before the review."))
        elif mistyped := day_error(action.due_on, f"{field}.due_on"):
            errors.append(mistyped)
    if errors:
        raise Invalid(*errors)


def check_answer(*, agreed: bool, comment: str) -> None:
    errors = text_errors("comment", "The comment", comment, MAX_COMMENT)
    if not agreed and not comment.strip():
        errors.append(FieldError("comment", "Write a comment, or agree."))
    if errors:
        raise Invalid(*errors)


def yet_to_agree(agreed: Iterable[Role]) -> tuple[Role, ...]:
    """Those of the three whose agreement is still to come."""
    done = frozenset(agreed)
    return tuple(role for role in THE_THREE if role not in done)

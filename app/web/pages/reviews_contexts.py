"""What the pages of progress reviews show."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from app.domain.apprenticeships import OPEN_FOR_WORK
from app.domain.calendar import day_in_words
from app.domain.coverage import Total, in_a_sentence
from app.domain.errors import FieldError
from app.domain.people import ROLE_NAMES, Person, Role
from app.domain.reviews import THE_THREE, yet_to_agree
from app.domain.standards import KIND_NAMES, CriterionKind
from app.domain.statements import REVIEW_AGREED
from app.queries.apprenticeships import Apprenticeship
from app.queries.reviews import Review
from app.web.filters import code_list as listed
from app.web.forms.reviews import TypedAction, TypedReview
from app.web.rendering import Page
from app.web.saving import Saving
from app.web.spreadsheets import SaveAs, save_as


@dataclass(frozen=True, slots=True)
class ReviewLine:
    """``asked`` says who has yet to agree, and is empty where nobody has."""

    href: str
    held_on: date
    by: str
    totals: str
    open_actions: int
    asked: str


@dataclass(frozen=True, kw_only=True)
class ReviewList(Page):
    """``due`` says when the next review is to be held; ``record_href`` may be empty."""

    template = "reviews/list.html"
    apprenticeship: Apprenticeship
    home_href: str
    due: str
    overdue: bool
    record_href: str
    reviews: tuple[ReviewLine, ...]
    saved_as: SaveAs


@dataclass(frozen=True, kw_only=True)
class ReviewForm(Page):
    template = "reviews/edit.html"
    apprenticeship: Apprenticeship
    new_id: uuid.UUID
    typed: TypedReview
    rows: tuple[TypedAction, ...]
    owners: tuple[dict[str, str], ...]
    totals: str
    asked: str
    not_saved: bool
    saving: Saving
    says: str = REVIEW_AGREED


@dataclass(frozen=True, slots=True)
class ActionLine:
    """``done_href`` is empty where it is done, or not this person's to mark as done."""

    what: str
    owner: str
    due_on: date
    done_at: datetime | None
    late: bool
    done_href: str


@dataclass(frozen=True, slots=True)
class AnswerLine:
    what: str
    who: str
    at: datetime
    comment: str


@dataclass(frozen=True, kw_only=True)
class ReviewPage(Page):
    """``may_agree``: this person is one of the three, and has not agreed yet."""

    template = "reviews/show.html"
    review: Review
    apprenticeship: Apprenticeship
    recorded: str
    totals: tuple[tuple[str, Total], ...]
    actions: tuple[ActionLine, ...]
    answers: tuple[AnswerLine, ...]
    asked: str
    may_agree: bool
    may_comment: bool
    comment: str
    saving: Saving
    says: str = REVIEW_AGREED


def review_list(
    apprenticeship: Apprenticeship, reviews: Sequence[Review], due_on: date, today: date
) -> ReviewList:
    takes_part = may_take_part(apprenticeship)
    open_for_work = apprenticeship.status in OPEN_FOR_WORK
    overdue = open_for_work and due_on < today
    due = f"The next review {'was' if overdue else 'is'} due by {day_in_words(due_on)}."
    return ReviewList(
        title=_of(apprenticeship),
        apprenticeship=apprenticeship,
        home_href="/" if apprenticeship.standing.apprentice else address_of(apprenticeship),
        due=due if open_for_work else "",
        overdue=overdue,
        record_href=(
            f"{address_of(apprenticeship)}/reviews/new" if takes_part and open_for_work else ""
        ),
        reviews=tuple(_line(review) for review in reviews),
        saved_as=save_as(f"{address_of(apprenticeship)}/reviews"),
    )


def review_form(
    apprenticeship: Apprenticeship,
    people: Mapping[uuid.UUID, str],
    totals: Mapping[CriterionKind, Total],
    typed: TypedReview,
    *,
    new_id: uuid.UUID,
    not_saved: bool,
    saving: Saving,
    another_row: bool = False,
    errors: Sequence[FieldError] = (),
) -> ReviewForm:
    empty = (TypedAction(),) if another_row or not typed.actions else ()
    others = [role for role in THE_THREE if role is not apprenticeship.standing.role]
    return ReviewForm(
        title="Record a progress review",
        errors=tuple(errors),
        apprenticeship=apprenticeship,
        new_id=new_id,
        typed=typed,
        rows=(*typed.actions, *empty),
        owners=(
            {"value": "", "text": "Choose who"},
            *({"value": str(person_id), "text": name} for person_id, name in people.items()),
        ),
        totals=in_a_sentence(totals),
        asked=f"The {listed(_names(others))} are asked to agree to it.",
        not_saved=not_saved,
        saving=saving,
    )


def review_page(
    apprenticeship: Apprenticeship,
    review: Review,
    person: Person,
    today: date,
    *,
    comment: str,
    saving: Saving,
    errors: Sequence[FieldError] = (),
) -> ReviewPage:
    takes_part = may_take_part(apprenticeship)
    return ReviewPage(
        title=f"Progress review of {day_in_words(review.held_on)}",
        errors=tuple(errors),
        review=review,
        apprenticeship=apprenticeship,
        recorded=f"Recorded by {review.by}, {ROLE_NAMES[review.role].lower()}",
        totals=tuple(
            (KIND_NAMES[kind], Total(**review.totals[kind]))
            for kind in CriterionKind
            if review.totals.get(kind, {}).get("of")
        ),
        actions=tuple(
            ActionLine(
                what=action.what,
                owner=action.owner,
                due_on=action.due_on,
                done_at=action.done_at,
                late=action.done_at is None and action.due_on < today,
                done_href=(
                    f"/reviews/{review.id}/actions/{action.id}/done"
                    if action.done_at is None
                    and takes_part
                    and (action.owner_id == person.id or apprenticeship.standing.assessor)
                    else ""
                ),
            )
            for action in review.actions
        ),
        answers=tuple(
            AnswerLine(
                what="Agreed" if answer.agreed else "Commented",
                who=f"{answer.by}, {ROLE_NAMES[answer.role].lower()}",
                at=answer.at,
                comment=answer.comment,
            )
            for answer in review.answers
        ),
        asked=_asked(review),
        may_agree=takes_part and apprenticeship.standing.role not in review.agreed_by,
        may_comment=takes_part,
        comment=comment,
        saving=saving,
    )


def may_take_part(apprenticeship: Apprenticeship) -> bool:
    return apprenticeship.standing.role in THE_THREE


def address_of(apprenticeship: Apprenticeship) -> str:
    return f"/apprenticeships/{apprenticeship.id}"


def _of(apprenticeship: Apprenticeship) -> str:
    if apprenticeship.standing.apprentice:
        return "Your progress reviews"
    return f"Progress reviews of {apprenticeship.apprentice}"


def _line(review: Review) -> ReviewLine:
    totals = {kind: Total(**review.totals.get(kind, {"met": 0, "of": 0})) for kind in CriterionKind}
    return ReviewLine(
        href=f"/reviews/{review.id}",
        held_on=review.held_on,
        by=review.by,
        totals=in_a_sentence(totals),
        open_actions=sum(action.done_at is None for action in review.actions),
        asked=_asked(review),
    )


def _asked(review: Review) -> str:
    asked = yet_to_agree(review.agreed_by)
    return f"Still asked to agree: {listed(_names(asked))}." if asked else ""


def _names(roles: Sequence[Role]) -> list[str]:
    return [ROLE_NAMES[role].lower() for role in roles]

"""Progress reviews of an apprenticeship, with their actions and answers."""

import uuid
from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from app.domain.apprenticeships import SpellKind
from app.domain.errors import NotFound
from app.domain.people import Person, Role
from app.domain.reviews import THE_THREE
from app.domain.rule_sets import next_review_due, rule_set_for
from app.models.apprenticeships import ApprenticeshipRow
from app.models.people import PersonRow
from app.models.reviews import ReviewActionRow, ReviewAnswerRow, ReviewRow
from app.queries.apprenticeships import (
    Apprentice,
    Apprenticeship,
    get_apprenticeship_for,
    present,
    spells_of,
)
from app.queries.asking import asked
from app.queries.readiness import held_against
from app.queries.standing import stands_as

_Later = aliased(ReviewRow, name="later")


@dataclass(frozen=True, slots=True)
class ReviewAction:
    id: uuid.UUID
    what: str
    owner_id: uuid.UUID
    owner: str
    due_on: date
    done_at: datetime | None


@dataclass(frozen=True, slots=True)
class ReviewAnswer:
    id: uuid.UUID
    by_id: uuid.UUID
    by: str
    role: Role
    agreed: bool
    comment: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Review:
    """``totals`` are by kind, as they were then: {"knowledge": {"met": 12, "of": 25}, …}."""

    id: uuid.UUID
    apprenticeship_id: uuid.UUID
    held_on: date
    discussed: str
    totals: Mapping[str, Mapping[str, int]]
    next_due_on: date
    rule_sets_sha256: str
    by_id: uuid.UUID
    by: str
    role: Role
    at: datetime
    actions: tuple[ReviewAction, ...]
    answers: tuple[ReviewAnswer, ...]

    @property
    def agreed_by(self) -> tuple[Role, ...]:
        """The roles in which somebody has agreed."""
        return tuple(answer.role for answer in self.answers if answer.agreed)


@dataclass(frozen=True, slots=True)
class ReviewToAgree:
    """A review that this person has not answered with their agreement yet."""

    id: uuid.UUID
    apprenticeship_id: uuid.UUID
    apprentice: str
    held_on: date


def reviews_of(session: Session, apprenticeship: Apprenticeship) -> tuple[Review, ...]:
    """Every review, the latest first. Three statements."""
    return _reviews(session, col(ReviewRow.apprenticeship_id) == apprenticeship.id)


def review_due_on(session: Session, apprenticeship: Apprenticeship) -> date:
    """The last day for the next review. One statement, once the rules have been read before."""
    against = held_against(session, apprenticeship)
    started_on = apprenticeship.started_on
    return next_review_due(
        against.last_review_on or started_on, rule_set_for(against.rule_sets, started_on)
    )


def get_review_for(
    session: Session, person: Person, review_id: uuid.UUID, *, today: date
) -> tuple[Apprenticeship, Review]:
    """NotFound where the apprenticeship is not this person's to know of."""
    found = _reviews(session, col(ReviewRow.id) == review_id)
    if not found:
        raise NotFound
    return (
        get_apprenticeship_for(session, person, found[0].apprenticeship_id, today=today),
        found[0],
    )


def last_reviews(
    session: Session, apprenticeship_ids: Collection[uuid.UUID]
) -> Mapping[uuid.UUID, date]:
    """The day of the latest review of each that has had one: one statement."""
    rows = session.execute(
        select(col(ReviewRow.apprenticeship_id), func.max(col(ReviewRow.held_on)))
        .where(col(ReviewRow.apprenticeship_id).in_(apprenticeship_ids))
        .group_by(col(ReviewRow.apprenticeship_id))
    )
    return {row[0]: row[1] for row in rows}


def reviews_to_agree(session: Session, person: Person, *, today: date) -> tuple[ReviewToAgree, ...]:
    """Reviews that wait for this person's agreement, oldest first: one statement.

    The latest review of an apprenticeship alone is asked for; older ones have been overtaken.
    """
    rows = session.execute(_select_to_agree(), asked(person, today))
    return tuple(ReviewToAgree(*row) for row in rows)


def people_of(
    session: Session, apprenticeship: Apprenticeship, *, today: date
) -> dict[uuid.UUID, str]:
    """Who may own an action: the apprentice, and their present line managers and assessors."""
    spells = spells_of(session, [apprenticeship.id])[apprenticeship.id]
    people = {apprenticeship.apprentice_id: apprenticeship.apprentice}
    for kind in (SpellKind.LINE_MANAGER, SpellKind.ASSESSOR):
        for spell in present(spells, kind, today):
            if spell.person_id is not None:
                people[spell.person_id] = spell.person or ""
    return people


def _reviews(session: Session, which: ColumnElement[bool]) -> tuple[Review, ...]:
    rows = session.execute(
        select(ReviewRow, col(PersonRow.name))
        .join(PersonRow, col(PersonRow.id) == col(ReviewRow.by_id))
        .where(which)
        .order_by(col(ReviewRow.held_on).desc(), col(ReviewRow.at).desc())
    ).all()
    ids = [row.id for row, _ in rows]
    actions = _actions(session, ids)
    answers = _answers(session, ids)
    return tuple(
        Review(
            id=row.id,
            apprenticeship_id=row.apprenticeship_id,
            held_on=row.held_on,
            discussed=row.discussed,
            totals=row.totals,
            next_due_on=row.next_due_on,
            rule_sets_sha256=row.rule_sets_sha256,
            by_id=row.by_id,
            by=by,
            role=row.role,
            at=row.at,
            actions=tuple(actions[row.id]),
            answers=tuple(answers[row.id]),
        )
        for row, by in rows
    )


def _actions(session: Session, ids: list[uuid.UUID]) -> dict[uuid.UUID, list[ReviewAction]]:
    found: dict[uuid.UUID, list[ReviewAction]] = defaultdict(list)
    rows = session.execute(
        select(ReviewActionRow, col(PersonRow.name))
        .join(PersonRow, col(PersonRow.id) == col(ReviewActionRow.owner_id))
        .where(col(ReviewActionRow.review_id).in_(ids))
        .order_by(col(ReviewActionRow.position))
    )
    for row, owner in rows:
        found[row.review_id].append(
            ReviewAction(row.id, row.what, row.owner_id, owner, row.due_on, row.done_at)
        )
    return found


def _answers(session: Session, ids: list[uuid.UUID]) -> dict[uuid.UUID, list[ReviewAnswer]]:
    found: dict[uuid.UUID, list[ReviewAnswer]] = defaultdict(list)
    rows = session.execute(
        select(ReviewAnswerRow, col(PersonRow.name))
        .join(PersonRow, col(PersonRow.id) == col(ReviewAnswerRow.by_id))
        .where(col(ReviewAnswerRow.review_id).in_(ids))
        .order_by(col(ReviewAnswerRow.at))
    )
    for row, by in rows:
        found[row.review_id].append(
            ReviewAnswer(row.id, row.by_id, by, row.role, row.agreed, row.comment, row.at)
        )
    return found


@cache
def _select_to_agree() -> Select[*tuple[Any, ...]]:
    waits = or_(
        *(
            and_(
                stands_as(role),
                ~exists().where(
                    col(ReviewAnswerRow.review_id) == col(ReviewRow.id),
                    col(ReviewAnswerRow.role) == role,
                    col(ReviewAnswerRow.agreed),
                ),
            )
            for role in THE_THREE
        )
    )
    return (
        select(
            col(ReviewRow.id),
            col(ReviewRow.apprenticeship_id),
            col(Apprentice.name),
            col(ReviewRow.held_on),
        )
        .join(ApprenticeshipRow, col(ApprenticeshipRow.id) == col(ReviewRow.apprenticeship_id))
        .join(Apprentice, col(Apprentice.id) == col(ApprenticeshipRow.person_id))
        .where(
            waits,
            ~exists().where(
                col(_Later.apprenticeship_id) == col(ReviewRow.apprenticeship_id),
                col(_Later.held_on) > col(ReviewRow.held_on),
            ),
        )
        .order_by(col(ReviewRow.held_on), col(ReviewRow.id))
    )

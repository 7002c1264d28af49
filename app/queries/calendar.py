"""The days of somebody's progress reviews: until when the next one is due, when they were held,
and until when they have agreed to do something. And whose calendar an address is.
"""

import uuid
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import func, select
from sqlmodel import Session, col

from app.adapters.secrets import digest_of
from app.domain.apprenticeships import OPEN_FOR_WORK
from app.domain.people import Person
from app.domain.reviews import THE_THREE
from app.models.apprenticeships import ApprenticeshipRow
from app.models.mail import CalendarFeedRow
from app.models.reviews import ReviewActionRow, ReviewAnswerRow, ReviewRow
from app.queries.apprenticeships import Apprentice
from app.queries.caseload import caseload_of
from app.queries.sessions import find_person_by_id

LOOKS_BACK = timedelta(days=366)
"""What is longer ago is read on our pages."""


@dataclass(frozen=True, slots=True)
class ReviewDue:
    """``about`` is the apprentice's name; empty where it is the person themselves."""

    apprenticeship_id: uuid.UUID
    about: str
    on: date


@dataclass(frozen=True, slots=True)
class ReviewHeld:
    id: uuid.UUID
    about: str
    on: date
    agreed: bool


@dataclass(frozen=True, slots=True)
class ActionAgreed:
    """Something that the person has agreed to do, and has not done yet."""

    id: uuid.UUID
    review_id: uuid.UUID
    about: str
    on: date


@dataclass(frozen=True, slots=True)
class ReviewDays:
    due: tuple[ReviewDue, ...]
    held: tuple[ReviewHeld, ...]
    actions: tuple[ActionAgreed, ...]


def review_days(session: Session, person: Person, *, today: date) -> ReviewDays:
    """Of the person's own apprenticeships, and of those whom they look after today.

    Two statements, and those of a caseload for each role.
    """
    found = {
        charge.apprenticeship.id: charge
        for role in THE_THREE
        if person.holds(role)
        for charge in caseload_of(session, person, role, today=today)
    }
    due = tuple(
        ReviewDue(each, "" if mine.standing.apprentice else mine.apprentice, charge.review_due_on)
        for each, charge in found.items()
        for mine in (charge.apprenticeship,)
        if mine.status in OPEN_FOR_WORK
    )
    return ReviewDays(
        due=due,
        held=_held(session, person, found, since=today - LOOKS_BACK),
        actions=_actions(session, person, found),
    )


def find_calendar_owner(session: Session, token: str) -> Person | None:
    """Whose reviews are read at the address with this token; None where it is revoked."""
    person_id = session.scalar(
        select(col(CalendarFeedRow.person_id)).where(
            col(CalendarFeedRow.token_sha256) == digest_of(token)
        )
    )
    return find_person_by_id(session, person_id) if person_id is not None else None


def calendar_made_at(session: Session, person: Person) -> datetime | None:
    """Since when this person has had an address for their calendar; None where they have none."""
    row = session.get(CalendarFeedRow, person.id)
    return row.created_at if row is not None else None


def _held(
    session: Session, person: Person, ids: Collection[uuid.UUID], *, since: date
) -> tuple[ReviewHeld, ...]:
    agreed = (
        select(func.count(ReviewAnswerRow.role.distinct()))  # type: ignore[attr-defined]
        .where(
            col(ReviewAnswerRow.review_id) == col(ReviewRow.id),
            col(ReviewAnswerRow.agreed),
            col(ReviewAnswerRow.role).in_(THE_THREE),
        )
        .scalar_subquery()
    )
    rows = session.execute(
        select(
            col(ReviewRow.id),
            col(ApprenticeshipRow.person_id),
            col(Apprentice.name),
            col(ReviewRow.held_on),
            agreed,
        )
        .join(ApprenticeshipRow, col(ApprenticeshipRow.id) == col(ReviewRow.apprenticeship_id))
        .join(Apprentice, col(Apprentice.id) == col(ApprenticeshipRow.person_id))
        .where(col(ReviewRow.apprenticeship_id).in_(ids), col(ReviewRow.held_on) >= since)
        .order_by(col(ReviewRow.held_on), col(ReviewRow.id))
    )
    return tuple(
        ReviewHeld(row[0], _about(person, row[1], row[2]), row[3], row[4] == len(THE_THREE))
        for row in rows
    )


def _actions(
    session: Session, person: Person, ids: Collection[uuid.UUID]
) -> tuple[ActionAgreed, ...]:
    rows = session.execute(
        select(
            col(ReviewActionRow.id),
            col(ReviewRow.id),
            col(ApprenticeshipRow.person_id),
            col(Apprentice.name),
            col(ReviewActionRow.due_on),
        )
        .join(ReviewRow, col(ReviewRow.id) == col(ReviewActionRow.review_id))
        .join(ApprenticeshipRow, col(ApprenticeshipRow.id) == col(ReviewRow.apprenticeship_id))
        .join(Apprentice, col(Apprentice.id) == col(ApprenticeshipRow.person_id))
        .where(
            col(ReviewRow.apprenticeship_id).in_(ids),
            col(ReviewActionRow.owner_id) == person.id,
            col(ReviewActionRow.done_at).is_(None),
        )
        .order_by(col(ReviewActionRow.due_on), col(ReviewActionRow.id))
    )
    return tuple(
        ActionAgreed(row[0], row[1], _about(person, row[2], row[3]), row[4]) for row in rows
    )


def _about(person: Person, apprentice_id: uuid.UUID, name: str) -> str:
    return "" if apprentice_id == person.id else name

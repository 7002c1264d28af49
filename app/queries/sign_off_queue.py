"""What waits for an assessor: every submitted piece of their apprentices, oldest first."""

import uuid
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any

from sqlalchemy import Select, exists, func, select, tuple_
from sqlmodel import Session, col

from app.domain.evidence import EvidenceKind, EvidenceStatus
from app.domain.people import Person, Role
from app.domain.unfinished import UnfinishedForm
from app.models.apprenticeships import ApprenticeshipRow
from app.models.evidence import EvidenceRow, RevisionRow
from app.models.unfinished import UnfinishedRow
from app.queries.apprenticeships import Apprentice
from app.queries.asking import ASKING, MOST, asked
from app.queries.cursors import Page, cursor_of, time_place
from app.queries.revisions import present_revision
from app.queries.standing import stands_as
from app.queries.unfinished import is_unfinished_of

PAGE_SIZE = 50


@dataclass(frozen=True, slots=True)
class QueueFilters:
    """What the queue is narrowed to; an empty value narrows nothing."""

    apprenticeship_id: uuid.UUID | None = None
    kind: EvidenceKind | None = None
    criterion: str = ""
    resubmitted: bool = False


@dataclass(frozen=True, slots=True)
class Waiting:
    """A piece that waits for a decision; ``begun`` where this assessor has typed something."""

    id: uuid.UUID
    title: str
    apprenticeship_id: uuid.UUID
    apprentice: str
    standard_id: uuid.UUID
    kind: EvidenceKind
    codes: tuple[str, ...]
    revision: int
    version: int
    waiting_since: datetime
    begun: bool


@dataclass(frozen=True, slots=True)
class Place:
    """Where a piece stands in the queue: "piece 3 of 7"; ``number`` is None once it left."""

    number: int | None
    of: int
    previous: uuid.UUID | None
    next: uuid.UUID | None


def evidence_awaiting_sign_off(
    session: Session,
    person: Person,
    filters: QueueFilters = QueueFilters(),
    *,
    today: date,
    among: Collection[uuid.UUID] | None = None,
    cursor: str | None = None,
    limit: int = PAGE_SIZE,
) -> Page[Waiting]:
    """One statement. Pieces that the assessor wrote themselves are not theirs to decide on.

    ``among`` leaves of the queue what is among these.
    """
    statement = _narrowed(_select_waiting(), filters)
    if among is not None:
        statement = statement.where(col(EvidenceRow.id).in_(among))
    if cursor:
        statement = statement.where(
            tuple_(col(RevisionRow.submitted_at), col(EvidenceRow.id)) > time_place(cursor)
        )
    rows = session.execute(statement, {"most": limit + 1, **asked(person, today)}).all()
    items = tuple(
        Waiting(
            id=row[0],
            title=row[1],
            apprenticeship_id=row[2],
            apprentice=row[3],
            standard_id=row[4],
            kind=row[5],
            codes=tuple(row[6].split()),
            revision=row[7],
            version=row[8],
            waiting_since=row[9],
            begun=row[10],
        )
        for row in rows[:limit]
    )
    last = items[-1] if len(rows) > limit else None
    return Page(items, cursor_of(last.waiting_since, last.id) if last else None)


def place_in_queue(
    session: Session,
    person: Person,
    evidence_id: uuid.UUID,
    filters: QueueFilters = QueueFilters(),
    *,
    today: date,
) -> Place:
    """The piece's neighbours in the queue as this assessor has filtered it. One statement."""
    ids = list(session.scalars(_narrowed(_select_ids(), filters), asked(person, today)))
    if evidence_id not in ids:
        return Place(None, len(ids), None, ids[0] if ids else None)
    at = ids.index(evidence_id)
    return Place(
        number=at + 1,
        of=len(ids),
        previous=ids[at - 1] if at else None,
        next=ids[at + 1] if at + 1 < len(ids) else None,
    )


@dataclass(frozen=True, slots=True)
class QueueShare:
    """How many pieces of one apprentice wait, and since when the oldest has."""

    apprenticeship_id: uuid.UUID
    apprentice: str
    pieces: int
    oldest: datetime


def shares_of_queue(session: Session, person: Person, *, today: date) -> tuple[QueueShare, ...]:
    """Whose pieces the whole queue is made of, by name: one statement."""
    rows = session.execute(_select_shares(), asked(person, today))
    return tuple(QueueShare(*row) for row in rows)


@cache
def _select_waiting() -> Select[*tuple[Any, ...]]:
    begun = exists().where(
        is_unfinished_of(col(EvidenceRow.id)),
        col(UnfinishedRow.form) == UnfinishedForm.DECISION,
        col(UnfinishedRow.version) == col(EvidenceRow.version),
    )
    return (
        _queue(
            select(
                col(EvidenceRow.id),
                col(RevisionRow.title),
                col(EvidenceRow.apprenticeship_id),
                col(Apprentice.name),
                col(ApprenticeshipRow.standard_id),
                col(RevisionRow.kind),
                col(RevisionRow.codes),
                col(EvidenceRow.revision),
                col(EvidenceRow.version),
                col(RevisionRow.submitted_at),
                begun.label("begun"),
            )
        )
        .order_by(col(RevisionRow.submitted_at), col(EvidenceRow.id))
        .limit(MOST)
    )


@cache
def _select_ids() -> Select[uuid.UUID]:
    return _queue(select(col(EvidenceRow.id))).order_by(
        col(RevisionRow.submitted_at), col(EvidenceRow.id)
    )


@cache
def _select_shares() -> Select[*tuple[Any, ...]]:
    return (
        _queue(
            select(
                col(EvidenceRow.apprenticeship_id),
                col(Apprentice.name),
                func.count(),
                func.min(col(RevisionRow.submitted_at)),
            )
        )
        .group_by(col(EvidenceRow.apprenticeship_id), col(Apprentice.name))
        .order_by(col(Apprentice.name), col(EvidenceRow.apprenticeship_id))
    )


def _queue(statement: Select) -> Select:  # type: ignore[type-arg]
    return (
        statement.select_from(EvidenceRow)
        .join(ApprenticeshipRow, col(ApprenticeshipRow.id) == col(EvidenceRow.apprenticeship_id))
        .join(Apprentice, col(Apprentice.id) == col(ApprenticeshipRow.person_id))
        .join(RevisionRow, present_revision())
        .where(
            col(EvidenceRow.status) == EvidenceStatus.SUBMITTED,
            col(EvidenceRow.author_id) != ASKING,
            stands_as(Role.ASSESSOR),
        )
    )


def _narrowed(statement: Select, filters: QueueFilters) -> Select:  # type: ignore[type-arg]
    if filters.apprenticeship_id is not None:
        statement = statement.where(col(EvidenceRow.apprenticeship_id) == filters.apprenticeship_id)
    if filters.kind is not None:
        statement = statement.where(col(RevisionRow.kind) == filters.kind)
    if filters.criterion:
        statement = statement.where(
            col(RevisionRow.codes).contains(f" {filters.criterion} ", autoescape=True)
        )
    if filters.resubmitted:
        statement = statement.where(col(EvidenceRow.revision) > 1)
    return statement

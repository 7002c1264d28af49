"""The pieces of one apprenticeship: filtered, searched, a page at a time."""

import uuid
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Row,
    Select,
    exists,
    select,
    tuple_,
)
from sqlmodel import Session, col

from app.domain.evidence import EvidenceKind, EvidenceStatus
from app.domain.people import Person
from app.domain.permissions import Sight, sight_of
from app.domain.search import Face
from app.domain.standards import code_order
from app.models.apprenticeships import ApprenticeshipRow
from app.models.evidence import EvidenceRow, MappingRow, RevisionRow
from app.models.sign_off import ConfirmationRow
from app.queries.apprenticeships import Apprenticeship
from app.queries.asking import MOST, WHOSE, asked
from app.queries.cursors import Page, cursor_of, time_place
from app.queries.employers import manages_employer_of_piece
from app.queries.revisions import present_revision
from app.queries.search import evidence_matching

PAGE_SIZE = 25


@dataclass(frozen=True, slots=True)
class Filters:
    """What a list is narrowed to; an empty value narrows nothing."""

    status: EvidenceStatus | None = None
    criterion: str = ""
    kind: EvidenceKind | None = None
    practice_area: str = ""
    matter: str = ""
    words: str = ""

    def __bool__(self) -> bool:
        return self != Filters()


@dataclass(frozen=True, slots=True)
class Summary:
    """A piece as a row of a list; of an ``outline`` title, codes and status alone."""

    id: uuid.UUID
    title: str
    status: EvidenceStatus
    kind: EvidenceKind | None
    practice_area: str | None
    matter: str
    happened_on: date | None
    happened_to: date | None
    codes: tuple[str, ...]
    version: int
    revision: int
    updated_at: datetime
    submitted_at: datetime | None
    confirmed: bool
    sight: Sight


def list_evidence(
    session: Session,
    person: Person,
    apprenticeship: Apprenticeship,
    filters: Filters,
    *,
    today: date,
    cursor: str | None = None,
    limit: int = PAGE_SIZE,
) -> Page[Summary]:
    """Newest first: by last change for the apprentice, by submission for others. Two statements."""
    if apprenticeship.standing.apprentice:
        return _own_pieces(session, apprenticeship, filters, cursor, limit)
    return _submitted_pieces(session, person, apprenticeship, filters, today, cursor, limit)


def _own_pieces(
    session: Session,
    apprenticeship: Apprenticeship,
    filters: Filters,
    cursor: str | None,
    limit: int,
) -> Page[Summary]:
    statement = _select_own()
    if filters.criterion:
        statement = statement.where(
            exists().where(
                col(MappingRow.evidence_id) == col(EvidenceRow.id),
                col(MappingRow.code) == filters.criterion,
            )
        )
    if filters.status:
        statement = statement.where(col(EvidenceRow.status) == filters.status)
    if filters.kind:
        statement = statement.where(col(EvidenceRow.kind) == filters.kind)
    if filters.practice_area:
        statement = statement.where(col(EvidenceRow.practice_area) == filters.practice_area)
    if filters.matter:
        statement = statement.where(col(EvidenceRow.matter) == filters.matter)
    found = evidence_matching(apprenticeship.id, Face.LIVE, filters.words)
    if found is not None:
        statement = statement.where(col(EvidenceRow.id).in_(found))
    if cursor:
        statement = statement.where(
            tuple_(col(EvidenceRow.updated_at), col(EvidenceRow.id)) < time_place(cursor)
        )
    values = {"whose": apprenticeship.id, "most": limit + 1}
    rows = session.execute(statement, values).all()
    codes = _live_codes(session, [row.id for row in rows[:limit]])
    items = tuple(
        Summary(**row._mapping, codes=codes.get(row.id, ()), sight=Sight.LIVE)
        for row in rows[:limit]
    )
    more = len(rows) > limit
    return Page(items, cursor_of(items[-1].updated_at, items[-1].id) if more else None)


def _submitted_pieces(
    session: Session,
    person: Person,
    apprenticeship: Apprenticeship,
    filters: Filters,
    today: date,
    cursor: str | None,
    limit: int,
) -> Page[Summary]:
    outline_only = sees_outlines(apprenticeship)
    statement = _select_submitted()
    if filters.status:
        statement = statement.where(col(EvidenceRow.status) == filters.status)
    if filters.criterion:
        statement = statement.where(
            col(RevisionRow.codes).contains(f" {filters.criterion} ", autoescape=True)
        )
    for column, value in (
        (RevisionRow.kind, filters.kind),
        (RevisionRow.practice_area, filters.practice_area),
        (RevisionRow.matter, filters.matter),
    ):
        if value:
            statement = statement.where(col(column) == value)
            statement = statement.where(manages_employer_of_piece()) if outline_only else statement
    found = evidence_matching(apprenticeship.id, Face.SUBMITTED, filters.words)
    if found is not None:
        statement = statement.where(col(EvidenceRow.id).in_(found))
        statement = statement.where(manages_employer_of_piece()) if outline_only else statement
    if cursor:
        statement = statement.where(
            tuple_(col(RevisionRow.submitted_at), col(EvidenceRow.id)) < time_place(cursor)
        )
    values = {"whose": apprenticeship.id, "most": limit + 1, **asked(person, today)}
    rows = session.execute(statement, values).all()
    items = tuple(_submitted_summary(apprenticeship, row) for row in rows[:limit])
    more = len(rows) > limit
    return Page(items, cursor_of(items[-1].updated_at, items[-1].id) if more else None)


def _submitted_summary(apprenticeship: Apprenticeship, row: Row) -> Summary:  # type: ignore[type-arg]
    sight = sight_of(apprenticeship.standing, row.status, of_an_earlier_employer=not row.mine)
    outline = sight is Sight.OUTLINE
    return Summary(
        id=row.id,
        title=row.title,
        status=row.status,
        kind=None if outline else row.kind,
        practice_area=None if outline else row.practice_area,
        matter="" if outline else row.matter,
        happened_on=row.happened_on,
        happened_to=row.happened_to,
        codes=tuple(row.codes.split()),
        version=row.version,
        revision=row.revision,
        updated_at=row.submitted_at,
        submitted_at=row.submitted_at,
        confirmed=row.confirmed,
        sight=sight,
    )


@cache
def _select_own() -> Select[*tuple[Any, ...]]:
    return (
        select(
            col(EvidenceRow.id),
            col(EvidenceRow.title),
            col(EvidenceRow.status),
            col(EvidenceRow.kind),
            col(EvidenceRow.practice_area),
            col(EvidenceRow.matter),
            col(EvidenceRow.happened_on),
            col(EvidenceRow.happened_to),
            col(EvidenceRow.version),
            col(EvidenceRow.revision),
            col(EvidenceRow.updated_at),
            col(EvidenceRow.submitted_at),
            _confirmed(),
        )
        .join(RevisionRow, present_revision(), isouter=True)
        .where(col(EvidenceRow.apprenticeship_id) == WHOSE)
        .order_by(col(EvidenceRow.updated_at).desc(), col(EvidenceRow.id).desc())
        .limit(MOST)
    )


@cache
def _select_submitted() -> Select[*tuple[Any, ...]]:
    return (
        select(
            col(EvidenceRow.id),
            col(RevisionRow.title),
            col(EvidenceRow.status),
            col(RevisionRow.kind),
            col(RevisionRow.practice_area),
            col(RevisionRow.matter),
            col(RevisionRow.happened_on),
            col(RevisionRow.happened_to),
            col(RevisionRow.codes),
            col(EvidenceRow.version),
            col(EvidenceRow.revision),
            col(RevisionRow.submitted_at),
            _confirmed(),
            manages_employer_of_piece().label("mine"),
        )
        .select_from(EvidenceRow)
        .join(RevisionRow, present_revision())
        .join(ApprenticeshipRow, col(ApprenticeshipRow.id) == col(EvidenceRow.apprenticeship_id))
        .where(
            col(EvidenceRow.apprenticeship_id) == WHOSE,
            col(EvidenceRow.status) != EvidenceStatus.DRAFT,
        )
        .order_by(col(RevisionRow.submitted_at).desc(), col(EvidenceRow.id).desc())
        .limit(MOST)
    )


def sees_outlines(apprenticeship: Apprenticeship) -> bool:
    """Whether this person reads of work for another employer no more than its outline."""
    standing = apprenticeship.standing
    return not (standing.assessor or standing.iqa or standing.administrator)


def _confirmed() -> ColumnElement[bool]:
    return (
        exists()
        .where(
            col(ConfirmationRow.evidence_id) == col(EvidenceRow.id),
            col(ConfirmationRow.work_sha256) == col(RevisionRow.work_sha256),
        )
        .label("confirmed")
    )


def _live_codes(
    session: Session, evidence_ids: list[uuid.UUID]
) -> dict[uuid.UUID, tuple[str, ...]]:
    rows = session.execute(
        select(col(MappingRow.evidence_id), col(MappingRow.code)).where(
            col(MappingRow.evidence_id).in_(evidence_ids)
        )
    )
    codes: dict[uuid.UUID, list[str]] = {}
    for evidence_id, code in rows:
        codes.setdefault(evidence_id, []).append(code)
    return {each: tuple(sorted(found, key=code_order)) for each, found in codes.items()}

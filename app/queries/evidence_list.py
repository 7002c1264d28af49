"""The pieces of one apprenticeship: filtered, searched, a page at a time."""

import uuid
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, exists, select, tuple_
from sqlmodel import Session, col

from app.domain.evidence import EvidenceKind, EvidenceStatus
from app.domain.people import Person
from app.domain.permissions import Sight, sight_of
from app.domain.standards import code_order
from app.models.apprenticeships import ApprenticeshipRow
from app.models.evidence import EvidenceRow, MappingRow, RevisionRow
from app.models.sign_off import ConfirmationRow
from app.queries.apprenticeships import Apprenticeship
from app.queries.cursors import Page, cursor_of, time_place
from app.queries.employers import manages_employer_of_piece
from app.queries.revisions import present_revision
from app.queries.search import Face, evidence_matching

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
    statement = (
        select(EvidenceRow, _confirmed())
        .join(RevisionRow, present_revision(), isouter=True)
        .where(col(EvidenceRow.apprenticeship_id) == apprenticeship.id)
    )
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
    found = evidence_matching(session, apprenticeship.id, Face.LIVE, filters.words)
    if found is not None:
        statement = statement.where(col(EvidenceRow.id).in_(found))
    if cursor:
        statement = statement.where(
            tuple_(col(EvidenceRow.updated_at), col(EvidenceRow.id)) < time_place(cursor)
        )
    rows = session.execute(
        statement.order_by(col(EvidenceRow.updated_at).desc(), col(EvidenceRow.id).desc()).limit(
            limit + 1
        )
    ).all()
    codes = _live_codes(session, [row.EvidenceRow.id for row in rows[:limit]])
    items = tuple(
        Summary(
            id=piece.id,
            title=piece.title,
            status=piece.status,
            kind=piece.kind,
            practice_area=piece.practice_area,
            matter=piece.matter,
            happened_on=piece.happened_on,
            happened_to=piece.happened_to,
            codes=codes.get(piece.id, ()),
            version=piece.version,
            revision=piece.revision,
            updated_at=piece.updated_at,
            submitted_at=piece.submitted_at,
            confirmed=confirmed,
            sight=Sight.LIVE,
        )
        for piece, confirmed in rows[:limit]
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
    mine = manages_employer_of_piece(person.id, today)
    outline_only = _sees_outlines(apprenticeship)
    statement = (
        select(EvidenceRow, RevisionRow, _confirmed(), mine.label("mine"))
        .join(RevisionRow, present_revision())
        .join(ApprenticeshipRow, col(ApprenticeshipRow.id) == col(EvidenceRow.apprenticeship_id))
        .where(
            col(EvidenceRow.apprenticeship_id) == apprenticeship.id,
            col(EvidenceRow.status) != EvidenceStatus.DRAFT,
        )
    )
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
            statement = statement.where(mine) if outline_only else statement
    found = evidence_matching(session, apprenticeship.id, Face.SUBMITTED, filters.words)
    if found is not None:
        statement = statement.where(col(EvidenceRow.id).in_(found))
        statement = statement.where(mine) if outline_only else statement
    if cursor:
        statement = statement.where(
            tuple_(col(RevisionRow.submitted_at), col(EvidenceRow.id)) < time_place(cursor)
        )
    rows = session.execute(
        statement.order_by(col(RevisionRow.submitted_at).desc(), col(EvidenceRow.id).desc()).limit(
            limit + 1
        )
    ).all()
    items = tuple(_submitted_summary(apprenticeship, *row) for row in rows[:limit])
    more = len(rows) > limit
    last = rows[limit - 1] if more else None
    following = cursor_of(last.RevisionRow.submitted_at, last.EvidenceRow.id) if last else None
    return Page(items, following)


def _submitted_summary(
    apprenticeship: Apprenticeship,
    piece: EvidenceRow,
    revision: RevisionRow,
    confirmed: bool,
    mine: bool,
) -> Summary:
    sight = sight_of(apprenticeship.standing, piece.status, of_an_earlier_employer=not mine)
    outline = sight is Sight.OUTLINE
    return Summary(
        id=piece.id,
        title=revision.title,
        status=piece.status,
        kind=None if outline else revision.kind,
        practice_area=None if outline else revision.practice_area,
        matter="" if outline else revision.matter,
        happened_on=revision.happened_on,
        happened_to=revision.happened_to,
        codes=tuple(revision.codes.split()),
        version=piece.version,
        revision=piece.revision,
        updated_at=revision.submitted_at,
        submitted_at=revision.submitted_at,
        confirmed=confirmed,
        sight=sight,
    )


def matters_of(
    session: Session, person: Person, apprenticeship: Apprenticeship, *, today: date
) -> tuple[str, ...]:
    """The apprentice's aliases for their matters, as far as this person sees pieces of them."""
    if apprenticeship.standing.apprentice:
        matter = col(EvidenceRow.matter)
        statement = select(matter)
    else:
        matter = col(RevisionRow.matter)
        statement = (
            select(matter)
            .select_from(EvidenceRow)
            .join(RevisionRow, present_revision())
            .join(
                ApprenticeshipRow, col(ApprenticeshipRow.id) == col(EvidenceRow.apprenticeship_id)
            )
            .where(col(EvidenceRow.status) != EvidenceStatus.DRAFT)
        )
        if _sees_outlines(apprenticeship):
            statement = statement.where(manages_employer_of_piece(person.id, today))
    statement = statement.where(
        col(EvidenceRow.apprenticeship_id) == apprenticeship.id, matter != ""
    )
    return tuple(session.scalars(statement.distinct().order_by(matter)))


def _sees_outlines(apprenticeship: Apprenticeship) -> bool:
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

"""Qualifications of an apprenticeship, and what was settled about its English and maths."""

import uuid
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, and_, select
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from app.domain.english_and_maths import Settled
from app.domain.errors import NotFound
from app.domain.people import Person, Role
from app.domain.qualifications import Subject
from app.models.evidence import StoredFileRow
from app.models.people import PersonRow
from app.models.qualifications import EnglishAndMathsRow, QualificationRow
from app.queries.apprenticeships import Apprenticeship, get_apprenticeship_for

Checker = aliased(PersonRow, name="checker")
TakerOut = aliased(PersonRow, name="taker_out")
Blocker = aliased(PersonRow, name="blocker")


@dataclass(frozen=True, slots=True)
class Certificate:
    """The file of a certificate; ``blocked_by`` where its content was blocked."""

    name: str
    media_type: str
    size: int
    sha256: str
    blocked_by: str | None
    block_reason: str | None

    @property
    def blocked(self) -> bool:
        return self.blocked_by is not None


@dataclass(frozen=True, slots=True)
class Signed:
    """Who did something, and when."""

    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Qualification:
    """``taken_out`` and its reason where it does not count any more."""

    id: uuid.UUID
    apprenticeship_id: uuid.UUID
    subject: Subject
    name: str
    awarded_by: str
    awarded_on: date
    recorded: Signed
    role: Role
    certificate: Certificate | None
    checked: Signed | None
    taken_out: Signed | None
    taken_out_reason: str


@dataclass(frozen=True, slots=True)
class SettledThen:
    """What was settled about English and maths, by whom, and why it was changed."""

    settled: Settled
    reason: str
    by: str
    role: Role
    at: datetime


def qualifications_of(
    session: Session, apprenticeship: Apprenticeship
) -> tuple[Qualification, ...]:
    """Every one, those taken out too, in the order in which they were recorded: one statement."""
    return _qualifications(session, col(QualificationRow.apprenticeship_id) == apprenticeship.id)


def get_qualification_for(
    session: Session, person: Person, qualification_id: uuid.UUID, *, today: date
) -> tuple[Apprenticeship, Qualification]:
    """NotFound where the apprenticeship is not this person's to know of."""
    found = _qualifications(session, col(QualificationRow.id) == qualification_id)
    if not found:
        raise NotFound
    apprenticeship_id = found[0].apprenticeship_id
    return get_apprenticeship_for(session, person, apprenticeship_id, today=today), found[0]


def english_and_maths_of(
    session: Session, apprenticeship: Apprenticeship
) -> tuple[SettledThen, ...]:
    """What holds comes first, and then what held before: one statement."""
    rows = session.execute(
        select(
            col(EnglishAndMathsRow.age_group),
            col(EnglishAndMathsRow.to_achieve),
            col(EnglishAndMathsRow.reason),
            col(PersonRow.name),
            col(EnglishAndMathsRow.role),
            col(EnglishAndMathsRow.at),
        )
        .join(PersonRow, col(PersonRow.id) == col(EnglishAndMathsRow.by_id))
        .where(col(EnglishAndMathsRow.apprenticeship_id) == apprenticeship.id)
        .order_by(col(EnglishAndMathsRow.at).desc(), col(EnglishAndMathsRow.id))
    )
    return tuple(
        SettledThen(Settled(age_group, to_achieve), reason, by, role, at)
        for age_group, to_achieve, reason, by, role, at in rows
    )


def settled_now(changes: tuple[SettledThen, ...]) -> Settled:
    return changes[0].settled if changes else Settled()


def _qualifications(session: Session, which: ColumnElement[bool]) -> tuple[Qualification, ...]:
    rows = session.execute(
        select(
            QualificationRow,
            col(PersonRow.name),
            col(Checker.name),
            col(TakerOut.name),
            col(StoredFileRow.size),
            col(Blocker.name),
            col(StoredFileRow.block_reason),
        )
        .join(PersonRow, col(PersonRow.id) == col(QualificationRow.by_id))
        .join(Checker, col(Checker.id) == col(QualificationRow.checked_by_id), isouter=True)
        .join(TakerOut, col(TakerOut.id) == col(QualificationRow.taken_out_by_id), isouter=True)
        .join(
            StoredFileRow,
            and_(
                col(StoredFileRow.provider_id) == col(QualificationRow.provider_id),
                col(StoredFileRow.sha256) == col(QualificationRow.sha256),
            ),
            isouter=True,
        )
        .join(Blocker, col(Blocker.id) == col(StoredFileRow.blocked_by_id), isouter=True)
        .where(which)
        .order_by(col(QualificationRow.at), col(QualificationRow.id))
    )
    return tuple(
        Qualification(
            id=row.id,
            apprenticeship_id=row.apprenticeship_id,
            subject=row.subject,
            name=row.name,
            awarded_by=row.awarded_by,
            awarded_on=row.awarded_on,
            recorded=Signed(by, row.at),
            role=row.role,
            certificate=Certificate(
                row.file_name or "", row.media_type or "", size, row.sha256, blocked_by, why
            )
            if row.sha256
            else None,
            checked=_signed(checker, row.checked_at),
            taken_out=_signed(taker_out, row.taken_out_at),
            taken_out_reason=row.taken_out_reason or "",
        )
        for row, by, checker, taker_out, size, blocked_by, why in rows
    )


def _signed(by: str | None, at: datetime | None) -> Signed | None:
    return Signed(by, at) if by is not None and at is not None else None

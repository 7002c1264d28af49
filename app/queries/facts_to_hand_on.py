"""What is recorded of an apprenticeship beside its evidence, as far as it is handed on."""

import uuid
from dataclasses import dataclass

from sqlalchemy import and_, select
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from app.domain.off_the_job import HoursKind
from app.models.evidence import StoredFileRow
from app.models.off_the_job import OffTheJobHoursRow
from app.models.people import PersonRow
from app.models.qualifications import EnglishAndMathsRow, QualificationRow

Checker = aliased(PersonRow)


@dataclass(frozen=True, slots=True)
class QualificationToHandOn:
    """``size`` is that of its certificate, in bytes; None where there is none."""

    row: QualificationRow
    by: str
    checked_by: str | None
    size: int | None
    blocked: bool


@dataclass(frozen=True, slots=True)
class FactsToHandOn:
    """What counts now: the qualifications, and the latest of everything else."""

    qualifications: tuple[QualificationToHandOn, ...]
    settled: tuple[EnglishAndMathsRow, str] | None
    hours: tuple[tuple[OffTheJobHoursRow, str], ...]


def facts_to_hand_on(session: Session, apprenticeship_id: uuid.UUID) -> FactsToHandOn:
    """Three statements."""
    qualifications = session.execute(
        select(
            QualificationRow,
            col(PersonRow.name),
            col(Checker.name),
            col(StoredFileRow.size),
            col(StoredFileRow.blocked_at),
        )
        .join(PersonRow, col(PersonRow.id) == col(QualificationRow.by_id))
        .join(Checker, col(Checker.id) == col(QualificationRow.checked_by_id), isouter=True)
        .join(
            StoredFileRow,
            and_(
                col(StoredFileRow.provider_id) == col(QualificationRow.provider_id),
                col(StoredFileRow.sha256) == col(QualificationRow.sha256),
            ),
            isouter=True,
        )
        .where(
            col(QualificationRow.apprenticeship_id) == apprenticeship_id,
            col(QualificationRow.taken_out_at).is_(None),
        )
        .order_by(col(QualificationRow.at), col(QualificationRow.id))
    )
    settled = session.execute(
        select(EnglishAndMathsRow, col(PersonRow.name))
        .join(PersonRow, col(PersonRow.id) == col(EnglishAndMathsRow.by_id))
        .where(col(EnglishAndMathsRow.apprenticeship_id) == apprenticeship_id)
        .order_by(col(EnglishAndMathsRow.at).desc(), col(EnglishAndMathsRow.id))
        .limit(1)
    ).one_or_none()
    totals = session.execute(
        select(OffTheJobHoursRow, col(PersonRow.name))
        .join(PersonRow, col(PersonRow.id) == col(OffTheJobHoursRow.by_id))
        .where(col(OffTheJobHoursRow.apprenticeship_id) == apprenticeship_id)
        .order_by(col(OffTheJobHoursRow.at).desc(), col(OffTheJobHoursRow.id))
    )
    latest: dict[HoursKind, tuple[OffTheJobHoursRow, str]] = {}
    for row, by in totals:
        latest.setdefault(row.kind, (row, by))
    return FactsToHandOn(
        tuple(
            QualificationToHandOn(row, by, checked_by, size, blocked_at is not None)
            for row, by, checked_by, size, blocked_at in qualifications
        ),
        (settled[0], settled[1]) if settled else None,
        tuple(latest.values()),
    )

"""What is recorded of an apprenticeship beside its evidence, as far as readiness asks.

It comes in columns of another statement: readiness reads no more often for it.
"""

import uuid
from collections.abc import Sequence
from typing import TypeVar

from sqlalchemy import BindParameter, ColumnElement, Row, case, func, select
from sqlalchemy.orm import Mapped
from sqlmodel import col

from app.domain.english_and_maths import Settled
from app.domain.facts import RecordedFacts
from app.domain.off_the_job import Hours, HoursKind
from app.domain.qualifications import Proof, Subject
from app.models.off_the_job import OffTheJobHoursRow
from app.models.qualifications import EnglishAndMathsRow, QualificationRow

T = TypeVar("T")


def recorded_columns(apprenticeship_id: BindParameter[uuid.UUID]) -> Sequence[ColumnElement]:  # type: ignore[type-arg]
    """The columns that ``recorded_in`` reads."""
    return (
        *(_proof(apprenticeship_id, subject).label(f"proof_{subject}") for subject in Subject),
        _settled(apprenticeship_id, col(EnglishAndMathsRow.age_group)).label("age_group"),
        _settled(apprenticeship_id, col(EnglishAndMathsRow.to_achieve)).label("to_achieve"),
        *(
            _hours(apprenticeship_id, kind, col(OffTheJobHoursRow.hours)).label(f"hours_{kind}")
            for kind in HoursKind
        ),
        *(
            _hours(apprenticeship_id, kind, col(OffTheJobHoursRow.on)).label(f"on_{kind}")
            for kind in HoursKind
        ),
    )


def recorded_in(row: Row) -> RecordedFacts:  # type: ignore[type-arg]
    values = row._mapping
    hours = {
        kind: Hours(values[f"hours_{kind}"], values[f"on_{kind}"])
        for kind in HoursKind
        if values[f"hours_{kind}"] is not None
    }
    return RecordedFacts(
        qualifications={
            subject: Proof(values[f"proof_{subject}"] or Proof.NONE) for subject in Subject
        },
        english_and_maths=Settled(row.age_group, row.to_achieve),
        hours_planned=hours.get(HoursKind.PLANNED),
        hours_done=hours.get(HoursKind.DONE),
    )


def _proof(apprenticeship_id: BindParameter[uuid.UUID], subject: Subject) -> ColumnElement[int]:
    """The furthest that any qualification in this subject has come; null where there is none."""
    step = case(
        (col(QualificationRow.checked_at).is_not(None), int(Proof.CHECKED)),
        (col(QualificationRow.sha256).is_not(None), int(Proof.SHOWN)),
        else_=int(Proof.RECORDED),
    )
    return (
        select(func.max(step))
        .where(
            col(QualificationRow.apprenticeship_id) == apprenticeship_id,
            col(QualificationRow.subject) == subject,
            col(QualificationRow.taken_out_at).is_(None),
        )
        .scalar_subquery()
    )


def _settled(apprenticeship_id: BindParameter[uuid.UUID], column: Mapped[T]) -> ColumnElement[T]:
    return (
        select(column)
        .where(col(EnglishAndMathsRow.apprenticeship_id) == apprenticeship_id)
        .order_by(col(EnglishAndMathsRow.at).desc(), col(EnglishAndMathsRow.id))
        .limit(1)
        .scalar_subquery()
    )


def _hours(
    apprenticeship_id: BindParameter[uuid.UUID], kind: HoursKind, column: Mapped[T]
) -> ColumnElement[T]:
    return (
        select(column)
        .where(
            col(OffTheJobHoursRow.apprenticeship_id) == apprenticeship_id,
            col(OffTheJobHoursRow.kind) == kind,
        )
        .order_by(col(OffTheJobHoursRow.at).desc(), col(OffTheJobHoursRow.id))
        .limit(1)
        .scalar_subquery()
    )

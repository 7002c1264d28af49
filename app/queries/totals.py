"""How far many apprentices are, by kind of criterion."""

import uuid
from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import ColumnElement, Row, func
from sqlmodel import Session, col

from app.domain.coverage import Total
from app.domain.standards import CriterionKind
from app.models.tallies import TallyRow
from app.queries.apprenticeships import Apprenticeship
from app.queries.standards import get_standard_by_id


def totals_of(session: Session, apprenticeship: Apprenticeship) -> Mapping[CriterionKind, Total]:
    """How many criteria of each kind are met, as it is kept. One statement."""
    kept = session.get(TallyRow, apprenticeship.id) or TallyRow(apprenticeship_id=apprenticeship.id)
    return _totals(kept, _sizes(session, apprenticeship.standard_id))


def tallies() -> tuple[ColumnElement[int], ...]:
    """What ``tallied`` reads of a row, beside its ``standard_id``: the tally is joined by outer.

    The totals of many as they are kept, and so without counting them.
    """
    return tuple(
        func.coalesce(col(each), 0).label(kind.value)
        for kind, each in (
            (CriterionKind.KNOWLEDGE, TallyRow.knowledge),
            (CriterionKind.SKILL, TallyRow.skill),
            (CriterionKind.BEHAVIOUR, TallyRow.behaviour),
            (CriterionKind.DUTY, TallyRow.duty),
        )
    )


def tallied(session: Session, rows: Collection[Row]) -> tuple[Mapping[CriterionKind, Total], ...]:  # type: ignore[type-arg]
    """The totals by kind of each row. No statement, once the standards have been read before."""
    sizes = {each: _sizes(session, each) for each in {row.standard_id for row in rows}}
    return tuple(_totals(row, sizes[row.standard_id]) for row in rows)


def _totals(
    kept: TallyRow | Row[*tuple[Any, ...]], sizes: Mapping[CriterionKind, int]
) -> Mapping[CriterionKind, Total]:
    return {
        CriterionKind.KNOWLEDGE: Total(kept.knowledge, sizes[CriterionKind.KNOWLEDGE]),
        CriterionKind.SKILL: Total(kept.skill, sizes[CriterionKind.SKILL]),
        CriterionKind.BEHAVIOUR: Total(kept.behaviour, sizes[CriterionKind.BEHAVIOUR]),
        CriterionKind.DUTY: Total(kept.duty, sizes[CriterionKind.DUTY]),
    }


def _sizes(session: Session, standard_id: uuid.UUID) -> Mapping[CriterionKind, int]:
    standard = get_standard_by_id(session, standard_id)
    return {kind: len(standard.of_kind(kind)) for kind in CriterionKind}

"""How far many apprentices are, by kind of criterion."""

import uuid
from collections.abc import Collection, Mapping

from sqlalchemy import ColumnElement, Row, and_, func, or_, select
from sqlmodel import Session, col

from app.domain.coverage import Total
from app.domain.evidence import EvidenceStatus
from app.domain.standards import CriterionKind
from app.models.apprenticeships import ApprenticeshipRow
from app.models.evidence import EvidenceRow
from app.models.sign_off import CriterionDecisionRow, DecisionRow
from app.models.standards import CriterionRow
from app.models.tallies import TallyRow
from app.queries.counting import has_begun_to_select, is_selected, present_decision
from app.queries.standards import get_standard_by_id


def readiness_of_many(
    session: Session, apprenticeship_ids: Collection[uuid.UUID]
) -> Mapping[uuid.UUID, Mapping[CriterionKind, Total]]:
    """The totals by kind of each of these apprenticeships: one statement, however many."""
    met = (
        select(
            col(EvidenceRow.apprenticeship_id).label("apprenticeship_id"),
            col(CriterionDecisionRow.code).label("code"),
        )
        .distinct()
        .join(DecisionRow, present_decision())
        .join(CriterionDecisionRow, col(CriterionDecisionRow.decision_id) == col(DecisionRow.id))
        .where(
            col(EvidenceRow.apprenticeship_id).in_(apprenticeship_ids),
            col(EvidenceRow.status) == EvidenceStatus.SIGNED_OFF,
            col(CriterionDecisionRow.met),
            or_(is_selected(), ~has_begun_to_select()),
        )
        .subquery("met")
    )
    rows = session.execute(
        select(
            col(ApprenticeshipRow.id),
            col(CriterionRow.kind),
            func.count(met.c.code),
            func.count(),
        )
        .join(CriterionRow, col(CriterionRow.standard_id) == col(ApprenticeshipRow.standard_id))
        .join(
            met,
            and_(
                met.c.apprenticeship_id == col(ApprenticeshipRow.id),
                met.c.code == col(CriterionRow.code),
            ),
            isouter=True,
        )
        .where(col(ApprenticeshipRow.id).in_(apprenticeship_ids))
        .group_by(col(ApprenticeshipRow.id), col(CriterionRow.kind))
    )
    totals = {each: dict.fromkeys(CriterionKind, Total(0, 0)) for each in apprenticeship_ids}
    for apprenticeship_id, kind, reached, of in rows:
        totals[apprenticeship_id][kind] = Total(reached, of)
    return totals


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
    return tuple(
        {
            CriterionKind.KNOWLEDGE: Total(row.knowledge, size[CriterionKind.KNOWLEDGE]),
            CriterionKind.SKILL: Total(row.skill, size[CriterionKind.SKILL]),
            CriterionKind.BEHAVIOUR: Total(row.behaviour, size[CriterionKind.BEHAVIOUR]),
            CriterionKind.DUTY: Total(row.duty, size[CriterionKind.DUTY]),
        }
        for row in rows
        for size in (sizes[row.standard_id],)
    )


def _sizes(session: Session, standard_id: uuid.UUID) -> Mapping[CriterionKind, int]:
    standard = get_standard_by_id(session, standard_id)
    return {kind: len(standard.of_kind(kind)) for kind in CriterionKind}

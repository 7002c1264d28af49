"""Keeps the tally of what is met in step with the decisions, in the same transaction."""

import uuid
from functools import cache

from sqlalchemy import Insert, case, distinct, func, or_, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, SQLModel, col

from app.domain.evidence import EvidenceStatus
from app.domain.standards import CriterionKind
from app.models.apprenticeships import ApprenticeshipRow
from app.models.evidence import EvidenceRow
from app.models.sign_off import CriterionDecisionRow, DecisionRow
from app.models.standards import CriterionRow
from app.models.tallies import TallyRow
from app.queries.asking import WHOSE
from app.queries.counting import has_begun_to_select, is_selected, present_decision


def count_again(session: Session, apprenticeship_id: uuid.UUID) -> None:
    """After anything that changes which criteria an apprentice has met. One statement.

    It comes after ``record``, which lets one act of a provider wait for the other: of two
    assessors who decide at once, the second counts what both decided.
    """
    is_sqlite = session.get_bind().dialect.name == "sqlite"
    session.flush()
    session.connection().execute(_count(is_sqlite=is_sqlite), {"whose": apprenticeship_id})


@cache
def _count(*, is_sqlite: bool) -> Insert:
    counts = {
        kind.value: func.count(distinct(case((col(CriterionRow.kind) == kind, CriterionRow.code))))
        for kind in CriterionKind
    }
    met = (
        select(WHOSE, *counts.values())
        .select_from(EvidenceRow)
        .join(ApprenticeshipRow, col(ApprenticeshipRow.id) == col(EvidenceRow.apprenticeship_id))
        .join(DecisionRow, present_decision())
        .join(CriterionDecisionRow, col(CriterionDecisionRow.decision_id) == col(DecisionRow.id))
        .join(
            CriterionRow,
            (col(CriterionRow.standard_id) == col(ApprenticeshipRow.standard_id))
            & (col(CriterionRow.code) == col(CriterionDecisionRow.code)),
        )
        .where(
            col(EvidenceRow.apprenticeship_id) == WHOSE,
            col(EvidenceRow.status) == EvidenceStatus.SIGNED_OFF,
            col(CriterionDecisionRow.met),
            or_(is_selected(), ~has_begun_to_select()),
        )
    )
    columns = ["apprenticeship_id", *counts]
    tally = SQLModel.metadata.tables[TallyRow.__tablename__]
    into = (sqlite.insert if is_sqlite else postgresql.insert)(tally).from_select(columns, met)
    return into.on_conflict_do_update(
        index_elements=columns[:1], set_={each: into.excluded[each] for each in counts}
    )

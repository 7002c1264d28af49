"""Since when each KSB has been met, read from the sign-offs and from those that were revoked."""

from sqlalchemy import or_, select
from sqlmodel import Session, col

from app.domain.burn_up import MetSpell
from app.domain.calendar import today_in_london
from app.domain.sign_off import Outcome
from app.domain.standards import CriterionKind
from app.models.apprenticeships import ApprenticeshipRow
from app.models.evidence import EvidenceRow
from app.models.sign_off import CriterionDecisionRow, DecisionRow
from app.models.standards import CriterionRow
from app.queries.apprenticeships import Apprenticeship
from app.queries.counting import has_begun_to_select, is_selected


def met_spells_of(session: Session, apprenticeship: Apprenticeship) -> tuple[MetSpell, ...]:
    """One statement. Duties are left out; once a portfolio is selected, its pieces alone count."""
    rows = session.execute(
        select(col(CriterionDecisionRow.code), col(DecisionRow.at), col(DecisionRow.revoked_at))
        .select_from(EvidenceRow)
        .join(ApprenticeshipRow, col(ApprenticeshipRow.id) == col(EvidenceRow.apprenticeship_id))
        .join(DecisionRow, col(DecisionRow.evidence_id) == col(EvidenceRow.id))
        .join(CriterionDecisionRow, col(CriterionDecisionRow.decision_id) == col(DecisionRow.id))
        .join(
            CriterionRow,
            (col(CriterionRow.standard_id) == col(ApprenticeshipRow.standard_id))
            & (col(CriterionRow.code) == col(CriterionDecisionRow.code)),
        )
        .where(
            col(EvidenceRow.apprenticeship_id) == apprenticeship.id,
            col(DecisionRow.outcome) == Outcome.SIGNED_OFF,
            col(CriterionDecisionRow.met),
            col(CriterionRow.kind) != CriterionKind.DUTY,
            or_(is_selected(), ~has_begun_to_select()),
        )
    )
    return tuple(
        MetSpell(code, today_in_london(at), today_in_london(revoked_at) if revoked_at else None)
        for code, at, revoked_at in rows
    )

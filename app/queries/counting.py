"""What of the evidence counts, as conditions on a piece."""

from sqlalchemy import ColumnElement, and_, exists
from sqlmodel import col

from app.models.evidence import EvidenceRow
from app.models.gateway import PortfolioSelectionRow
from app.models.sign_off import DecisionRow


def is_selected() -> ColumnElement[bool]:
    """Whether the piece is in the portfolio that its apprentice selected."""
    return exists().where(
        col(PortfolioSelectionRow.apprenticeship_id) == col(EvidenceRow.apprenticeship_id),
        col(PortfolioSelectionRow.evidence_id) == col(EvidenceRow.id),
    )


def has_begun_to_select() -> ColumnElement[bool]:
    """Whether the apprentice of the piece has begun to select a portfolio."""
    return exists().where(
        col(PortfolioSelectionRow.apprenticeship_id) == col(EvidenceRow.apprenticeship_id)
    )


def present_decision() -> ColumnElement[bool]:
    """Joins a piece to the decision that speaks of its latest submission."""
    return and_(
        col(DecisionRow.evidence_id) == col(EvidenceRow.id),
        col(DecisionRow.revision) == col(EvidenceRow.revision),
        col(DecisionRow.revoked_at).is_(None),
    )

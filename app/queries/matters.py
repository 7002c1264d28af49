"""The aliases by which an apprentice names their matters."""

from datetime import date

from sqlalchemy import select
from sqlmodel import Session, col

from app.domain.evidence import EvidenceStatus
from app.domain.people import Person
from app.models.apprenticeships import ApprenticeshipRow
from app.models.evidence import EvidenceRow, RevisionRow
from app.queries.apprenticeships import Apprenticeship
from app.queries.asking import asked
from app.queries.employers import manages_employer_of_piece
from app.queries.evidence_list import sees_outlines
from app.queries.revisions import present_revision


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
        if sees_outlines(apprenticeship):
            statement = statement.where(manages_employer_of_piece())
    statement = statement.where(
        col(EvidenceRow.apprenticeship_id) == apprenticeship.id, matter != ""
    )
    ordered = statement.distinct().order_by(matter)
    return tuple(session.scalars(ordered, asked(person, today)))

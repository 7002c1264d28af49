"""For which employer a line manager acts."""

import uuid
from datetime import date

from sqlalchemy import ColumnElement, exists, or_, select
from sqlmodel import Session, col

from app.domain.apprenticeships import SpellKind
from app.domain.errors import NotFound
from app.domain.people import Person
from app.models.apprenticeships import ApprenticeshipRow, SpellRow
from app.models.evidence import EvidenceRow
from app.queries.asking import ASKING, asked
from app.queries.standing import spell_in_force


def manages_employer_of_piece() -> ColumnElement[bool]:
    """Whether whoever asks manages today in the employer for whom the piece was done.

    A piece without an employer counts as theirs.
    """
    return or_(
        col(EvidenceRow.employer_id).is_(None),
        exists().where(
            spell_in_force(),
            col(SpellRow.kind) == SpellKind.LINE_MANAGER,
            col(SpellRow.person_id) == ASKING,
            col(SpellRow.organisation_id) == col(EvidenceRow.employer_id),
        ),
    )


def employer_managed_in(
    session: Session, person: Person, apprenticeship_id: uuid.UUID, *, today: date
) -> uuid.UUID:
    """The organisation in which the person line-manages this apprentice today, or NotFound."""
    found = session.scalars(
        select(col(SpellRow.organisation_id))
        .join(ApprenticeshipRow, col(ApprenticeshipRow.id) == col(SpellRow.apprenticeship_id))
        .where(
            spell_in_force(),
            col(SpellRow.kind) == SpellKind.LINE_MANAGER,
            col(SpellRow.person_id) == ASKING,
            col(SpellRow.apprenticeship_id) == apprenticeship_id,
        )
        .order_by(col(SpellRow.starts_on).desc()),
        asked(person, today),
    ).first()
    if found is None:
        raise NotFound
    return found

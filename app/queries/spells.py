"""What somebody is, was or will be to the apprentices of a provider."""

import uuid
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlmodel import Session, col

from app.domain.apprenticeships import ApprenticeshipStatus, SpellKind
from app.domain.calendar import Span
from app.domain.people import Person
from app.domain.permissions import houses_to_look_into
from app.models.apprenticeships import ApprenticeshipRow, SpellRow
from app.models.people import PersonRow


@dataclass(frozen=True, slots=True)
class SpellHeld:
    """``ends_on`` is the first day after it."""

    apprenticeship_id: uuid.UUID
    apprentice: str
    kind: SpellKind
    organisation_id: uuid.UUID | None
    starts_on: date
    ends_on: date | None

    def goes_on(self, today: date) -> bool:
        """Whether it has days left."""
        return self.ends_on is None or self.ends_on > today

    @property
    def span(self) -> Span:
        return Span(self.starts_on, self.ends_on)


@dataclass(frozen=True, slots=True)
class OwnApprenticeship:
    id: uuid.UUID
    status: ApprenticeshipStatus
    started_on: date


def spells_held_by(session: Session, person: Person, person_id: uuid.UUID) -> tuple[SpellHeld, ...]:
    """Every spell of somebody's in the houses that ``person`` may look into, the latest first."""
    rows = session.execute(
        select(
            col(SpellRow.apprenticeship_id),
            col(PersonRow.name),
            col(SpellRow.kind),
            col(SpellRow.organisation_id),
            col(SpellRow.starts_on),
            col(SpellRow.ends_on),
        )
        .join(ApprenticeshipRow, col(ApprenticeshipRow.id) == col(SpellRow.apprenticeship_id))
        .join(PersonRow, col(PersonRow.id) == col(ApprenticeshipRow.person_id))
        .where(
            col(SpellRow.person_id) == person_id,
            col(ApprenticeshipRow.provider_id).in_(houses_to_look_into(person)),
        )
        .order_by(col(SpellRow.starts_on).desc(), col(PersonRow.name), col(SpellRow.id))
    )
    return tuple(SpellHeld(*row) for row in rows)


def own_apprenticeships_of(
    session: Session, person: Person, person_id: uuid.UUID
) -> tuple[OwnApprenticeship, ...]:
    """What somebody learns, or learnt, in the houses that ``person`` may look into."""
    rows = session.execute(
        select(
            col(ApprenticeshipRow.id),
            col(ApprenticeshipRow.status),
            col(ApprenticeshipRow.started_on),
        )
        .where(
            col(ApprenticeshipRow.person_id) == person_id,
            col(ApprenticeshipRow.provider_id).in_(houses_to_look_into(person)),
        )
        .order_by(col(ApprenticeshipRow.started_on).desc())
    )
    return tuple(OwnApprenticeship(*row) for row in rows)

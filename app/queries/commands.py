"""Who it is that runs a command."""

import uuid

from sqlalchemy import select
from sqlmodel import Session, col

from app.domain.errors import NotFound
from app.domain.people import HeldRole, Person, Role, SignedInBy
from app.models.apprenticeships import ApprenticeshipRow
from app.models.people import OrganisationRow


def whoever_runs_the_command(session: Session, apprenticeship_id: uuid.UUID) -> Person:
    """For commands: whoever has the installation in hand sees what its administrators see.

    NotFound where there is no such apprenticeship.
    """
    row = session.execute(
        select(col(ApprenticeshipRow.provider_id), col(OrganisationRow.name))
        .join(OrganisationRow, col(OrganisationRow.id) == col(ApprenticeshipRow.provider_id))
        .where(col(ApprenticeshipRow.id) == apprenticeship_id)
    ).one_or_none()
    if row is None:
        raise NotFound("There is no such apprenticeship.")
    provider_id, provider = row
    role = HeldRole(Role.ADMINISTRATOR, provider_id, provider, provider_id)
    return Person(uuid.UUID(int=0), "The installation", "", (role,), SignedInBy.COMMAND)

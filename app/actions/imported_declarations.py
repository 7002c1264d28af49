"""Part of an import: what was declared at the provider before, kept word for word."""

import uuid

from sqlmodel import Session

from app.actions.imported_people import PeopleElsewhere
from app.adapters.portfolio_file import PortfolioFile
from app.models.imports import ImportedDeclarationRow


def insert_declarations(
    session: Session, said: PortfolioFile, apprenticeship_id: uuid.UUID, people: PeopleElsewhere
) -> None:
    """They were made of another snapshot, for another provider: here they count for nothing."""
    session.add_all(
        ImportedDeclarationRow(
            id=uuid.uuid4(),
            apprenticeship_id=apprenticeship_id,
            role=made.role,
            by_id=people.id_of(made.by),
            organisation=made.organisation.name,
            at=made.at,
            statement=made.statement,
            snapshot_sha256=made.snapshot_sha256,
            permission_to_claim=made.permission_to_claim,
        )
        for made in said.declarations
    )

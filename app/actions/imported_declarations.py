"""Part of an import: what was declared at the provider before, kept word for word."""

import uuid

from sqlmodel import Session

from app.actions.imported_people import PeopleElsewhere
from app.adapters.gateway_shapes import DeclarationShape, DeclaredBeforeShape
from app.adapters.portfolio_file import PortfolioFile
from app.models.imports import ImportedDeclarationRow


def insert_declarations(
    session: Session, said: PortfolioFile, apprenticeship_id: uuid.UUID, people: PeopleElsewhere
) -> None:
    """They were made of another snapshot, for another provider: here they count for nothing.

    What had come there from a provider before that goes on with them.
    """
    for before in said.declared_before:
        session.add(_row(before, before.organisation, apprenticeship_id, people))
    for made in said.declarations:
        session.add(_row(made, made.organisation.name, apprenticeship_id, people))


def _row(
    made: DeclarationShape | DeclaredBeforeShape,
    organisation: str,
    apprenticeship_id: uuid.UUID,
    people: PeopleElsewhere,
) -> ImportedDeclarationRow:
    return ImportedDeclarationRow(
        id=uuid.uuid4(),
        apprenticeship_id=apprenticeship_id,
        role=made.role,
        by_id=people.id_of(made.by),
        organisation=organisation,
        at=made.at,
        statement=made.statement,
        snapshot_sha256=made.snapshot_sha256,
        permission_to_claim=made.permission_to_claim,
    )

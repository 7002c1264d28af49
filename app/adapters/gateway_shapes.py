"""The shape of what `portfolio.json` says of the gateway: who declared what, and the passage."""

import uuid

from pydantic import AwareDatetime

from app.adapters.portfolio_parts import Name, NamedShape, Sha256, Words
from app.adapters.shapes import Shape
from app.domain.people import Role


class DeclarationShape(Shape):
    """What somebody declared at the gateway, of the snapshot that was passed with."""

    id: uuid.UUID
    role: Role
    by: NamedShape
    organisation: NamedShape
    """For whom they declared: the employer, or the training provider."""
    at: AwareDatetime
    statement: Words
    """Word for word."""
    statement_sha256: Sha256
    snapshot_sha256: Sha256
    permission_to_claim: bool
    """Whether it gives permission to claim the certificate."""
    path: str
    """Where it lies in the pack as a text of its own."""


class DeclaredBeforeShape(Shape):
    """What somebody declared at a provider before the one that made the pack."""

    id: uuid.UUID
    role: Role
    by: NamedShape
    organisation: Name
    """For whom they declared, by name: an employer or a training provider of that time."""
    at: AwareDatetime
    statement: Words
    """Word for word."""
    snapshot_sha256: Sha256
    permission_to_claim: bool


class PassageShape(Shape):
    """When the apprentice passed the gateway, with what, and who passed them through."""

    id: uuid.UUID
    snapshot_sha256: Sha256
    """That of `record/snapshot.json`."""
    passed_at: AwareDatetime
    passed_by: NamedShape

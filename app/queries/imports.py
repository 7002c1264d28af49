"""Portfolios that came from another provider: from where, when, and what vouched for them."""

import uuid
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlmodel import Session, col

from app.domain.errors import NotFound
from app.domain.people import Person, Role
from app.models.imports import ImportedDeclarationRow, ImportedPieceRow, PortfolioImportRow
from app.models.people import PersonRow
from app.queries.apprenticeships import Apprenticeship, get_apprenticeship_for

_NOT_IMPORTED = "This portfolio was begun here: it came from nobody."


@dataclass(frozen=True, slots=True)
class Imported:
    """``stood_at`` is the moment that the pack speaks of; nobody by name took it in by command.

    ``size`` and ``root`` are those of the tree that ``key`` signed; ``pieces`` came, of which
    ``decided_before`` were decided before that provider kept a record.
    """

    provider: str
    stood_at: datetime
    at: datetime
    by: str | None
    pack_sha256: str
    log: uuid.UUID
    size: int
    root: str
    key: str
    passed_at: datetime | None
    pieces: int
    decided_before: int


@dataclass(frozen=True, slots=True)
class ImportedDeclaration:
    """What somebody declared there, or at a provider before that, word for word."""

    id: uuid.UUID
    role: Role
    by_id: uuid.UUID
    by: str
    organisation: str
    at: datetime
    statement: str
    snapshot_sha256: str
    permission_to_claim: bool


def find_import(session: Session, apprenticeship_id: uuid.UUID) -> Imported | None:
    """None where the apprenticeship was begun here: one statement."""
    of_it = select(func.count()).where(
        col(ImportedPieceRow.apprenticeship_id) == col(PortfolioImportRow.apprenticeship_id)
    )
    before = of_it.where(col(ImportedPieceRow.decided_before).is_(True))
    found = session.execute(
        select(
            PortfolioImportRow,
            col(PersonRow.name),
            of_it.scalar_subquery(),
            before.scalar_subquery(),
        )
        .join(PersonRow, col(PersonRow.id) == col(PortfolioImportRow.imported_by_id), isouter=True)
        .where(col(PortfolioImportRow.apprenticeship_id) == apprenticeship_id)
    ).one_or_none()
    if found is None:
        return None
    row, by, pieces, decided_before = found
    return Imported(
        provider=row.provider,
        stood_at=row.stood_at,
        at=row.imported_at,
        by=by,
        pack_sha256=row.pack_sha256,
        log=row.log,
        size=row.size,
        root=row.root,
        key=row.key,
        passed_at=row.passed_at,
        pieces=pieces,
        decided_before=decided_before,
    )


def get_import_for(
    session: Session, person: Person, apprenticeship_id: uuid.UUID, *, today: date
) -> tuple[Apprenticeship, Imported, tuple[ImportedDeclaration, ...]]:
    """Three statements. NotFound where it is not theirs to know of, or was begun here."""
    apprenticeship = get_apprenticeship_for(session, person, apprenticeship_id, today=today)
    imported = find_import(session, apprenticeship_id)
    if imported is None:
        raise NotFound(_NOT_IMPORTED)
    return apprenticeship, imported, declared_before(session, apprenticeship_id)


def declared_before(
    session: Session, apprenticeship_id: uuid.UUID
) -> tuple[ImportedDeclaration, ...]:
    """What came with it of declarations made elsewhere, the earliest first: one statement."""
    rows = session.execute(
        select(
            col(ImportedDeclarationRow.id),
            col(ImportedDeclarationRow.role),
            col(ImportedDeclarationRow.by_id),
            col(PersonRow.name),
            col(ImportedDeclarationRow.organisation),
            col(ImportedDeclarationRow.at),
            col(ImportedDeclarationRow.statement),
            col(ImportedDeclarationRow.snapshot_sha256),
            col(ImportedDeclarationRow.permission_to_claim),
        )
        .join(PersonRow, col(PersonRow.id) == col(ImportedDeclarationRow.by_id))
        .where(col(ImportedDeclarationRow.apprenticeship_id) == apprenticeship_id)
        .order_by(col(ImportedDeclarationRow.at), col(ImportedDeclarationRow.id))
    )
    return tuple(ImportedDeclaration(*row) for row in rows)

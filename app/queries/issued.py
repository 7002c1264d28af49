"""Documents that were issued: for whoever brings one, and for those who may see it."""

import uuid
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlmodel import Session, col

from app.domain.issued import NOT_OURS, Answer, IssuedKind, Standing
from app.models.issued import IssuedRow


@dataclass(frozen=True, slots=True)
class Issued:
    """A document as those see it who may open it."""

    sha256: str
    provider_id: uuid.UUID
    name: str
    size: int
    issued_at: datetime

    @property
    def media_type(self) -> str:
        return "application/pdf"


def standing_of(session: Session, sha256: str) -> Answer:
    """What anybody may know of a document that they hold. One statement."""
    row = session.execute(
        select(col(IssuedRow.issued_at), col(IssuedRow.superseded_at)).where(
            col(IssuedRow.sha256) == sha256
        )
    ).one_or_none()
    if row is None:
        return NOT_OURS
    standing = Standing.SUPERSEDED if row.superseded_at else Standing.VALID
    return Answer(standing, row.issued_at, row.superseded_at)


def issued_about(session: Session, about_id: uuid.UUID, kind: IssuedKind) -> Issued | None:
    """The document in force about an act: ask first whether the person may see it."""
    row = session.execute(
        select(
            col(IssuedRow.sha256),
            col(IssuedRow.provider_id),
            col(IssuedRow.name),
            col(IssuedRow.size),
            col(IssuedRow.issued_at),
        )
        .where(
            col(IssuedRow.about_id) == about_id,
            col(IssuedRow.kind) == kind,
            col(IssuedRow.superseded_at).is_(None),
        )
        .order_by(col(IssuedRow.issued_at).desc())
    ).first()
    return Issued(*row) if row else None

"""Pieces against criteria: what a matrix and a coverage by kind are made of."""

import uuid
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlmodel import Session, col

from app.domain.evidence import EvidenceKind
from app.domain.permissions import Sight
from app.models.evidence import EvidenceRow, RevisionRow
from app.queries.apprenticeships import Apprenticeship
from app.queries.readiness import PieceLine
from app.queries.revisions import present_revision


@dataclass(frozen=True, slots=True)
class About:
    """What a piece is and where it comes from, as far as the reader may know."""

    kind: EvidenceKind | None = None
    practice_area: str | None = None


def about_pieces(
    session: Session, apprenticeship: Apprenticeship, pieces: Collection[PieceLine]
) -> Mapping[uuid.UUID, About]:
    """Of each piece that the reader sees more of than an outline. One statement.

    ``pieces`` are those of the apprenticeship, with the sight of the person who asks.
    """
    rows = session.execute(
        select(
            col(EvidenceRow.id),
            col(EvidenceRow.kind),
            col(EvidenceRow.practice_area),
            col(RevisionRow.kind),
            col(RevisionRow.practice_area),
        )
        .join(RevisionRow, present_revision(), isouter=True)
        .where(col(EvidenceRow.apprenticeship_id) == apprenticeship.id)
    )
    sights = {piece.id: piece.sight for piece in pieces}
    found = {}
    for piece_id, live_kind, live_area, kind, area in rows:
        match sights.get(piece_id):
            case Sight.LIVE:
                found[piece_id] = About(live_kind, live_area)
            case Sight.SUBMITTED:
                found[piece_id] = About(kind, area)
    return found

"""The portfolio of an apprenticeship: every signed-off piece, and what it meets."""

import uuid
from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session

from app.domain.evidence import EvidenceStatus
from app.domain.people import Person
from app.domain.portfolios import Candidate, Proposal, propose
from app.models.gateway import PortfolioBeforeRow
from app.queries.apprenticeships import Apprenticeship
from app.queries.readiness import PieceLine, mappings_among
from app.queries.readiness_facts import Gathered, gather_facts


@dataclass(frozen=True, slots=True)
class Portfolio:
    """``lines`` are the signed-off pieces, and those selected that were returned since.

    ``candidates`` are the signed-off ones, with all that they meet.
    """

    gathered: Gathered
    lines: tuple[PieceLine, ...]
    candidates: tuple[Candidate, ...]
    can_undo: bool

    @property
    def apprenticeship(self) -> Apprenticeship:
        return self.gathered.apprenticeship

    @property
    def begun(self) -> bool:
        return any(line.selected for line in self.lines)

    @property
    def held(self) -> frozenset[uuid.UUID]:
        """The pieces that count now."""
        return frozenset(piece.evidence_id for piece in self.gathered.facts.signed_off)

    def proposal(self) -> Proposal:
        """A small set that meets all that the plan requires and is met. It takes a moment."""
        facts = self.gathered.facts
        return propose(
            self.candidates,
            [
                each.code
                for each in facts.standard.criteria
                if each.kind in facts.plan.required_for_gateway
            ],
            times=facts.plan.pieces_per_criterion,
            fewest=facts.plan.portfolio.fewest_pieces,
        )


def portfolio_of(
    session: Session, person: Person, apprenticeship_id: uuid.UUID, *, today: date
) -> Portfolio:
    """Seven statements, once standard, plan and rules have been read before.

    NotFound where the apprenticeship is not this person's to know of.
    """
    gathered = gather_facts(session, person, apprenticeship_id, today=today)
    met: dict[uuid.UUID, set[str]] = defaultdict(set)
    for each in mappings_among(session, apprenticeship_id, gathered.pieces):
        if each.met:
            met[each.piece.id].add(each.criterion)
    signed_off = [p for p in gathered.pieces if p.status is EvidenceStatus.SIGNED_OFF]
    return Portfolio(
        gathered=gathered,
        lines=tuple(
            piece
            for piece in gathered.pieces
            if piece.selected or piece.status is EvidenceStatus.SIGNED_OFF
        ),
        candidates=tuple(Candidate(piece.id, frozenset(met[piece.id])) for piece in signed_off),
        can_undo=session.get(PortfolioBeforeRow, apprenticeship_id) is not None,
    )

"""A piece of evidence with all that was decided and confirmed of it, as the API tells it."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session

from app.domain.errors import NotFound
from app.domain.people import Person
from app.domain.permissions import Sight
from app.domain.sign_off import Outcome
from app.queries.evidence import Piece, get_pieces_for
from app.queries.evidence_files import KeptFile, files_of_pieces, seen_files
from app.queries.sign_off import (
    DecisionMade,
    Remark,
    confirmations_of_pieces,
    decisions_on_pieces,
    present_decision,
    standing_confirmation,
)


@dataclass(frozen=True, slots=True)
class EvidenceInFull:
    """``decision`` and ``confirmation`` speak of the present revision; an outline has neither.

    ``feedback`` is what an assessor last said of that revision: with the decision, or as the
    reason for which it was re-opened.
    """

    piece: Piece
    files: tuple[KeptFile, ...] = ()
    decision: DecisionMade | None = None
    confirmation: Remark | None = None
    feedback: str = ""

    @property
    def sign_off(self) -> DecisionMade | None:
        """The decision, where it is a sign-off."""
        made = self.decision
        return made if made and made.outcome is Outcome.SIGNED_OFF else None


def get_evidence_in_full(
    session: Session, person: Person, evidence_id: uuid.UUID, *, today: date
) -> EvidenceInFull:
    """At most five statements. NotFound where it is not this person's to see."""
    for found in evidence_in_full(session, person, [evidence_id], today=today):
        return found
    raise NotFound


def evidence_in_full(
    session: Session, person: Person, evidence_ids: Sequence[uuid.UUID], *, today: date
) -> tuple[EvidenceInFull, ...]:
    """Those that the person may see, in the order of the ids; as many statements as for one."""
    pieces = {
        piece.id: piece for piece in get_pieces_for(session, person, evidence_ids, today=today)
    }
    files = files_of_pieces(session, pieces)
    decisions = decisions_on_pieces(session, pieces)
    confirmations = confirmations_of_pieces(session, pieces)
    return tuple(
        _in_full(pieces[each], files[each], decisions[each], confirmations[each])
        for each in evidence_ids
        if each in pieces
    )


def _in_full(
    piece: Piece,
    files: tuple[KeptFile, ...],
    decisions: tuple[DecisionMade, ...],
    confirmations: tuple[Remark, ...],
) -> EvidenceInFull:
    if piece.sight is Sight.OUTLINE:
        return EvidenceInFull(piece)
    decision = present_decision(decisions, piece.revision)
    return EvidenceInFull(
        piece,
        seen_files(piece, files),
        decision,
        standing_confirmation(confirmations, piece.work_sha256),
        _feedback(piece, decision, decisions),
    )


def _feedback(
    piece: Piece, present: DecisionMade | None, decisions: tuple[DecisionMade, ...]
) -> str:
    if present:
        return present.feedback
    revoked = [made for made in decisions if made.revision == piece.revision]
    return (revoked[-1].revoked_reason or "") if revoked else ""

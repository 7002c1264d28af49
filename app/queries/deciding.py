"""Everything that an assessor has before them while they decide on a piece of evidence."""

import uuid
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session

from app.domain.people import Person
from app.domain.permissions import check_can_sign_off
from app.domain.phrases import AtHand
from app.domain.standards import Standard
from app.domain.unfinished import UnfinishedForm
from app.queries.evidence import Piece, get_evidence_for
from app.queries.evidence_files import KeptFile, files_of, seen_files
from app.queries.phrases import at_hand
from app.queries.revisions import Revision, revisions_of
from app.queries.sign_off import (
    DecisionMade,
    Remark,
    decisions_on,
    present_decision,
    remarks_on,
)
from app.queries.sign_off_queue import Place, QueueFilters, place_in_queue
from app.queries.standards import get_standard_by_id
from app.queries.unfinished import Unfinished, unfinished_of


@dataclass(frozen=True, slots=True)
class ToDecide:
    """``before`` is the revision that was decided on last, where there is an earlier one."""

    piece: Piece
    standard: Standard
    files: tuple[KeptFile, ...]
    decisions: tuple[DecisionMade, ...]
    remarks: tuple[Remark, ...]
    before: Revision | None
    unfinished: Unfinished | None
    place: Place
    at_hand: AtHand

    @property
    def decided(self) -> DecisionMade | None:
        """The decision that stands on the present revision."""
        return present_decision(self.decisions, self.piece.revision)

    @property
    def last(self) -> DecisionMade | None:
        """What was decided last on an earlier revision."""
        earlier = [made for made in self.decisions if made.revision < self.piece.revision]
        return earlier[-1] if earlier else None


def get_to_decide(
    session: Session,
    person: Person,
    evidence_id: uuid.UUID,
    filters: QueueFilters,
    *,
    today: date,
) -> ToDecide:
    """At most eight statements. NotFound where it is not theirs to see, NotPermitted to decide."""
    piece = get_evidence_for(session, person, evidence_id, today=today)
    check_can_sign_off(piece.apprenticeship.standing, by=person.id, author=piece.author_id)
    decisions = decisions_on(session, evidence_id)
    earlier = [made.revision for made in decisions if made.revision < piece.revision]
    before = revisions_of(session, evidence_id, earlier[-1:]) if earlier else ()
    return ToDecide(
        piece=piece,
        standard=get_standard_by_id(session, piece.apprenticeship.standard_id),
        files=seen_files(piece, files_of(session, evidence_id)),
        decisions=decisions,
        remarks=remarks_on(session, evidence_id),
        before=before[0] if before else None,
        unfinished=unfinished_of(session, person, UnfinishedForm.DECISION, evidence_id),
        place=place_in_queue(session, person, evidence_id, filters, today=today),
        at_hand=at_hand(session, person),
    )

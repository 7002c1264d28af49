"""A piece of evidence with everything that happened to it, as its page tells it."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from sqlmodel import Session, col

from app.domain.errors import NotFound
from app.domain.people import Person
from app.domain.permissions import Sight
from app.domain.standards import Standard
from app.domain.unfinished import UnfinishedForm
from app.models.evidence import EvidenceRow
from app.models.unfinished import UnfinishedRow
from app.queries.asking import asked
from app.queries.evidence import Piece, pieces_in, select_pieces
from app.queries.evidence_files import KeptFile, files_of, seen_files, with_files
from app.queries.revisions import Revision, revisions_of
from app.queries.sign_off import (
    DecisionMade,
    Happened,
    Remark,
    decisions_on,
    events_on,
    present_decision,
    remarks_on,
    standing_confirmation,
)
from app.queries.standards import get_standard_by_id
from app.queries.unfinished import Unfinished, is_unfinished_of, unfinished_in


@dataclass(frozen=True, slots=True)
class History:
    """Of an outline there is nothing but the piece. ``revisions`` are by their number, and
    ``unfinished`` is what the person who asks typed into its forms and did not send.
    """

    piece: Piece
    standard: Standard
    files: tuple[KeptFile, ...] = ()
    decisions: tuple[DecisionMade, ...] = ()
    remarks: tuple[Remark, ...] = ()
    events: tuple[Happened, ...] = ()
    revisions: Mapping[int, Revision] = field(default_factory=dict)
    unfinished: Mapping[UnfinishedForm, Unfinished] = field(default_factory=dict)

    @property
    def decided(self) -> DecisionMade | None:
        """The decision that stands on the present revision."""
        return present_decision(self.decisions, self.piece.revision)

    @property
    def confirmed(self) -> Remark | None:
        """The confirmation that stands for the work of the present revision."""
        return standing_confirmation(self.remarks, self.piece.work_sha256)


_WITH_UNFINISHED = (
    select_pieces()
    .add_columns(UnfinishedRow)
    .join(UnfinishedRow, is_unfinished_of(col(EvidenceRow.id)), isouter=True)
)


def get_history_for(
    session: Session, person: Person, evidence_id: uuid.UUID, *, today: date
) -> History:
    """At most eight statements, however long the history. NotFound where it is not theirs."""
    values = {"evidence_ids": [evidence_id], **asked(person, today)}
    rows = session.execute(_WITH_UNFINISHED, values).all()
    piece = next(iter(pieces_in(session, person, rows[:1])), None)
    if piece is None:
        raise NotFound
    standard = get_standard_by_id(session, piece.apprenticeship.standard_id)
    if piece.sight is Sight.OUTLINE:
        return History(piece, standard)
    files = files_of(session, evidence_id)
    submitted = piece.revision > 0
    return History(
        piece=with_files(piece, files),
        standard=standard,
        files=seen_files(piece, files),
        decisions=decisions_on(session, evidence_id) if submitted else (),
        remarks=remarks_on(session, evidence_id),
        events=events_on(session, evidence_id),
        revisions={each.number: each for each in revisions_of(session, evidence_id)}
        if submitted
        else {},
        unfinished=unfinished_in(row.UnfinishedRow for row in rows),
    )

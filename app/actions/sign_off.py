"""What assessors do: decide on a piece, or on several at once, and re-open one."""

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from app.actions.evidence import touch
from app.actions.record import record_on
from app.actions.tallies import count_again
from app.actions.unconfirmed import count_unconfirmed_again
from app.adapters.db import Database
from app.domain.apprenticeships import check_open_for_work
from app.domain.calendar import today_in_london
from app.domain.canonical import sha256_of
from app.domain.errors import GatepostError, NotFound
from app.domain.events import EventKind
from app.domain.evidence import OPEN_TO_CONFIRMATION, Act, after
from app.domain.people import Person
from app.domain.permissions import check_can_sign_off
from app.domain.sign_off import (
    Decision,
    Outcome,
    Ruling,
    all_met,
    check_chosen,
    check_reason,
    decide,
)
from app.domain.statements import RETURNED, SIGNED_OFF
from app.models.evidence import EvidenceRow
from app.models.sign_off import CriterionDecisionRow, DecisionRow
from app.queries.evidence import Piece, check_version, get_evidence_for, lock_evidence
from app.queries.sign_off import decisions_on, present_decision
from app.queries.standards import get_standard_by_id

EVENT_OF = {
    Outcome.SIGNED_OFF: EventKind.EVIDENCE_SIGNED_OFF,
    Outcome.RETURNED: EventKind.EVIDENCE_RETURNED,
}
SAID_BY = {Outcome.SIGNED_OFF: SIGNED_OFF, Outcome.RETURNED: RETURNED}


def sign_off_evidence(
    database: Database,
    evidence_id: uuid.UUID,
    decision: Decision,
    *,
    version: int | None,
    by: Person,
    now: datetime,
) -> uuid.UUID:
    """Decide on the present revision: sign it off, or return it with feedback.

    Stale where the piece changed since ``version`` was read, as when a second assessor
    decided first.
    """
    with database.write() as session:
        ruled = _rule(session, evidence_id, lambda _: decision, version, by, now)
        made_id = _write(session, ruled, by, now)
        count_again(session, ruled.piece.apprenticeship.id)
        if ruled.ruling.status not in OPEN_TO_CONFIRMATION:
            count_unconfirmed_again(session, ruled.piece.apprenticeship.id)
        session.commit()
        return made_id


@dataclass(frozen=True, slots=True)
class Left:
    """A piece on which nothing was decided, and why not, in a sentence."""

    evidence_id: uuid.UUID
    why: str


def sign_off_as_all_met(
    database: Database,
    chosen: Mapping[uuid.UUID, int],
    feedback: str = "",
    *,
    by: Person,
    now: datetime,
) -> tuple[Left, ...]:
    """Sign each of these pieces off with every mapped criterion met; those that could not be.

    ``chosen`` is the version that was read, by piece. Each decision stands for itself, with its
    own entry in the record: one that is refused holds up none of the others.
    """
    check_chosen(len(chosen), feedback)

    def every_met(piece: Piece) -> Decision:
        return all_met(piece.codes, feedback)

    left: list[Left] = []
    moved: set[uuid.UUID] = set()
    with database.write() as session:
        for evidence_id, version in sorted(chosen.items()):
            try:
                ruled = _rule(session, evidence_id, every_met, version, by, now)
            except GatepostError as refused:
                left.append(Left(evidence_id, refused.sentence))
            else:
                _write(session, ruled, by, now)
                moved.add(ruled.piece.apprenticeship.id)
        for apprenticeship_id in sorted(moved):
            count_again(session, apprenticeship_id)
        session.commit()
    return tuple(left)


def reopen_evidence(
    database: Database,
    evidence_id: uuid.UUID,
    reason: str,
    *,
    version: int | None = None,
    by: Person,
    now: datetime,
) -> None:
    """Revoke a sign-off, with a reason; the piece is returned, and the sign-off stays on show."""
    with database.write() as session:
        row, piece = _load(session, evidence_id, by, now)
        check_version(row, version)
        status = after(row.status, Act.REOPEN)
        check_reason(reason)
        made = present_decision(decisions_on(session, evidence_id), row.revision)
        if made is None:
            raise NotFound
        revoked = session.get_one(DecisionRow, made.id)
        revoked.revoked_at = now
        revoked.revoked_by_id = by.id
        revoked.revoked_reason = reason
        row.status = status
        touch(row, now)
        record_on(
            session,
            EventKind.EVIDENCE_REOPENED,
            piece.apprenticeship,
            row,
            by=by,
            now=now,
            subject_id=made.id,
            body={"content_sha256": piece.content_sha256, "reason_sha256": sha256_of(reason)},
        )
        count_again(session, piece.apprenticeship.id)
        count_unconfirmed_again(session, piece.apprenticeship.id)
        session.commit()


def _load(
    session: Session, evidence_id: uuid.UUID, by: Person, now: datetime
) -> tuple[EvidenceRow, Piece]:
    row = lock_evidence(session, evidence_id)
    piece = get_evidence_for(session, by, evidence_id, today=today_in_london(now))
    check_can_sign_off(piece.apprenticeship.standing, by=by.id, author=piece.author_id)
    check_open_for_work(piece.apprenticeship.status)
    return row, piece


@dataclass(frozen=True, slots=True)
class _Ruled:
    """A decision that may be made, and what follows from it. Nothing is written yet."""

    row: EvidenceRow
    piece: Piece
    decision: Decision
    ruling: Ruling


def _rule(
    session: Session,
    evidence_id: uuid.UUID,
    decision_on: Callable[[Piece], Decision],
    version: int | None,
    by: Person,
    now: datetime,
) -> _Ruled:
    row, piece = _load(session, evidence_id, by, now)
    check_version(row, version)
    standard = get_standard_by_id(session, piece.apprenticeship.standard_id)
    decision = decision_on(piece)
    ruling = decide(
        decision,
        status=row.status,
        mapped=piece.codes,
        known={criterion.code for criterion in standard.criteria},
        today=today_in_london(now),
    )
    return _Ruled(row, piece, decision, ruling)


def _write(session: Session, ruled: _Ruled, by: Person, now: datetime) -> uuid.UUID:
    row, piece, decision = ruled.row, ruled.piece, ruled.decision
    made_id = uuid.uuid4()
    made = DecisionRow(
        id=made_id,
        evidence_id=row.id,
        revision=row.revision,
        outcome=decision.outcome,
        feedback=decision.feedback,
        by_id=by.id,
        at=now,
        sighted_on=decision.sighted.on if decision.sighted else None,
        sighted_where=decision.sighted.where if decision.sighted else None,
    )
    session.add(made)
    session.flush()
    session.add_all(
        CriterionDecisionRow(
            decision_id=made_id,
            code=item.criterion,
            met=item.met,
            feedback=item.feedback,
            added=item.criterion in ruled.ruling.added,
        )
        for item in decision.criteria
    )
    row.status = ruled.ruling.status
    touch(row, now)
    record_on(
        session,
        EVENT_OF[decision.outcome],
        piece.apprenticeship,
        row,
        by=by,
        now=now,
        subject_id=made_id,
        body={
            "content_sha256": piece.content_sha256,
            "files": sorted(file.sha256 for file in piece.content.files),
            "outcome": decision.outcome,
            "criteria": {item.criterion: item.met for item in decision.criteria},
        },
        statement=SAID_BY[decision.outcome],
    )
    return made_id

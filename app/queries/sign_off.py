"""What was decided, confirmed and said about one piece of evidence."""

import uuid
from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, and_, bindparam, false, literal, null, select, union_all
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from app.domain.events import EventKind
from app.domain.landing import NOWHERE
from app.domain.people import Role
from app.domain.sign_off import CriterionDecision, Outcome, Sighting
from app.domain.standards import code_order
from app.models.base import text_enum
from app.models.events import EventRow
from app.models.evidence import CommentRow
from app.models.imports import ImportedPieceRow, PortfolioImportRow
from app.models.people import OrganisationRow, PersonRow
from app.models.sign_off import (
    ConfirmationRow,
    CriterionDecisionRow,
    DecisionRow,
)


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """That something was done at another provider, whose record vouches for it.

    ``act_alone``: it is from before that provider kept a record, which knows who did it, when
    and how, and not the words.
    """

    provider: str
    act_alone: bool


@dataclass(frozen=True, slots=True)
class DecisionMade:
    """A decision in the history. ``added`` are criteria that only the assessor saw."""

    id: uuid.UUID
    revision: int
    outcome: Outcome
    feedback: str
    by_id: uuid.UUID
    by: str
    at: datetime
    sighted: Sighting | None
    revoked_at: datetime | None
    revoked_by: str | None
    revoked_reason: str | None
    criteria: tuple[CriterionDecision, ...] = ()
    added: frozenset[str] = frozenset()
    elsewhere: Elsewhere | None = None

    @property
    def by_code(self) -> Mapping[str, CriterionDecision]:
        return {item.criterion: item for item in self.criteria}


@dataclass(frozen=True, slots=True)
class Remark:
    """A comment, or where ``confirms`` a line manager's confirmation with their statement."""

    id: uuid.UUID
    confirms: bool
    by_id: uuid.UUID
    by: str
    role: Role
    at: datetime
    text: str
    revision: int | None
    work_sha256: str | None
    organisation: str | None
    organisation_id: uuid.UUID | None


@dataclass(frozen=True, slots=True)
class Happened:
    """One event of a piece's timeline."""

    at: datetime
    kind: EventKind
    by_id: uuid.UUID | None
    by: str | None
    role: Role | None
    revision: int | None
    subject_id: uuid.UUID
    log: uuid.UUID
    sequence: int


def decisions_on(session: Session, evidence_id: uuid.UUID) -> tuple[DecisionMade, ...]:
    """Every decision on the piece, oldest first, revoked ones included: one statement."""
    return decisions_on_pieces(session, [evidence_id])[evidence_id]


def decisions_on_pieces(
    session: Session, evidence_ids: Collection[uuid.UUID]
) -> dict[uuid.UUID, tuple[DecisionMade, ...]]:
    """The same on several pieces, still in one statement."""
    rows = session.execute(_DECISIONS, {"evidence_ids": [*evidence_ids]})
    found: dict[uuid.UUID, dict[uuid.UUID, DecisionMade]] = {each: {} for each in evidence_ids}
    for row, by, revoked_by, code, met, feedback, added, provider, before in rows:
        made = found[row.evidence_id]
        elsewhere = Elsewhere(provider, bool(before)) if provider else None
        decision = made.get(row.id) or _decision(row, by, revoked_by, elsewhere)
        if code is not None:
            decision = replace(
                decision,
                criteria=(*decision.criteria, CriterionDecision(code, met, feedback)),
                added=decision.added | {code} if added else decision.added,
            )
        made[row.id] = decision
    return {
        each: tuple(
            replace(d, criteria=tuple(sorted(d.criteria, key=lambda c: code_order(c.criterion))))
            for d in made.values()
        )
        for each, made in found.items()
    }


def present_decision(decisions: tuple[DecisionMade, ...], revision: int) -> DecisionMade | None:
    """The decision that speaks of this revision and was not revoked."""
    speaking = [d for d in decisions if d.revision == revision and d.revoked_at is None]
    return speaking[-1] if speaking else None


def remarks_on(session: Session, evidence_id: uuid.UUID) -> tuple[Remark, ...]:
    """Comments and confirmations, oldest first: one statement."""
    return tuple(Remark(*row) for row in session.execute(_REMARKS, {"evidence_id": evidence_id}))


def confirmations_of_pieces(
    session: Session, evidence_ids: Collection[uuid.UUID]
) -> dict[uuid.UUID, tuple[Remark, ...]]:
    """The confirmations among ``remarks_on``, of several pieces: one statement."""
    rows = session.execute(_CONFIRMATIONS, {"evidence_ids": [*evidence_ids]})
    found: dict[uuid.UUID, list[Remark]] = defaultdict(list)
    for row in rows:
        found[row.evidence_id].append(Remark(*row[:-1]))
    return {each: tuple(found[each]) for each in evidence_ids}


def standing_confirmation(remarks: tuple[Remark, ...], work_sha256: str | None) -> Remark | None:
    """The latest confirmation that speaks of this very work, if any."""
    speaking = [r for r in remarks if r.confirms and r.work_sha256 == work_sha256]
    return speaking[-1] if speaking else None


def events_on(session: Session, evidence_id: uuid.UUID) -> tuple[Happened, ...]:
    """What happened to the piece, oldest first: one statement."""
    rows = session.execute(_EVENTS, {"evidence_id": evidence_id})
    return tuple(Happened(*row) for row in rows)


def _confirmations() -> Select[*tuple[Any, ...]]:
    return (
        select(
            col(ConfirmationRow.id),
            (~false()).label("confirms"),
            col(ConfirmationRow.by_id),
            col(PersonRow.name).label("by"),
            literal(Role.LINE_MANAGER, text_enum(Role, "role")).label("role"),
            col(ConfirmationRow.at).label("at"),
            col(ConfirmationRow.statement),
            col(ConfirmationRow.revision),
            col(ConfirmationRow.work_sha256),
            col(OrganisationRow.name),
            col(ConfirmationRow.organisation_id),
        )
        .join(PersonRow, col(PersonRow.id) == col(ConfirmationRow.by_id))
        .join(OrganisationRow, col(OrganisationRow.id) == col(ConfirmationRow.organisation_id))
    )


def _decision(
    row: DecisionRow, by: str, revoked_by: str | None, elsewhere: Elsewhere | None
) -> DecisionMade:
    sighted: date | None = row.sighted_on
    return DecisionMade(
        id=row.id,
        revision=row.revision,
        outcome=row.outcome,
        feedback=row.feedback,
        by_id=row.by_id,
        by=by,
        at=row.at,
        sighted=Sighting(sighted, row.sighted_where or "") if sighted else None,
        revoked_at=row.revoked_at,
        revoked_by=revoked_by,
        revoked_reason=row.revoked_reason,
        elsewhere=elsewhere,
    )


def _remarks() -> Select[*tuple[Any, ...]]:
    comments: Select[*tuple[Any, ...]] = (
        select(
            col(CommentRow.id),
            false().label("confirms"),
            col(CommentRow.by_id),
            col(PersonRow.name).label("by"),
            col(CommentRow.role),
            col(CommentRow.at).label("at"),
            col(CommentRow.text),
            null().label("revision"),
            null().label("work_sha256"),
            null().label("organisation"),
            null().label("organisation_id"),
        )
        .join(PersonRow, col(PersonRow.id) == col(CommentRow.by_id))
        .where(col(CommentRow.evidence_id) == bindparam("evidence_id"))
    )
    confirmations = _confirmations().where(
        col(ConfirmationRow.evidence_id) == bindparam("evidence_id")
    )
    both = union_all(confirmations, comments).subquery()
    return select(both).order_by(both.c.at)


_REMARKS = _remarks()
_Revoker = aliased(PersonRow)
_DECISIONS = (
    select(
        DecisionRow,
        col(PersonRow.name),
        col(_Revoker.name),
        col(CriterionDecisionRow.code),
        col(CriterionDecisionRow.met),
        col(CriterionDecisionRow.feedback),
        col(CriterionDecisionRow.added),
        col(PortfolioImportRow.provider),
        col(ImportedPieceRow.decided_before),
    )
    .join(PersonRow, col(PersonRow.id) == col(DecisionRow.by_id))
    .join(_Revoker, col(_Revoker.id) == col(DecisionRow.revoked_by_id), isouter=True)
    .join(
        CriterionDecisionRow,
        col(CriterionDecisionRow.decision_id) == col(DecisionRow.id),
        isouter=True,
    )
    .join(
        ImportedPieceRow,
        and_(
            col(ImportedPieceRow.evidence_id) == col(DecisionRow.evidence_id),
            col(PersonRow.email).endswith(f"@{NOWHERE}"),
        ),
        isouter=True,
    )
    .join(
        PortfolioImportRow,
        col(PortfolioImportRow.apprenticeship_id) == col(ImportedPieceRow.apprenticeship_id),
        isouter=True,
    )
    .where(col(DecisionRow.evidence_id).in_(bindparam("evidence_ids", expanding=True)))
    .order_by(col(DecisionRow.at), col(DecisionRow.id))
)
_EVENTS = (
    select(
        col(EventRow.at),
        col(EventRow.kind),
        col(EventRow.actor_id),
        col(PersonRow.name),
        col(EventRow.role),
        col(EventRow.revision),
        col(EventRow.subject_id),
        col(EventRow.log),
        col(EventRow.sequence),
    )
    .join(PersonRow, col(PersonRow.id) == col(EventRow.actor_id), isouter=True)
    .where(col(EventRow.evidence_id) == bindparam("evidence_id"))
    .order_by(col(EventRow.sequence))
)
_CONFIRMATIONS = (
    _confirmations()
    .add_columns(col(ConfirmationRow.evidence_id))
    .where(col(ConfirmationRow.evidence_id).in_(bindparam("evidence_ids", expanding=True)))
    .order_by(col(ConfirmationRow.at))
)

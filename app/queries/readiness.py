"""What readiness is computed from: the evidence of an apprenticeship, and what it is held against.

However much evidence there is, the number of statements stays the same.
"""

import uuid
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    CompoundSelect,
    Select,
    and_,
    exists,
    false,
    func,
    select,
    union_all,
)
from sqlmodel import Session, col

from app.domain.coverage import MappingFact
from app.domain.evidence import OPEN_TO_CHANGE, EvidenceKind, EvidenceStatus
from app.domain.facts import PieceFact, RecordedFacts
from app.domain.people import Person
from app.domain.permissions import Sight, Standing, sight_of
from app.domain.plans import Plan
from app.domain.rule_sets import RuleSets
from app.domain.snapshots import Snapshot
from app.models.apprenticeships import ApprenticeshipRow
from app.models.evidence import EvidenceFileRow, EvidenceRow, MappingRow, RevisionRow
from app.models.people import PersonRow
from app.models.reviews import ReviewRow
from app.models.sign_off import ConfirmationRow, CriterionDecisionRow, DecisionRow
from app.queries.apprenticeships import Apprenticeship
from app.queries.asking import WHOSE, asked
from app.queries.counting import is_selected, present_decision
from app.queries.employers import manages_employer_of_piece
from app.queries.recorded_facts import recorded_columns, recorded_in
from app.queries.revisions import present_revision
from app.queries.standards import current_rule_sets, get_plan, get_rule_sets


@dataclass(frozen=True, slots=True)
class PieceLine:
    """A piece as the report names it; ``title`` is empty where ``sight`` is None.

    ``kind`` is that of the latest submission; ``kind_in_hand`` what its apprentice has now.
    A piece that its apprentice has in hand is counted for everybody else, and not named.
    ``assessor`` and ``decided_at`` are of its present sign-off, if any.
    """

    id: uuid.UUID
    status: EvidenceStatus
    confirmed: bool
    sight: Sight | None
    title: str
    kind: EvidenceKind | None
    done_on: date | None
    has_files: bool
    selected: bool
    assessor: str | None
    decided_at: datetime | None
    kind_in_hand: EvidenceKind | None = None

    @property
    def fact(self) -> PieceFact:
        return PieceFact(
            self.id, self.status, self.confirmed, self.kind, self.done_on, self.selected
        )


@dataclass(frozen=True, slots=True)
class MappedPiece:
    """A piece mapped to a criterion.

    ``located`` says for everybody whether there is a page or time, or no file to find it in;
    ``locator`` is it, where it may be seen.
    """

    criterion: str
    piece: PieceLine
    met: bool
    located: bool
    locator: str

    @property
    def evidence_id(self) -> uuid.UUID:
        return self.piece.id

    @property
    def status(self) -> EvidenceStatus:
        return self.piece.status

    @property
    def fact(self) -> MappingFact:
        piece = self.piece
        return MappingFact(self.criterion, piece.id, piece.status, self.met, self.located)


@dataclass(frozen=True, slots=True)
class HeldAgainst:
    """The plan and the rules in force for an apprenticeship, and what is recorded of it."""

    plan: Plan
    rule_sets: RuleSets
    last_review_on: date | None
    recorded: RecordedFacts


def pieces_for(
    session: Session, person: Person, apprenticeship: Apprenticeship, *, today: date
) -> tuple[PieceLine, ...]:
    """Every piece, in the order in which the work was done: one statement."""
    rows = session.execute(_PIECES, {"whose": apprenticeship.id, **asked(person, today)})
    pieces = []
    for piece_id, status, confirmed, live, submitted, theirs, *more, now in rows:
        sight = _sight(apprenticeship.standing, status, of_an_earlier_employer=not theirs)
        title = live if sight is Sight.LIVE else submitted if sight else ""
        in_hand = now if sight is Sight.LIVE else None
        line = PieceLine(piece_id, status, confirmed, sight, title, *more)
        pieces.append(replace(line, kind_in_hand=in_hand))
    return tuple(pieces)


def mappings_among(
    session: Session, apprenticeship_id: uuid.UUID, pieces: Collection[PieceLine]
) -> tuple[MappedPiece, ...]:
    """What ``pieces`` are mapped to, in their order: one statement.

    A signed-off piece counts by its decision, with what the assessor added; any other by its
    mappings as they stand.
    """
    of_piece = defaultdict(list)
    for piece_id, *mapping in session.execute(_MAPPINGS, {"whose": apprenticeship_id}):
        of_piece[piece_id].append(mapping)
    return tuple(
        MappedPiece(
            criterion=code,
            piece=piece,
            met=met,
            located=bool(locator) or not piece.has_files,
            locator="" if piece.sight is Sight.OUTLINE else locator or "",
        )
        for piece in pieces
        for code, met, locator in of_piece[piece.id]
    )


def held_against(
    session: Session, apprenticeship: Apprenticeship, passed: Snapshot | None = None
) -> HeldAgainst:
    """One statement, once plan and rules have been read before.

    Plan and rules are those in force now, or those that an apprentice ``passed`` by.
    """
    row = session.execute(_RECORDED, {"whose": apprenticeship.id}).one()
    rules_sha256 = passed.rule_sets_sha256 if passed else apprenticeship.rule_sets_sha256
    rules = get_rule_sets(session, rules_sha256) if rules_sha256 else current_rule_sets(session)
    plan = get_plan(session, passed.plan_sha256 if passed else apprenticeship.plan_sha256)
    return HeldAgainst(plan, rules, row.last_review_on, recorded_in(row))


def _sight(
    standing: Standing, status: EvidenceStatus, *, of_an_earlier_employer: bool
) -> Sight | None:
    if status in OPEN_TO_CHANGE and not standing.apprentice:
        return None
    return sight_of(standing, status, of_an_earlier_employer=of_an_earlier_employer)


def _select_pieces() -> Select[*tuple[Any, ...]]:
    confirmed = exists().where(
        col(ConfirmationRow.evidence_id) == col(EvidenceRow.id),
        col(ConfirmationRow.work_sha256) == col(RevisionRow.work_sha256),
    )
    has_files = exists().where(
        col(EvidenceFileRow.evidence_id) == col(EvidenceRow.id),
        col(EvidenceFileRow.removed_at).is_(None),
    )
    return (
        select(
            col(EvidenceRow.id),
            col(EvidenceRow.status),
            confirmed,
            col(EvidenceRow.title),
            col(RevisionRow.title),
            manages_employer_of_piece(),
            col(RevisionRow.kind),
            func.coalesce(col(RevisionRow.happened_to), col(RevisionRow.happened_on)),
            has_files,
            is_selected(),
            col(PersonRow.name),
            col(DecisionRow.at),
            col(EvidenceRow.kind),
        )
        .join(ApprenticeshipRow, col(ApprenticeshipRow.id) == col(EvidenceRow.apprenticeship_id))
        .join(RevisionRow, present_revision(), isouter=True)
        .join(
            DecisionRow,
            and_(col(EvidenceRow.status) == EvidenceStatus.SIGNED_OFF, present_decision()),
            isouter=True,
        )
        .join(PersonRow, col(PersonRow.id) == col(DecisionRow.by_id), isouter=True)
        .where(col(EvidenceRow.apprenticeship_id) == WHOSE)
        .order_by(col(EvidenceRow.happened_on), col(EvidenceRow.created_at), col(EvidenceRow.id))
    )


def _select_mappings() -> CompoundSelect[*tuple[Any, ...]]:
    decided = (
        select(
            col(EvidenceRow.id),
            col(CriterionDecisionRow.code),
            col(CriterionDecisionRow.met),
            col(MappingRow.locator),
        )
        .select_from(EvidenceRow)
        .join(DecisionRow, present_decision())
        .join(CriterionDecisionRow, col(CriterionDecisionRow.decision_id) == col(DecisionRow.id))
        .join(
            MappingRow,
            and_(
                col(MappingRow.evidence_id) == col(EvidenceRow.id),
                col(MappingRow.code) == col(CriterionDecisionRow.code),
            ),
            isouter=True,
        )
        .where(
            col(EvidenceRow.apprenticeship_id) == WHOSE,
            col(EvidenceRow.status) == EvidenceStatus.SIGNED_OFF,
        )
    )
    undecided = (
        select(
            col(EvidenceRow.id),
            col(MappingRow.code),
            false(),
            col(MappingRow.locator),
        )
        .join(MappingRow, col(MappingRow.evidence_id) == col(EvidenceRow.id))
        .where(
            col(EvidenceRow.apprenticeship_id) == WHOSE,
            col(EvidenceRow.status) != EvidenceStatus.SIGNED_OFF,
        )
    )
    return union_all(decided, undecided)


def _select_recorded() -> Select[*tuple[Any, ...]]:
    last_review = (
        select(func.max(col(ReviewRow.held_on)))
        .where(col(ReviewRow.apprenticeship_id) == WHOSE)
        .scalar_subquery()
    )
    return select(last_review.label("last_review_on"), *recorded_columns(WHOSE))


_PIECES, _MAPPINGS, _RECORDED = _select_pieces(), _select_mappings(), _select_recorded()

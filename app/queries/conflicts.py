"""What somebody ever was to an apprentice, in any of their apprenticeships."""

import uuid
from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import date

from sqlalchemy import CompoundSelect, Select, and_, literal, select, union_all
from sqlalchemy.orm import Mapped
from sqlmodel import Session, SQLModel, col

from app.domain.apprenticeships import SpellKind
from app.domain.assessments import check_can_read
from app.domain.conflicts import Tie, conflict_in_words
from app.domain.errors import NotPermitted
from app.domain.people import Person
from app.models.apprenticeships import ApprenticeshipRow, SpellRow
from app.models.evidence import CommentRow, EvidenceRow
from app.models.gateway import DeclarationRow
from app.models.reviews import ReviewAnswerRow, ReviewRow
from app.models.sign_off import ConfirmationRow, DecisionRow
from app.queries.assessments import Assessment, get_assessment_for

Found = Select[uuid.UUID, str]
OfSpells = Select[uuid.UUID | None, str]


def ties_between(
    session: Session, person_id: uuid.UUID, apprentice_id: uuid.UUID
) -> frozenset[Tie]:
    """One statement. Past spells count like present ones, and so does what was revoked since."""
    return ties_of(session, [person_id], apprentice_id)[person_id]


def ties_of(
    session: Session, person_ids: Collection[uuid.UUID], apprentice_id: uuid.UUID
) -> Mapping[uuid.UUID, frozenset[Tie]]:
    """The same of several people at once, each of whom is named. One statement."""
    theirs = select(col(ApprenticeshipRow.id)).where(
        col(ApprenticeshipRow.person_id) == apprentice_id
    )

    def spells(kind: SpellKind, tie: Tie) -> OfSpells:
        return select(col(SpellRow.person_id), literal(tie.value)).where(
            col(SpellRow.kind) == kind,
            col(SpellRow.person_id).in_(person_ids),
            col(SpellRow.apprenticeship_id).in_(theirs),
        )

    def on_evidence(
        row: type[SQLModel],
        by: Mapped[uuid.UUID],
        of: Mapped[uuid.UUID],
        tie: Tie,
    ) -> Found:
        return (
            select(by, literal(tie.value))
            .select_from(row)
            .join(EvidenceRow, and_(col(EvidenceRow.id) == of, by.in_(person_ids)))
            .where(col(EvidenceRow.apprenticeship_id).in_(theirs))
        )

    found: CompoundSelect[uuid.UUID, str] = union_all(
        select(col(ApprenticeshipRow.person_id), literal(Tie.APPRENTICE.value)).where(
            col(ApprenticeshipRow.person_id) == apprentice_id,
            col(ApprenticeshipRow.person_id).in_(person_ids),
        ),
        spells(SpellKind.LINE_MANAGER, Tie.LINE_MANAGER),
        spells(SpellKind.ASSESSOR, Tie.ASSESSOR),
        select(col(EvidenceRow.author_id), literal(Tie.AUTHOR.value)).where(
            col(EvidenceRow.author_id).in_(person_ids),
            col(EvidenceRow.apprenticeship_id).in_(theirs),
        ),
        on_evidence(DecisionRow, col(DecisionRow.by_id), col(DecisionRow.evidence_id), Tie.DECIDED),
        on_evidence(
            ConfirmationRow,
            col(ConfirmationRow.by_id),
            col(ConfirmationRow.evidence_id),
            Tie.CONFIRMED,
        ),
        on_evidence(CommentRow, col(CommentRow.by_id), col(CommentRow.evidence_id), Tie.COMMENTED),
        select(col(ReviewRow.by_id), literal(Tie.REVIEWED.value)).where(
            col(ReviewRow.by_id).in_(person_ids), col(ReviewRow.apprenticeship_id).in_(theirs)
        ),
        select(col(ReviewAnswerRow.by_id), literal(Tie.REVIEWED.value))
        .select_from(ReviewAnswerRow)
        .join(ReviewRow, col(ReviewRow.id) == col(ReviewAnswerRow.review_id))
        .where(
            col(ReviewAnswerRow.by_id).in_(person_ids),
            col(ReviewRow.apprenticeship_id).in_(theirs),
        ),
        select(col(DeclarationRow.by_id), literal(Tie.DECLARED.value)).where(
            col(DeclarationRow.by_id).in_(person_ids),
            col(DeclarationRow.apprenticeship_id).in_(theirs),
        ),
    )
    ties: dict[uuid.UUID, set[Tie]] = defaultdict(set)
    for person_id, tie in session.execute(found):
        ties[person_id].add(Tie(tie))
    return {each: frozenset(ties[each]) for each in person_ids}


def get_assessment_to_read(
    session: Session, person: Person, assessment_id: uuid.UUID, *, today: date
) -> Assessment:
    """Two statements. NotFound where it is not theirs, NotPermitted where a conflict is found."""
    assessment = get_assessment_for(session, person, assessment_id, today=today)
    ties = ties_between(session, person.id, assessment.apprentice_id)
    if sentence := conflict_in_words(person.name, assessment.apprentice, ties):
        raise NotPermitted(sentence)
    return assessment


def get_assessment_with_portfolio(
    session: Session, person: Person, assessment_id: uuid.UUID, *, today: date
) -> Assessment:
    """The same, for whoever goes on to read what was handed over. Two statements.

    NotPermitted once access has expired, RuleBroken where the hand-over was withdrawn.
    """
    assessment = get_assessment_to_read(session, person, assessment_id, today=today)
    check_can_read(expires_on=assessment.expires_on, withdrawal=assessment.withdrawal, today=today)
    return assessment

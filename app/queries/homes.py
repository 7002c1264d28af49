"""What home pages ask: which apprenticeship is one's own, and what comes next in it."""

import uuid
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any

from sqlalchemy import Select, and_, exists, func, or_, select
from sqlmodel import Session, col

from app.domain.apprenticeships import OPEN_FOR_WORK, SpellKind
from app.domain.errors import NotFound, NotPermitted
from app.domain.evidence import EvidenceStatus
from app.domain.people import Person, Role
from app.models.apprenticeships import ApprenticeshipRow
from app.models.evidence import EvidenceRow, MappingRow
from app.models.people import PersonRow
from app.models.sign_off import DecisionRow
from app.queries.apprenticeships import Apprenticeship, own_apprenticeships
from app.queries.asking import MOST, WHOSE, asked
from app.queries.standing import has_now, stands_as


@dataclass(frozen=True, slots=True)
class ReturnedPiece:
    """``feedback`` is what the assessor said, or why they re-opened it."""

    id: uuid.UUID
    title: str
    assessor: str
    at: datetime
    feedback: str


@dataclass(frozen=True, slots=True)
class DraftInHand:
    """A draft that lacks nothing but its KSBs."""

    id: uuid.UUID
    title: str


@dataclass(frozen=True, slots=True)
class LeftAlone:
    """Somebody on programme who has no assessor, or no line manager, at present."""

    apprenticeship_id: uuid.UUID
    apprentice: str
    assessor: bool
    line_manager: bool


def own_apprenticeship(
    session: Session, person: Person, *, today: date, chosen: uuid.UUID | None = None
) -> Apprenticeship:
    """The apprentice's own: the ``chosen`` one, else the one that they work on. One statement.

    NotPermitted for those who have none, NotFound where the chosen one is not theirs.
    """
    own = own_apprenticeships(session, person, today=today)
    if not own:
        raise NotPermitted("Only apprentices have evidence of their own, and you are not one.")
    if chosen is not None:
        found = next((each for each in own if each.id == chosen), None)
        if found is None:
            raise NotFound
        return found
    return max(own, key=lambda each: (each.status in OPEN_FOR_WORK, each.started_on))


def pieces_to_revise(
    session: Session, apprenticeship_id: uuid.UUID, *, limit: int
) -> tuple[ReturnedPiece, ...]:
    """Returned and not submitted again, the longest ago first. One statement."""
    rows = session.execute(_select_to_revise(), {"whose": apprenticeship_id, "most": limit})
    return tuple(ReturnedPiece(*row) for row in rows)


def drafts_that_lack_ksbs(
    session: Session, apprenticeship_id: uuid.UUID, *, limit: int
) -> tuple[DraftInHand, ...]:
    """Drafts with everything else in place, the latest first. One statement."""
    rows = session.execute(_select_lacking_ksbs(), {"whose": apprenticeship_id, "most": limit})
    return tuple(DraftInHand(*row) for row in rows)


def apprentices_left_alone(
    session: Session, person: Person, *, today: date, limit: int
) -> tuple[LeftAlone, ...]:
    """Those in this administrator's house whom nobody assesses or manages now. One statement."""
    assessed, managed = map(has_now, (SpellKind.ASSESSOR, SpellKind.LINE_MANAGER))
    rows = session.execute(
        select(col(ApprenticeshipRow.id), col(PersonRow.name), assessed, managed)
        .join(PersonRow, col(PersonRow.id) == col(ApprenticeshipRow.person_id))
        .where(
            stands_as(Role.ADMINISTRATOR),
            col(ApprenticeshipRow.status).in_(OPEN_FOR_WORK),
            or_(~assessed, ~managed),
        )
        .order_by(col(PersonRow.name), col(ApprenticeshipRow.id))
        .limit(limit),
        asked(person, today),
    )
    return tuple(LeftAlone(*row) for row in rows)


@cache
def _select_to_revise() -> Select[*tuple[Any, ...]]:
    returned_at = func.coalesce(col(DecisionRow.revoked_at), col(DecisionRow.at))
    return (
        select(
            col(EvidenceRow.id),
            col(EvidenceRow.title),
            col(PersonRow.name),
            returned_at,
            func.coalesce(col(DecisionRow.revoked_reason), col(DecisionRow.feedback)),
        )
        .join(
            DecisionRow,
            and_(
                col(DecisionRow.evidence_id) == col(EvidenceRow.id),
                col(DecisionRow.revision) == col(EvidenceRow.revision),
            ),
        )
        .join(
            PersonRow,
            col(PersonRow.id) == func.coalesce(DecisionRow.revoked_by_id, DecisionRow.by_id),
        )
        .where(
            col(EvidenceRow.apprenticeship_id) == WHOSE,
            col(EvidenceRow.status) == EvidenceStatus.RETURNED,
        )
        .order_by(returned_at, col(EvidenceRow.id))
        .limit(MOST)
    )


@cache
def _select_lacking_ksbs() -> Select[*tuple[Any, ...]]:
    return (
        select(col(EvidenceRow.id), col(EvidenceRow.title))
        .where(
            col(EvidenceRow.apprenticeship_id) == WHOSE,
            col(EvidenceRow.status) == EvidenceStatus.DRAFT,
            col(EvidenceRow.kind).is_not(None),
            col(EvidenceRow.happened_on).is_not(None),
            col(EvidenceRow.narrative) != "",
            col(EvidenceRow.client_details).is_not(None),
            ~exists().where(col(MappingRow.evidence_id) == col(EvidenceRow.id)),
        )
        .order_by(col(EvidenceRow.updated_at).desc(), col(EvidenceRow.id))
        .limit(MOST)
    )

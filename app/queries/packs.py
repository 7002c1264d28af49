"""Hand-over packs: how far the last one of an apprenticeship is, and what waits to be made."""

import uuid
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, and_, exists, or_, select
from sqlmodel import Session, col

from app.domain.apprenticeships import SpellKind
from app.domain.errors import NotFound
from app.domain.evidence import EvidenceStatus
from app.domain.packs import NONE, PackState, check_can_be_opened, check_can_take_out, statement
from app.domain.people import Person
from app.models.evidence import EvidenceFileRow, EvidenceRow, StoredFileRow
from app.models.packs import PackRow
from app.models.people import PersonRow
from app.queries.apprenticeships import Apprenticeship, get_apprenticeship_for, spells_of
from app.queries.evidence import Piece, get_pieces_for


@dataclass(frozen=True, slots=True)
class Pack:
    """A pack; ``done`` of ``size`` bytes of evidence are in it. ``name`` is that of its file."""

    id: uuid.UUID
    state: PackState
    asked_by: str
    asked_at: datetime
    done: int
    size: int
    made_at: datetime | None
    name: str
    sha256: str
    zip_size: int
    problem: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class PackDesk:
    """What somebody sees who may take a portfolio out: the last pack, and what they would say."""

    apprenticeship: Apprenticeship
    pack: Pack | None
    statement: str


def get_pack_desk(
    session: Session, person: Person, apprenticeship_id: uuid.UUID, *, now: datetime, today: date
) -> PackDesk:
    """Three statements. NotFound or NotPermitted where it is not theirs to take out."""
    apprenticeship = get_apprenticeship_for(session, person, apprenticeship_id, today=today)
    check_can_take_out(apprenticeship.standing)
    employers = [
        spell.organisation
        for spell in spells_of(session, [apprenticeship_id])[apprenticeship_id]
        if spell.kind is SpellKind.EMPLOYER and spell.organisation
    ]
    return PackDesk(
        apprenticeship, find_pack(session, apprenticeship_id, now=now), statement(employers)
    )


def get_pack_to_open(
    session: Session, person: Person, apprenticeship_id: uuid.UUID, *, now: datetime, today: date
) -> tuple[Apprenticeship, Pack, tuple[Piece, ...]]:
    """The pack that is ready, and the pieces that whoever saves it may read in it.

    NotFound where it is not ready, NotPermitted where a file in it was blocked since.
    """
    apprenticeship = get_apprenticeship_for(session, person, apprenticeship_id, today=today)
    check_can_take_out(apprenticeship.standing)
    pack = find_pack(session, apprenticeship_id, now=now)
    if pack is None:
        raise NotFound(NONE)
    check_can_be_opened(pack.state)
    ids = session.scalars(
        select(col(EvidenceRow.id)).where(
            col(EvidenceRow.apprenticeship_id) == apprenticeship_id,
            col(EvidenceRow.status) != EvidenceStatus.DRAFT,
        )
    ).all()
    return apprenticeship, pack, get_pieces_for(session, person, ids, today=today)


def find_pack(session: Session, apprenticeship_id: uuid.UUID, *, now: datetime) -> Pack | None:
    """The one asked for last, if it is not over: one statement."""
    found = session.execute(
        select(PackRow, col(PersonRow.name), was_blocked_since())
        .join(PersonRow, col(PersonRow.id) == col(PackRow.asked_by_id))
        .where(col(PackRow.apprenticeship_id) == apprenticeship_id, col(PackRow.expires_at) > now)
        .order_by(col(PackRow.asked_at).desc(), col(PackRow.id))
        .limit(1)
    ).one_or_none()
    if found is None:
        return None
    row, asked_by, blocked = found
    return Pack(
        id=row.id,
        state=_state(row, blocked=blocked),
        asked_by=asked_by,
        asked_at=row.asked_at,
        done=row.done,
        size=row.size,
        made_at=row.made_at,
        name=row.name or "",
        sha256=row.sha256 or "",
        zip_size=row.zip_size or 0,
        problem=row.problem or "",
        expires_at=row.expires_at,
    )


def packs_to_make(session: Session, now: datetime) -> tuple[uuid.UUID, ...]:
    """Those that nobody is making at this moment, the oldest first."""
    return tuple(
        session.scalars(
            select(col(PackRow.id))
            .where(
                col(PackRow.made_at).is_(None),
                col(PackRow.problem).is_(None),
                or_(col(PackRow.claimed_until).is_(None), col(PackRow.claimed_until) <= now),
            )
            .order_by(col(PackRow.asked_at))
        )
    )


def packs_that_are_over(session: Session, now: datetime) -> tuple[PackRow, ...]:
    """Those kept long enough, and those that hold what somebody blocked meanwhile."""
    return tuple(
        session.scalars(
            select(PackRow).where(
                or_(
                    col(PackRow.expires_at) <= now,
                    and_(col(PackRow.made_at).is_not(None), was_blocked_since()),
                )
            )
        )
    )


def was_blocked_since() -> ColumnElement[bool]:
    """Whether a file of the apprenticeship was blocked after the pack read what to hold."""
    return exists().where(
        col(EvidenceRow.apprenticeship_id) == col(PackRow.apprenticeship_id),
        col(EvidenceFileRow.evidence_id) == col(EvidenceRow.id),
        col(StoredFileRow.provider_id) == col(EvidenceFileRow.provider_id),
        col(StoredFileRow.sha256) == col(EvidenceFileRow.sha256),
        col(StoredFileRow.blocked_at) >= col(PackRow.as_of),
    )


def _state(row: PackRow, *, blocked: bool) -> PackState:
    if row.problem is not None:
        return PackState.FAILED
    if row.made_at is not None:
        return PackState.WITHDRAWN if blocked else PackState.READY
    return PackState.WAITING if row.claimed_until is None else PackState.MAKING

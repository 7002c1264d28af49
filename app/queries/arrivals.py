"""Packs that arrived: how far each is, what it holds, and which wait to be looked through."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, or_, select
from sqlmodel import Session, col

from app.domain.arrivals import ArrivalState
from app.domain.errors import FieldError, NotFound
from app.domain.people import Person, Role
from app.models.arrivals import ArrivalRow
from app.models.people import OrganisationRow, PersonRow


@dataclass(frozen=True, slots=True)
class Arrival:
    """``found`` says what it holds, once it was verified; ``landing`` is as it was typed.

    ``done`` of ``of`` bytes were looked through.
    """

    id: uuid.UUID
    provider_id: uuid.UUID
    provider: str
    state: ArrivalState
    name: str
    size: int
    sha256: str
    sent_by: str
    sent_at: datetime
    done: int
    of: int
    found: Mapping[str, object] | None
    landing: Mapping[str, object] | None
    errors: tuple[FieldError, ...]
    refusal: str
    apprenticeship_id: uuid.UUID | None
    expires_at: datetime


def get_arrival_for(
    session: Session, person: Person, arrival_id: uuid.UUID, *, now: datetime
) -> Arrival:
    """One statement. NotFound where it is over, or of a provider that they do not administer."""
    for arrival in _arrivals(session, person, now, col(ArrivalRow.id) == arrival_id):
        return arrival
    raise NotFound


def arrivals_for(session: Session, person: Person, *, now: datetime) -> tuple[Arrival, ...]:
    """Those of the providers that this person administers, the latest first: one statement."""
    return _arrivals(session, person, now, col(ArrivalRow.sent_at) <= now)


def arrivals_in_hand(session: Session, now: datetime) -> tuple[uuid.UUID, ...]:
    """Those that wait to be looked through or taken in, and that nobody has in hand."""
    return tuple(
        session.scalars(
            select(col(ArrivalRow.id))
            .where(
                col(ArrivalRow.refusal).is_(None),
                col(ArrivalRow.apprenticeship_id).is_(None),
                or_(col(ArrivalRow.found).is_(None), col(ArrivalRow.taken_by_id).is_not(None)),
                or_(col(ArrivalRow.claimed_until).is_(None), col(ArrivalRow.claimed_until) <= now),
                col(ArrivalRow.expires_at) > now,
            )
            .order_by(col(ArrivalRow.sent_at))
        )
    )


def arrivals_that_are_over(session: Session, now: datetime) -> tuple[tuple[uuid.UUID, str], ...]:
    """Each with the SHA-256 of its content."""
    rows = session.execute(
        select(col(ArrivalRow.id), col(ArrivalRow.sha256)).where(col(ArrivalRow.expires_at) <= now)
    )
    return tuple((row.id, row.sha256) for row in rows)


def state_of(row: ArrivalRow) -> ArrivalState:
    if row.apprenticeship_id is not None:
        return ArrivalState.TAKEN
    if row.refusal is not None:
        return ArrivalState.REFUSED
    if row.taken_by_id is not None:
        return ArrivalState.TAKING
    if row.found is not None:
        return ArrivalState.READY
    return ArrivalState.WAITING if row.claimed_until is None else ArrivalState.LOOKING


def _arrivals(
    session: Session, person: Person, now: datetime, which: ColumnElement[bool]
) -> tuple[Arrival, ...]:
    rows = session.execute(
        select(ArrivalRow, col(PersonRow.name), col(OrganisationRow.name))
        .join(PersonRow, col(PersonRow.id) == col(ArrivalRow.sent_by_id))
        .join(OrganisationRow, col(OrganisationRow.id) == col(ArrivalRow.provider_id))
        .where(
            which,
            col(ArrivalRow.provider_id).in_(person.providers_as(Role.ADMINISTRATOR)),
            col(ArrivalRow.expires_at) > now,
        )
        .order_by(col(ArrivalRow.sent_at).desc(), col(ArrivalRow.id))
    )
    return tuple(_arrival(*row) for row in rows)


def _arrival(row: ArrivalRow, sent_by: str, provider: str) -> Arrival:
    return Arrival(
        id=row.id,
        provider_id=row.provider_id,
        provider=provider,
        state=state_of(row),
        name=row.name,
        size=row.size,
        sha256=row.sha256,
        sent_by=sent_by,
        sent_at=row.sent_at,
        done=row.done,
        of=row.of,
        found=row.found,
        landing=row.landing,
        errors=tuple(FieldError(each["field"], each["message"]) for each in row.errors),
        refusal=row.refusal or "",
        apprenticeship_id=row.apprenticeship_id,
        expires_at=row.expires_at,
    )

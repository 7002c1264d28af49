"""The daily mail: how far it is, whom it goes to, and what each of them wants of it."""

import uuid
from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import exists, select
from sqlmodel import Session, col

from app.adapters.secrets import read_signed
from app.domain.daily_mail import working_day_before
from app.domain.landing import NOWHERE
from app.domain.people import Person
from app.domain.tasks import TaskKind
from app.models.mail import DailyMailRow, UnwantedMailRow
from app.models.people import PersonRow, RoleRow
from app.queries.sessions import find_person_by_id

DAILY = "daily"
"""The name of the one row."""


@dataclass(frozen=True, slots=True)
class DailyRound:
    """The mail of ``day``: everybody up to ``done_up_to`` has had theirs prepared.

    It tells what was ``since`` the day of the last mail that everybody had.
    """

    key: str
    day: date
    since: date
    done_up_to: uuid.UUID | None
    finished: bool


def daily_round(session: Session) -> DailyRound | None:
    """How far the latest one is; None where there never was any."""
    row = session.get(DailyMailRow, DAILY)
    if row is None or row.day is None:
        return None
    since = row.since or working_day_before(row.day)
    return DailyRound(row.key, row.day, since, row.done_up_to, row.finished)


def next_to_write_to(
    session: Session, after: uuid.UUID | None, *, limit: int
) -> tuple[uuid.UUID, ...]:
    """Who comes next, in the order of their ids: whoever holds a role, and can be reached."""
    holds_a_role = exists().where(
        col(RoleRow.person_id) == col(PersonRow.id), col(RoleRow.ended_at).is_(None)
    )
    statement = select(col(PersonRow.id)).where(
        col(PersonRow.deactivated_at).is_(None),
        col(PersonRow.email).not_like(f"%@{NOWHERE}"),
        holds_a_role,
    )
    if after is not None:
        statement = statement.where(col(PersonRow.id) > after)
    return tuple(session.scalars(statement.order_by(col(PersonRow.id)).limit(limit)))


def unwanted_by(
    session: Session, person_ids: Collection[uuid.UUID]
) -> Mapping[uuid.UUID, frozenset[TaskKind]]:
    """What these people do not want to be written to about: one statement."""
    found: dict[uuid.UUID, set[TaskKind]] = defaultdict(set)
    for person_id, kind in session.execute(
        select(col(UnwantedMailRow.person_id), col(UnwantedMailRow.kind)).where(
            col(UnwantedMailRow.person_id).in_(person_ids)
        )
    ):
        found[person_id].add(kind)
    return {each: frozenset(found[each]) for each in person_ids}


def find_reader(session: Session, token: str) -> Person | None:
    """Who got a mail with this link in it; None where it is none of ours, or they left."""
    row = session.get(DailyMailRow, DAILY)
    person_id = read_signed(token, row.key) if row is not None else None
    return find_person_by_id(session, person_id) if person_id is not None else None

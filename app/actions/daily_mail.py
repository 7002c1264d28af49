"""The daily mail: queued for a few people at a time, and chosen or stopped by each of them."""

import uuid
from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import date, datetime

from sqlalchemy import delete
from sqlalchemy.exc import IntegrityError
from sqlmodel import col

from app.actions.outbox import queue_message
from app.adapters.db import Database
from app.adapters.secrets import new_secret
from app.domain.daily_mail import good_until, working_day_before
from app.domain.messages import Message
from app.domain.tasks import TaskKind
from app.models.mail import DailyMailRow, UnwantedMailRow
from app.models.people import PersonRow
from app.queries.daily_mail import DAILY, DailyRound


def begin_round(database: Database, day: date) -> DailyRound | None:
    """The mail of ``day``, where it is not finished; taken up where a killed server left it.

    None as well where another server began at the same moment: the next round finds its work.
    Where the mail of an earlier day was never finished, some heard nothing since the one before
    it. So this one tells of all that time: the others may read of a result twice, and all do once.
    """
    with database.write() as session:
        row = session.get(DailyMailRow, DAILY, with_for_update=True)
        if row is None:
            row = DailyMailRow(name=DAILY, key=new_secret())
            session.add(row)
        if row.day is None or row.day < day:
            if row.finished:
                row.since = row.day
            elif row.since is None:
                row.since = working_day_before(row.day or day)
            row.day, row.done_up_to, row.finished = day, None, False
        if row.day != day or row.finished:
            return None
        since = row.since or working_day_before(day)
        found = DailyRound(row.key, day, since, row.done_up_to, row.finished)
        try:
            session.commit()
        except IntegrityError:
            return None
    return found


def queue_daily_mail(
    database: Database,
    messages: Mapping[uuid.UUID, Message],
    begun: DailyRound,
    *,
    up_to: uuid.UUID | None,
    now: datetime,
) -> DailyRound | None:
    """The messages to these people, with the note that everybody ``up_to`` there has theirs.

    Both or neither: whoever is killed in between has queued nothing, and nobody is written to
    twice on one day. ``up_to`` None says that nobody is left. None comes back where somebody
    else prepared these people meanwhile, or it is over.
    """
    with database.write() as session:
        row = session.get_one(DailyMailRow, DAILY, with_for_update=True)
        if (row.day, row.done_up_to, row.finished) != (begun.day, begun.done_up_to, False):
            return None
        for person_id, message in messages.items():
            expires_at = good_until(begun.day)
            queue_message(session, message, to=person_id, expires_at=expires_at, now=now)
        if up_to is None:
            row.finished = True
        else:
            row.done_up_to = up_to
        session.commit()
    return None if up_to is None else replace(begun, done_up_to=up_to)


def choose_mail(
    database: Database,
    person_id: uuid.UUID,
    unwanted: Collection[TaskKind],
    among: Collection[TaskKind] = tuple(TaskKind),
) -> None:
    """Whom: the person themselves, or whoever holds the link in their mail.

    Of the kinds ``among`` which they could choose, these are the ``unwanted`` ones.
    """
    with database.write() as session:
        session.get_one(PersonRow, person_id, with_for_update=True)
        session.execute(
            delete(UnwantedMailRow).where(
                col(UnwantedMailRow.person_id) == person_id, col(UnwantedMailRow.kind).in_(among)
            )
        )
        session.add_all(
            UnwantedMailRow(person_id=person_id, kind=kind) for kind in set(unwanted) & set(among)
        )
        session.commit()

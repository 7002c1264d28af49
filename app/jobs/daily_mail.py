"""Prepares the daily mail, a few people at a time, each morning of a working day."""

import uuid
from collections.abc import Callable, Mapping
from datetime import datetime

import structlog

from app.actions.daily_mail import begin_round, queue_daily_mail
from app.adapters.db import Database
from app.domain.daily_mail import day_of_mail, told_between
from app.domain.messages import Message
from app.domain.tasks import TaskKind
from app.queries.daily_mail import DailyRound, daily_round, next_to_write_to, unwanted_by
from app.queries.sessions import find_person_by_id
from app.queries.tidings import Tidings, tidings_of
from app.reports.daily_mail import daily_mail_for

AT_ONCE = 25
"""People between two notes of how far it is: as many are looked at again after a kill."""

_log = structlog.get_logger("gatepost.jobs")


def prepare_daily_mail(
    database: Database,
    public_url: str,
    *,
    clock: Callable[[], datetime],
    may_go_on: Callable[[], bool] = lambda: True,
) -> int:
    """How many messages were queued. ``may_go_on`` is asked before each few people."""
    day = day_of_mail(clock())
    if day is None:
        return 0
    with database.read() as session:
        latest = daily_round(session)
    if latest is not None and latest.day == day and latest.finished:
        return 0
    begun = begin_round(database, day)
    if begun is None:
        return 0
    with database.read() as session:
        tidings = tidings_of(session, *told_between(begun.since, day))
    queued = 0
    while begun is not None and may_go_on():
        with database.read() as session:
            people = next_to_write_to(session, begun.done_up_to, limit=AT_ONCE)
            unwanted = unwanted_by(session, people)
        now = clock()
        messages = _written(database, begun, unwanted, tidings, public_url, now)
        up_to = people[-1] if people else None
        noted = queue_daily_mail(database, messages, begun, up_to=up_to, now=now)
        queued += len(messages) if noted is not None else 0
        begun = noted
    return queued


def _written(
    database: Database,
    begun: DailyRound,
    unwanted: Mapping[uuid.UUID, frozenset[TaskKind]],
    tidings: Tidings,
    public_url: str,
    now: datetime,
) -> Mapping[uuid.UUID, Message]:
    """A fault with one person is logged, and keeps nobody else from hearing."""
    messages = {}
    for person_id, kinds in unwanted.items():
        try:
            with database.read() as session:
                person = find_person_by_id(session, person_id)
                message = (
                    daily_mail_for(
                        session,
                        person,
                        kinds,
                        tidings,
                        key=begun.key,
                        public_url=public_url,
                        now=now,
                    )
                    if person is not None
                    else None
                )
        except Exception:  # noqa: BLE001 - all who come after would hear nothing
            _log.exception("daily_mail_not_written", person=str(person_id))
            continue
        if message is not None:
            messages[person_id] = message
    return messages

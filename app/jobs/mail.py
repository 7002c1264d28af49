"""Sends the messages that are due.

Nobody can hand a message over and note it in one step. It is put off before it is sent and noted
after, so that a kill in between costs a double and never a loss; the double has the same
Message-ID, by which mail programs know it.
"""

from collections.abc import Callable
from datetime import datetime

from app.actions.outbox import claim_message, note_problem, note_sent
from app.adapters.db import Database
from app.adapters.mail import Letter, Mailer, MailProblem, MailServer
from app.queries.outbox import DueMessage, due_messages


def send_due_mail(
    database: Database,
    server: MailServer,
    *,
    clock: Callable[[], datetime],
    may_go_on: Callable[[], bool] = lambda: True,
) -> int:
    """How many messages left. ``may_go_on`` is asked before each of them."""
    with database.read() as session:
        due = due_messages(session, clock())
    if not due:
        return 0
    try:
        with Mailer(server) as mailer:
            return sum(_send(database, mailer, message, clock) for message in due if may_go_on())
    except MailProblem as problem:
        for message in due:
            if claim_message(database, message.id, now=clock()):
                note_problem(database, message.id, str(problem))
        return 0


def _send(
    database: Database, mailer: Mailer, message: DueMessage, clock: Callable[[], datetime]
) -> bool:
    if not claim_message(database, message.id, now=clock()):
        return False
    try:
        mailer.send(
            Letter(
                message_id=message.id.hex,
                to_name=message.name,
                to_email=message.email,
                subject=message.subject,
                body=message.body,
                html=message.html or "",
                stop_at=message.stop_at or "",
                written_at=message.created_at,
            )
        )
    except MailProblem as problem:
        note_problem(database, message.id, str(problem))
        return False
    note_sent(database, message.id, now=clock())
    return True

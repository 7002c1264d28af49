"""What has not been done in the background: messages that have not left, and jobs that fail.

Where no mail is set up administrators pass messages on themselves. Where it is, nobody reads a
link by which somebody else signs in; the daily mail has none, and can be copied if it failed.
"""

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from fastapi import APIRouter, Request, Response

from app.domain.jobs import FAILED
from app.domain.messages import MessageKind, readable
from app.queries.job_problems import job_problems_for
from app.queries.outbox import WaitingMessage, waiting_messages_for
from app.settings import Settings
from app.web.deps import CurrentDatabase, CurrentSettings, Now, SignedInPerson
from app.web.rendering import Page, render
from app.web.spreadsheets import SaveAs, save_as

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True, slots=True)
class MessageLine:
    """``link`` is the one-time link in it, if there is one, and shown only without mail.

    Where there is a ``problem``: after how many ``attempts``, and when it is tried again, which is
    ``next_at``; None where it is too old by then.
    """

    element: str
    name: str
    email: str
    subject: str
    written_at: datetime
    expires_at: datetime | None
    link: str
    body: str
    problem: str
    attempts: int
    next_at: datetime | None


@dataclass(frozen=True, slots=True)
class JobLine:
    """A job that fails: what could not be done, since when, and what the log calls the fault."""

    name: str
    since: datetime
    attempts: int
    due_at: datetime
    fault: str


@dataclass(frozen=True, kw_only=True)
class MessagesPage(Page):
    """``by_mail``: they leave by themselves, so that nobody need read them.

    ``daily``: these are the daily mail; else ``daily_waits`` where there is some to see.
    """

    template = "messages/list.html"
    title: str = "Messages that have not been sent"

    by_mail: bool
    daily: bool
    daily_waits: bool
    jobs: tuple[JobLine, ...]
    messages: tuple[MessageLine, ...]
    saved_as: SaveAs
    next_page: str
    first_page: str


@router.get("/messages")
def show_messages(
    request: Request,
    database: CurrentDatabase,
    settings: CurrentSettings,
    person: SignedInPerson,
    now: Now,
) -> Response:
    cursor = request.query_params.get("cursor")
    daily = request.query_params.get("kind") == MessageKind.DAILY
    with database.read() as session:
        found = waiting_messages_for(session, person, now=now, daily=daily, cursor=cursor)
        others = (
            () if daily else waiting_messages_for(session, person, now=now, daily=True, limit=1)
        )
        jobs = () if daily else job_problems_for(session, person)
    here = f"/messages?kind={MessageKind.DAILY}" if daily else "/messages"
    query = {"kind": MessageKind.DAILY.value} if daily else {}
    page = MessagesPage(
        title="The daily mail that has not been sent" if daily else MessagesPage.title,
        by_mail=bool(settings.smtp_url),
        daily=daily,
        daily_waits=bool(others and others.items),
        jobs=tuple(
            JobLine(FAILED[each.job], each.since, each.attempts, each.due_at, each.fault)
            for each in jobs
        ),
        messages=tuple(_line(message, settings, daily=daily) for message in found.items),
        saved_as=save_as("/messages", here.removeprefix("/messages")),
        next_page=f"/messages?{urlencode({**query, 'cursor': found.next})}" if found.next else "",
        first_page=here if cursor else "",
    )
    return render(request, page)


def _line(message: WaitingMessage, settings: Settings, *, daily: bool) -> MessageLine:
    too_old = message.expires_at
    read = readable(
        message.body,
        public_url=settings.public_url,
        by_mail=bool(settings.smtp_url),
        daily=daily,
        has_failed=message.problem is not None,
    )
    return MessageLine(
        element=f"link-{message.id}",
        name=message.name,
        email=message.email,
        subject=message.subject,
        written_at=message.created_at,
        expires_at=too_old,
        link=read.link,
        body=read.body,
        problem=message.problem or "",
        attempts=message.attempts,
        next_at=message.due_at if too_old is None or message.due_at < too_old else None,
    )

"""Messages that have not left: where no mail is set up, administrators pass them on themselves."""

import re
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from fastapi import APIRouter, Request, Response

from app.queries.outbox import WaitingMessage, waiting_messages_for
from app.settings import Settings
from app.web.deps import CurrentDatabase, CurrentSettings, Now, SignedInPerson
from app.web.rendering import Page, render

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True, slots=True)
class MessageLine:
    """``link`` is the one-time link in it, if there is one, and shown only without mail."""

    element: str
    name: str
    email: str
    subject: str
    written_at: datetime
    expires_at: datetime | None
    link: str
    body: str
    problem: str


@dataclass(frozen=True, kw_only=True)
class MessagesPage(Page):
    """``by_mail``: they leave by themselves, so that nobody need read them."""

    template = "messages/list.html"
    title: str = "Messages that have not been sent"

    by_mail: bool
    messages: tuple[MessageLine, ...]
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
    with database.read() as session:
        found = waiting_messages_for(session, person, now=now, cursor=cursor)
    page = MessagesPage(
        by_mail=bool(settings.smtp_url),
        messages=tuple(_line(message, settings) for message in found.items),
        next_page=f"/messages?{urlencode({'cursor': found.next})}" if found.next else "",
        first_page="/messages" if cursor else "",
    )
    return render(request, page)


def _line(message: WaitingMessage, settings: Settings) -> MessageLine:
    by_hand = not settings.smtp_url
    link = re.search(rf"{re.escape(settings.public_url)}/link/\S+", message.body)
    return MessageLine(
        element=f"link-{message.id}",
        name=message.name,
        email=message.email,
        subject=message.subject,
        written_at=message.created_at,
        expires_at=message.expires_at,
        link=link[0] if link and by_hand else "",
        body=message.body if by_hand else "",
        problem=message.problem or "",
    )

"""Messages that wait to be sent, or to be passed on by hand, as a table for a spreadsheet."""

from collections.abc import Iterator
from datetime import datetime

from app.adapters.sheets import Heading, Sheet
from app.domain.cells import moment_cell
from app.domain.messages import readable
from app.queries.outbox import WaitingMessage


def messages_sheet(
    messages: Iterator[WaitingMessage],
    *,
    public_url: str,
    by_mail: bool,
    daily: bool,
    now: datetime,
) -> Sheet:
    """Links and words are there where the page of messages shows them, and nowhere else."""

    def row(message: WaitingMessage) -> tuple[str, ...]:
        read = readable(
            message.body,
            public_url=public_url,
            by_mail=by_mail,
            daily=daily,
            has_failed=message.problem is not None,
        )
        return (
            message.name,
            message.email,
            message.subject,
            moment_cell(message.created_at),
            moment_cell(message.expires_at),
            read.link,
            message.problem or "",
            read.body,
        )

    return Sheet(
        name="messages",
        title="Messages",
        headings=(
            Heading("Name", 26),
            Heading("Email address", 34),
            Heading("Subject", 34),
            Heading("Written at", 18),
            Heading("Good until", 18),
            Heading("Link to pass on", 60),
            Heading("What the mail server said", 40),
            Heading("Message", 80),
        ),
        rows=(row(message) for message in messages),
        made_at=now,
    )

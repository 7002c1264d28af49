"""What Gatepost writes to people. The subject line holds nothing confidential."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from app.domain.accounts import LINK_LASTS, LinkPurpose
from app.domain.people import ROLE_NAMES, Role


class MessageKind(StrEnum):
    WELCOME = "welcome"
    NEW_PASSWORD = "new_password"
    ROLE_GIVEN = "role_given"
    DAILY = "daily"


LINK_MESSAGES = (MessageKind.WELCOME, MessageKind.NEW_PASSWORD)
"""Those that carry a one-time link: to read one is to be able to sign in as its person."""

_PAUSES = (
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=8),
)
KEPT_AFTERWARDS = timedelta(days=30)
"""How long it can be seen that a message was sent, or was not; its text is gone at once."""

FOOTER = "\n\nGatepost, the evidence portfolio for apprenticeships\n"


@dataclass(frozen=True, slots=True)
class Message:
    """``html`` says the same as ``body``; ``stop_at`` is where its reader stops the like."""

    kind: MessageKind
    subject: str
    body: str
    html: str = ""
    stop_at: str = ""


@dataclass(frozen=True, slots=True)
class Readable:
    """What administrators read of a message that waits; ``link`` is the one-time link in it."""

    link: str = ""
    body: str = ""


def readable(
    body: str, *, public_url: str, by_mail: bool, daily: bool, has_failed: bool
) -> Readable:
    """All of it where no mail is set up, so that they can pass it on themselves.

    Where it is, nobody reads a link by which somebody else signs in; the daily mail has none, and
    can be copied once it failed.
    """
    if by_mail:
        return Readable(body=body if daily and has_failed else "")
    link = re.search(rf"{re.escape(public_url)}/link/\S+", body)
    return Readable(link[0] if link else "", body)


def next_try(attempts: int, now: datetime) -> datetime:
    """When a message that has not left after so many attempts, one at least, is tried again."""
    return now + _PAUSES[min(attempts, len(_PAUSES)) - 1]


def welcome(name: str, role: Role, organisation: str, link: str) -> Message:
    days = LINK_LASTS[LinkPurpose.WELCOME].days
    return Message(
        MessageKind.WELCOME,
        "Choose your password for Gatepost",
        f"Hello {name},\n\n"
        f"You have been added to Gatepost as {_role(role)} at {organisation}.\n\n"
        f"Choose a password here, and you are signed in:\n{link}\n\n"
        f"The link works once, and for {days} days. After that, ask for a new one on the "
        f"sign-in page with “I have forgotten my password”.{FOOTER}",
    )


def new_password(name: str, link: str) -> Message:
    minutes = int(LINK_LASTS[LinkPurpose.NEW_PASSWORD].total_seconds() // 60)
    return Message(
        MessageKind.NEW_PASSWORD,
        "Your new password for Gatepost",
        f"Hello {name},\n\n"
        f"Somebody, we hope you, asked for a new password. Choose it here:\n{link}\n\n"
        f"The link works once, and for {minutes} minutes. If you did not ask for it, "
        f"you need not do anything: your password stays as it is.{FOOTER}",
    )


def role_given(name: str, role: Role, organisation: str, address: str) -> Message:
    return Message(
        MessageKind.ROLE_GIVEN,
        "You have a new role in Gatepost",
        f"Hello {name},\n\n"
        f"You are now {_role(role)} at {organisation}. Sign in as before:\n{address}{FOOTER}",
    )


def _role(role: Role) -> str:
    name = ROLE_NAMES[role]
    name = name if name.isupper() else name[0].lower() + name[1:]
    return f"an {name}" if name[0] in "aeiou" else f"a {name}"

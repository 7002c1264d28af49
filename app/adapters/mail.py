"""The mail server: how a message leaves the house.

``smtp://`` takes encryption where the server offers it, ``smtps://`` begins with it. A
password is never sent in the clear to another machine, and certificates are checked.
"""

import smtplib
import ssl
from dataclasses import dataclass
from datetime import datetime
from email import policy
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime
from ipaddress import ip_address
from types import TracebackType
from typing import Self
from urllib.parse import parse_qs, unquote, urlsplit

TIMEOUT_SECONDS = 30

_SEVEN_BITS = policy.default.clone(cte_type="7bit")
"""Letters beyond ASCII are encoded, so that no server on the way need change a message."""
_LONG_LINES = policy.default.clone(max_line_length=998)
"""As long as a line may be (RFC 5322): folded at 78 an address in a header would be encoded."""


class MailProblem(Exception):
    """Why a message did not leave, as the server put it."""


@dataclass(frozen=True, slots=True)
class Letter:
    """``message_id`` stays the same when it is sent again, so that doubles can be told.

    ``html`` is another form of ``body``. ``stop_at`` is the address to which the reader’s mail
    program sends one POST where they want no more of these (RFC 8058).
    """

    message_id: str
    to_name: str
    to_email: str
    subject: str
    body: str
    written_at: datetime
    html: str = ""
    stop_at: str = ""


@dataclass(frozen=True, slots=True)
class MailServer:
    """``smtp://user:password@host:587?from=gatepost@example.org``, taken apart.

    ``here``: on this machine itself, where nobody listens in and certificates are rarely in
    order.
    """

    host: str
    port: int
    encrypted: bool
    username: str
    password: str
    sender: str
    here: bool = False


def mail_server(url: str, public_url: str) -> MailServer:
    """Where SMTP_URL leads; ``from`` names the sender, else the user or our own host does."""
    parts = urlsplit(url)
    encrypted = parts.scheme == "smtps"
    username = unquote(parts.username or "")
    ours = f"gatepost@{urlsplit(public_url).hostname or 'localhost'}"
    sender = parse_qs(parts.query).get("from", [username if "@" in username else ours])[-1]
    return MailServer(
        host=parts.hostname or "localhost",
        port=parts.port or (465 if encrypted else 587 if username else 25),
        encrypted=encrypted,
        username=username,
        password=unquote(parts.password or ""),
        sender=sender,
        here=_is_here(parts.hostname or "localhost"),
    )


class Mailer:
    """An open connection to the server. ``MailProblem`` where it cannot be had or used."""

    def __init__(self, server: MailServer, trust: ssl.SSLContext | None = None) -> None:
        self._server = server
        self._trust = trust or ssl.create_default_context()

    def __enter__(self) -> Self:
        try:
            self._connection = self._connect()
        except (smtplib.SMTPException, OSError) as error:
            raise MailProblem(_in_words(error)) from error
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        try:
            self._connection.quit()
        except (smtplib.SMTPException, OSError):
            self._connection.close()

    def send(self, letter: Letter) -> None:
        """To one person. MailProblem where the server does not take it."""
        try:
            self._connection.send_message(self._message(letter))
        except (smtplib.SMTPException, OSError, ValueError) as error:
            raise MailProblem(_in_words(error)) from error

    def _message(self, letter: Letter) -> EmailMessage:
        message = EmailMessage(policy=_SEVEN_BITS)
        message["From"] = Address("Gatepost", addr_spec=self._server.sender)
        message["To"] = Address(letter.to_name, addr_spec=letter.to_email)
        message["Subject"] = letter.subject
        message["Date"] = format_datetime(letter.written_at)
        domain = self._server.sender.rpartition("@")[2]
        message["Message-ID"] = f"<{letter.message_id}@{domain}>"
        message["Auto-Submitted"] = "auto-generated"
        if letter.stop_at:
            message["List-Unsubscribe"] = f"<{letter.stop_at}>"
            message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
        message.set_content(letter.body)
        if letter.html:
            message.add_alternative(letter.html, subtype="html")
        message.policy = _LONG_LINES
        return message

    def _connect(self) -> smtplib.SMTP:
        server = self._server
        connection = (
            smtplib.SMTP_SSL(server.host, server.port, timeout=TIMEOUT_SECONDS, context=self._trust)
            if server.encrypted
            else smtplib.SMTP(server.host, server.port, timeout=TIMEOUT_SECONDS)
        )
        try:
            connection.ehlo()
            encrypted = server.encrypted
            if not encrypted and connection.has_extn("starttls") and not server.here:
                connection.starttls(context=self._trust)
                connection.ehlo()
                encrypted = True
            if server.username:
                if not encrypted and not server.here:
                    raise smtplib.SMTPException(
                        "The server offers no encryption, so the password was not sent to it."
                    )
                connection.login(server.username, server.password)
        except BaseException:
            connection.close()
            raise
        return connection


def _is_here(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _in_words(error: Exception) -> str:
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        code, reason = next(iter(error.recipients.values()))
        return f"{code} {_text(reason)}"
    if isinstance(error, smtplib.SMTPResponseException):
        return f"{error.smtp_code} {_text(error.smtp_error)}"
    return str(error) or type(error).__name__


def _text(said: bytes | str) -> str:
    return said.decode(errors="replace") if isinstance(said, bytes) else said

"""A real mail server for the tests, and what came to it."""

import asyncio
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage

import trustme
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session


@dataclass
class Post:
    """``refuses``: the addresses that it takes no mail for.

    ``waits_after``: once it has taken so many, it takes the next and says so no more.
    """

    port: int
    came: list[EmailMessage] = field(default_factory=list)
    refuses: set[str] = field(default_factory=set)
    waits_after: int | None = None

    async def handle_RCPT(  # noqa: N802
        self, _server: SMTP, _who: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        if address in self.refuses:
            return "550 Nobody of that name"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: SMTP, _who: Session, envelope: Envelope) -> str:  # noqa: N802
        assert isinstance(envelope.content, bytes)
        assert envelope.content.isascii(), "no server on the way need change it"
        self.came.append(message_from_bytes(envelope.content, EmailMessage, policy=policy.default))
        while self.waits_after is not None and len(self.came) >= self.waits_after:
            await asyncio.sleep(0.01)
        return "250 OK"


def _knows_sesame(
    _server: SMTP, _who: Session, _envelope: Envelope, _mechanism: str, login: object
) -> AuthResult:
    right = isinstance(login, LoginPassword) and login.password == b"sesame"
    return AuthResult(success=right, handled=right)


@contextmanager
def post_office(
    *,
    offers: trustme.CA | None = None,
    begins_with: trustme.CA | None = None,
    asks_for_password: bool = False,
) -> Iterator[Post]:
    """A server on this machine that offers encryption, or begins with it, by that authority."""
    post = Post(port=_free_port())
    controller = Controller(
        post,
        hostname="127.0.0.1",
        port=post.port,
        ssl_context=_certified(begins_with) if begins_with else None,
        tls_context=_certified(offers) if offers else None,
        auth_required=asks_for_password,
        authenticator=_knows_sesame,
    )
    controller.start()
    try:
        yield post
    finally:
        controller.stop()


def trusting(authority: trustme.CA) -> ssl.SSLContext:
    """What a client that knows this authority goes by."""
    context = ssl.create_default_context()
    authority.configure_trust(context)
    return context


def _free_port() -> int:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        port: int = listening.getsockname()[1]
    return port


def _certified(authority: trustme.CA) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(context)
    return context

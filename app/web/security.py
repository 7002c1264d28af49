"""What every answer carries, and which requests are refused before anything looks at them.

Plain ASGI: a middleware that reads or wraps bodies would hide a client that has gone.
"""

import re

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.domain.errors import NotFound
from app.settings import Settings
from app.web.bodies import is_text
from app.web.errors import answer
from app.web.sessions import session_token

CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "font-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
        "manifest-src 'self'",
        "worker-src 'self'",
    )
)

_HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cache-Control": "no-store",
}
_TWO_YEARS = 63_072_000
_SECURE_HEADERS = {**_HEADERS, "Strict-Transport-Security": f"max-age={_TWO_YEARS}"}

_CONTROL_CHARACTERS = re.compile(
    rb"[\x00-\x1f\x7f]|%(?:0[0-8bcef]|1[0-9a-f]|7f)", flags=re.IGNORECASE
)
"""In a query as it comes. Tabs and line ends are text, where they are written as ``%09``."""


class SecurityHeaders:
    """Adds to each answer the headers that it does not set itself."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        added = _SECURE_HEADERS if _settings_in(scope).secure else _HEADERS

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in added.items():
                    headers.setdefault(name, value)
            await send(message)

        await self._app(scope, receive, send_with_headers)


class PlainAddresses:
    """Lets no address past that holds control characters: no database takes them all.

    A path with one leads nowhere. In a page's query a blank stands in its place, for nobody can
    see what they typed there; the API names the parameter (``api.routing``) to those who may ask.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
        elif not is_text(scope["path"]):
            response = answer(Request(scope), 404, NotFound().sentence)
            await response(scope, receive, send)
        else:
            if not scope["path"].startswith("/api/"):
                query = _CONTROL_CHARACTERS.sub(b"+", scope["query_string"])
                scope = {**scope, "query_string": query}
            await self._app(scope, receive, send)


class SameSite:
    """Refuses a change that another site asks for in a person's name.

    Browsers say where a request comes from (``Sec-Fetch-Site``, older ones ``Origin``). A
    client that says neither is let through only where it carries no session cookie.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or self._lets_through(scope):
            await self._app(scope, receive, send)
            return
        sentence = "That request came from another site, so nothing was done."
        response = answer(Request(scope), 403, sentence)
        await response(scope, receive, send)

    def _lets_through(self, scope: Scope) -> bool:
        if scope["method"] in ("GET", "HEAD", "OPTIONS"):
            return True
        headers = Headers(scope=scope)
        site = headers.get("Sec-Fetch-Site")
        if site is not None:
            return site in ("same-origin", "none")
        origin = headers.get("Origin")
        if origin is not None:
            return origin == _settings_in(scope).public_url
        return session_token(Request(scope), _settings_in(scope)) is None


def _settings_in(scope: Scope) -> Settings:
    settings: Settings = scope["app"].state.settings
    return settings

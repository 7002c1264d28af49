"""Being signed in, as a browser knows it: an opaque cookie, and the way to the sign-in page.

What the cookie stands for is a stored row (``actions.accounts``, ``queries.sessions``).
"""

from urllib.parse import quote, urlsplit

from fastapi import Request, Response

from app.domain.errors import GatepostError
from app.settings import Settings

SESSION = "gatepost-session"


class NotSignedIn(GatepostError):
    """Nobody is signed in, or no longer."""

    def __init__(self) -> None:
        super().__init__("Sign in to carry on.")


def cookie_name(name: str, settings: Settings) -> str:
    """``__Host-`` where it is https: no other host and no plain connection can then set it."""
    return f"__Host-{name}" if settings.secure else name


def session_token(request: Request, settings: Settings) -> str | None:
    return request.cookies.get(cookie_name(SESSION, settings))


def set_session(response: Response, token: str, settings: Settings) -> None:
    """It lasts as long as the browser is open; the stored row may end it sooner."""
    response.set_cookie(
        cookie_name(SESSION, settings),
        token,
        path="/",
        secure=settings.secure,
        httponly=True,
        samesite="lax",
    )


def end_session(response: Response, settings: Settings) -> None:
    """Also asks the browser to forget the pages that it holds of us. What the person typed and
    could not save their own page removes (``saving.js``): others may have left text here too.
    """
    response.delete_cookie(
        cookie_name(SESSION, settings),
        path="/",
        secure=settings.secure,
        httponly=True,
        samesite="lax",
    )
    response.headers["Clear-Site-Data"] = '"cache"'


def safe_next(path: str) -> str:
    """``path`` if it leads to a page of ours, else home: never to another site."""
    ours = path.startswith("/") and not path.startswith("//")
    return path if ours and "\\" not in path and path.isprintable() else "/"


def sign_in_path(request: Request) -> str:
    """The sign-in page that leads back here, or to the page whose form was sent."""
    if request.method in ("GET", "HEAD"):
        page = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    else:
        page = page_before(request)
    return "/sign-in" if page == "/" else f"/sign-in?next={quote(safe_next(page))}"


def page_before(request: Request) -> str:
    """The page of ours from which this request was made, else home."""
    try:
        before = urlsplit(request.headers.get("Referer", ""))
    except ValueError:
        return "/"
    settings: Settings = request.app.state.settings
    if f"{before.scheme}://{before.netloc}" != settings.public_url:
        return "/"
    return safe_next(before.path + (f"?{before.query}" if before.query else ""))

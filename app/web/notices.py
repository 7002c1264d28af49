"""One sentence of feedback after each act, carried across the redirect in a short-lived cookie."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as NotBase64

from fastapi import Request, Response
from fastapi.responses import RedirectResponse

from app.settings import Settings
from app.web.sessions import cookie_name

_NAME = "gatepost-notice"
_SECONDS = 60
_MAX_CHARACTERS = 500


def is_htmx(request: Request) -> bool:
    return request.headers.get("HX-Request") == "true"


def see_other(request: Request, path: str, notice: str = "") -> Response:
    """After an act, the page at ``path`` with ``notice`` on top, for a browser or for htmx."""
    response = (
        Response(headers={"HX-Redirect": path})
        if is_htmx(request)
        else RedirectResponse(path, status_code=303)
    )
    if notice:
        settings: Settings = request.app.state.settings
        response.set_cookie(
            cookie_name(_NAME, settings),
            urlsafe_b64encode(notice[:_MAX_CHARACTERS].encode()).decode(),
            max_age=_SECONDS,
            path="/",
            secure=settings.secure,
            httponly=True,
            samesite="lax",
        )
    return response


def waiting_notice(request: Request) -> str:
    """The sentence left by the act before this page; empty where there is none."""
    kept = request.cookies.get(cookie_name(_NAME, request.app.state.settings), "")
    try:
        return urlsafe_b64decode(kept).decode()[:_MAX_CHARACTERS]
    except (NotBase64, ValueError):
        return ""


def forget_notice(request: Request, response: Response) -> None:
    """Once shown, a notice is gone."""
    settings: Settings = request.app.state.settings
    name = cookie_name(_NAME, settings)
    if name in request.cookies:
        response.delete_cookie(
            name, path="/", secure=settings.secure, httponly=True, samesite="lax"
        )

"""One sentence of feedback after each act, carried across the redirect in a short-lived cookie.

A second one tells the page's script that what it sent, and kept on the device meanwhile, arrived.
"""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as NotBase64

from fastapi import Request, Response
from fastapi.responses import RedirectResponse

from app.settings import Settings
from app.web.bodies import OURS, Form
from app.web.sessions import cookie_name

_NAME = "gatepost-notice"
_ARRIVED = "gatepost-arrived"
_SECONDS = 60
_MAX_CHARACTERS = 500


def is_htmx(request: Request) -> bool:
    return request.headers.get("HX-Request") == "true"


def swaps_page(request: Request) -> bool:
    """Whether htmx puts the whole page that is answered in place of the one that is open."""
    return is_htmx(request) and request.headers.get("HX-Target") == "div#page"


def see_other(request: Request, path: str, notice: str = "", *, in_place: bool = False) -> Response:
    """After an act, the page at ``path`` with ``notice`` on top, for a browser or for htmx.

    ``in_place``: htmx may fetch it and put it in place of the page that is open.
    """
    response = (
        Response(headers=_there(path, in_place=in_place and swaps_page(request)))
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
    return say_arrived(request, response)


def say_arrived(request: Request, response: Response) -> Response:
    """Adds that what was sent is kept, for an answer that is another page than the form's own."""
    if mark := _mark_of(request):
        settings: Settings = request.app.state.settings
        # Not for the server alone: the script reads it.
        response.set_cookie(
            _ARRIVED, mark, max_age=_SECONDS, path="/", secure=settings.secure, samesite="lax"
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


def _there(path: str, *, in_place: bool) -> dict[str, str]:
    if not in_place:
        return {"HX-Redirect": path}
    swap = {"path": path, "source": "#page", "select": "#page > *", "swap": "innerHTML"}
    return {"HX-Location": json.dumps(swap)}


def _mark_of(request: Request) -> str:
    """The word by which the script knows again the form that it sent."""
    form: Form | None = getattr(request.state, "form", None)
    mark = form.text(f"{OURS}mark") if form else ""
    return mark if mark.isascii() and mark.isalnum() and len(mark) <= 40 else ""

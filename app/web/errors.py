"""Every refusal and fault becomes an answer here: a page, a notice for htmx, or a problem.

Whoever refuses raises one of ``domain.errors`` with the sentence that the person reads; no
route chooses a status. A form that is wrong is shown again by its own route, with what was
typed; where a refusal ends here instead, the page gives back what was typed.
"""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus

import structlog
from fastapi import FastAPI, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, PlainTextResponse, RedirectResponse
from sqlalchemy.exc import DBAPIError
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.adapters.db import BUSY, waited_in_vain
from app.adapters.storage import StorageFailed
from app.domain.errors import (
    FieldError,
    GatepostError,
    Invalid,
    NotFound,
    NotPermitted,
    NotRecognised,
    RefusedType,
    RuleBroken,
    Stale,
    TooLarge,
    TooManyTries,
)
from app.domain.uploads import Damaged
from app.web.bodies import MAX_FORM, Form, read_form
from app.web.field_errors import in_plain_words
from app.web.notices import is_htmx, swaps_page
from app.web.rendering import Fragment, Page, render
from app.web.saving import not_saved
from app.web.sessions import NotSignedIn, page_before, sign_in_path
from app.web.uploads import TUS, VERSION, OtherProtocol

UNASKED = "Gatepost-Unasked"
"""The header of what a page asks for by itself while somebody types: it takes nobody away."""

NOTHING = 204
"""It changes nothing on the page, and who types hears of no refusal that is not theirs."""

BUSY_FOR = 5
"""Seconds after which it is worth trying again."""

STATUS: dict[type[GatepostError], int] = {
    NotSignedIn: 401,
    NotRecognised: 401,
    NotPermitted: 403,
    NotFound: 404,
    RuleBroken: 409,
    Stale: 409,
    TooLarge: 413,
    RefusedType: 415,
    Invalid: 422,
    TooManyTries: 429,
    OtherProtocol: 412,
    Damaged: 460,
    StorageFailed: 503,
}

_PHRASES = {460: "Checksum Mismatch"}
"""What HTTP itself has no words for."""

_TITLES = {
    401: "You have been signed out",
    403: "That is not yours to do",
    404: "Page not found",
    405: "That page cannot be used like this",
    409: "That cannot be done as things stand",
    413: "That is too large",
    415: "That kind of file is not kept here",
    422: "Something you sent does not fit",
    429: "Too many tries",
    500: "Something went wrong at our end",
    503: "The files cannot be reached just now",
}

_NEXT_STEPS = {
    401: "Sign in, and you come back to where you were.",
    403: "If you think that it should be yours, ask the administrator of your training provider.",
    404: "It may have moved, or it is not yours to see. Check the address, or start from home.",
    409: "Go back and load the page again to see how things stand now.",
    413: "Go back and choose something smaller.",
    415: "Go back and add it in another form, for example as a PDF.",
    422: "Go back and change it.",
    429: "Nothing is locked: wait, then try again.",
    500: "Try again in a moment. If it happens again, tell your administrator and give them "
    "the reference.",
    503: "Try again in a moment. If it happens again, tell your administrator.",
}


@dataclass(frozen=True, kw_only=True)
class ErrorPage(Page):
    """What happened, what to do next, and what was typed, so that nobody loses it."""

    template = "errors/show.html"
    sentence: str
    next_step: str
    typed: tuple[tuple[str, str], ...] = ()
    back_to: str = "/"
    sign_in_at: str = ""
    reference: str = ""


@dataclass(frozen=True, kw_only=True)
class ErrorNotice(Fragment):
    """The same in a line, put on top of the page that is open."""

    template = "errors/_notice.html"
    sentence: str


def answer(
    request: Request,
    status: int,
    sentence: str,
    *,
    fields: tuple[FieldError, ...] = (),
    headers: Mapping[str, str] | None = None,
    reference: str = "",
    title: str = "",
) -> Response:
    """The refusal ``sentence`` in the form that the asker reads."""
    response: Response
    if request.url.path.startswith("/api/"):
        response = problem(status, sentence, fields, reference)
        if status == 401:
            response.headers["WWW-Authenticate"] = "Bearer"
    elif _in_parts(request, status):
        response = PlainTextResponse(sentence, status)
    elif line := not_saved(request, status, sentence, sign_in_path(request)):
        response = line
    elif UNASKED in request.headers:
        response = Response(status_code=NOTHING)
    elif is_htmx(request) and not swaps_page(request):
        response = render(request, ErrorNotice(sentence=sentence), status=status)
        response.headers["HX-Retarget"] = "#notice"
        response.headers["HX-Reswap"] = "innerHTML"
    else:
        form: Form | None = getattr(request.state, "form", None)
        page = ErrorPage(
            title=title or _TITLES.get(status, HTTPStatus(status).phrase),
            sentence=sentence,
            next_step=_NEXT_STEPS.get(status, ""),
            typed=form.typed() if form else (),
            back_to=page_before(request),
            sign_in_at=sign_in_path(request) if status == 401 else "",
            reference=reference,
        )
        response = render(request, page, status=status)
    if _in_parts(request, status):
        response.headers.update({TUS: VERSION, "Tus-Version": VERSION})
    response.headers.update(headers or {})
    return response


def _in_parts(request: Request, status: int) -> bool:
    """Whether it is a client of ``web.uploads`` that reads the answer."""
    return TUS in request.headers or status == STATUS[OtherProtocol]


def problem(
    status: int, detail: str, fields: tuple[FieldError, ...] = (), reference: str = ""
) -> JSONResponse:
    """RFC 9457 ``application/problem+json``."""
    body: dict[str, object] = {
        "title": _PHRASES.get(status) or HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
    }
    if fields:
        body["errors"] = [{"field": error.field, "message": error.in_full} for error in fields]
    if reference:
        body["reference"] = reference
    return JSONResponse(body, status_code=status, media_type="application/problem+json")


def _refuse(request: Request, error: GatepostError) -> Response:
    status = next(STATUS[kind] for kind in type(error).__mro__ if kind in STATUS)
    if status >= 500:
        structlog.get_logger("gatepost").error("unavailable", why=error.sentence)
    fields = error.fields if isinstance(error, Invalid) else ()
    headers = {"Retry-After": str(error.retry_after)} if isinstance(error, TooManyTries) else None
    return answer(request, status, error.sentence, fields=fields, headers=headers)


def _refuse_for_now(request: Request, error: DBAPIError) -> Response:
    """A lock was waited for in vain; any other fault of the database is one of ours."""
    if not waited_in_vain(error):
        raise error
    structlog.get_logger("gatepost").warning("busy", path=request.url.path)
    headers = {"Retry-After": str(BUSY_FOR)}
    return answer(request, 503, BUSY, headers=headers, title="Too much is going on just now")


async def _refuse_stranger(request: Request, error: NotSignedIn) -> Response:
    """To the sign-in page; but a form that was sent is given back, for its text is dear, and one
    that saves itself is told in its line: nobody is taken away in the middle of a word.
    """
    if request.url.path.startswith("/api/"):
        return answer(request, 401, error.sentence)
    if line := not_saved(request, 401, error.sentence, sign_in_path(request)):
        return line
    if UNASKED in request.headers:
        return Response(status_code=NOTHING)
    if is_htmx(request) and not (swaps_page(request) and request.method == "POST"):
        return Response(headers={"HX-Redirect": sign_in_path(request)})
    if request.method in ("GET", "HEAD"):
        return RedirectResponse(sign_in_path(request), status_code=303)
    kind = request.headers.get("Content-Type", "")
    if not kind.startswith("application/x-www-form-urlencoded"):
        return await run_in_threadpool(answer, request, 401, error.sentence)
    async for _form in read_form(request, limit=MAX_FORM):
        break
    return await run_in_threadpool(answer, request, 401, error.sentence)


def _refuse_request(request: Request, error: RequestValidationError) -> Response:
    """A path or a query that does not fit: a malformed id is one that does not exist."""
    sent = [item for item in error.errors() if item["loc"][0] != "path"]
    if not sent:
        return _refuse(request, NotFound())
    return _refuse(request, Invalid(*in_plain_words(sent, skip=1)))


def _refuse_http(request: Request, error: HTTPException) -> Response:
    """What the framework refuses by itself: no such route, or not by that method."""
    if error.status_code == 404:
        return _refuse(request, NotFound())
    sentence = (
        "It was asked for in a way that it does not answer to."
        if error.status_code == 405
        else HTTPStatus(error.status_code).description
    )
    return answer(request, error.status_code, sentence, headers=error.headers)


def handle_errors(app: FastAPI) -> None:
    """One handler per class of refusal; ``UnexpectedErrors`` takes the rest."""
    app.add_exception_handler(GatepostError, _refuse)  # type: ignore[arg-type]
    app.add_exception_handler(NotSignedIn, _refuse_stranger)  # type: ignore[arg-type]
    app.add_exception_handler(RequestValidationError, _refuse_request)  # type: ignore[arg-type]
    app.add_exception_handler(HTTPException, _refuse_http)  # type: ignore[arg-type]
    app.add_exception_handler(DBAPIError, _refuse_for_now)  # type: ignore[arg-type]


class UnexpectedErrors:
    """What nobody foresaw is logged under a reference, which the person is told instead."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started = False

        async def remember_start(message: Message) -> None:
            nonlocal started
            started = started or message["type"] == "http.response.start"
            await send(message)

        try:
            await self._app(scope, receive, remember_start)
        except ClientDisconnect:
            return
        except Exception:
            reference = uuid.uuid4().hex[:12]
            structlog.get_logger("gatepost").exception(
                "unexpected_error",
                reference=reference,
                method=scope["method"],
                path=scope["path"],
            )
            if started:
                raise
            request = Request(scope, receive)
            sentence = "What you asked for could not be completed."
            response = await run_in_threadpool(answer, request, 500, sentence, reference=reference)
            await response(scope, receive, send)

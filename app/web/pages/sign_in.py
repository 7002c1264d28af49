"""Signing in and out, and the way back in for somebody who has forgotten their password."""

from dataclasses import dataclass

from fastapi import APIRouter, Request, Response

from app.actions.accounts import sign_in, sign_out
from app.actions.links import LinkIsOver, request_new_password, use_one_time_link
from app.adapters.db import Database
from app.domain.errors import FieldError, Invalid, NotRecognised, TooManyTries
from app.queries.sessions import LinkHolder, find_holder_of_link, find_person_by_session
from app.settings import Settings
from app.web.bodies import OpenForm
from app.web.deps import ClientAddress, CurrentDatabase, CurrentSettings, Now
from app.web.notices import see_other
from app.web.rendering import Page, render
from app.web.sessions import end_session, safe_next, session_token, set_session

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True, kw_only=True)
class SignInPage(Page):
    """``next`` is the page of ours that somebody was on the way to."""

    template = "accounts/sign_in.html"
    title: str = "Sign in to Gatepost"
    email: str = ""
    next: str = "/"


@dataclass(frozen=True, kw_only=True)
class ForgottenPage(Page):
    template = "accounts/forgotten.html"
    title: str = "Get a new password"
    email: str = ""
    by_mail: bool


@dataclass(frozen=True, kw_only=True)
class LinkPage(Page):
    """Whom the link in ``here`` is for, and what they still have to choose."""

    template = "accounts/link.html"
    here: str
    email: str


@dataclass(frozen=True, kw_only=True)
class LinkIsOverPage(Page):
    template = "accounts/link_is_over.html"
    title: str = "This link no longer works"


@router.get("/sign-in")
def show_sign_in(
    request: Request, database: CurrentDatabase, settings: CurrentSettings, now: Now
) -> Response:
    leads_to = safe_next(request.query_params.get("next", "/"))
    token = session_token(request, settings)
    if token is not None:
        with database.read() as session:
            known = find_person_by_session(session, token, now)
        if known is not None:
            return see_other(request, leads_to)
    return render(request, SignInPage(next=leads_to))


@router.post("/sign-in")
def sign_in_here(
    request: Request,
    form: OpenForm,
    database: CurrentDatabase,
    settings: CurrentSettings,
    address: ClientAddress,
    now: Now,
) -> Response:
    email, password = form.text("email"), form.secret("password")
    leads_to = safe_next(form.text("next") or "/")

    def again(status: int, *errors: FieldError) -> Response:
        return render(request, SignInPage(email=email, next=leads_to, errors=errors), status=status)

    missing = [
        *([] if email else [FieldError("email", "Enter your email address.")]),
        *([] if password else [FieldError("password", "Enter your password.")]),
    ]
    if missing:
        return again(422, *missing)
    try:
        token = sign_in(database, email, password, address=address, now=now)
    except NotRecognised as refusal:
        return again(401, FieldError("password", refusal.sentence))
    except TooManyTries as refusal:
        answer = again(429, FieldError("password", refusal.sentence))
        answer.headers["Retry-After"] = str(refusal.retry_after)
        return answer
    _leave_session(request, database, settings)
    answer = see_other(request, leads_to)
    set_session(answer, token, settings)
    return answer


@router.post("/sign-out")
def sign_out_here(
    request: Request, database: CurrentDatabase, settings: CurrentSettings
) -> Response:
    _leave_session(request, database, settings)
    answer = see_other(request, "/sign-in", "You are signed out.")
    end_session(answer, settings)
    return answer


@router.get("/forgotten-password")
def show_forgotten(request: Request, settings: CurrentSettings) -> Response:
    return render(request, ForgottenPage(by_mail=bool(settings.smtp_url)))


@router.post("/forgotten-password")
def ask_for_new_password(
    request: Request,
    form: OpenForm,
    database: CurrentDatabase,
    settings: CurrentSettings,
    address: ClientAddress,
    now: Now,
) -> Response:
    """The same answer whether the address is known or not."""
    email, by_mail = form.text("email"), bool(settings.smtp_url)
    try:
        request_new_password(
            database, email, address=address, public_url=settings.public_url, now=now
        )
    except Invalid as refusal:
        page = ForgottenPage(email=email, by_mail=by_mail, errors=refusal.fields)
        return render(request, page, status=422)
    sentence = (
        "If we know this address, a link is on its way to it. It works for an hour."
        if by_mail
        else "If we know this address, your administrator now has a link to pass on to you. "
        "It works for an hour."
    )
    return see_other(request, "/sign-in", sentence)


@router.get("/link/{token}")
def show_link(request: Request, token: str, database: CurrentDatabase, now: Now) -> Response:
    """Changes nothing: mail programs look into links before people do."""
    with database.read() as session:
        holder = find_holder_of_link(session, token, now)
    if holder is None:
        return render(request, LinkIsOverPage(), status=404)
    return render(request, _link_page(holder, token))


@router.post("/link/{token}")
def use_link(
    request: Request,
    token: str,
    form: OpenForm,
    database: CurrentDatabase,
    settings: CurrentSettings,
    now: Now,
) -> Response:
    try:
        secret = use_one_time_link(database, token, form.secret("password"), now=now)
    except LinkIsOver:
        return render(request, LinkIsOverPage(), status=404)
    except Invalid as refusal:
        with database.read() as session:
            holder = find_holder_of_link(session, token, now)
        if holder is None:
            return render(request, LinkIsOverPage(), status=404)
        return render(request, _link_page(holder, token, refusal.fields), status=422)
    _leave_session(request, database, settings)
    answer = see_other(request, "/", "Your password is set, and you are signed in.")
    set_session(answer, secret, settings)
    return answer


def _link_page(holder: LinkHolder, token: str, errors: tuple[FieldError, ...] = ()) -> LinkPage:
    return LinkPage(
        title="Choose your password", here=f"/link/{token}", email=holder.email, errors=errors
    )


def _leave_session(request: Request, database: Database, settings: Settings) -> None:
    """Whoever was signed in at this browser before is so no more."""
    token = session_token(request, settings)
    if token is not None:
        sign_out(database, token)

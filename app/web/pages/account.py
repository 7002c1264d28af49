"""One's own account: the password, where one is signed in, and tokens for programs."""

from dataclasses import dataclass
from datetime import datetime

from fastapi import APIRouter, Request, Response

from app.actions.accounts import change_password, end_other_sessions
from app.actions.api_tokens import NewApiToken, delete_api_token, make_api_token
from app.adapters.db import Database
from app.adapters.secrets import digest_of
from app.domain.errors import FieldError, Invalid, TooManyTries
from app.domain.people import HeldRole, Person, Role
from app.domain.unfinished import KEPT_UNSENT
from app.queries.sessions import ApiToken, OpenSession, api_tokens_of, sessions_of
from app.settings import Settings
from app.web.bodies import PageForm
from app.web.deps import CurrentDatabase, CurrentSettings, Now, SignedInPerson
from app.web.notices import see_other
from app.web.rendering import Page, render
from app.web.sessions import session_token

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True, kw_only=True)
class AccountPage(Page):
    """``here`` is the digest of the session that looks; ``made`` a token shown this once.

    ``decides``: they are an assessor.
    """

    template = "accounts/show.html"
    title: str = "Your account"
    name: str
    email: str
    roles: tuple[HeldRole, ...]
    decides: bool
    sessions: tuple[OpenSession, ...]
    here: str
    tokens: tuple[ApiToken, ...]
    made: NewApiToken | None = None
    token_name: str = ""
    kept_unsent_days: int = KEPT_UNSENT.days


@router.get("/account")
def show_account(
    request: Request,
    database: CurrentDatabase,
    settings: CurrentSettings,
    person: SignedInPerson,
    now: Now,
) -> Response:
    return render(request, _page(request, database, settings, person, now))


@router.post("/account/password")
def set_new_password(
    request: Request,
    form: PageForm,
    database: CurrentDatabase,
    settings: CurrentSettings,
    person: SignedInPerson,
    now: Now,
) -> Response:
    try:
        change_password(
            database,
            form.secret("present_password"),
            form.secret("new_password"),
            by=person,
            token=session_token(request, settings) or "",
            now=now,
        )
    except Invalid as refusal:
        page = _page(request, database, settings, person, now, errors=refusal.fields)
        return render(request, page, status=422)
    except TooManyTries as refusal:
        error = FieldError("present_password", refusal.sentence)
        page = _page(request, database, settings, person, now, errors=(error,))
        answer = render(request, page, status=429)
        answer.headers["Retry-After"] = str(refusal.retry_after)
        return answer
    return see_other(
        request,
        "/account",
        "Your password is changed. You are signed out everywhere but here, "
        "and your API tokens no longer work.",
    )


@router.post("/account/sessions/end")
def sign_out_elsewhere(
    request: Request,
    database: CurrentDatabase,
    settings: CurrentSettings,
    person: SignedInPerson,
) -> Response:
    end_other_sessions(database, session_token(request, settings) or "", by=person)
    return see_other(request, "/account", "You are signed out everywhere but here.")


@router.post("/account/tokens")
def make_token(
    request: Request,
    form: PageForm,
    database: CurrentDatabase,
    settings: CurrentSettings,
    person: SignedInPerson,
    now: Now,
) -> Response:
    """The token stands on the page that answers, and nowhere afterwards."""
    name = form.text("token_name")
    try:
        made = make_api_token(database, name, by=person, now=now)
    except Invalid as refusal:
        page = _page(
            request, database, settings, person, now, errors=refusal.fields, token_name=name
        )
        return render(request, page, status=422)
    page = _page(request, database, settings, person, now, made=made)
    return render(request, page, notice="Your new API token is made.")


@router.post("/account/tokens/delete")
def delete_token(
    request: Request, form: PageForm, database: CurrentDatabase, person: SignedInPerson
) -> Response:
    delete_api_token(database, form.text("token"), by=person)
    return see_other(request, "/account", "The token is deleted, and works no more.")


def _page(
    request: Request,
    database: Database,
    settings: Settings,
    person: Person,
    now: datetime,
    *,
    errors: tuple[FieldError, ...] = (),
    made: NewApiToken | None = None,
    token_name: str = "",
) -> AccountPage:
    with database.read() as session:
        sessions = sessions_of(session, person, now)
        tokens = api_tokens_of(session, person, now)
    return AccountPage(
        name=person.name,
        email=person.email,
        roles=person.roles,
        decides=person.holds(Role.ASSESSOR),
        sessions=sessions,
        here=digest_of(session_token(request, settings) or ""),
        tokens=tokens,
        errors=errors,
        made=made,
        token_name=token_name,
    )

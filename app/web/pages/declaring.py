"""One screen to declare: the statement in full, what it covers, and the password once more."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from fastapi import APIRouter, Request, Response

from app.actions.gateway import declare
from app.adapters.db import Database
from app.domain.apprenticeships import check_open_for_work
from app.domain.declarations import check_ready, statement_sha256
from app.domain.errors import FieldError, Invalid, RuleBroken, Stale, TooManyTries
from app.domain.people import Person, Role
from app.domain.permissions import check_can_declare
from app.reports.readiness import answer_in_words
from app.web.bodies import PageForm
from app.web.deps import CurrentDatabase, Now, SignedInPerson
from app.web.notices import see_other
from app.web.pages.gateway import covers_in_words, gateway_path, read_gateway
from app.web.rendering import Page, render

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True, kw_only=True)
class DeclarePage(Page):
    """``seen`` is the snapshot that is looked at: sent along, it can be said what changed since."""

    template = "gateway/declare.html"

    apprentice: str
    here: str
    gateway_href: str
    statement: str
    statement_sha256: str
    snapshot_sha256: str
    seen: str
    covers: tuple[str, ...]
    answer: str
    portfolio_href: str
    readiness_href: str
    gives_permission: bool


@router.get("/apprenticeships/{apprenticeship_id}/gateway/declare")
def show_declaring(
    request: Request,
    apprenticeship_id: UUID,
    database: CurrentDatabase,
    person: SignedInPerson,
    now: Now,
) -> Response:
    return render(request, _page(database, apprenticeship_id, person, now))


@router.post("/apprenticeships/{apprenticeship_id}/gateway/declare")
def save_declaration(
    request: Request,
    apprenticeship_id: UUID,
    form: PageForm,
    database: CurrentDatabase,
    person: SignedInPerson,
    now: Now,
) -> Response:
    try:
        declare(
            database,
            apprenticeship_id,
            statement_sha256=form.text("statement_sha256"),
            snapshot_sha256=form.text("snapshot_sha256"),
            password=form.secret("password"),
            seen=form.text("seen"),
            by=person,
            now=now,
        )
    except Invalid as refused:
        page = _page(database, apprenticeship_id, person, now, refused.fields)
        return render(request, page, status=422)
    except Stale as refused:
        error = FieldError("password", refused.sentence)
        page = _page(database, apprenticeship_id, person, now, (error,))
        return render(request, page, status=409)
    except TooManyTries as refused:
        error = FieldError("password", refused.sentence)
        answer = render(
            request, _page(database, apprenticeship_id, person, now, (error,)), status=429
        )
        answer.headers["Retry-After"] = str(refused.retry_after)
        return answer
    return see_other(
        request,
        gateway_path(apprenticeship_id),
        "You have declared. It is kept word for word, with what it covers.",
    )


def _page(
    database: Database,
    apprenticeship_id: UUID,
    person: Person,
    now: datetime,
    errors: tuple[FieldError, ...] = (),
) -> DeclarePage:
    found = read_gateway(database, apprenticeship_id, person, now)
    check_can_declare(found.apprenticeship.standing)
    check_open_for_work(found.apprenticeship.status)
    check_ready(found.readiness)
    role, text = found.role_of(person), found.statement_for(person)
    if role is None or text is None or found.declared_by(person, role):
        raise RuleBroken("You have declared this already, of just what stands there now.")
    apprentice = found.apprenticeship.apprentice
    own = role is Role.APPRENTICE
    return DeclarePage(
        title="Declare that you are ready" if own else f"Declare that {apprentice} is ready",
        errors=errors,
        apprentice=apprentice,
        here=f"{gateway_path(apprenticeship_id)}/declare",
        gateway_href=gateway_path(apprenticeship_id),
        statement=text,
        statement_sha256=statement_sha256(text),
        snapshot_sha256=found.snapshot.sha256,
        seen=found.snapshot.body,
        covers=covers_in_words(found),
        answer=answer_in_words(found.readiness, found.plan),
        portfolio_href=f"/apprenticeships/{apprenticeship_id}/portfolio",
        readiness_href=f"/apprenticeships/{apprenticeship_id}/readiness",
        gives_permission=own,
    )

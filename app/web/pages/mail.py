"""What we write to somebody about: chosen by themselves, signed in or by the link in their mail."""

from collections.abc import Iterable
from dataclasses import dataclass

from fastapi import APIRouter, Request, Response

from app.actions.daily_mail import choose_mail
from app.adapters.db import Database
from app.domain.people import Person
from app.domain.tasks import KIND_NAMES, TaskKind, kinds_for
from app.queries.daily_mail import find_reader, unwanted_by
from app.settings import Settings
from app.web.bodies import Form, OpenForm, PageForm
from app.web.deps import CurrentDatabase, CurrentSettings, SignedInPerson
from app.web.notices import see_other
from app.web.rendering import Page, render

router = APIRouter(include_in_schema=False)

OWN = "/account/mail"
CHOSEN = "Your choice is kept."
STOPPED = "We write to you about none of it any more."


@dataclass(frozen=True, kw_only=True)
class MailPage(Page):
    """``kinds`` are check boxes; ``own`` where their person is signed in.

    ``by_mail``: there is a mail server, so that messages leave by themselves.
    """

    template = "mail/edit.html"
    title: str = "What we write to you about"
    here: str
    own: bool
    by_mail: bool
    kinds: tuple[dict[str, object], ...]


@dataclass(frozen=True, kw_only=True)
class MailLinkIsOverPage(Page):
    template = "mail/link_is_over.html"
    title: str = "This link does not work"


@router.get("/account/mail")
def show_mail(
    request: Request, database: CurrentDatabase, settings: CurrentSettings, person: SignedInPerson
) -> Response:
    return render(request, _page(database, settings, person, OWN))


@router.post("/account/mail")
def choose(
    request: Request, form: PageForm, database: CurrentDatabase, person: SignedInPerson
) -> Response:
    _choose(database, person, form)
    return see_other(request, OWN, CHOSEN)


@router.get("/mail/{token}")
def show_mail_by_link(
    request: Request, token: str, database: CurrentDatabase, settings: CurrentSettings
) -> Response:
    """Changes nothing: mail programs look into links before people do."""
    reader = _reader(database, token)
    if reader is None:
        return render(request, MailLinkIsOverPage(), status=404)
    return render(request, _page(database, settings, reader, f"/mail/{token}"))


@router.post("/mail/{token}")
def choose_by_link(
    request: Request,
    token: str,
    form: OpenForm,
    database: CurrentDatabase,
    settings: CurrentSettings,
) -> Response:
    """From the page, or from a mail program where its reader clicked once (RFC 8058).

    A mail program follows no redirect, so that it is answered here and now.
    """
    reader = _reader(database, token)
    if reader is None:
        return render(request, MailLinkIsOverPage(), status=404)
    here = f"/mail/{token}"
    if form.text("List-Unsubscribe") == "One-Click":
        choose_mail(database, reader.id, tuple(TaskKind))
        return render(request, _page(database, settings, reader, here), notice=STOPPED)
    if "stop" in form:
        choose_mail(database, reader.id, tuple(TaskKind))
        return see_other(request, here, STOPPED)
    _choose(database, reader, form)
    return see_other(request, here, CHOSEN)


def _reader(database: Database, token: str) -> Person | None:
    with database.read() as session:
        return find_reader(session, token)


def _choose(database: Database, person: Person, form: Form) -> None:
    offered, wanted = _offered(person), form.texts("kind")
    unwanted = [kind for kind in offered if kind.value not in wanted]
    choose_mail(database, person.id, unwanted, among=offered)


def _page(database: Database, settings: Settings, person: Person, here: str) -> MailPage:
    with database.read() as session:
        unwanted = unwanted_by(session, [person.id])[person.id]
    return MailPage(
        here=here,
        own=here == OWN,
        by_mail=bool(settings.smtp_url),
        kinds=tuple(_boxes(_offered(person), unwanted)),
    )


def _offered(person: Person) -> tuple[TaskKind, ...]:
    return kinds_for({held.role for held in person.roles})


def _boxes(
    offered: Iterable[TaskKind], unwanted: frozenset[TaskKind]
) -> Iterable[dict[str, object]]:
    for kind in offered:
        yield {"value": kind.value, "text": KIND_NAMES[kind], "checked": kind not in unwanted}

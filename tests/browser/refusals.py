"""Pages that no link leads to: what answers a form that is wrong, and whoever is refused.

Nothing that is sent here is taken, so that whoever walks on finds everything as it was.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from fastapi import FastAPI, Request
from fastapi.routing import iter_route_contexts
from playwright.sync_api import FilePayload, Page, Response
from starlette.routing import Match

from app.adapters.storage import StorageFailed

EMPTIED = frozenset(
    {
        "/account/password",
        "/account/phrases",
        "/account/tokens",
        "/apprenticeships/new",
        "/apprenticeships/{apprenticeship_id}/confirm",
        "/apprenticeships/{apprenticeship_id}/english-and-maths",
        "/apprenticeships/{apprenticeship_id}/gateway/declare",
        "/apprenticeships/{apprenticeship_id}/handover",
        "/apprenticeships/{apprenticeship_id}/handover/withdraw",
        "/apprenticeships/{apprenticeship_id}/off-the-job",
        "/apprenticeships/{apprenticeship_id}/off-the-job/planned",
        "/apprenticeships/{apprenticeship_id}/qualifications/new",
        "/apprenticeships/{apprenticeship_id}/reviews/new",
        "/apprenticeships/{apprenticeship_id}/settings/back",
        "/apprenticeships/{apprenticeship_id}/settings/break",
        "/apprenticeships/{apprenticeship_id}/settings/employer",
        "/apprenticeships/{apprenticeship_id}/settings/planned-end",
        "/apprenticeships/{apprenticeship_id}/settings/spells/{spell_id}",
        "/apprenticeships/{apprenticeship_id}/settings/start",
        "/apprenticeships/{apprenticeship_id}/settings/{colleagues}/new",
        "/arrivals",
        "/assessments/{assessment_id}/allocate",
        "/assessments/{assessment_id}/checks",
        "/assessments/{assessment_id}/methods/{method}/attempts",
        "/assessments/{assessment_id}/methods/{method}/grade",
        "/assessments/{assessment_id}/methods/{method}/plan",
        "/evidence/new",
        "/evidence/quick",
        "/evidence/{evidence_id}/comments",
        "/evidence/{evidence_id}/reopen",
        "/files/{file_id}/block",
        "/forgotten-password",
        "/import/{kind}",
        "/organisations/new",
        "/organisations/{organisation_id}/edit",
        "/people/new",
        "/people/{person_id}/edit",
        "/people/{person_id}/roles/new",
        "/qualifications/{qualification_id}/certificate",
        "/qualifications/{qualification_id}/certificate/block",
        "/qualifications/{qualification_id}/take-out",
        "/reviews/{review_id}/answer",
        "/sign-in",
        "/verify",
    }
)
"""The routes that refuse a form in which nothing is filled in, and show it again."""

_ACTIONS = "forms => [...new Set(forms.map(form => form.action))]"

_SENDS_EMPTIED = """
action => {
  const form = [...document.forms].find(each => each.method === 'post' && each.action === action);
  for (const each of form.elements) {
    if (each.type === 'checkbox' || each.type === 'radio') each.checked = false;
    else if (each.localName === 'select') each.value = '';
    else if (!['hidden', 'submit', 'button', 'fieldset'].includes(each.type)) each.value = '';
  }
  HTMLFormElement.prototype.submit.call(form);
}
"""
"""Past every script: one would save what is emptied, another put the answer into a part."""

_SENDS = """
([action, fields]) => {
  const form = Object.assign(document.createElement('form'), { action, method: 'post' });
  for (const [name, value] of Object.entries(fields)) {
    form.append(Object.assign(document.createElement('textarea'), { name, value }));
  }
  document.body.append(form);
  form.submit();
}
"""


@dataclass(frozen=True, slots=True)
class Refusal:
    """``ask`` does what somebody by the name ``who`` (or nobody) is refused with ``status``."""

    who: str
    what: str
    status: int
    ask: Callable[[Page], Response | None]


def emptied_forms(app: FastAPI, page: Page) -> Iterator[tuple[str, str]]:
    """The routes among ``EMPTIED`` that forms of the open page are sent to, and their addresses."""
    for action in page.eval_on_selector_all("form[method=post]", _ACTIONS):
        route = _route_of_form(app, urlsplit(action).path)
        if route in EMPTIED:
            yield route, action


def send_emptied(page: Page, action: str) -> Response | None:
    """The answer to the form of the open page that goes to ``action``, with nothing in it."""
    with page.expect_navigation() as answered:
        page.evaluate(_SENDS_EMPTIED, action)
    return answered.value


def _route_of_form(app: FastAPI, path: str) -> str:
    scope = {"type": "http", "method": "POST", "path": path, "headers": []}
    for route in iter_route_contexts(app.routes):
        match, _ = route.matches(scope)
        if match is Match.FULL:
            return str(route.path)
    return path


def _sending(start: str, path: str, fields: Mapping[str, str]) -> Callable[[Page], Response | None]:
    def ask(page: Page) -> Response | None:
        page.goto(start)
        with page.expect_navigation() as answered:
            page.evaluate(_SENDS, [path, dict(fields)])
        return answered.value

    return ask


def _going(path: str) -> Callable[[Page], Response | None]:
    return lambda page: page.goto(path)


def _submitted_again(page: Page) -> Response | None:
    page.goto("/evidence?status=signed_off")
    piece = page.locator(".app-pieces__title").first.get_attribute("href")
    return _sending("/evidence", f"{piece}/submit", {})(page)


def _looked_at(*rows: str) -> Callable[[Page], Response | None]:
    """A list of people is looked at: it tells what would become of each row."""
    lines = "\n".join(("Name,Email address,Role,Employer", *rows))
    file = FilePayload(name="people.csv", mimeType="text/csv", buffer=lines.encode())

    def ask(page: Page) -> Response | None:
        page.goto("/import/people")
        page.set_input_files("#file", file)
        with page.expect_navigation() as answered:
            page.locator("main form button").first.click()
        return answered.value

    return ask


def _all_ticked(page: Page) -> Response | None:
    page.goto("/queue?tick=all")
    with page.expect_navigation() as answered:
        page.get_by_role("button", name="All met").click()
    return answered.value


NOBODY = "Nobody signed in"

_TEXT = {"what": "I took a statement in the Alder matter, and settled it.\n" * 5, "title": "Alder"}

REFUSALS = (
    Refusal(
        NOBODY,
        "a wrong password",
        401,
        _sending("/sign-in", "/sign-in", {"email": "who@gatepost.example", "password": "wrong"}),
    ),
    Refusal(NOBODY, "sent after the session", 401, _sending("/sign-in", "/evidence/quick", _TEXT)),
    Refusal(NOBODY, "signed out", 200, _sending("/sign-in", "/sign-out", {})),
    Refusal(NOBODY, "a link that is over", 404, _going("/link/no-such-link")),
    Refusal(NOBODY, "a mail link that is over", 404, _going("/mail/no-such-link")),
    Refusal("Amara Okafor", "not hers to do", 403, _going("/queue")),
    Refusal("Amara Okafor", "only sent to", 405, _going("/sign-out")),
    Refusal("Amara Okafor", "signed off long ago", 409, _submitted_again),
    Refusal("Amara Okafor", "no such page of a list", 422, _going("/evidence?cursor=made-up")),
    Refusal(
        "Amara Okafor",
        "longer than a book",
        413,
        _sending("/evidence", "/account/tokens", {"name": "word " * 500_000}),
    ),
    Refusal("Sam Rowe", "asked once before many", 200, _all_ticked),
    Refusal("Sam Rowe", "none of many", 422, _sending("/queue", "/queue/all-met", {})),
    Refusal(
        "Ruth Ellis",
        "a list that can be taken in",
        200,
        _looked_at(
            "Dev Anand,dev@larkfield.example,Assessor,",
            "Eve Stone,eve@firm.example,Line manager,A new firm",
            "Sam Rowe,sam@larkfield.example,Assessor,",
        ),
    ),
    Refusal(
        "Ruth Ellis",
        "a list that is wrong",
        422,
        _looked_at("Dev Anand,no address,Assessor,", "Eve Stone,eve@firm.example,Baker,"),
    ),
)
"""What else no link leads to, two pages that ask before they act among them."""

FAULTS = (
    Refusal(NOBODY, "a fault of ours", 500, _going("/fault-of-ours")),
    Refusal(NOBODY, "files that cannot be reached", 503, _going("/files-out-of-reach")),
)
"""Where ``add_faults`` was there before."""


def add_faults(app: FastAPI) -> None:
    """Two routes that fail, since by itself nothing does."""

    def fail(request: Request) -> None:
        if request.url.path == "/files-out-of-reach":
            raise StorageFailed("The files cannot be reached.")
        raise RuntimeError("Nobody foresaw this.")

    for path in ("/fault-of-ours", "/files-out-of-reach"):
        app.add_api_route(path, fail)

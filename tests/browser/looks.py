"""Every page as everybody sees it, in every mode: ``make looks``, which is no part of the tests.

Each of the demonstration's people walks to every page that links lead to, and so does somebody who
is not signed in. A page is opened once, and where it has a part that was in none before it is
shown in every mode: axe-core must find nothing in it, nothing may stick out at its side, nothing
move. (What a page is made of, whatever it looks like, is for ``test_every_page.py``.) Of one
route's pages those are opened that may show something new. Forms are sent with nothing in them,
and what is refused is asked for (``refusals.py``). What is found is printed, and
``var/looks/walked.txt`` tells who opened which pages, and how many of them were new.

``--pictures`` keeps a picture of each mode too, ``--person NAME`` lets none but those walk.
"""

import re
import sys
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

import typer
from fastapi import FastAPI
from fastapi.routing import iter_route_contexts
from playwright.sync_api import Browser, Page, Response, sync_playwright

from app.main import create_app
from app.settings import ROOT, Settings
from app.upkeep.demonstration import Demonstration, demonstrate
from app.upkeep.terminal import progress_of
from tests.browser.chromium import launch_chromium
from tests.browser.modes import MODES, UNFOLDS, faults_in, show_in, sticking_out
from tests.browser.refusals import FAULTS, NOBODY, REFUSALS, add_faults, emptied_forms, send_emptied
from tests.live import LiveServer, address_of, free_socket, serving

KEPT = ROOT / "var/looks"

ALIKE = 3
"""After so many in a row that show nothing new, a person opens no more pages of that route."""

NARROW = ("320", "1280-large-text")
"""Where something sticks out first: so a page is shown in which nothing else is new."""

NO_PAGES = (".pdf", ".csv", ".xlsx", ".svg", ".zip", ".ics", "/files/", "/certificate")

NOWHERE = "/nothing-is-here"

PARTS = """
() => {
  const own = each => each === null ? '' : [
    each.localName, each.className.baseVal ?? each.className, ...each.getAttributeNames(),
  ].join(' ');
  return [...new Set([...document.querySelectorAll('body *')].map(each =>
    [each, each.parentElement, each.parentElement.parentElement].map(own).join(' < ')
  ))];
}
"""
"""Each kind of element with its classes, within two others: where it is new, it may look new."""


class Walk:
    """What was opened, by whoever it was, and what was found. ``pictures``: where, or none."""

    def __init__(self, server: LiveServer, pictures: Path | None) -> None:
        self.server, self.pictures = server, pictures
        self.parts: set[str] = set()
        self.sent: set[str] = set()
        self.faults: list[str] = []
        self.opened: Counter[tuple[str, str]] = Counter()
        self.examined: Counter[tuple[str, str]] = Counter()

    def over_pages_of(self, name: str, page: Page, *starts: str) -> None:
        waiting, known, alike = [*starts, NOWHERE], {*starts}, Counter[str]()
        while waiting:
            path = waiting.pop(0)
            route = route_of(self.server.app, path.partition("?")[0])
            if alike[route] == ALIKE:
                continue
            answer = page.goto(path)
            self.opened[name, route] += 1
            if answer is None or answer.status != (404 if path == NOWHERE else 200):
                self._found(name, path, "status", f"It answers {answer and answer.status}.")
                continue
            for link in links_of(page):
                if link not in known:
                    known.add(link)
                    waiting.append(link)
            sent_to = list(emptied_forms(self.server.app, page))
            new = self._look_at(name, path, page, route)
            alike[route] = 0 if new else alike[route] + 1
            for sent_route, action in sent_to:
                if sent_route not in self.sent:
                    self.sent.add(sent_route)
                    page.goto(path)
                    answer = send_emptied(page, action)
                    self._look_at_refusal(name, f"{sent_route}, emptied", page, answer, 422)

    def over_refusals_of(self, name: str, page: Page) -> None:
        for refusal in (*REFUSALS, *FAULTS):
            if refusal.who == name:
                answer = refusal.ask(page)
                self._look_at_refusal(name, refusal.what, page, answer, refusal.status)

    def _look_at_refusal(
        self, name: str, what: str, page: Page, answer: Response | None, status: int
    ) -> None:
        self.opened[name, what] += 1
        if answer is None or answer.status != status:
            self._found(name, what, "status", f"It answers {answer and answer.status}.")
        self._look_at(name, what, page, what)

    def _look_at(self, name: str, path: str, page: Page, route: str) -> bool:
        """Whether the page that is open has a part that was in none before."""
        page.evaluate(UNFOLDS)
        parts = set(page.evaluate(PARTS))
        new = not parts <= self.parts
        self.parts |= parts
        self.examined[name, route] += new
        typer.echo(f"{datetime.now(UTC):%H:%M:%S} {name}: {path}{' *' if new else ''}")
        for mode in MODES:
            if not new and mode.name not in NARROW:
                continue
            show_in(page, mode)
            for fault in faults_in(page, mode) if new else sticking_out(page, mode):
                self._found(name, path, mode.name, fault)
            if new and self.pictures:
                title = f"{route.strip('/')} {self.opened[name, route]} {name} {mode.name}"
                file = re.sub(r"[^\w]+", "-", title).strip("-").lower()
                page.screenshot(path=self.pictures / f"{file}.png", full_page=True)
        return new

    def _found(self, name: str, path: str, mode: str, fault: str) -> None:
        self.faults.append(f"{name}, {path}, {mode}: {fault}")
        typer.echo(f"  {mode}: {fault}")

    def lines(self) -> Iterator[str]:
        """Who opened how many pages of which route, and how many of them showed something new."""
        yield f"In each mode: {', '.join(mode.name for mode in MODES)}"
        for name in dict.fromkeys(name for name, _ in self.opened):
            routes = sorted(route for whose, route in self.opened if whose == name)
            opened = sum(self.opened[name, route] for route in routes)
            examined = sum(self.examined[name, route] for route in routes)
            yield f"\n{name}: {opened} pages of {len(routes)} routes, {examined} of them new"
            for route in routes:
                counts = self.opened[name, route], self.examined[name, route]
                yield f"  {route}: {counts[0]}, {counts[1]}"
        opened, examined = self.opened.total(), self.examined.total()
        routes = sorted({route for _, route in self.opened})
        yield (
            f"\nAll: {opened} pages of {len(routes)} routes, {examined} of them new and shown in"
            f" {len(MODES)} modes, {examined * len(MODES)} times axe: {len(self.faults)} faults"
        )


def route_of(app: FastAPI, path: str) -> str:
    """The path of the route that answers a GET of ``path``, as ``/evidence/{evidence_id}``."""
    routes = iter_route_contexts(app.routes)
    paths = {route.path or "" for route in routes if "GET" in (route.methods or ())}
    shapes = {each: re.sub(r"{[^}]*}", "[^/]+", each.replace(".", r"\.")) for each in paths}
    fitting = [each for each, shape in shapes.items() if re.fullmatch(shape, path)]
    return min(fitting, key=lambda each: each.count("{"), default=path)


def links_of(page: Page) -> Iterator[str]:
    here = urlsplit(page.url)
    for href in page.eval_on_selector_all("a[href]", "links => links.map(link => link.href)"):
        there = urlsplit(href)
        if there.netloc == here.netloc and not any(mark in there.path for mark in NO_PAGES):
            yield there.path + (f"?{there.query}" if there.query else "")


def opened_in(browser: Browser, server: LiveServer) -> Page:
    context = browser.new_context(base_url=server.url, locale="en-GB", timezone_id="Europe/London")
    return context.new_page()


def sign_in(page: Page, email: str, password: str) -> None:
    page.goto("/sign-in")
    page.fill("#email", email)
    page.fill("#password", password)
    page.click("main button[type=submit]:has-text('Sign in')")
    page.wait_for_url("**/")


def look_at_everything(
    shown: Demonstration, settings: Settings, only: list[str], pictures: Path | None
) -> Walk:
    """Everybody's walk, or that of ``only`` some; each in a browser of their own."""
    bound = free_socket()
    app = create_app(settings.model_copy(update={"public_url": address_of(bound)}), with_jobs=False)
    add_faults(app)
    with serving(app, bound) as server, sync_playwright() as playwright:
        browser = launch_chromium(playwright)
        walk = Walk(server, pictures)
        if not only or NOBODY in only:
            page = opened_in(browser, server)
            walk.over_pages_of(NOBODY, page, "/sign-in", "/offline", "/components")
            walk.over_refusals_of(NOBODY, page)
            page.context.close()
        for person in shown.people:
            if not only or person.name in only:
                page = opened_in(browser, server)
                sign_in(page, person.email, shown.password)
                walk.over_pages_of(person.name, page, "/")
                walk.over_refusals_of(person.name, page)
                page.context.close()
        browser.close()
    return walk


def main(
    person: Annotated[list[str] | None, typer.Option(help="Only these walk.")] = None,
    pictures: Annotated[bool, typer.Option("--pictures", help="Keep them.")] = False,
) -> None:
    settings = Settings.model_validate(
        {"_env_file": None, "data": KEPT / "data", "components": True}
    )
    with progress_of("Playing five years of work") as progress:
        shown = demonstrate(settings, fresh=False, progress=progress, now=datetime.now(UTC))
    folder = KEPT / "pictures"
    folder.mkdir(exist_ok=True)
    walk = look_at_everything(shown, settings, person or [], folder if pictures else None)
    walked = "\n".join(walk.lines())
    (KEPT / "walked.txt").write_text(f"{walked}\n")
    typer.echo(walked)
    sys.exit(bool(walk.faults))


if __name__ == "__main__":
    typer.run(main)

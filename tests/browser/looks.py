"""Every page as everybody sees it, in every mode: ``make looks``, which is no part of the tests.

Each of the demonstration's people signs in and walks to every page that links lead to. A page made
of other parts than any before is looked at in every mode: axe-core must find nothing, and nothing
may stick out at the side. What is found is printed; a picture of each mode is kept in
``var/looks``, for people to look at.
"""

import re
import sys
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

import typer
from fastapi import FastAPI
from fastapi.routing import iter_route_contexts
from playwright.sync_api import Browser, Page, sync_playwright

from app.main import create_app
from app.settings import ROOT, Settings
from app.upkeep.demonstration import Demonstration, demonstrate
from app.upkeep.terminal import progress_of
from tests.browser.chromium import launch_chromium
from tests.browser.modes import MODES, faults_in, show_in
from tests.live import LiveServer, address_of, free_socket, serving

KEPT = ROOT / "var/looks"

OF_EACH_ROUTE = 2
"""How many pages of one route each person opens, to find those that are made of other parts."""

NO_PAGES = (".pdf", ".csv", ".xlsx", ".svg", ".zip", ".ics", "/files/", "/certificate")

PARTS = """
[...new Set([...document.querySelectorAll('body *')].map(
  each => `${each.tagName}.${each.getAttribute('class') ?? ''}`
))].sort().join(' ')
"""


class Walk:
    """What was opened, by whoever it was, and what was found."""

    def __init__(self, server: LiveServer, pictures: Path) -> None:
        self.server, self.pictures = server, pictures
        self.parts: set[tuple[str, str]] = set()
        self.faults: list[str] = []

    def over_pages_of(self, name: str, page: Page) -> None:
        waiting, known, opened = ["/"], {"/"}, Counter[str]()
        while waiting:
            path = waiting.pop(0)
            route = route_of(self.server.app, path.partition("?")[0])
            if opened[route] == OF_EACH_ROUTE:
                continue
            opened[route] += 1
            answer = page.goto(path)
            if answer is None or answer.status != 200:
                self._found(name, path, "status", f"It answers {answer and answer.status}.")
                continue
            for link in links_of(page):
                if link not in known:
                    known.add(link)
                    waiting.append(link)
            parts = (route, page.evaluate(PARTS))
            if parts not in self.parts:
                self.parts.add(parts)
                self._look_at(name, path, page, f"{route.strip('/')} {opened[route]}")

    def _look_at(self, name: str, path: str, page: Page, title: str) -> None:
        typer.echo(f"{name}: {path}")
        for mode in MODES:
            show_in(page, mode)
            for fault in faults_in(page, mode):
                self._found(name, path, mode.name, fault)
            file = re.sub(r"[^\w]+", "-", f"{title} {name} {mode.name}").strip("-").lower()
            page.screenshot(path=self.pictures / f"{file}.png", full_page=True)

    def _found(self, name: str, path: str, mode: str, fault: str) -> None:
        self.faults.append(f"{name}, {path}, {mode}: {fault}")
        typer.echo(f"  {mode}: {fault}")


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


def signed_in(browser: Browser, server: LiveServer, email: str, password: str) -> Page:
    context = browser.new_context(base_url=server.url, locale="en-GB", timezone_id="Europe/London")
    page = context.new_page()
    page.goto("/sign-in")
    page.fill("#email", email)
    page.fill("#password", password)
    page.click("main button[type=submit]:has-text('Sign in')")
    page.wait_for_url("**/")
    return page


def look_at_everything(shown: Demonstration, settings: Settings) -> list[str]:
    bound = free_socket()
    app = create_app(settings.model_copy(update={"public_url": address_of(bound)}), with_jobs=False)
    pictures = KEPT / "pictures"
    pictures.mkdir(exist_ok=True)
    with serving(app, bound) as server, sync_playwright() as playwright:
        browser = launch_chromium(playwright)
        walk = Walk(server, pictures)
        for person in shown.people:
            page = signed_in(browser, server, person.email, shown.password)
            walk.over_pages_of(person.name, page)
            page.context.close()
        browser.close()
    return walk.faults


def main() -> None:
    settings = Settings.model_validate(
        {"_env_file": None, "data": KEPT / "data", "components": True}
    )
    with progress_of("Playing five years of work") as progress:
        shown = demonstrate(settings, fresh=False, progress=progress, now=datetime.now(UTC))
    faults = look_at_everything(shown, settings)
    typer.echo(f"{len(faults)} faults were found. The pictures are in {KEPT / 'pictures'}.")
    sys.exit(bool(faults))


if __name__ == "__main__":
    main()

"""Every page that somebody of the demonstration can walk to, looked at in a real browser.

Of the pages that one route makes those are opened that may show something new; and axe looks at a
page where it has a part that was in none before, whoever looked at that (``parts.js``).
"""

import hashlib
import shutil
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from fastapi import FastAPI
from fastapi.routing import iter_route_contexts
from playwright.sync_api import Page
from sqlmodel import col, select
from starlette.routing import Match

from app.adapters.db import Database
from app.domain.people import Person
from app.models.people import PersonRow
from app.settings import Settings
from tests.browser.conftest import CheckAccessibility, PageFor
from tests.browser.modes import UNFOLDS
from tests.browser.refusals import NOBODY, REFUSALS, emptied_forms, send_emptied
from tests.cli.command import Command, Ran
from tests.conftest import Clock, settings_for
from tests.databases import open_quickly
from tests.live import LiveServer

ALIKE = 3
"""After so many in a row that show nothing new, a route's other pages are left."""

PARTS = Path(__file__).with_name("parts.js").read_text()

NO_PAGES = (".pdf", ".csv", ".xlsx", ".svg", ".zip", "/files/", "/certificate")


@pytest.fixture(scope="module")
def demonstration(as_played: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data folder of a demonstration of our own."""
    folder = tmp_path_factory.mktemp("demonstration") / "data"
    shutil.copytree(as_played, folder)
    return folder


@pytest.fixture
def settings(demonstration: Path) -> Settings:
    return settings_for(demonstration)


@pytest.fixture
def database(settings: Settings) -> Iterator[Database]:
    opened = open_quickly(settings.database_url)
    yield opened
    opened.close()


@pytest.fixture
def clock() -> Clock:
    return Clock(datetime.now(UTC))


def somebody(database: Database, name: str) -> Person:
    with database.read() as session:
        row = session.exec(select(PersonRow).where(col(PersonRow.name) == name)).one()
        return Person(row.id, row.name, row.email)


@pytest.fixture(scope="session")
def accessible(played: tuple[Command, Ran]) -> Path:
    """A file that names all parts of pages that axe has found nothing in, a line each."""
    file = played[0].folder / "accessible"
    file.touch()
    return file


def route_of(app: FastAPI, path: str) -> str:
    """The path of the route that answers a GET of ``path``, as ``/evidence/{evidence_id}``."""
    scope = {"type": "http", "method": "GET", "path": path, "headers": []}
    for route in iter_route_contexts(app.routes):
        match, _ = route.matches(scope)
        if match is Match.FULL:
            return str(route.path)
    return path


def parts_of(page: Page) -> set[str]:
    """A word for each part that the page is made of at this width, whatever it says."""
    parts: list[str] = page.evaluate(PARTS)
    return {hashlib.sha256(part.encode()).hexdigest() for part in parts}


def links_of(page: Page) -> list[str]:
    hrefs: list[str] = page.eval_on_selector_all("a[href]", "links => links.map(link => link.href)")
    here = urlsplit(page.url)
    found = []
    for href in hrefs:
        there = urlsplit(href)
        if there.netloc == here.netloc and not any(mark in there.path for mark in NO_PAGES):
            found.append(there.path + (f"?{there.query}" if there.query else ""))
    return found


def is_first(route: str, accessible: Path) -> bool:
    """Whether nobody has sent this form with nothing in it yet: what it says is said to all."""
    word = f"emptied:{route}"
    if word in accessible.read_text().split():
        return False
    with accessible.open("a") as file:
        file.write(f"{word}\n")
    return True


def look_at(page: Page, accessible: Path, check_accessibility: CheckAccessibility) -> set[str]:
    """The parts of the page that is open; it fits a phone, and where it has new ones axe looks."""
    page.set_viewport_size({"width": 1280, "height": 900})
    page.evaluate(UNFOLDS)
    parts = parts_of(page)
    if not parts <= set(accessible.read_text().split()):
        check_accessibility(page)
        with accessible.open("a") as file:
            file.write("".join(f"{part}\n" for part in sorted(parts)))
    page.set_viewport_size({"width": 320, "height": 640})
    width = page.evaluate("document.documentElement.scrollWidth")
    assert width <= 320, f"{page.url} is too wide"
    return parts


@pytest.mark.parametrize(
    "name",
    [
        "Amara Okafor",
        "Ben Hughes",
        "Dana Kowalski",
        "Marcus Lee",
        "Sam Rowe",
        "Priya Nair",
        "Ruth Ellis",
        "Owen Price",
        "Inês Duarte",
        "Karl Meyer",
    ],
)
def test_every_page_that_a_person_can_walk_to_is_theirs_and_fits_and_is_accessible(
    name: str,
    server: LiveServer,
    database: Database,
    page_for: PageFor,
    check_accessibility: CheckAccessibility,
    accessible: Path,
) -> None:
    page = page_for(somebody(database, name))
    waiting, known, seen, alike = ["/"], {"/"}, set[str](), Counter[str]()
    while waiting:
        path = waiting.pop(0)
        kind = route_of(server.app, path.partition("?")[0])
        if alike[kind] == ALIKE:
            continue
        page.set_viewport_size({"width": 1280, "height": 900})
        answer = page.goto(path)
        assert answer is not None
        assert answer.status == 200, f"{name} was led to {path}, which answers {answer.status}"
        assert page.locator("h1").count() == 1, path
        links, sent_to = links_of(page), list(emptied_forms(server.app, page))
        parts = look_at(page, accessible, check_accessibility)
        alike[kind] = alike[kind] + 1 if parts <= seen else 0
        seen |= parts
        for link in links:
            if link not in known:
                known.add(link)
                waiting.append(link)
        for route, action in sent_to:
            if is_first(route, accessible):
                page.goto(path)
                answer = send_emptied(page, action)
                assert answer is not None
                assert answer.status == 422, f"{route} with nothing in it answers {answer.status}"
                look_at(page, accessible, check_accessibility)
    assert len(alike) >= 7, alike


@pytest.mark.parametrize("name", dict.fromkeys(refusal.who for refusal in REFUSALS))
def test_whoever_is_refused_is_told_so_on_a_page_that_fits_and_is_accessible(
    name: str,
    page: Page,
    database: Database,
    page_for: PageFor,
    check_accessibility: CheckAccessibility,
    accessible: Path,
) -> None:
    theirs = page if name == NOBODY else page_for(somebody(database, name))
    for refusal in REFUSALS:
        if refusal.who == name:
            answer = refusal.ask(theirs)
            assert answer is not None
            assert answer.status == refusal.status, refusal.what
            assert theirs.locator("h1").count() == 1, refusal.what
            look_at(theirs, accessible, check_accessibility)

"""A real browser before a real server.

Whatever a test does, it fails where a page asks another host for something, breaks the content
security policy, or leaves an error in the console. In a room with ``server`` no page is left
unwatched: take pages from ``page`` (nobody signed in) or ``page_for(person)``.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, Literal

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    expect,
    sync_playwright,
)

from app.domain.people import Person
from app.settings import ROOT
from tests.browser.chromium import launch_chromium
from tests.conftest import SignInAs
from tests.live import LiveServer

AXE = ROOT / "app/web/assets/node_modules/axe-core/axe.min.js"
PATIENCE_MS = 30_000
"""Where all goes well nobody waits so long; a machine that does much else at once may need it."""
expect.set_options(timeout=PATIENCE_MS)

REFUSED_ON_PURPOSE = "Failed to load resource: the server responded with a status of 4"
UNREACHABLE = ("Failed to load resource: net::ERR_", "htmx: htmx:error: Failed to fetch")

PageFor = Callable[..., Page]
CheckAccessibility = Callable[[Page], None]


@dataclass
class Watch:
    """What went wrong in any page of a test. ``away``: it is the test that stops the server."""

    server: LiveServer
    away: bool = False
    faults: list[str] = field(default_factory=list)

    def over(self, context: BrowserContext) -> None:
        context.on("request", lambda request: self._asked_for(request.url))
        context.on("console", self._said)
        context.on("weberror", lambda fault: self.faults.append(f"A script failed: {fault.error}"))

    def _asked_for(self, url: str) -> None:
        if not url.startswith((f"{self.server.url}/", "data:", "blob:", "about:")):
            self.faults.append(f"A page asked another host: {url}")

    def _said(self, message: ConsoleMessage) -> None:
        expected = (REFUSED_ON_PURPOSE, *(UNREACHABLE if self.away else ()))
        if message.type == "error" and not message.text.startswith(expected):
            self.faults.append(f"In the console: {message.text}")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        launched = launch_chromium(playwright)
        yield launched
        launched.close()


@pytest.fixture
def watch(server: LiveServer) -> Iterator[Watch]:
    watching = Watch(server)
    yield watching
    assert not watching.faults, "\n".join(watching.faults)


@pytest.fixture
def new_context(
    browser: Browser, server: LiveServer, watch: Watch
) -> Iterator[Callable[..., BrowserContext]]:
    """``new_context(**options)``: a browser of its own, watched, closed at the end."""
    opened: list[BrowserContext] = []

    def context(
        *,
        width: int = 1280,
        height: int = 900,
        touch: bool = False,
        java_script_enabled: bool = True,
        service_workers: Literal["allow", "block"] = "block",
    ) -> BrowserContext:
        made = browser.new_context(
            base_url=server.url,
            viewport={"width": width, "height": height},
            has_touch=touch,
            is_mobile=touch,
            java_script_enabled=java_script_enabled,
            # What a page asks for past a worker could not be seen or held up by a test.
            service_workers=service_workers,
            locale="en-GB",
            timezone_id="Europe/London",
        )
        made.set_default_timeout(PATIENCE_MS)
        watch.over(made)
        opened.append(made)
        return made

    yield context
    for each in opened:
        each.close()


@pytest.fixture
def page(new_context: Callable[..., BrowserContext]) -> Page:
    """A page in a browser in which nobody is signed in."""
    return new_context().new_page()


@pytest.fixture
def page_for(
    new_context: Callable[..., BrowserContext], client_for: SignInAs, server: LiveServer
) -> PageFor:
    """``page_for(person, width=320, java_script_enabled=False)``: signed in, on its own."""

    def signed_in(person: Person, **options: Any) -> Page:
        context = new_context(**options)
        for cookie in client_for(person).cookies.jar:
            context.add_cookies(
                [{"name": cookie.name, "value": cookie.value or "", "url": server.url}]
            )
        return context.new_page()

    return signed_in


@pytest.fixture
def check_accessibility() -> CheckAccessibility:
    """``check_accessibility(page)``: axe-core finds no violation in what is shown."""

    def check(page: Page) -> None:
        page.evaluate(AXE.read_text())
        # What is in order is not described: on a long page that takes longer than to look.
        found = page.evaluate(
            "axe.run({resultTypes: ['violations']}).then(result => result.violations)"
        )
        assert not found, "\n".join(
            f"{violation['id']}: {violation['help']}\n  "
            + "\n  ".join(node["html"] for node in violation["nodes"])
            for violation in found
        )

    return check

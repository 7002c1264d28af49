"""On a phone's home screen: the shell stays on the device, and no page of anybody's does."""

import json
import re

import pytest
from playwright.sync_api import Page, expect
from starlette.testclient import TestClient

from app.domain.evidence import EvidenceStatus
from app.settings import ROOT
from app.web.pages import installing
from tests.browser.conftest import PageFor, Watch
from tests.live import LiveServer
from tests.make import Maker

pytestmark = pytest.mark.one_engine

READY = "navigator.serviceWorker.ready.then(() => true)"
CONTROLLED = "navigator.serviceWorker.controller !== null"
KEPT = """async () => {
  const kept = [];
  for (const name of await caches.keys()) {
    const cache = await caches.open(name);
    for (const request of await cache.keys()) {
      const { headers } = await cache.match(request);
      kept.push([new URL(request.url).pathname, headers.get("Content-Type")]);
    }
  }
  return kept;
}"""
NAMES = "caches.keys()"
ONCE_GONE = """async (name) => {
  for (let tries = 0; tries < 200 && (await caches.keys()).includes(name); tries += 1) {
    await new Promise((done) => setTimeout(done, 50));
  }
  return caches.keys();
}"""


@pytest.fixture
def page(page_for: PageFor, make: Maker) -> Page:
    """Amara's phone, on whose home screen Gatepost is."""
    page = page_for(make.cast.amara, width=320, service_workers="allow")
    page.goto("/")
    page.evaluate(READY)
    page.wait_for_function(CONTROLLED)
    return page


def test_no_page_of_anybodys_is_kept_on_the_device(page: Page, make: Maker) -> None:
    piece = make.evidence(EvidenceStatus.SUBMITTED)
    for path in ("/", "/evidence", f"/evidence/{piece}", "/evidence/quick", "/readiness"):
        page.goto(path)
    kept = page.evaluate(KEPT)
    pages = [path for path, kind in kept if kind.startswith("text/html")]
    assert pages == ["/offline"]
    assert all(path == "/offline" or path.startswith("/assets/") for path, _ in kept)
    assert len(kept) == len(installing.KEPT) + 1


def test_every_script_that_a_kept_script_begins_with_is_kept_too() -> None:
    scripts = ROOT / "app/web/assets/js"
    for name in installing.KEPT:
        if (scripts / name).exists():
            begins_with = re.findall(
                r'^import .* from "\./(.+)";$', (scripts / name).read_text(), re.MULTILINE
            )
            assert set(begins_with) <= set(installing.KEPT), name


def test_without_a_network_a_page_says_so_and_shows_nothing_of_anybody(
    page: Page, server: LiveServer, watch: Watch
) -> None:
    watch.away = True
    server.stop()
    page.goto("/evidence")
    expect(page.get_by_role("heading", level=1)).to_have_text("There is no network")
    assert "Amara" not in page.content()
    assert page.evaluate("getComputedStyle(document.querySelector('h1')).fontWeight") == "700"
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    server.start()
    page.get_by_role("link", name="Try again").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your evidence")


def test_what_was_typed_without_a_network_is_put_back(
    page: Page, server: LiveServer, watch: Watch
) -> None:
    page.goto("/evidence/quick")
    watch.away = True
    server.stop()
    page.get_by_label("What happened?").fill("Sat in on a mediation")
    page.goto("/")
    server.start()
    page.goto("/evidence/quick")
    expect(page.get_by_label("What happened?")).to_have_value("Sat in on a mediation")


def test_a_new_version_takes_over_at_the_next_page(
    page: Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    [before] = page.evaluate(NAMES)
    monkeypatch.setattr(installing, "KEPT", installing.KEPT[:-1])
    page.goto("/evidence")
    [now] = page.evaluate(ONCE_GONE, before)
    assert now != before


def test_a_browser_is_told_how_to_put_it_on_a_home_screen(
    client: TestClient,
) -> None:
    said = json.loads(client.get("/manifest.webmanifest").text)
    assert (said["start_url"], said["scope"], said["display"]) == ("/", "/", "standalone")
    for icon in said["icons"]:
        answer = client.get(icon["src"])
        assert answer.headers["Content-Type"] == icon["type"]
    worker = client.get("/service-worker.js")
    assert worker.headers["Content-Type"].startswith("text/javascript")
    assert "worker-src 'self'" in worker.headers["Content-Security-Policy"]

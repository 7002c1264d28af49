"""Files go up while an apprentice writes on: several at once, gone on with, cancelled."""

import uuid
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, Route, expect
from starlette.testclient import TestClient

from tests.browser.conftest import PATIENCE_MS, CheckAccessibility, PageFor, Watch
from tests.browser.test_saving import expect_on_the_device
from tests.conftest import SignInAs
from tests.jobs.test_previews import photo
from tests.live import LiveServer
from tests.make import Maker
from tests.pages.test_files import names_on
from tests.pages.test_uploads import begin, opened, send

pytestmark = pytest.mark.one_engine

LARGE = b"I was there. " * 480_000
"""More than one part."""


@pytest.fixture
def draft(make: Maker) -> uuid.UUID:
    return make.evidence()


@pytest.fixture
def page(page_for: PageFor, make: Maker, draft: uuid.UUID) -> Page:
    """Amara's browser, in which she writes."""
    page = page_for(make.cast.amara)
    page.goto(f"/evidence/{draft}/edit")
    return page


def test_several_files_go_up_at_once_and_what_is_typed_meanwhile_is_saved(
    page: Page,
    make: Maker,
    draft: uuid.UUID,
    tmp_path: Path,
    check_accessibility: CheckAccessibility,
) -> None:
    for name, content in (("large.txt", LARGE), ("small.txt", b"A note.")):
        (tmp_path / name).write_bytes(content)
    (tmp_path / "page.html").write_text("<html>")
    page.get_by_label("Title").press_sequentially("A ")
    chosen = [tmp_path / name for name in ("large.txt", "page.html", "small.txt")]
    page.get_by_label("Files (optional)").set_input_files(chosen)
    added = page.locator("#added_files")
    expect(added.get_by_role("link", name="small.txt")).to_be_visible()
    expect(added.get_by_role("link", name="large.txt")).to_be_visible()
    refused = page.get_by_text("“page.html” is a web page")
    expect(refused).to_have_role("alert")
    expect(refused).to_have_count(1)
    check_accessibility(page)
    expect(page.locator(".app-save-state")).to_have_attribute("data-state", "saved")
    page.get_by_role("button", name="Save as draft").click()
    expect(page.locator("#notice")).to_contain_text("Saved.")
    assert make.seen_by(make.cast.amara, draft).content.title.startswith("A ")
    assert sorted(names_on(make, draft)) == ["large.txt", "small.txt"]


def test_two_files_are_dropped_each_with_its_progress_and_one_is_cancelled(
    page: Page, make: Maker, draft: uuid.UUID
) -> None:
    held = hold_second_parts(page)
    where_files_go = page.locator(".govuk-form-group:has(> #files)")
    two = page.evaluate_handle(DROPPED, ["kept.txt", "left-out.txt"])
    beside = page.get_by_label("What did you do?")
    beside.dispatch_event("dragover", {"dataTransfer": two})
    expect(where_files_go).to_contain_class("app-files--over")
    beside.dispatch_event("drop", {"dataTransfer": two})
    expect(where_files_go).not_to_contain_class("app-files--over")
    progress = page.get_by_role("progressbar", name="kept.txt")
    expect(progress).to_have_js_property("value", 80)
    expect(line_of(page, "kept.txt")).to_contain_text("80 %")
    expect(line_of(page, "left-out.txt")).to_contain_text("Waits")
    page.get_by_role("button", name="Cancel left-out.txt").click()
    expect(line_of(page, "left-out.txt")).to_have_count(0)
    expect(page.get_by_role("button", name="Cancel kept.txt")).to_be_focused()
    expect(progress).to_have_js_property("value", 80)
    let_go(page, held)
    expect(page.locator("#added_files").get_by_role("link", name="kept.txt")).to_be_visible()
    expect(progress).to_have_count(0)
    assert names_on(make, draft) == ["kept.txt"]


def test_an_upload_goes_on_by_itself_once_the_server_is_back(
    page: Page, make: Maker, client_for: SignInAs, server: LiveServer, watch: Watch, tmp_path: Path
) -> None:
    watch.away = True
    held, file = hold_second_parts(page), tmp_path / "large.txt"
    file.write_bytes(LARGE)
    page.get_by_label("Files (optional)").set_input_files(file)
    expect(line_of(page, "large.txt")).to_contain_text("80 %")
    server.stop()
    with page.expect_event("requestfailed", lambda request: request.method == "PATCH"):
        let_go(page, held)
    page.unroute("**/uploads/*")
    server.start()
    link = page.locator("#added_files").get_by_role("link", name="large.txt")
    expect(link).to_be_visible()
    upload = link.get_attribute("href") or ""
    assert opened(make, client_for(make.cast.amara), upload) == LARGE


def test_a_phone_takes_a_photo_for_the_quick_log(
    page_for: PageFor, make: Maker, tmp_path: Path, check_accessibility: CheckAccessibility
) -> None:
    board = tmp_path / "board.jpg"
    board.write_bytes(photo())
    phone = page_for(make.cast.amara, width=320, height=640, touch=True)
    phone.goto("/evidence/quick")
    camera = phone.get_by_label("Take a photo (optional)")
    expect(camera).to_be_visible()
    check_accessibility(phone)
    camera.set_input_files(board)
    phone.get_by_role("button", name="Log it").tap()
    expect(phone.get_by_role("heading", name="Logged")).to_be_visible()
    expect(phone.get_by_role("link", name="board.jpg")).to_be_visible()
    assert phone.evaluate("document.documentElement.scrollWidth") == 320


@pytest.mark.parametrize(("on", "taken"), [("What happened?", False), ("Files (optional)", True)])
def test_a_file_that_is_dropped_beside_where_files_go_is_not_opened_in_place_of_the_page(
    page_for: PageFor, make: Maker, on: str, taken: bool
) -> None:
    page = page_for(make.cast.amara)
    page.goto("/evidence/quick")
    dropped = page.evaluate_handle(DROPPED, ["notes.txt"])
    by_the_browser = page.get_by_label(on).evaluate(
        """(field, dataTransfer) => {
          const given = {dataTransfer, bubbles: true, cancelable: true};
          return field.dispatchEvent(new DragEvent("drop", given));
        }""",
        dropped,
    )
    assert by_the_browser is taken


def test_what_is_logged_beside_a_refused_file_is_a_draft_and_no_longer_kept_beside_it(
    page_for: PageFor, make: Maker, tmp_path: Path
) -> None:
    (tmp_path / "empty.txt").touch()
    page = page_for(make.cast.amara)
    page.goto("/evidence/quick")
    page.get_by_label("What happened?").press_sequentially("I met the client.")
    expect(page.locator(".app-save-state")).to_have_attribute("data-state", "saved")
    page.get_by_label("Files (optional)").set_input_files(tmp_path / "empty.txt")
    page.get_by_role("button", name="Log it").click()
    expect(page.get_by_text("It is kept as a draft.")).to_be_visible()
    expect(page.get_by_label("Title")).to_have_value("I met the client.")
    expect_on_the_device(page, "{}")
    expect(page.get_by_text("What you typed before")).to_have_count(0)


DROPPED = """names => {
  const dropped = new DataTransfer();
  for (const name of names) dropped.items.add(new File(["I was there. ".repeat(480000)], name));
  return dropped;
}"""


def hold_second_parts(page: Page) -> list[Route]:
    """Parts but the first of a file are not sent before the test says so."""
    held: list[Route] = []

    def hold(route: Route) -> None:
        if route.request.headers.get("upload-offset", "0") == "0":
            route.continue_()
        else:
            held.append(route)

    page.route("**/uploads/*", hold)
    return held


def let_go(page: Page, held: list[Route]) -> None:
    """A part is on its way a moment after the page tells how far the one before it came."""
    for _ in range(PATIENCE_MS // 50):
        if held:
            break
        page.wait_for_timeout(50)
    held.pop().continue_()


def line_of(page: Page, name: str) -> Locator:
    """Where the page tells of a file on its way."""
    return page.locator(".app-files__list--sent li").filter(has_text=name)


def test_an_interrupted_upload_goes_on_where_the_same_file_is_chosen_again(
    page: Page, make: Maker, draft: uuid.UUID, client_for: SignInAs, tmp_path: Path
) -> None:
    file = tmp_path / "large.txt"
    file.write_bytes(LARGE)
    amara: TestClient = client_for(make.cast.amara)
    mark = str(int(file.stat().st_mtime * 1000))
    upload = begin(amara, draft, len(LARGE), "large.txt", mark).headers["Location"]
    send(amara, upload, 0, LARGE[:1_000_000])
    page.reload()
    expect(page.locator("#added_files")).to_contain_text("1 MB of 6.2 MB arrived")
    with page.expect_request(lambda request: request.method == "PATCH") as first:
        page.get_by_label("Files (optional)").set_input_files(file)
    assert first.value.headers["upload-offset"] == "1000000"
    expect(page.locator("#added_files").get_by_role("link", name="large.txt")).to_be_visible()
    assert opened(make, amara, upload) == LARGE


def test_a_file_on_its_way_is_cancelled(
    page: Page, make: Maker, draft: uuid.UUID, tmp_path: Path
) -> None:
    file = tmp_path / "large.txt"
    file.write_bytes(LARGE)
    page.route("**/uploads/*", lambda route: route.request.method == "PATCH" or route.continue_())
    with page.expect_request(lambda request: request.method == "PATCH"):
        page.get_by_label("Files (optional)").set_input_files(file)
    with page.expect_response(lambda answer: answer.request.method == "DELETE") as gone:
        page.get_by_role("button", name="Cancel large.txt").click()
    assert gone.value.status == 204
    expect(page.get_by_role("button", name="Cancel large.txt")).to_have_count(0)
    page.unroute("**/uploads/*")
    page.reload()
    expect(page.locator("#added_files")).to_be_empty()
    assert names_on(make, draft) == []

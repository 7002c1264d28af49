"""The shell in a real browser: large and small, with scripts and without."""

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.conftest import CheckAccessibility, Watch

pytestmark = pytest.mark.one_engine


@pytest.mark.parametrize("width", [320, 1280, 1920])
@pytest.mark.parametrize("scripts", [True, False])
def test_a_page_that_is_not_there_says_so_at_every_width(
    new_context: Callable[..., BrowserContext],
    check_accessibility: CheckAccessibility,
    width: int,
    scripts: bool,
) -> None:
    page = new_context(width=width, java_script_enabled=scripts).new_page()
    page.goto("/nowhere")
    expect(page.get_by_role("heading", level=1)).to_have_text("Page not found")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    if scripts:
        check_accessibility(page)


def test_the_keyboard_reaches_the_content_first(page: Page) -> None:
    page.goto("/nowhere")
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Skip to main content")
    expect(skip).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#main-content")).to_be_focused()


def test_a_page_that_breaks_the_content_security_policy_is_found_out(
    page: Page, watch: Watch
) -> None:
    page.goto("/nowhere")
    page.evaluate(
        "document.head.append(Object.assign(document.createElement('style'), {textContent: 'a'}))"
    )
    page.evaluate("new Promise(done => setTimeout(done, 100))")
    assert "Content Security Policy" in watch.faults.pop()

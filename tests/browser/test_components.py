"""Every component in each state, looked at in every width and scheme."""

import pytest
from playwright.sync_api import Page

from app.settings import Settings
from tests.browser.modes import MODES, UNFOLDS, faults_in, show_in

pytestmark = pytest.mark.one_engine

WITHOUT_OUTLINE = """
[...document.querySelectorAll(
  'main :is(a[href], button:enabled, select:enabled, textarea, summary, [tabindex="0"],' +
  ' input:enabled:not([type=radio], [type=checkbox], [type=hidden]))'
)].filter(each => each.checkVisibility()).filter(each => {
  each.focus();
  const shown = getComputedStyle(each);
  return shown.outlineStyle === 'none' || parseFloat(shown.outlineWidth) < 2;
}).map(each => each.outerHTML.slice(0, 160))
"""
"""Of radios and checkboxes the mark beside them shows the focus. What is not there has none."""


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return settings.model_copy(update={"components": True})


def test_every_component_is_accessible_and_fits_in_every_mode(page: Page) -> None:
    page.goto("/components")
    faults = []
    for mode in MODES:
        show_in(page, mode)
        faults += [f"{mode.name}: {fault}" for fault in faults_in(page, mode)]
    assert not faults, "\n".join(faults)


def test_in_the_readers_own_colours_the_focus_is_an_outline(page: Page) -> None:
    page.emulate_media(forced_colors="active")
    page.set_viewport_size({"width": 320, "height": 900})
    page.goto("/components")
    page.evaluate(UNFOLDS)
    assert page.evaluate(WITHOUT_OUTLINE) == []


def test_paper_is_light_however_dark_the_screen_is(page: Page) -> None:
    page.goto("/components")
    page.emulate_media(color_scheme="dark")
    on_screen = page.evaluate("getComputedStyle(document.body).color")
    page.emulate_media(color_scheme="dark", media="print")
    assert page.evaluate("getComputedStyle(document.documentElement).colorScheme") == "light"
    assert page.evaluate("getComputedStyle(document.body).color") != on_screen

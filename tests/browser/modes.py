"""How a page can be looked at: its width, the scheme, the reader's own colours, larger text."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from playwright.sync_api import Page

from app.settings import ROOT

AXE = (ROOT / "app/web/assets/node_modules/axe-core/axe.min.js").read_text()

CONTRAST = ("color-contrast", "link-in-text-block")
"""The rules of axe-core for which colours matter; all others say the same in every scheme."""

LAYOUT = (*CONTRAST, "target-size", "scrollable-region-focusable")
"""Those for which it matters where things lie; the width decides what the others see."""

STICKS_OUT = """
([width, regions]) => [...document.querySelectorAll('body *')].filter(each => {
  const box = each.getBoundingClientRect();
  const within = each.closest(regions);
  return box.width && !within && box.right > width + 1;
}).slice(0, 3).map(each => each.outerHTML.slice(0, 160))
"""

MOVES = """
[...document.querySelectorAll('body *')].filter(each => {
  const { animationName, animationDuration, transitionDuration } = getComputedStyle(each);
  const lasts = durations => durations.split(',').some(each => parseFloat(each) > 0.01);
  return lasts(transitionDuration) || (animationName !== 'none' && lasts(animationDuration));
}).slice(0, 3).map(each => each.outerHTML.slice(0, 160))
"""

UNFOLDS = """
() => {
  const kinds = new Set();
  for (const each of document.querySelectorAll('details:not([open])')) {
    if (!kinds.has(each.className)) each.open = true;
    kinds.add(each.className);
  }
}
"""
"""Of each kind of what unfolds the first stands open then: what is folded axe does not look at."""

REGIONS = ".app-matrix, .govuk-visually-hidden, svg"
"""What scrolls by itself, or takes no place."""


@dataclass(frozen=True, slots=True)
class Mode:
    """``text`` enlarges the text alone, in per cent; ``scale`` all there is, as a browser's zoom
    does; ``moving``: the reader minds no motion. ``rules`` empty: every rule is asked.
    """

    name: str
    width: int
    scheme: Literal["light", "dark"] = "light"
    media: Literal["screen", "print"] = "screen"
    forced: bool = False
    moving: bool = False
    text: int = 100
    scale: int = 1
    rules: tuple[str, ...] = ()


MODES = (
    Mode("320", 320),
    Mode("768", 768),
    Mode("1440", 1440, moving=True),
    Mode("320-dark", 320, "dark", rules=CONTRAST),
    Mode("768-dark", 768, "dark", rules=CONTRAST),
    Mode("1440-dark", 1440, "dark", rules=CONTRAST),
    Mode("1440-forced", 1440, "dark", forced=True),
    Mode("640-zoomed", 640, scale=2, rules=LAYOUT),
    Mode("1280-large-text", 1280, text=200, rules=LAYOUT),
    Mode("print", 794, "dark", media="print", rules=CONTRAST),
)


def show_in(page: Page, mode: Mode) -> None:
    """The page that is open, as ``mode`` shows it."""
    page.emulate_media(
        media=mode.media,
        color_scheme=mode.scheme,
        forced_colors="active" if mode.forced else "none",
        reduced_motion="no-preference" if mode.moving else "reduce",
    )
    height = 900 // mode.scale
    page.set_viewport_size({"width": mode.width, "height": height})
    if mode.scale > 1:
        # It holds while the session is open, and until the next size.
        page.context.new_cdp_session(page).send(
            "Emulation.setDeviceMetricsOverride",
            {
                "width": mode.width,
                "height": height,
                "deviceScaleFactor": mode.scale,
                "mobile": False,
            },
        )
    page.evaluate("size => { document.documentElement.style.fontSize = size }", f"{mode.text}%")


def faults_in(page: Page, mode: Mode) -> Iterator[str]:
    """What axe-core finds in the page as it is shown now, what moves, and what sticks out."""
    if not page.evaluate("typeof axe === 'object'"):
        page.evaluate(AXE)
    options: dict[str, object] = {"resultTypes": ["violations"]}
    if mode.rules:
        options["runOnly"] = list(mode.rules)
    if mode.forced:
        # A browser says which colours a page asked for, and not those that it paints instead.
        options["rules"] = {rule: {"enabled": False} for rule in CONTRAST}
    found = page.evaluate("options => axe.run(options).then(result => result.violations)", options)
    for violation in found:
        for node in violation["nodes"]:
            yield f"{violation['id']}: {node['failureSummary']}\n    {node['html'][:200]}"
    if not mode.moving:
        for html in page.evaluate(MOVES):
            yield f"It moves: {html}"
    yield from sticking_out(page, mode)


def sticking_out(page: Page, mode: Mode) -> Iterator[str]:
    """What makes one scroll sideways in the page as it is shown now."""
    if page.evaluate("document.documentElement.scrollWidth") > mode.width:
        for html in page.evaluate(STICKS_OUT, [mode.width, REGIONS]):
            yield f"It sticks out at the side: {html}"

"""What narrows a list stands above it; on a phone it is folded, so that the list comes first."""

from dataclasses import replace

import pytest
from playwright.sync_api import expect

from app.domain.evidence import EvidenceStatus
from tests.browser.conftest import CheckAccessibility, PageFor
from tests.make import COMPLETE, Maker

pytestmark = pytest.mark.one_engine


@pytest.mark.parametrize("scripts", [True, False])
def test_on_a_phone_the_list_comes_first_and_filters_unfold_by_keyboard(
    make: Maker, page_for: PageFor, check_accessibility: CheckAccessibility, scripts: bool
) -> None:
    for title in ("Lease memo", "Will for a couple"):
        make.evidence(EvidenceStatus.SUBMITTED, replace(COMPLETE, title=title))
    page = page_for(make.cast.amara, width=320, height=640, java_script_enabled=scripts)
    page.goto("/evidence?kind=drafting_sample&status=submitted")
    expect(page.locator(".app-pieces__title").first).to_be_in_viewport()
    words, folded = page.get_by_label("Words"), page.get_by_text("Filters (2 chosen)")
    expect(words).to_be_hidden()
    folded.focus()
    page.keyboard.press("Enter")
    expect(words).to_be_visible()
    if scripts:
        check_accessibility(page)
    words.fill("lease")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Filters (3 chosen)")).to_be_visible()
    expect(words).to_be_hidden()
    page.goto("/evidence?q=nothing+of+the+kind")
    expect(words).to_be_visible()
    page.get_by_role("main").get_by_role("link", name="Show everything").first.click()
    expect(page.get_by_text("Filters", exact=True)).to_be_visible()


def test_where_there_is_room_filters_always_stand_open(make: Maker, page_for: PageFor) -> None:
    make.evidence(EvidenceStatus.SUBMITTED)
    page = page_for(make.cast.amara, java_script_enabled=False)
    page.goto("/evidence")
    expect(page.get_by_text("Filters", exact=True)).to_be_hidden()
    page.get_by_label("Words").fill("nothing of the kind")
    page.keyboard.press("Enter")
    expect(page.get_by_text("No piece fits these filters.")).to_be_visible()

"""In a real browser: suggestions come while somebody types, and one click adds one."""

from dataclasses import replace

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import CheckAccessibility, PageFor
from tests.make import COMPLETE, Maker

BLANK = replace(COMPLETE, narrative="", mappings=())


@pytest.mark.one_engine
@pytest.mark.parametrize("kept", [False, True], ids=["new", "kept"])
def test_ksbs_are_offered_while_one_types_and_a_click_adds_one_and_loses_nothing(
    make: Maker, page_for: PageFor, check_accessibility: CheckAccessibility, kept: bool
) -> None:
    page = page_for(make.cast.amara)
    page.goto(f"/evidence/{make.evidence(content=BLANK)}/edit" if kept else "/evidence/new")
    text = "At the hearing the judge asked me about our offer, and we settled."
    page.locator("#narrative").press_sequentially(text)
    offered = page.locator("#suggested_ksbs .app-criterion")
    expect(offered.first).to_contain_text("You wrote")
    expect(page.locator("#ksbs input[name=criterion]")).to_have_count(0)
    check_accessibility(page)
    code = offered.first.locator(".app-criterion__code").inner_text()
    page.get_by_role("button", name=f"Add {code}", exact=True).click()
    expect(page.locator(f"#mappings-{code}")).to_be_focused()
    expect(page.locator("#narrative")).to_have_value(text)
    expect(page.get_by_role("button", name=f"Add {code}", exact=True)).to_have_count(0)
    expect(offered.first).to_be_visible()
    page.get_by_role("button", name="Suggest KSBs").press("Enter")
    expect(page.get_by_role("heading", name="Your text may show")).to_be_focused()
    page.get_by_label("Which KSBs does this show?").press_sequentially("negotiate")
    expect(page.locator("#heard")).to_contain_text("2 KSBs and duties for “negotiate”.")

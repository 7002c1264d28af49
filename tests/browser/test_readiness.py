"""Readiness and the standards in a real browser: at every width, with scripts and without."""

from dataclasses import replace

import pytest
from playwright.sync_api import expect

from app.domain.evidence import EvidenceStatus
from tests.browser.conftest import CheckAccessibility, PageFor
from tests.make import COMPLETE, Maker, mapped_to

pytestmark = pytest.mark.one_engine

PAGES = (
    "readiness",
    "readiness/criteria",
    "progress",
    "progress/coverage",
    "progress/matrix",
    "/standards",
    "/standards/ST0244/1.1",
)


@pytest.mark.parametrize("width", [320, 1280, 1920])
@pytest.mark.parametrize("scripts", [True, False])
def test_every_page_fits_and_can_be_read_by_everybody(
    make: Maker,
    page_for: PageFor,
    check_accessibility: CheckAccessibility,
    width: int,
    scripts: bool,
) -> None:
    for status in EvidenceStatus:
        make.evidence(status, replace(COMPLETE, title="A title without a blank: " + "x" * 100))
    page = page_for(make.cast.amara, width=width, java_script_enabled=scripts)
    for path in PAGES:
        whole = path if path[0] == "/" else f"/apprenticeships/{make.cast.amaras}/{path}"
        answer = page.goto(whole)
        assert answer
        assert answer.ok, path
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
        if scripts:
            check_accessibility(page)


def test_from_the_answer_to_the_ksbs_that_stand_in_the_way_and_to_one_of_them(
    make: Maker, page_for: PageFor
) -> None:
    make.evidence(EvidenceStatus.SIGNED_OFF, replace(COMPLETE, mappings=mapped_to(["K1", "K2"])))
    page = page_for(make.cast.marcus)
    page.goto(f"/apprenticeships/{make.cast.amaras}/readiness")
    expect(page.get_by_role("heading", level=1)).to_have_text(
        "Not ready for gateway: 1 thing stands in the way"
    )
    page.get_by_role("link", name="Every KSB that counts").click()
    expect(page.get_by_role("link", name="Not met (86)")).to_have_attribute("aria-current", "true")
    expect(page.locator("tbody#K1")).to_have_count(0)
    page.get_by_role("link", name="K2 met").click()
    expect(page.locator("tbody#K2")).to_be_in_viewport()
    expect(page.locator("tbody#K2")).to_contain_text("approaches to research")
    page.get_by_role("link", name="Readiness of Amara Okafor").click()
    with page.expect_download() as saved:
        page.get_by_role("button", name="Save the report as a PDF").click()
    assert saved.value.suggested_filename == "readiness-amara-okafor-2026-11-03.pdf"

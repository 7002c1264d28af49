"""From the gateway to a released result, with five people at five browsers."""

import pytest
from playwright.sync_api import Page, expect

from app.domain.evidence import EvidenceStatus
from tests.assessed import Assessed
from tests.browser.conftest import CheckAccessibility, PageFor

pytestmark = pytest.mark.one_engine


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without"])
def test_a_portfolio_is_handed_over_and_its_result_released(
    assessed: Assessed, page_for: PageFor, check_accessibility: CheckAccessibility, scripts: bool
) -> None:

    def check(page: Page) -> None:
        if scripts:
            check_accessibility(page)

    cast = assessed.cast
    assessed.pass_gateway(assessed.make.evidence(EvidenceStatus.SIGNED_OFF))
    ruth, owen, ines, karl, amara = (
        page_for(each, java_script_enabled=scripts)
        for each in (cast.ruth, assessed.owen, assessed.ines, assessed.karl, cast.amara)
    )
    ruth.goto(f"/apprenticeships/{cast.amaras}")
    ruth.get_by_role("link", name="Hand over").click()
    ruth.get_by_label("Assess UK").check()
    check(ruth)
    ruth.get_by_role("button", name="Hand it over").click()
    expect(ruth.get_by_text("You handed the portfolio over.")).to_be_visible()

    owen.goto("/")
    owen.get_by_role("link", name="Amara Okafor").click()
    owen.get_by_label("Who assesses independently?").select_option("Inês Duarte")
    check(owen)
    owen.get_by_role("button", name="Allocate").click()
    expect(owen.get_by_text("They see the portfolio from now on.")).to_be_visible()

    ines.goto("/")
    check(ines)
    ines.get_by_role("link", name="Amara Okafor").click()
    ines.get_by_role("link", name="Read the portfolio").click()
    check(ines)
    ines.get_by_role("link", name="Lease review memo").first.click()
    expect(ines.get_by_text("memo on the break clause")).to_be_visible()
    check(ines)
    ines.get_by_role("link", name="The portfolio").click()
    ines.get_by_role("link", name="Amara Okafor").click()
    for accept in ines.get_by_label("Accept", exact=True).all():
        accept.check()
    check(ines)
    ines.get_by_role("button", name="Keep these checks").click()
    for method in ("Extended case study", "Portfolio that proves qualifying employment"):
        ines.get_by_role("link", name=method).click()
        ines.get_by_label("Pass", exact=True).check()
        check(ines)
        ines.get_by_role("button", name="Give this grade").click()
    expect(ines.get_by_role("heading", name="Overall, provisionally: pass")).to_be_visible()

    karl.goto("/")
    karl.get_by_role("link", name="Amara Okafor").click()
    check(karl)
    karl.get_by_role("button", name="Confirm the result").click()
    expect(karl.get_by_text("You confirmed the result.")).to_be_visible()

    owen.reload()
    owen.get_by_role("button", name="Release the result").click()
    expect(owen.get_by_text("You released the result.")).to_be_visible()

    amara.goto(f"/apprenticeships/{cast.amaras}")
    amara.get_by_role("link", name="Result").click()
    expect(amara.get_by_role("heading", name="Pass", exact=True)).to_be_visible()
    check(amara)

"""The gateway in a real browser: it fits and can be read at every width; scripts are not needed."""

import pytest

from app.domain.evidence import EvidenceStatus
from tests.browser.conftest import CheckAccessibility, PageFor
from tests.passwords import PASSWORD
from tests.ready import Ready

pytestmark = pytest.mark.one_engine


@pytest.mark.parametrize("width", [320, 1280])
def test_every_page_fits_and_can_be_read_by_everybody(
    ready: Ready, page_for: PageFor, check_accessibility: CheckAccessibility, width: int
) -> None:
    cast = ready.make.cast
    for _ in range(6):
        ready.make.evidence(EvidenceStatus.SIGNED_OFF)
    ready.declares(cast.amara)
    for person, rests in (
        (cast.amara, ("gateway", "portfolio")),
        (cast.marcus, ("gateway", "gateway/declare", "portfolio")),
    ):
        page = page_for(person, width=width)
        for rest in rests:
            answer = page.goto(f"/apprenticeships/{cast.amaras}/{rest}")
            assert answer
            assert answer.ok, rest
            assert page.evaluate("document.documentElement.scrollWidth") <= width, rest
            check_accessibility(page)


def test_without_scripts_a_portfolio_is_selected_and_declared(
    ready: Ready, page_for: PageFor
) -> None:
    page = page_for(ready.make.cast.amara, java_script_enabled=False)
    page.goto(f"/apprenticeships/{ready.amaras}/portfolio")
    page.get_by_label("Lease review memo").uncheck()
    page.get_by_role("button", name="Save the portfolio").click()
    assert "1 piece" in page.inner_text("h1")
    page.get_by_role("link", name="The gateway of Amara Okafor").click()
    page.get_by_role("button", name="Read and declare").click()
    page.get_by_label("Your password, once more").fill(PASSWORD)
    page.get_by_role("button", name="Declare this").click()
    assert "You have declared." in page.inner_text("main")

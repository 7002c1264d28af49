"""What is there to be passed on is copied by one click, which says that it did."""

import pytest
from playwright.sync_api import expect

from app.actions.links import request_new_password
from app.domain.evidence import EvidenceStatus
from app.jobs.daily_mail import prepare_daily_mail
from tests.browser.conftest import CheckAccessibility, PageFor
from tests.live import LiveServer
from tests.make import Maker
from tests.passwords import HERE

pytestmark = pytest.mark.one_engine


@pytest.mark.parametrize("secure", [True, False])
def test_where_there_is_no_mail_an_administrator_copies_links_and_messages(
    make: Maker,
    page_for: PageFor,
    server: LiveServer,
    check_accessibility: CheckAccessibility,
    *,
    secure: bool,
) -> None:
    """Without https a script has no clipboard of its own, and copies what it selects."""
    sam, database = make.cast.sam, make.database
    request_new_password(database, sam.email, address=HERE, public_url=server.url, now=make.now)
    make.evidence(EvidenceStatus.RETURNED)
    prepare_daily_mail(database, server.url, clock=lambda: make.now)
    page = page_for(make.cast.ruth, width=320)
    if secure:
        page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    else:
        page.add_init_script("Object.defineProperty(navigator, 'clipboard', {value: undefined})")

    def pasted() -> str:
        page.evaluate(
            "document.querySelector('main').append(Object.assign("
            "document.createElement('textarea'), {id: 'pasted'})); pasted.focus()"
        )
        page.keyboard.press("Control+V")
        text: str = page.evaluate("[pasted.value, pasted.remove()][0]")
        return text

    page.goto("/messages")
    expect(page.get_by_text("Copied.")).to_have_count(0)
    page.get_by_role("button", name="Copy the link for Sam Rowe").click()
    expect(page.get_by_role("status").filter(has_text="Copied.")).to_be_visible()
    check_accessibility(page)
    assert pasted() == page.get_by_label("Link to pass on to Sam Rowe").input_value()

    page.goto("/messages?kind=daily")
    page.get_by_role("button", name="Copy the message to Amara Okafor").click()
    expect(page.get_by_role("status").filter(has_text="Copied.")).to_be_visible()
    text = pasted()
    assert text.startswith("Hello Amara Okafor,\n\n* ")
    assert f"submit it again\n  {server.url}/evidence/" in text

"""Returned, revised, signed off: what four people do with one piece, in a real browser."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from app.domain.evidence import EvidenceStatus
from tests.browser.conftest import CheckAccessibility, PageFor
from tests.make import Maker

pytestmark = pytest.mark.one_engine

TITLE = "Lease review memo"


def the_ksb(page: Page, code: str) -> Locator:
    return page.get_by_role("group", name=re.compile(f"^{code} "))


@pytest.mark.parametrize("scripts", [True, False])
def test_returned_revised_signed_off(
    make: Maker, page_for: PageFor, check_accessibility: CheckAccessibility, scripts: bool
) -> None:
    piece = make.evidence(EvidenceStatus.DRAFT)
    amara, sam, marcus = (
        page_for(person, java_script_enabled=scripts)
        for person in (make.cast.amara, make.cast.sam, make.cast.marcus)
    )

    amara.goto(f"/evidence/{piece}")
    amara.get_by_role("button", name="Submit", exact=True).click()
    expect(amara.locator("#notice")).to_contain_text("You submitted")

    # Sam returns it: one KSB is met, of the other he says what is missing.
    sam.goto("/")
    expect(sam.get_by_role("heading", level=1)).to_have_text(
        "1 piece waits for you, since 3 November"
    )
    sam.get_by_role("link", name=TITLE).click()
    the_ksb(sam, "K5").get_by_label("Met", exact=True).check()
    sam.get_by_role("button", name="Return to apprentice").click()
    problems = sam.get_by_role("alert")
    expect(problems).to_contain_text("Say whether S2 is met.")
    expect(problems).to_contain_text("Say what the apprentice should do next.")
    the_ksb(sam, "S2").get_by_label("Not met").check()
    sam.get_by_label("Why is S2 not met?").fill("Say which options the client had.")
    sam.get_by_label("Feedback on the piece").fill("A clear memo. Add the options.")
    if scripts:
        check_accessibility(sam)
    sam.get_by_role("button", name="Return to apprentice").click()
    expect(sam.locator("#notice")).to_contain_text(f"You returned “{TITLE}” to Amara Okafor.")
    expect(sam.get_by_role("heading", level=1)).to_have_text("Nothing waits for your decision")

    # Amara revises what was asked of her, and nothing else.
    amara.goto("/")
    amara.get_by_role("link", name=f"Revise “{TITLE}”").click()
    expect(amara.get_by_text("Say which options the client had.")).to_be_visible()
    account = amara.get_by_label("What did you do?")
    account.fill(f"{account.input_value()} I set out three options for the client.")
    amara.get_by_label("How does this show it? S2").fill("The memo compares three options.")
    amara.get_by_role("button", name="Submit", exact=True).click()

    # Sam sees what changed; what did not change is decided as it was.
    sam.goto("/queue?resubmitted=1")
    sam.get_by_role("link", name=TITLE).click()
    changed = sam.get_by_role("region", name="What changed since the last decision")
    expect(changed.locator("ins").first).to_contain_text("I set out three options")
    expect(changed).to_contain_text("A clear memo. Add the options.")
    expect(the_ksb(sam, "K5").get_by_label("Met", exact=True)).to_be_checked()
    expect(the_ksb(sam, "S2").get_by_label("Met", exact=True)).not_to_be_checked()
    expect(the_ksb(sam, "S2").get_by_label("Not met")).not_to_be_checked()
    expect(the_ksb(sam, "S2")).to_contain_text("Last time: not met.")
    the_ksb(sam, "S2").get_by_label("Met", exact=True).check()
    sam.get_by_label("Feedback on the piece").fill("Now it shows the advice as well.")
    sam.get_by_role("button", name="Sign off", exact=True).click()
    expect(sam.locator("#notice")).to_contain_text(f"You signed off “{TITLE}”: 2 met.")
    sam.get_by_role("link", name="See the piece that you decided on").click()
    expect(sam.get_by_text("Now it shows the advice as well.").first).to_be_visible()

    # Marcus confirms it afterwards, and it is all there to be read.
    marcus.goto("/")
    expect(marcus.get_by_text("2 of 67 KSBs met")).to_be_visible()
    marcus.get_by_role("link", name="1 to confirm").click()
    marcus.get_by_role("checkbox", name=TITLE).check()
    marcus.get_by_label("What did you see of this work yourself?").fill("I read each draft.")
    if scripts:
        check_accessibility(marcus)
    marcus.get_by_role("button", name="Confirm").click()
    expect(marcus.locator("#notice")).to_contain_text("You confirmed 1 piece of work.")

    amara.goto(f"/evidence/{piece}")
    for happened in ("Submitted again", "Returned with feedback", "I read each draft."):
        expect(amara.get_by_text(happened).first).to_be_visible()
    amara.goto("/")
    expect(amara.get_by_role("heading", level=1)).to_contain_text("2 of 67 KSBs met")

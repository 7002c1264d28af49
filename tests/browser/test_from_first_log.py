"""From first log to readiness report, as the people themselves go, in a real browser."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import CheckAccessibility, PageFor
from tests.cast import Cast

pytestmark = pytest.mark.one_engine

TITLE = "Advice on a break clause in a shop lease"
MEMO = {"name": "memo.txt", "mimeType": "text/plain", "buffer": b"I advised the tenant."}
WHY = "The memo leads with the advice."


def write(page: Page, *, scripts: bool) -> None:
    """All but the client details, as it is written without haste."""
    page.goto("/")
    page.get_by_role("button", name="Add evidence").click()
    page.get_by_label("Title").fill(TITLE)
    page.get_by_label("What did you do?").fill("I read the lease.\n\nI wrote a memo.")
    first_day = page.get_by_role("group", name="When did it happen?")
    for part, typed in (("Day", "1"), ("Month", "june"), ("Year", "2026")):
        first_day.get_by_label(part).fill(typed)
    page.get_by_label("What kind of evidence is it?").select_option("Drafting sample")
    page.get_by_role("button", name="Save as draft and add files").click()
    page.get_by_label("Files (optional)").set_input_files(MEMO)  # type: ignore[arg-type]
    if not scripts:
        page.get_by_role("button", name="Add the chosen files").click()
    expect(page.get_by_role("link", name="memo.txt")).to_be_visible()


def choose_ksbs(page: Page, *, by_typing: bool) -> None:
    page.get_by_label("Which KSBs does this show?").fill("K5 S2")
    if not by_typing:
        page.get_by_role("button", name="Find").click()
    page.get_by_label(re.compile("^K5 approaches to drafting")).check()
    page.get_by_label(re.compile("^S2 establish")).check()
    page.get_by_role("button", name="Add those that are ticked").click()
    expect(page.get_by_text("2 chosen")).to_be_visible()
    page.get_by_label("How does this show it? K5").fill("I chose what comes first.")
    page.get_by_label("How does this show it? S2").fill(WHY)
    page.get_by_label("Page or time (optional) for K5").fill("p. 2")


def submit(page: Page) -> None:
    """Something is missing at first; everything else is still there."""
    page.get_by_role("button", name="Submit", exact=True).click()
    summary = page.get_by_role("alert")
    summary.get_by_role("link", name="Say what became of client details.").click()
    expect(page.get_by_label("How does this show it? S2")).to_have_value(WHY)
    page.get_by_label("I removed them").check()
    page.get_by_role("button", name="Submit", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(TITLE)
    expect(page.locator("#notice")).to_contain_text(f"You submitted “{TITLE}”.")


def nothing_waits_for(sam: Page) -> None:
    """What he decided is saved once the next page is there."""
    expect(sam.get_by_role("heading", level=1)).to_have_text("Nothing waits for your decision")


def test_a_first_piece_goes_all_the_way(
    page_for: PageFor, cast: Cast, check_accessibility: CheckAccessibility
) -> None:
    amara = page_for(cast.amara)
    write(amara, scripts=True)
    choose_ksbs(amara, by_typing=True)
    check_accessibility(amara)
    submit(amara)
    check_accessibility(amara)

    marcus = page_for(cast.marcus)
    marcus.goto("/")
    marcus.get_by_role("link", name="Amara Okafor").first.click()
    marcus.get_by_role("link", name="Evidence", exact=True).click()
    marcus.get_by_role("link", name=TITLE).click()
    marcus.get_by_label("What did you observe? (optional)").fill("I saw Amara write it.")
    marcus.get_by_role("button", name="Confirm it is their own work").click()
    expect(marcus.get_by_text("Marcus Lee of Marlow & Co confirmed on")).to_be_visible()
    check_accessibility(marcus)

    sam = page_for(cast.sam)
    sam.goto("/")
    sam.get_by_role("link", name=TITLE).click()
    s2 = sam.get_by_role("group", name=re.compile("^S2"))
    s2.get_by_label("Not met").check()
    sam.get_by_label("Why is S2 not met?").fill("Say what the client expected.")
    sam.get_by_role("group", name=re.compile("^K5")).get_by_label("Met", exact=True).check()
    sam.get_by_label("Feedback on the piece").fill("A good memo. Say more of the client.")
    sam.get_by_role("button", name="Return to apprentice").click()
    nothing_waits_for(sam)

    amara.goto("/")
    expect(amara.get_by_text("Sam Rowe: A good memo.", exact=True)).to_be_visible()
    check_accessibility(amara)
    amara.get_by_role("link", name=f"Revise “{TITLE}”").click()
    expect(amara.get_by_text("Say what the client expected.")).to_be_visible()
    amara.get_by_label("How does this show it? S2").fill(f"{WHY} It asks what they expected.")
    amara.get_by_role("button", name="Submit", exact=True).click()
    amara.get_by_role("link", name="See what changed").click()
    expect(amara.locator(".app-changes ins")).to_contain_text("It asks what they expected.")
    check_accessibility(amara)

    sam.goto("/queue")
    sam.get_by_role("link", name=TITLE).click()
    sam.get_by_role("button", name="All met: sign off").click()
    nothing_waits_for(sam)

    amara.goto("/")
    expect(amara.get_by_role("heading", level=1)).to_contain_text("2 of 67 KSBs met")
    amara.get_by_role("link", name="Readiness").first.click()
    expect(amara.get_by_text("65 of 67 KSBs are not yet met.")).to_be_visible()


def test_it_is_written_and_submitted_without_javascript(page_for: PageFor, cast: Cast) -> None:
    amara = page_for(cast.amara, java_script_enabled=False, width=320)
    write(amara, scripts=False)
    choose_ksbs(amara, by_typing=False)
    submit(amara)


def test_what_is_typed_but_not_saved_is_said_and_put_back(page_for: PageFor, cast: Cast) -> None:
    amara = page_for(cast.amara)
    write(amara, scripts=True)
    saved = amara.get_by_text(re.compile("^Saved 10"))
    expect(saved).to_be_visible()
    amara.get_by_label("What did you do?").fill("I read the lease. There is more.")
    expect(amara.get_by_text(re.compile("^Not saved yet"))).to_be_visible()
    amara.get_by_label("Which KSBs does this show?").fill("K5")
    expect(amara.get_by_label(re.compile("^K5 approaches"))).to_be_visible()
    address = amara.url
    amara.goto("/evidence")
    amara.goto(address)
    expect(amara.get_by_label("What did you do?")).to_have_value("I read the lease. There is more.")


@pytest.mark.parametrize("java_script_enabled", [True, False])
def test_enter_saves_from_a_field_and_looks_from_the_search(
    page_for: PageFor, cast: Cast, java_script_enabled: bool
) -> None:
    amara = page_for(cast.amara, java_script_enabled=java_script_enabled)
    amara.goto("/evidence/new")
    amara.get_by_label("Title").fill(TITLE)
    amara.get_by_label("Which KSBs does this show?").fill("K5")
    amara.get_by_label("Which KSBs does this show?").press("Enter")
    expect(amara.get_by_text("Not saved yet")).to_be_visible()
    expect(amara.get_by_label("Title")).to_have_value(TITLE)
    expect(amara.get_by_label(re.compile("^K5 approaches"))).to_be_visible()
    amara.get_by_label("Which KSBs does this show?").fill("")
    amara.get_by_label("Title").press("Enter")
    expect(amara.get_by_text(re.compile("^Saved 10"))).to_be_visible()

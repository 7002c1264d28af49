"""The assessor's and the line manager's pages in a real browser: by keyboard, at every width."""

from dataclasses import replace
from datetime import date

import pytest
from playwright.sync_api import Page, expect

from app.actions.evidence import edit_evidence
from app.actions.reviews import record_review
from app.actions.submission import submit_evidence
from app.domain.evidence import ClientDetails, EvidenceStatus
from app.domain.reviews import ActionToTake
from app.queries.sign_off import decisions_on
from tests.browser.conftest import CheckAccessibility, PageFor
from tests.make import COMPLETE, Maker, mapped_to

pytestmark = pytest.mark.one_engine

LONG = "A title without a blank: " + "x" * 100


def tab_to(page: Page, selector: str, *, backwards: bool = False) -> None:
    """Goes there by keyboard alone, as far as there are fields."""
    for _ in range(60):
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
        page.keyboard.press("Shift+Tab" if backwards else "Tab")
    raise AssertionError(f"{selector} cannot be reached by keyboard")


@pytest.mark.parametrize("width", [320, 1280, 1920])
@pytest.mark.parametrize("scripts", [True, False])
def test_every_page_fits_and_can_be_read_by_everybody(
    make: Maker,
    page_for: PageFor,
    check_accessibility: CheckAccessibility,
    width: int,
    scripts: bool,
) -> None:
    cast = make.cast
    kept = replace(COMPLETE, title=LONG, client_details=ClientDetails.KEPT_AT_FIRM)
    first = make.evidence(EvidenceStatus.SUBMITTED, kept)
    again = make.evidence(EvidenceStatus.RETURNED, replace(COMPLETE, narrative="x" * 300))
    edit_evidence(make.database, again, kept, version=None, by=cast.amara, now=make.now)
    submit_evidence(make.database, again, by=cast.amara, now=make.now)
    signed_off = make.evidence(EvidenceStatus.SIGNED_OFF, replace(COMPLETE, title=LONG))
    review = record_review(
        make.database,
        cast.amaras,
        held_on=date(2026, 11, 2),
        discussed="x" * 200,
        actions=[ActionToTake("x" * 200, cast.amara.id, date(2026, 12, 1))],
        by=cast.sam,
        now=make.now,
    )
    reviews = f"/apprenticeships/{cast.amaras}/reviews"
    paths = {
        cast.sam: (
            "/",
            "/queue?kind=drafting_sample",
            "/queue?criterion=K1",
            f"/evidence/{first}/decide",
            f"/evidence/{again}/decide",
            f"/evidence/{signed_off}/decide",
            f"/evidence/{signed_off}/reopen",
            reviews,
            f"{reviews}/new",
        ),
        cast.marcus: ("/", f"/apprenticeships/{cast.amaras}/confirm", f"/reviews/{review}"),
        cast.jo: ("/",),
    }
    for person, theirs in paths.items():
        page = page_for(person, width=width, java_script_enabled=scripts)
        for path in theirs:
            answer = page.goto(path)
            assert answer
            assert answer.ok, path
            assert page.evaluate("document.documentElement.scrollWidth") <= width, path
            if scripts:
                check_accessibility(page)
            primary = page.locator(".govuk-button:not(.govuk-button--secondary)")
            assert primary.count() <= 1, path


def test_an_assessor_works_through_the_queue_by_keyboard_alone(
    make: Maker, page_for: PageFor, check_accessibility: CheckAccessibility
) -> None:
    make.evidence(EvidenceStatus.SUBMITTED, replace(COMPLETE, title="The first"))
    make.evidence(EvidenceStatus.SUBMITTED, replace(COMPLETE, title="The second"))
    page = page_for(make.cast.sam)
    page.goto("/")
    title = page.evaluate("document.activeElement.textContent")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(title)

    tab_to(page, "[name='mappings.K5']")
    page.keyboard.press("Space")
    tab_to(page, "[name='mappings.S2']")
    page.keyboard.press("ArrowLeft")
    reason = page.get_by_label("Why is S2 not met?")
    expect(reason).to_be_visible()
    expect(page.get_by_label("Why is K5 not met?")).to_be_hidden()
    page.keyboard.press("Tab")
    expect(reason).to_be_focused()
    page.keyboard.type("No options are set out.")

    tab_to(page, "#find")
    page.keyboard.type("K12")
    expect(page.locator("#add-K12")).to_be_visible()
    tab_to(page, "#add-K12")
    page.keyboard.press("Space")
    tab_to(page, "button[value=add]")
    page.keyboard.press("Enter")
    where = page.get_by_label("Where does the work show K12?")
    expect(where).to_be_focused()
    page.keyboard.type("On page 3.")
    check_accessibility(page)
    expect(reason).to_have_value("No options are set out.")

    tab_to(page, "#feedback")
    page.keyboard.type("Clear and accurate.")
    tab_to(page, "button[value=sign_off]")
    page.keyboard.press("Enter")
    expect(
        page.get_by_text(f"You signed off “{title}”: 2 met, 1 not met.", exact=True)
    ).to_be_visible()
    expect(page.get_by_text("Piece 1 of 1", exact=True)).to_be_visible()
    tab_to(page, "button[value=all_met]")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Nothing waits for your decision")


@pytest.mark.parametrize("height", [720, 900])
def test_a_long_decision_goes_along_with_the_page_and_its_end_stays_in_sight(
    make: Maker, page_for: PageFor, height: int
) -> None:
    codes = ["K5", "K7", "K12", "S1", "S2", "S7", "B1"]
    long = replace(COMPLETE, mappings=mapped_to(codes), narrative="A long account.\n\n" * 150)
    piece = make.evidence(EvidenceStatus.SUBMITTED, long)
    page = page_for(make.cast.sam, height=height)
    page.goto(f"/evidence/{piece}/decide")
    expect(page.get_by_role("heading", name="Your decision")).to_be_in_viewport()
    panel = page.locator(".app-beside__sticky")
    assert panel.evaluate("panel => getComputedStyle(panel).overflowY") == "visible"
    sign_off = page.get_by_role("button", name="Sign off", exact=True)
    expect(sign_off).not_to_be_in_viewport()
    sign_off.scroll_into_view_if_needed()
    for further in (400, 800):
        page.mouse.wheel(0, further)
        expect(sign_off).to_be_in_viewport(ratio=1)
    page.get_by_role("heading", name="What was done").scroll_into_view_if_needed()
    expect(sign_off).not_to_be_in_viewport()


def test_enter_in_the_search_finds_and_does_not_decide(make: Maker, page_for: PageFor) -> None:
    piece = make.evidence(EvidenceStatus.SUBMITTED)
    for scripts in (True, False):
        page = page_for(make.cast.sam, java_script_enabled=scripts)
        page.goto(f"/evidence/{piece}/decide")
        page.locator("#find").fill("K12")
        page.locator("#find").press("Enter")
        expect(page.locator("#add-K12")).to_be_visible()
        assert make.seen_by(make.cast.sam, piece).status is EvidenceStatus.SUBMITTED


def test_without_scripts_everything_can_be_decided_as_well(make: Maker, page_for: PageFor) -> None:
    piece = make.evidence(
        EvidenceStatus.SUBMITTED, replace(COMPLETE, mappings=mapped_to(["K5", "S2", "B1"]))
    )
    page = page_for(make.cast.sam, java_script_enabled=False)
    page.goto(f"/evidence/{piece}/decide")
    page.locator("#find").fill("K12")
    page.get_by_role("button", name="Find").click()
    page.locator("#add-K12").check()
    page.get_by_role("button", name="Add those that are ticked").click()
    page.get_by_label("Where does the work show K12?").fill("On page 3.")
    page.get_by_role("button", name="All met: sign off").click()
    expect(page.get_by_text("You signed off “Lease review memo”: 4 met.")).to_be_visible()
    with make.database.read() as session:
        [made] = decisions_on(session, piece)
    assert made.added == {"K12"}


def test_rows_of_actions_come_and_go_without_scripts(make: Maker, page_for: PageFor) -> None:
    page = page_for(make.cast.sam, java_script_enabled=False)
    page.goto(f"/apprenticeships/{make.cast.amaras}/reviews/new")
    page.get_by_label("What was discussed?").fill("All is well.")
    page.get_by_label("What is to be done?").fill("Sit in on a hearing")
    page.get_by_role("button", name="Add another action").click()
    expect(page.get_by_role("group", name="Action 2")).to_be_visible()
    page.get_by_role("button", name="Leave out action 2").click()
    first = page.get_by_role("group", name="Action 1")
    first.get_by_label("Who does it?").select_option("Amara Okafor")
    for part, value in (("Day", "1"), ("Month", "12"), ("Year", "2026")):
        first.get_by_label(part).fill(value)
    page.get_by_role("button", name="Record the review").click()
    expect(page.get_by_text("You recorded the review.")).to_be_visible()
    expect(page.get_by_text("Amara Okafor, by 1 December 2026")).to_be_visible()
    page.get_by_role("button", name="Mark as done").click()
    expect(page.get_by_text("Done on 3 November 2026")).to_be_visible()


def test_what_an_assessor_typed_survives_the_end_of_their_session(
    make: Maker, page_for: PageFor
) -> None:
    piece = make.evidence(EvidenceStatus.SUBMITTED)
    page = page_for(make.cast.sam)
    page.goto(f"/evidence/{piece}/decide")
    cookies = page.context.cookies()
    page.context.clear_cookies()
    page.get_by_label("Feedback on the piece").fill("Clear and accurate.")
    page.get_by_role("group", name="K5").get_by_label("Not met").check()
    page.get_by_label("Why is K5 not met?").fill("Too brief.")
    page.get_by_role("button", name="Return to apprentice").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("You have been signed out")
    page.context.add_cookies(cookies)  # type: ignore[arg-type]
    page.goto(f"/evidence/{piece}/decide")
    expect(page.locator("[data-line]")).to_have_text("Saved 10:00am")
    expect(page.get_by_label("Feedback on the piece")).to_have_value("Clear and accurate.")
    expect(page.get_by_label("Why is K5 not met?")).to_have_value("Too brief.")

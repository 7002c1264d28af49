"""An assessor works fast: by single keys, with phrases of their own, from piece to piece."""

import uuid
from dataclasses import replace

import pytest
from playwright.sync_api import Page, expect

from app.actions.phrases import keep_phrase
from app.domain.evidence import EvidenceStatus
from app.domain.unfinished import UnfinishedForm
from app.queries.phrases import at_hand
from app.queries.sign_off import DecisionMade, decisions_on
from app.queries.unfinished import unfinished_of
from tests.browser.conftest import CheckAccessibility, PageFor
from tests.make import COMPLETE, Maker

pytestmark = pytest.mark.one_engine

ADVICE = "Say what you advised, and why."


def submitted(make: Maker, title: str) -> uuid.UUID:
    return make.evidence(EvidenceStatus.SUBMITTED, replace(COMPLETE, title=title))


def decided(make: Maker, piece: uuid.UUID) -> DecisionMade:
    with make.database.read() as session:
        [made] = decisions_on(session, piece)
    return made


def heading(page: Page) -> str:
    return page.get_by_role("heading", level=1).inner_text()


def loads(page: Page) -> None:
    """From here on it can be told whether the page was loaded anew."""
    page.evaluate("window.stillHere = true")


def was_loaded(page: Page) -> bool:
    return not page.evaluate("window.stillHere === true")


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def test_three_pieces_are_decided_on_by_keyboard_alone_with_a_phrase(
    make: Maker, page_for: PageFor, check_accessibility: CheckAccessibility
) -> None:
    pieces = {each: submitted(make, each) for each in ("One", "Two", "Three")}
    keep_phrase(make.database, "advice", ADVICE, by=make.cast.sam)
    page = page_for(make.cast.sam)
    page.goto("/queue")
    press(page, "x")
    expect(page.locator("#heard")).to_have_text("1 ticked.")
    press(page, "d")
    expect(page.get_by_role("button", name="All met")).to_be_focused()
    press(page, "j", "j", "k", "Enter")
    expect(page.get_by_text("Piece 1 of 3", exact=True)).to_be_visible()
    loads(page)

    press(page, "?")
    sheet = page.get_by_role("dialog", name="Keys for the queue")
    expect(sheet).to_be_visible()
    check_accessibility(page)
    press(page, "m", "Escape")
    expect(sheet).to_be_hidden()
    expect(page.get_by_role("radio", checked=True)).to_have_count(0)

    first = heading(page)
    press(page, "m", "n")
    expect(page.get_by_label("Why is S2 not met?")).to_be_focused()
    page.keyboard.type("No mention of risk")
    press(page, "Escape")
    expect(page.get_by_role("group", name="S2").get_by_label("Not met")).to_be_focused()
    press(page, "p", "Tab", "Enter")
    expect(page.get_by_label("Why is S2 not met?")).to_have_value(f"No mention of risk {ADVICE}")
    press(page, "Escape", "d", "Enter")
    expect(
        page.get_by_text(f"You signed off “{first}”: 1 met, 1 not met.", exact=True)
    ).to_be_visible()
    expect(page.get_by_text("Piece 1 of 2", exact=True)).to_be_visible()
    expect(page.get_by_role("heading", level=1)).to_be_focused()
    expect(page.locator("#heard")).to_have_text(
        f"You signed off “{first}”: 1 met, 1 not met. Piece 1 of 2."
    )
    check_accessibility(page)

    second = heading(page)
    assert second != first
    press(page, "n")
    page.keyboard.type("Too brief.")
    press(page, "Escape")
    expect(page.locator("#heard")).to_have_text("0 met, 1 not met, 1 to go.")
    press(page, "n")
    page.keyboard.type("Said?")
    press(page, "Escape", "f")
    expect(page.get_by_label("Feedback on the piece")).to_be_focused()
    expect(page.get_by_label("Why is K5 not met?")).to_have_value("Too brief.")
    expect(page.get_by_label("Why is S2 not met?")).to_have_value("Said?")
    page.keyboard.type("Read it again: one more draft.")
    press(page, "Escape", "d", "Enter")
    expect(
        page.get_by_text(f"You returned “{second}” to Amara Okafor.", exact=True)
    ).to_be_visible()

    third = heading(page)
    press(page, "a")
    expect(page.locator("#heard")).to_have_text("2 met, 0 not met.")
    assert not was_loaded(page)
    press(page, "d", "Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Nothing waits for your decision")

    assert {first, second, third} == set(pieces)
    made = decided(make, pieces[first])
    assert made.by_code["S2"].feedback == f"No mention of risk {ADVICE}"
    assert decided(make, pieces[second]).feedback == "Read it again: one more draft."
    assert all(each.met for each in decided(make, pieces[third]).criteria)
    with make.database.read() as session:
        assert [each.uses for each in at_hand(session, make.cast.sam).phrases] == [1]


def test_one_piece_follows_another_without_loading_and_what_is_typed_saves_itself_in_each(
    make: Maker, page_for: PageFor
) -> None:
    for title in ("One", "Two"):
        submitted(make, title)
    page = page_for(make.cast.sam)
    page.goto("/queue")
    press(page, "Enter")
    expect(page.get_by_text("Piece 1 of 2", exact=True)).to_be_visible()
    loads(page)
    first, address = heading(page), page.url
    feedback = page.get_by_label("Feedback on the piece")
    feedback.fill("Of the first.")
    page.get_by_role("link", name="Next →").click()
    expect(page.get_by_text("Piece 2 of 2", exact=True)).to_be_visible()
    expect(page.get_by_role("heading", level=1)).to_be_focused()
    expect(page).to_have_title(f"{heading(page)} – Gatepost")
    assert page.url != address
    expect(feedback).to_have_value("")
    feedback.fill("Of the second.")
    expect(page.locator("[data-line]")).to_have_text("Saved 10:00am")
    press(page, "Escape", "k")
    expect(page.get_by_text("Piece 1 of 2", exact=True)).to_be_visible()
    expect(feedback).to_have_value("Of the first.")
    assert not was_loaded(page)

    page.go_back()
    expect(page.get_by_text("Piece 2 of 2", exact=True)).to_be_visible()
    expect(feedback).to_have_value("Of the second.")
    page.go_back()
    expect(page.get_by_role("heading", level=1)).to_have_text(first)
    expect(feedback).to_have_value("Of the first.")
    assert page.url == address
    with make.database.read() as session:
        kept = unfinished_of(
            session, make.cast.sam, UnfinishedForm.DECISION, uuid.UUID(address.split("/")[-2])
        )
    assert kept
    assert kept.field("feedback") == "Of the first."


def test_a_decision_that_is_refused_stands_where_it_was_typed_and_goes_on_saving_itself(
    make: Maker, page_for: PageFor
) -> None:
    piece = submitted(make, "One")
    page = page_for(make.cast.sam)
    page.goto(f"/evidence/{piece}/decide")
    loads(page)
    page.get_by_role("group", name="K5").get_by_label("Not met").check()
    page.get_by_label("Why is K5 not met?").fill("Too brief.")
    page.get_by_role("button", name="Return to apprentice").click()
    expect(page.locator(".govuk-error-summary")).to_be_focused()
    expect(page.get_by_label("Why is K5 not met?")).to_have_value("Too brief.")
    expect(page.locator("[data-line]")).to_have_text("Saved 10:00am")
    assert not was_loaded(page)

    page.get_by_label("Feedback on the piece").fill(ADVICE)
    page.get_by_text("Keep this feedback as a phrase").click()
    page.get_by_label("Short name").fill("advice")
    page.get_by_role("button", name="Keep the phrase").click()
    expect(page.get_by_text("The feedback is kept among your phrases.", exact=True)).to_be_visible()
    expect(page.get_by_label("Feedback on the piece")).to_have_value(ADVICE)
    expect(page.get_by_label("Feedback on the piece")).to_be_focused()
    expect(page.get_by_label("Phrase for the feedback")).to_be_visible()
    assert make.seen_by(make.cast.sam, piece).status is EvidenceStatus.SUBMITTED


def test_whoever_switched_single_keys_off_is_left_in_peace(make: Maker, page_for: PageFor) -> None:
    piece = submitted(make, "One")
    page = page_for(make.cast.sam)
    page.goto(f"/evidence/{piece}/decide")
    press(page, "Control+m", "Alt+m", "Meta+m")
    expect(page.get_by_role("radio", checked=True)).to_have_count(0)
    page.get_by_role("link", name="Keys for working through the queue").click()
    sheet = page.get_by_role("dialog", name="Keys for the queue")
    sheet.get_by_role("link", name="Switch these keys off").click()
    page.get_by_role("button", name="Switch single keys off").click()
    expect(page.get_by_text("Single keys do nothing any more.")).to_be_visible()
    page.goto(f"/evidence/{piece}/decide")
    press(page, "m", "a", "?")
    expect(page.get_by_role("radio", checked=True)).to_have_count(0)
    expect(sheet).to_be_hidden()
    page.get_by_role("link", name="Keys for working through the queue").click()
    expect(sheet).to_contain_text("You have switched these keys off.")


def test_without_scripts_a_phrase_is_put_in_and_several_pieces_are_signed_off(
    make: Maker, page_for: PageFor
) -> None:
    piece = submitted(make, "One")
    submitted(make, "Two")
    keep_phrase(make.database, "advice", ADVICE, by=make.cast.sam)
    page = page_for(make.cast.sam, java_script_enabled=False)
    page.goto(f"/evidence/{piece}/decide")
    page.get_by_label("Feedback on the piece").fill("Good.")
    page.get_by_role("button", name="Insert into the feedback").click()
    expect(page.get_by_label("Feedback on the piece")).to_have_value(f"Good. {ADVICE}")
    page.get_by_role("link", name="Keys for working through the queue").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Single keys")
    page.goto("/queue")
    page.get_by_role("link", name="Tick all 2").click()
    page.get_by_role("button", name="All met: sign off those that are ticked").click()
    page.get_by_role("button", name="All met: sign off 2 pieces").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Nothing waits for your decision")

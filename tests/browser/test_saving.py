"""Nothing typed is lost: not with the server, the session or the tab, nor to another window."""

import re
import uuid
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect
from sqlalchemy import delete

from app.domain.assessments import AssessmentState
from app.domain.evidence import EvidenceStatus
from app.domain.people import Person
from app.domain.unfinished import UnfinishedForm
from app.models.accounts import SessionRow
from app.queries.unfinished import unfinished_of
from tests.assessed import Assessed
from tests.browser.conftest import PATIENCE_MS, CheckAccessibility, PageFor, Watch
from tests.conftest import SignInAs
from tests.live import LiveServer
from tests.make import Maker

pytestmark = pytest.mark.one_engine

WHAT = "What did you do?"


def expect_line(form: Page | Locator, begins: str) -> None:
    expect(form.locator("[data-line]")).to_have_text(re.compile(f"^{begins}"))


def type_more(page: Page, text: str) -> None:
    """By keyboard, at the end of what stands there."""
    page.get_by_label(WHAT).focus()
    page.keyboard.press("Control+End")
    page.keyboard.type(text)


def typed_by(make: Maker, who: Person, piece: uuid.UUID) -> str:
    """What the server has of it."""
    with make.database.read() as session:
        kept = unfinished_of(session, who, UnfinishedForm.EVIDENCE, piece)
    return kept.field("narrative") if kept else ""


def revoke_sessions(make: Maker) -> None:
    with make.database.write() as session:
        session.execute(delete(SessionRow))
        session.commit()


def sign_in_again(context: BrowserContext, client_for: SignInAs, who: Person, url: str) -> None:
    context.clear_cookies()
    for cookie in client_for(who).cookies.jar:
        context.add_cookies([{"name": cookie.name, "value": cookie.value or "", "url": url}])


def on_the_device(page: Page) -> str:
    kept: str = page.evaluate("JSON.stringify(localStorage)")
    return kept


def expect_on_the_device(page: Page, kept: str) -> None:
    """Sooner or later: what is saved is there before what was kept is gone."""
    for _ in range(PATIENCE_MS // 50):
        if on_the_device(page) == kept:
            return
        page.wait_for_timeout(50)
    assert on_the_device(page) == kept


def test_typing_goes_on_while_the_server_stops_and_starts(
    make: Maker, page_for: PageFor, server: LiveServer, watch: Watch
) -> None:
    draft, watch.away = make.evidence(), True
    amara = page_for(make.cast.amara)
    amara.goto(f"/evidence/{draft}/edit")
    type_more(amara, " First.")
    expect_line(amara, "Saved 10:00am")
    heard = amara.locator("[data-heard]")
    expect(heard).to_have_text("Saved 10:00am")
    heard.evaluate("heard => heard.textContent = 'Nothing more.'")
    with amara.expect_response("**/unfinished/**"):
        type_more(amara, " And.")
    expect_line(amara, "Saved 10:00am")
    expect(heard).to_have_text("Nothing more.")
    server.stop()
    type_more(amara, " Second.")
    expect_line(amara, "Gatepost cannot be reached just now.*kept on this device")
    expect(heard).to_contain_text("cannot be reached")
    assert "Second" not in on_the_device(amara)
    server.start()
    amara.keyboard.type(" Third.")
    expect_line(amara, "Saved 10:00am")
    amara.keyboard.type("!")
    expect(amara.get_by_label(WHAT)).to_be_focused()
    expect(amara.get_by_label(WHAT)).to_have_value(re.compile(r"First\. And\. Second\. Third\.!$"))
    expect_line(amara, "Saved 10:00am")
    assert typed_by(make, make.cast.amara, draft).endswith("First. And. Second. Third.!")
    expect_on_the_device(amara, "{}")


def test_text_waits_for_its_person_when_the_session_ends(
    make: Maker,
    page_for: PageFor,
    client_for: SignInAs,
    server: LiveServer,
    check_accessibility: CheckAccessibility,
) -> None:
    cast, draft = make.cast, make.evidence()
    amara = page_for(cast.amara)
    address = f"/evidence/{draft}/edit"
    amara.goto(address)
    revoke_sessions(make)
    type_more(amara, " Nobody else reads this.")
    expect_line(amara, "You have been signed out.")
    check_accessibility(amara)

    sign_in_again(amara.context, client_for, cast.sam, server.url)
    other = amara.context.new_page()
    other.goto("/queue")
    assert "Nobody else" not in other.content() + on_the_device(other)
    other.get_by_role("button", name="Sign out").click()
    expect(other.get_by_role("heading", name="Sign in to Gatepost")).to_be_visible()
    assert str(cast.amara.id) in on_the_device(other)

    sign_in_again(amara.context, client_for, cast.amara, server.url)
    amara.get_by_role("link", name="Sign in").click()
    expect_line(amara, "Saved 10:00am")
    assert amara.url.endswith(address)
    expect(amara.get_by_label(WHAT)).to_have_value(re.compile("Nobody else reads this"))
    expect_on_the_device(amara, "{}")


def test_a_tab_that_was_closed_is_taken_up_where_it_was(
    make: Maker, page_for: PageFor, server: LiveServer, watch: Watch
) -> None:
    watch.away = True
    amara = page_for(make.cast.amara)
    amara.goto("/evidence/new")
    server.stop()
    type_more(amara, "I took a statement.")
    expect_line(amara, "Gatepost cannot be reached")
    amara.close()
    server.start()
    again = amara.context.new_page()
    again.goto("/")
    again.get_by_role("status").get_by_role("link").click()
    expect(again.get_by_label(WHAT)).to_have_value("I took a statement.")
    expect_line(again, "Saved 10:00am")


def test_feedback_on_some_pieces_is_no_other_window_to_feedback_on_others(
    make: Maker, page_for: PageFor, check_accessibility: CheckAccessibility
) -> None:
    one, two = (make.evidence(EvidenceStatus.SUBMITTED) for _ in range(2))
    sam = page_for(make.cast.sam)
    feedback = sam.get_by_label("Feedback (optional)")
    sam.goto(f"/queue/all-met?piece={one}")
    feedback.press_sequentially("Clear and complete.")
    expect_line(sam, "Saved 10:00am")
    sam.goto(f"/queue/all-met?piece={two}")
    feedback.press_sequentially("Well argued.")
    expect_line(sam, "Saved 10:00am")
    check_accessibility(sam)
    sam.get_by_role("button", name="Use these words here too").click()
    expect(feedback).to_have_value("Well argued.\n\nClear and complete.")
    expect_line(sam, "Saved 10:00am")
    sam.reload()
    expect(feedback).to_have_value("Well argued.\n\nClear and complete.")
    sam.goto(f"/queue/all-met?piece={one}")
    expect(feedback).to_have_value("Clear and complete.")


def test_a_day_and_nothing_else_waits_for_its_person_when_the_session_ends(
    assessed: Assessed, page_for: PageFor, client_for: SignInAs, server: LiveServer
) -> None:
    made = assessed.assessment(AssessmentState.ALLOCATED)
    ines, address = page_for(assessed.ines), f"/assessments/{made}/methods/portfolio"
    ines.goto(address)
    revoke_sessions(assessed.make)
    for part, typed in (("Day", "4"), ("Month", "12"), ("Year", "2026")):
        ines.get_by_label(part, exact=True).fill(typed)
    line = ines.locator("form", has=ines.get_by_label("Day", exact=True)).locator("[data-line]")
    expect(line).to_contain_text("You have been signed out.")
    sign_in_again(ines.context, client_for, assessed.ines, server.url)
    ines.goto(address)
    expect(line).to_have_text("Saved 10:00am")
    expect(ines.get_by_label("Day", exact=True)).to_have_value("4")
    ines.get_by_role("button", name="Plan this day").click()
    expect(ines.get_by_text("The day is planned.")).to_be_visible()
    expect_on_the_device(ines, "{}")


def test_two_windows_never_write_over_one_another(
    make: Maker, page_for: PageFor, check_accessibility: CheckAccessibility
) -> None:
    draft = make.evidence()
    one = page_for(make.cast.amara)
    two = one.context.new_page()
    for page in (one, two):
        page.goto(f"/evidence/{draft}/edit")
    type_more(one, " From one.")
    expect_line(one, "Saved")
    type_more(two, " From two.")
    expect_line(two, "This was changed in another window at 10:00am")
    check_accessibility(two)
    two.reload()
    expect(two.get_by_label(WHAT)).to_have_value(re.compile("From two"))
    type_more(two, " Still.")
    expect_line(two, "This was changed in another window")
    assert typed_by(make, make.cast.amara, draft).endswith("From one.")
    with two.expect_popup() as opened:
        two.get_by_role("link", name="Open what was saved there").click()
    expect(opened.value.get_by_label(WHAT)).to_have_value(re.compile("From one"))
    two.get_by_role("button", name="Save what stands here instead").click()
    expect_line(two, "Saved")
    type_more(one, " More.")
    expect_line(one, "This was changed in another window")
    one.get_by_role("button", name="Leave what stands here").click()
    expect(one.get_by_label(WHAT)).to_have_value(re.compile("From two"))


def test_signing_out_asks_before_text_that_is_not_saved_is_gone(
    make: Maker, page_for: PageFor, watch: Watch
) -> None:
    piece, watch.away = make.evidence(), True
    amara = page_for(make.cast.amara)
    amara.goto(f"/evidence/{piece}/edit")
    amara.evaluate("localStorage.setItem('gatepost-kept:somebody-else:x', 'theirs')")
    amara.route("**/unfinished/**", lambda route: route.abort())
    amara.once("dialog", lambda dialog: dialog.dismiss())
    type_more(amara, " Not saved.")
    amara.get_by_role("button", name="Sign out").click()
    assert str(make.cast.amara.id) in on_the_device(amara)
    amara.unroute("**/unfinished/**")
    amara.get_by_role("button", name="Sign out").click()
    expect(amara.get_by_role("heading", name="Sign in to Gatepost")).to_be_visible()
    assert typed_by(make, make.cast.amara, piece).endswith("Not saved.")
    expect_on_the_device(amara, '{"gatepost-kept:somebody-else:x":"theirs"}')


def test_what_is_typed_without_a_pause_is_saved_before_it_ends(
    make: Maker, page_for: PageFor
) -> None:
    draft = make.evidence()
    amara = page_for(make.cast.amara)
    amara.clock.install()
    amara.goto(f"/evidence/{draft}/edit")
    amara.get_by_label(WHAT).focus()
    amara.clock.pause_at(datetime.now(UTC) + timedelta(days=1))
    for _ in range(PATIENCE_MS // 50):
        amara.keyboard.type("on and ")
        amara.clock.run_for(400)
        if "on and on" in typed_by(make, make.cast.amara, draft):
            break
    assert "on and on" in typed_by(make, make.cast.amara, draft)


def grading_by(make: Maker, who: Person, assessment: uuid.UUID) -> str:
    with make.database.read() as session:
        kept = unfinished_of(session, who, UnfinishedForm.GRADING, assessment, "portfolio")
    return kept.field("notes") if kept else ""


def grading_on(page: Page) -> Locator:
    """Its form, beside that of the day."""
    return page.locator("form", has=page.get_by_label("Notes on the whole"))


def test_a_grading_outlives_the_server_the_tab_the_session_and_a_second_tab(
    assessed: Assessed, page_for: PageFor, client_for: SignInAs, server: LiveServer, watch: Watch
) -> None:
    make, who, watch.away = assessed.make, assessed.ines, True
    made = assessed.assessment(AssessmentState.ALLOCATED)
    assessed.accept_all(made)
    address = f"/assessments/{made}/methods/portfolio"
    ines = page_for(who)
    ines.goto(address)
    server.stop()
    notes = ines.get_by_label("Notes on the whole")
    notes.press_sequentially("I asked about the lease.")
    expect_line(grading_on(ines), "Gatepost cannot be reached just now.*kept on this device")
    ines.close()

    server.start()
    ines = ines.context.new_page()
    ines.goto(address)
    notes = ines.get_by_label("Notes on the whole")
    expect_line(grading_on(ines), "Saved 10:00am")
    expect(notes).to_have_value("I asked about the lease.")
    assert grading_by(make, who, made) == "I asked about the lease."

    second = ines.context.new_page()
    second.goto(address)
    notes.press_sequentially(" She answered well.")
    expect_line(grading_on(ines), "Saved")
    second.get_by_label("Notes on the whole").press_sequentially(" From the second tab.")
    expect_line(grading_on(second), "This was changed in another window at 10:00am")
    second.get_by_role("button", name="Leave what stands here").click()
    expect(second.get_by_label("Notes on the whole")).to_have_value(re.compile("answered well"))
    second.close()

    revoke_sessions(make)
    ines.get_by_role("group", name="Grade of this method").get_by_label("Pass").check()
    expect_line(grading_on(ines), "You have been signed out.")
    sign_in_again(ines.context, client_for, who, server.url)
    ines.get_by_role("link", name="Sign in").click()
    expect_line(grading_on(ines), "Saved 10:00am")
    expect(ines.get_by_label("Pass")).to_be_checked()
    ines.get_by_role("button", name="Give this grade").click()
    expect(ines.get_by_text("You graded it: pass.")).to_be_visible()
    assert not grading_by(make, who, made)
    expect_on_the_device(ines, "{}")


def test_where_a_device_cannot_seal_it_says_so_and_keeps_nothing(
    make: Maker, page_for: PageFor
) -> None:
    draft = make.evidence()
    amara = page_for(make.cast.amara)
    amara.add_init_script("Object.defineProperty(window, 'isSecureContext', {value: false})")
    amara.goto(f"/evidence/{draft}/edit")
    revoke_sessions(make)
    type_more(amara, " Plain.")
    expect_line(amara, "You have been signed out. This page cannot keep it on your device")
    expect_on_the_device(amara, "{}")

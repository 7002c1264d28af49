"""What is typed into a form that does not save itself stays on the device until it is sent."""

import pytest
from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse
from playwright.sync_api import Page, expect

from app.web.bodies import PageForm
from app.web.deps import SignedInPerson
from app.web.notices import see_other, waiting_notice
from app.web.rendering import Shell
from tests.browser.conftest import PageFor
from tests.cast import Cast
from tests.live import LiveServer

pytestmark = pytest.mark.one_engine

router = APIRouter()
SAVED: list[str] = []
FORM = """
{% extends "base.html" %}
{% block content %}
  <form method="post" action="/trial/write" data-keep="piece-1">
    <label for="narrative">What did you do?</label>
    <textarea id="narrative" name="narrative"></textarea>
    <label><input type="checkbox" name="kind" value="note"> A note</label>
    <div class="govuk-form-group">
      <label for="file">File</label>
      <input type="file" id="file" name="file" data-max-bytes="10">
    </div>
    <button>Save</button>
  </form>
{% endblock %}
"""


@router.get("/trial/write")
def show(request: Request, person: SignedInPerson) -> Response:
    notice = waiting_notice(request)
    key = request.state.device_key
    shell = Shell(person=person, roles="", navigation=(), notice=notice, wide=False, device_key=key)
    page = request.app.state.templates.from_string(FORM)
    return HTMLResponse(page.render(title="Write", shell=shell))


@router.post("/trial/write")
def save(request: Request, form: PageForm, _person: SignedInPerson) -> Response:
    SAVED.append(form.text("narrative"))
    return see_other(request, "/trial/write", "Saved.")


@pytest.fixture
def written(page_for: PageFor, server: LiveServer, cast: Cast) -> Page:
    """Amara's browser, in which she has written something and not saved it."""
    SAVED.clear()
    server.app.include_router(router)
    page = page_for(cast.amara)
    page.goto("/trial/write")
    page.get_by_label("What did you do?").fill("Hours of work on a lease.")
    page.get_by_label("A note").check()
    return page


def expect_put_back(page: Page) -> None:
    expect(page.get_by_role("status")).to_contain_text("was not saved")
    expect(page.get_by_label("What did you do?")).to_have_value("Hours of work on a lease.")
    expect(page.get_by_label("A note")).to_be_checked()


def test_text_is_put_back_after_the_page_was_left(written: Page) -> None:
    written.goto("/nowhere")
    written.goto("/trial/write")
    expect_put_back(written)
    written.get_by_role("button", name="Discard it").click()
    expect(written.get_by_label("What did you do?")).to_have_value("")


def test_saved_text_is_not_put_back(written: Page) -> None:
    written.get_by_role("button", name="Save").click()
    expect(written.get_by_label("What did you do?")).to_have_value("")
    assert SAVED == ["Hours of work on a lease."]
    written.reload()
    expect(written.get_by_label("What did you do?")).to_have_value("")


def test_what_one_person_left_is_not_shown_to_the_next(
    written: Page, page_for: PageFor, cast: Cast
) -> None:
    other = page_for(cast.sam)
    written.context.clear_cookies()
    written.context.add_cookies(other.context.cookies())  # type: ignore[arg-type]
    written.goto("/trial/write")
    expect(written.get_by_label("What did you do?")).to_have_value("")
    assert "lease" not in written.evaluate("JSON.stringify(localStorage)")


def test_a_file_that_is_too_large_is_named_before_it_is_sent(written: Page) -> None:
    large = {"name": "will.pdf", "mimeType": "application/pdf", "buffer": b"x" * 11}
    written.get_by_label("File").set_input_files(large)  # type: ignore[arg-type]
    expect(written.get_by_role("alert")).to_contain_text("will.pdf")
    expect(written.get_by_label("File")).to_have_value("")


def test_after_an_act_the_notice_is_shown_and_heard(written: Page) -> None:
    written.get_by_role("button", name="Save").click()
    notice = written.locator("#notice [data-notice]")
    expect(notice).to_have_text("Saved.")
    expect(notice).to_be_focused()

"""A part of a page acts: its answer takes its place, a refusal and a notice go on top."""

import pytest
from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse
from playwright.sync_api import Page, expect

from app.domain.errors import Stale
from app.web.notices import see_other
from app.web.rendering import Shell, render
from tests.live import LiveServer
from tests.pages.test_shell import PlainFragment

pytestmark = pytest.mark.one_engine

router = APIRouter()
PARTS = """
{% extends "base.html" %}
{% block content %}
  <div id="part">Before.</div>
  <button hx-post="/trial/part" hx-target="#part">Act</button>
  <button hx-post="/trial/stale" hx-target="#part">Too late</button>
  <button hx-post="/trial/away" hx-target="#part">Go on</button>
{% endblock %}
"""


@router.get("/trial/parts")
def show(request: Request) -> Response:
    shell = Shell(person=None, roles="", navigation=(), notice="", wide=False)
    page = request.app.state.templates.from_string(PARTS)
    return HTMLResponse(page.render(title="Parts", shell=shell))


@router.post("/trial/part")
def act(request: Request) -> Response:
    return render(request, PlainFragment(sentence="After."), notice="You signed it off.")


@router.post("/trial/stale")
def too_late() -> Response:
    raise Stale("Sam Rowe changed it first.")


@router.post("/trial/away")
def go_on(request: Request) -> Response:
    return see_other(request, "/nowhere", "You went on.")


@pytest.fixture
def parts(server: LiveServer, page: Page) -> Page:
    server.app.include_router(router)
    page.goto("/trial/parts")
    return page


def test_an_answer_takes_its_place_and_its_notice_stands_on_top(parts: Page) -> None:
    parts.get_by_role("button", name="Act").click()
    expect(parts.get_by_text("After.")).to_be_visible()
    expect(parts.get_by_text("Before.")).to_have_count(0)
    expect(parts.locator("#notice [data-notice]")).to_have_text("You signed it off.")
    expect(parts.locator("#notice [data-notice]")).to_be_focused()


def test_a_refusal_leaves_the_part_as_it_is(parts: Page) -> None:
    parts.get_by_role("button", name="Too late").click()
    expect(parts.get_by_role("alert")).to_have_text("Sam Rowe changed it first.")
    expect(parts.get_by_role("alert")).to_be_focused()
    expect(parts.get_by_text("Before.")).to_be_visible()


def test_an_act_may_lead_to_another_page(parts: Page) -> None:
    parts.get_by_role("button", name="Go on").click()
    parts.wait_for_url("**/nowhere")
    expect(parts.get_by_role("status")).to_have_text("You went on.")

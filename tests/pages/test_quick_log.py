"""An apprentice logs in a minute what happened, and finishes it when there is time."""

import re
from dataclasses import replace

import pytest
from httpx2 import Response
from starlette.testclient import TestClient

from app.actions.evidence import edit_evidence
from app.domain.evidence import EvidenceKind, EvidenceStatus
from app.queries.evidence import Piece
from app.queries.evidence_files import files_of
from tests.conftest import SignInAs
from tests.make import Maker
from tests.pages.forms import Fields, fields_of
from tests.pages.test_evidence_writing import pieces

pytestmark = pytest.mark.one_engine

PHOTO = ("board.png", b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "image/png")
NO_PHOTO = ("", b"", "application/octet-stream")


@pytest.fixture
def amara(client_for: SignInAs, make: Maker) -> TestClient:
    return client_for(make.cast.amara)


def form_of(browser: TestClient, **typed: str) -> Fields:
    """The form as it is opened, with what is typed into it."""
    fields = fields_of(browser.get("/evidence/quick").text, "/evidence/quick")
    return {**fields, **{name: [value] for name, value in typed.items()}}


def send(
    browser: TestClient, form: Fields, *files: tuple[str, bytes, str], to: str = "/evidence/quick"
) -> Response:
    sent = [("files", file) for file in (NO_PHOTO, *files)]
    return browser.post(to, data=form, files=sent)


def names_on(make: Maker, piece: Piece) -> list[str]:
    with make.database.read() as session:
        return [file.reference.name for file in files_of(session, piece.id)]


def test_what_happened_today_and_a_photo_make_a_draft(amara: TestClient, make: Maker) -> None:
    assert 'href="/evidence/quick"' in amara.get("/").text
    asked = amara.get("/evidence/quick").text
    assert 'accept="image/jpeg" capture="environment"' in asked, "a phone turns HEIC into it"
    answer = send(amara, form_of(amara, what="Sat in on a mediation"), PHOTO)
    assert answer.status_code == 303
    [piece] = pieces(make)
    assert (piece.content.title, piece.status) == ("Sat in on a mediation", EvidenceStatus.DRAFT)
    assert piece.content.happened_on == make.now.date()
    assert names_on(make, piece) == ["board.png"]
    page = amara.get(answer.headers["Location"]).text
    assert 'href="/evidence/quick"' in page
    assert f'href="/evidence/{piece.id}/edit#mappings"' in page
    assert re.search(r'href="/evidence\?status=draft">1 draft to finish<', amara.get("/").text)


def test_quotation_marks_in_the_name_of_a_file_stay_what_they_are(
    amara: TestClient, make: Maker
) -> None:
    send(amara, form_of(amara, what="A board"), ('the %22big%22 "board" 😀.png', *PHOTO[1:]))
    [piece] = pieces(make)
    assert names_on(make, piece) == ['the "big" "board" 😀.png']


def test_what_is_only_logged_is_told_apart_until_its_kind_or_its_ksbs_are_there(
    amara: TestClient, make: Maker
) -> None:
    make.evidence()
    send(amara, form_of(amara, what="Sat in on a mediation"))
    assert amara.get("/evidence").text.count("Only logged so far") == 1
    logged = next(piece for piece in pieces(make) if piece.content.title.startswith("Sat in"))
    content = replace(logged.content, kind=EvidenceKind.ATTENDANCE_NOTE)
    edit_evidence(make.database, logged.id, content, version=1, by=make.cast.amara, now=make.now)
    assert "Only logged" not in amara.get("/evidence").text


def test_a_photo_alone_is_enough(amara: TestClient, make: Maker) -> None:
    assert send(amara, form_of(amara), PHOTO).status_code == 303
    [piece] = pieces(make)
    assert piece.content.title == "Logged on 3 November 2026"
    assert names_on(make, piece) == ["board.png"]


def test_a_form_sent_twice_makes_one_draft_with_one_photo(amara: TestClient, make: Maker) -> None:
    form = form_of(amara, what="Sat in on a mediation")
    first, second = send(amara, form, PHOTO), send(amara, form, PHOTO)
    assert first.headers["Location"] == second.headers["Location"]
    [piece] = pieces(make)
    assert names_on(make, piece) == ["board.png"]


def test_nothing_at_all_is_asked_for_again(amara: TestClient, make: Maker) -> None:
    answer = send(amara, form_of(amara))
    assert answer.status_code == 422
    assert "Say what happened" in answer.text
    assert pieces(make) == []


@pytest.mark.parametrize(("day", "told"), [("31", "not a day in the calendar"), ("4", "future")])
def test_a_wrong_day_takes_nothing_from_the_photo(
    amara: TestClient, make: Maker, day: str, told: str
) -> None:
    form = form_of(amara, what="Sat in on a mediation") | {"happened_on-day": [day]}
    answer = send(amara, form, PHOTO)
    assert answer.status_code == 422
    assert told in answer.text
    assert f'name="happened_on-day" type="text" value="{day}"' in answer.text
    [piece] = pieces(make)
    assert piece.content.happened_on is None
    assert names_on(make, piece) == ["board.png"]


def test_a_file_of_no_kind_that_is_kept_takes_nothing_from_the_words(
    amara: TestClient, make: Maker
) -> None:
    page = ("page.html", b"<html>", "image/png")
    answer = send(amara, form_of(amara, what="Sat in on a mediation"), PHOTO, page)
    assert answer.status_code == 415
    assert "“page.html” is a web page" in answer.text
    [piece] = pieces(make)
    assert f'action="/evidence/{piece.id}/edit"' in answer.text
    assert names_on(make, piece) == ["board.png"]


def test_what_somebody_else_logged_is_not_there(make: Maker, client_for: SignInAs) -> None:
    amara = client_for(make.cast.amara)
    form = form_of(amara, what="Sat in on a mediation")
    logged = send(amara, form).headers["Location"]
    assert client_for(make.cast.theo).get(logged).status_code == 404
    assert send(client_for(make.cast.theo), form).status_code == 404
    for person in (make.cast.sam, make.cast.ruth):
        assert client_for(person).get(logged).status_code == 404, "a draft is its author's"
        assert client_for(person).get("/evidence/quick").status_code == 403

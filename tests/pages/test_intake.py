"""An administrator brings a list, sees what becomes of each row, and takes it in."""

import io
import re
from html import unescape

import pytest
from sqlmodel import func, select
from starlette.testclient import TestClient

from app.adapters.db import Database
from app.adapters.sheet_reader import read_sheet
from app.domain.intake_lists import COLUMNS, ListKind
from app.models.people import PersonRow
from tests.cast import Cast
from tests.conftest import SignInAs
from tests.pages.test_sign_in import words

HEAD = "Name,Email address,Role,Employer\n"
DEV = "Dev Anand,dev@gatepost.example,Assessor,\n"
EVE = "Eve <script>,eve@gatepost.example,Line manager,New Firm\n"


def look(browser: TestClient, text: str, **more: str) -> tuple[int, str]:
    answer = browser.post(
        "/import/people",
        data={"act": "look", **more},
        files={"file": ("staff.csv", text.encode("cp1252"))},
    )
    return answer.status_code, answer.text


def fields_of(page: str) -> dict[str, str]:
    found = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', page)
    return {name: unescape(value) for name, value in found}


def people(database: Database) -> int:
    with database.read() as session:
        return session.exec(select(func.count()).select_from(PersonRow)).one()


def test_a_list_is_looked_at_before_anything_is_done_and_then_taken_in(
    client_for: SignInAs, cast: Cast, database: Database
) -> None:
    ruth, before = client_for(cast.ruth), people(database)
    status, page = look(ruth, HEAD + DEV + EVE)
    assert (status, people(database)) == (200, before)
    said = words(page)
    assert "2 rows: 2 new. From “staff.csv”." in said
    assert "1 employer is new" in said
    assert "Eve <script>, line manager at New Firm" in unescape(page)
    assert "<script>," not in page
    sent = {**fields_of(page), "act": "take"}
    answer = ruth.post("/import/people", data=sent, follow_redirects=False)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/people")
    assert "You imported 2 rows." in ruth.get("/people").text
    assert people(database) == before + 2
    # Sent once more, there is nothing left to take in, and the page says so.
    again = words(ruth.post("/import/people", data=sent).text)
    assert "Everything in this list is here already" in again
    assert people(database) == before + 2


@pytest.mark.one_engine
def test_a_row_that_is_wrong_is_named_with_its_column_and_keeps_all_out(
    client_for: SignInAs, cast: Cast, database: Database
) -> None:
    ruth, before = client_for(cast.ruth), people(database)
    status, page = look(ruth, f"{HEAD}{DEV}\n=HYPERLINK(1),eve,Queen,\n", act="take")
    said = words(page)
    assert (status, people(database)) == (422, before)
    assert "1 row is wrong" in said
    assert "Row 4" in said
    for column, message in (
        ("Name", "This begins like a formula."),
        ("Email address", "Enter an email address like"),
        ("Role", "Write one of"),
    ):
        assert f"{column} : {message}" in said
    assert "kept" not in fields_of(page)


@pytest.mark.one_engine
def test_of_a_long_list_the_first_wrong_rows_lead_to_their_places(
    client_for: SignInAs, cast: Cast
) -> None:
    _, page = look(client_for(cast.ruth), HEAD + "Eve,eve,Assessor,\n" * 25)
    leading = re.findall(r'href="#row-(\d+)"', page)
    assert leading == [str(number) for number in range(2, 22)]
    assert all(f'id="row-{number}"' in page for number in leading)
    assert "5 more rows, below" in words(page)


@pytest.mark.one_engine
@pytest.mark.parametrize(
    ("sent", "status", "said"),
    [
        (None, 422, "Choose a file first."),
        (b"", 422, "The file is empty."),
        (b"Name\nDev\n", 422, "has no column “Email address”"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00", 422, "no text"),
        (b"x" * 5_000_001, 413, "At most 5 MB can be read."),
    ],
)
def test_what_is_no_list_is_refused_beside_the_field(
    client_for: SignInAs, cast: Cast, sent: bytes | None, status: int, said: str
) -> None:
    files = {"file": ("list.csv", sent)} if sent is not None else {"file": ("", b"")}
    answer = client_for(cast.ruth).post("/import/people", data={"act": "look"}, files=files)
    assert answer.status_code == status
    assert said in words(answer.text)


@pytest.mark.one_engine
@pytest.mark.parametrize("kind", ListKind)
@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_the_empty_list_to_begin_with_has_every_column(
    client_for: SignInAs, cast: Cast, kind: ListKind, ending: str
) -> None:
    ruth = client_for(cast.ruth)
    page = ruth.get(f"/import/{kind}").text
    assert f'href="/import/{kind}/template.{ending}"' in page
    saved = ruth.get(f"/import/{kind}/template.{ending}")
    assert f"{kind}-to-import.{ending}" in saved.headers["Content-Disposition"]
    head, example = read_sheet(io.BytesIO(saved.content))
    assert head.cells == tuple(column.heading for column in COLUMNS[kind])
    assert example.cells
    for column in COLUMNS[kind]:
        assert column.about in unescape(page)


@pytest.mark.one_engine
def test_lists_are_for_administrators_alone(client_for: SignInAs, cast: Cast) -> None:
    for person in (cast.priya, cast.sam, cast.marcus, cast.amara):
        browser = client_for(person)
        assert browser.get("/import/people").status_code == 403
        assert browser.get("/import/people/template.csv").status_code == 403
        assert look(browser, HEAD + DEV)[0] == 403
    vera = client_for(cast.theos_administrator)
    assert look(vera, HEAD + DEV, provider=str(cast.provider_id))[0] == 404
    assert vera.get("/import/everything").status_code == 404

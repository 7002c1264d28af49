"""The shell that every page stands on: who is let in, what is read, how it says no."""

import re
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Annotated

import pytest
from fastapi import APIRouter, Depends, FastAPI, Request, Response
from pydantic import BaseModel, ConfigDict
from starlette.testclient import TestClient

from app.domain.errors import (
    FieldError,
    GatepostError,
    Invalid,
    NotPermitted,
    RefusedType,
    RuleBroken,
    Stale,
    TooManyTries,
)
from app.domain.people import HeldRole, Person, Role
from app.settings import Settings
from app.web.bodies import JsonBody, OpenForm, OpenJsonBody, PageForm, RawFile, UploadForm
from app.web.deps import Now, SignedInPerson, person_by_session, person_by_token
from app.web.errors import STATUS
from app.web.notices import see_other
from app.web.rendering import Fragment, Page, render

pytestmark = pytest.mark.one_engine

SCHOOL = uuid.uuid4()
AMARA = Person(
    id=uuid.uuid4(),
    name="Amara Okafor",
    email="amara@school.example",
    roles=(HeldRole(Role.APPRENTICE, SCHOOL, "Northgate Law School", SCHOOL),),
)


@dataclass(frozen=True, kw_only=True)
class PlainPage(Page):
    template = "base.html"


@dataclass(frozen=True, kw_only=True)
class PlainFragment(Fragment):
    template = "errors/_notice.html"
    sentence: str


class NoteIn(BaseModel):
    model_config = ConfigDict(extra="forbid")
    title: str
    lines: list[str] = []


REFUSALS: dict[str, Callable[[], Exception]] = {
    "not-permitted": lambda: NotPermitted("Only the apprentice can do that."),
    "broken": lambda: RuleBroken("It was submitted already."),
    "stale": lambda: Stale("Sam Rowe changed it first."),
    "invalid": lambda: Invalid(FieldError("title", "Enter a title.")),
    "type": lambda: RefusedType(FieldError("file", "HTML files are not kept.")),
    "tries": lambda: TooManyTries("Too many tries. Wait a minute.", retry_after=60),
    "fault": lambda: ZeroDivisionError("a secret in a fault"),
}

router = APIRouter()


@router.get("/trial")
def show(request: Request, person: SignedInPerson, now: Now) -> Response:
    return render(request, PlainPage(title=f"{person.name} at {now:%H:%M}"))


@router.get("/trial/form-with-errors")
def show_errors(request: Request, person: SignedInPerson) -> Response:
    errors = (FieldError("mappings.0.explanation", "Say how it shows K1."),)
    return render(request, PlainPage(title=person.name, errors=errors), status=422)


@router.get("/trial/part")
def show_part(request: Request) -> Response:
    return render(request, PlainFragment(sentence="A part."), notice="You did it.")


@router.post("/trial/act")
def act(request: Request, _person: SignedInPerson) -> Response:
    return see_other(request, "/trial", "You submitted “Lease <of> a shop”.")


@router.post("/trial/refuse/{kind}")
@router.post("/api/v1/trial/refuse/{kind}")
def refuse(kind: str, _form: OpenForm) -> Response:
    raise REFUSALS[kind]()


@router.post("/trial/page-form")
def page_form(form: PageForm) -> dict[str, object]:
    return {"title": form.text("title"), "codes": form.texts("code"), "typed": form.typed()}


@router.post("/trial/upload-form")
def upload_form(form: UploadForm) -> list[tuple[str, int, int]]:
    return [(file.name, file.size, len(file.content.read())) for file in form.files("file")]


@router.get("/trial/ids/{some_id}")
@router.get("/api/v1/trial/ids/{some_id}")
def by_id(some_id: uuid.UUID, page: int = 1) -> str:
    return f"{some_id} {page}"


@router.post("/api/v1/trial/open")
def open_json(body: Annotated[NoteIn, Depends(OpenJsonBody(NoteIn))]) -> NoteIn:
    return body


@router.post("/api/v1/trial/json")
def json(body: Annotated[NoteIn, Depends(JsonBody(NoteIn))]) -> NoteIn:
    return body


@router.post("/api/v1/trial/raw")
def raw(file: RawFile) -> dict[str, object]:
    return {"name": file.name, "size": file.size, "start": file.content.read(5).decode()}


def amara_is_signed_in(request: Request) -> Person:
    request.state.person = AMARA
    return AMARA


@pytest.fixture
def app(app: FastAPI) -> FastAPI:
    app.include_router(router)
    return app


@pytest.fixture
def amara(app: FastAPI, client: TestClient) -> TestClient:
    app.dependency_overrides[person_by_session] = amara_is_signed_in
    app.dependency_overrides[person_by_token] = amara_is_signed_in
    return client


# Who is let in


def test_a_stranger_is_led_to_the_sign_in_page_and_back(client: TestClient) -> None:
    answer = client.get("/trial?status=draft")
    assert answer.status_code == 303
    assert answer.headers["Location"] == "/sign-in?next=/trial%3Fstatus%3Ddraft"


def test_a_stranger_whose_page_asks_for_a_part_leaves_the_page_for_sign_in(
    client: TestClient,
) -> None:
    answer = client.get(
        "/trial",
        headers={"HX-Request": "true", "Referer": "http://127.0.0.1:8000/evidence"},
    )
    assert answer.status_code == 200
    assert answer.headers["HX-Redirect"].startswith("/sign-in")
    assert answer.content == b""


def test_a_stranger_who_sends_a_form_gets_back_what_they_typed_but_no_password(
    client: TestClient,
) -> None:
    answer = client.post(
        "/trial/page-form",
        data={"narrative": "I drafted <b>the</b> lease.", "new_password": "hunter2hunter2"},
        headers={"Referer": "http://127.0.0.1:8000/evidence/new?from=1"},
    )
    assert answer.status_code == 401
    assert "I drafted &lt;b&gt;the&lt;/b&gt; lease." in answer.text
    assert "/sign-in?next=/evidence/new%3Ffrom%3D1" in answer.text
    assert "hunter2" not in answer.text


def test_a_program_without_a_token_is_told_how_to_show_one(client: TestClient) -> None:
    answer = client.post("/api/v1/trial/json", content=b"{}")
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"] == "Bearer"
    assert answer.json() == {
        "title": "Unauthorized",
        "status": 401,
        "detail": "Sign in to carry on.",
    }


# What stands around a page


def test_a_page_shows_who_is_signed_in_and_their_own_way_to_work(amara: TestClient) -> None:
    page = amara.get("/trial").text
    assert "<title>Amara Okafor at 10:00 – Gatepost</title>" in page
    assert 'href="/evidence"' in page
    assert 'href="/people"' not in page
    assert 'action="/sign-out"' in page


def test_an_error_is_in_the_title_and_the_summary_and_leads_to_its_field(
    amara: TestClient,
) -> None:
    page = amara.get("/trial/form-with-errors").text
    assert "<title>Error: Amara Okafor – Gatepost</title>" in page
    assert '<a href="#mappings-0-explanation">' in page


def test_after_an_act_one_sentence_is_shown_and_only_once(amara: TestClient) -> None:
    answer = amara.post("/trial/act")
    assert answer.status_code == 303
    assert "You submitted “Lease &lt;of&gt; a shop”." in amara.get("/trial").text
    assert "You submitted" not in amara.get("/trial").text


def test_after_an_act_from_a_part_of_a_page_the_browser_goes_on_to_the_whole(
    amara: TestClient,
) -> None:
    answer = amara.post("/trial/act", headers={"HX-Request": "true"})
    assert answer.status_code == 200
    assert answer.headers["HX-Redirect"] == "/trial"
    assert "You submitted" in amara.get("/trial").text


def test_a_notice_that_is_not_ours_is_no_notice(amara: TestClient) -> None:
    amara.cookies.set("gatepost-notice", "%%% not base64")
    assert amara.get("/trial").status_code == 200


def test_a_part_brings_its_notice_beside_it(client: TestClient) -> None:
    part = client.get("/trial/part", headers={"HX-Request": "true"}).text
    assert "<html" not in part
    assert re.search(r'id="notice"[^>]*hx-swap-oob', part)
    assert "You did it." in part


# How it says no


@pytest.mark.parametrize(
    ("kind", "status", "sentence"),
    [
        ("not-permitted", 403, "Only the apprentice can do that."),
        ("broken", 409, "It was submitted already."),
        ("stale", 409, "Sam Rowe changed it first."),
        ("invalid", 422, "Enter a title."),
        ("type", 415, "HTML files are not kept."),
        ("tries", 429, "Too many tries. Wait a minute."),
    ],
)
def test_a_refusal_says_why_in_the_form_that_the_asker_reads(
    client: TestClient, kind: str, status: int, sentence: str
) -> None:
    sent = {"narrative": "Hours of work.", "current_password": "hunter2hunter2"}
    page = client.post(f"/trial/refuse/{kind}", data=sent)
    assert page.status_code == status
    assert sentence in page.text
    assert "Hours of work." in page.text
    assert "hunter2" not in page.text

    unasked = {"HX-Request": "true", "Gatepost-Unasked": "yes"}
    assert client.post(f"/trial/refuse/{kind}", data=sent, headers=unasked).status_code == 204
    part = client.post(f"/trial/refuse/{kind}", data=sent, headers={"HX-Request": "true"})
    assert part.status_code == status
    assert part.headers["HX-Retarget"] == "#notice"
    assert sentence in part.text
    assert "<html" not in part.text

    problem = client.post(f"/api/v1/trial/refuse/{kind}", data=sent)
    assert problem.status_code == status
    assert problem.headers["Content-Type"] == "application/problem+json"
    assert problem.json()["detail"] == sentence


def kinds(of: type[GatepostError]) -> Iterator[type[GatepostError]]:
    for kind in of.__subclasses__():
        yield kind
        yield from kinds(kind)


def test_every_kind_of_refusal_has_its_status() -> None:
    for kind in kinds(GatepostError):
        assert any(parent in STATUS for parent in kind.__mro__), f"{kind} has no status"


def test_too_many_tries_say_when_to_try_again(client: TestClient) -> None:
    assert client.post("/trial/refuse/tries").headers["Retry-After"] == "60"


def test_what_does_not_fit_is_named_field_by_field(client: TestClient) -> None:
    problem = client.post("/api/v1/trial/refuse/invalid").json()
    assert problem["errors"] == [{"field": "title", "message": "Enter a title."}]


def test_a_fault_is_logged_under_a_reference_and_tells_nobody_more(
    client: TestClient, capsys: pytest.CaptureFixture[str]
) -> None:
    page = client.post("/trial/refuse/fault")
    assert page.status_code == 500
    reference = re.search(r"<strong>([0-9a-f]{12})</strong>", page.text)
    assert reference
    assert "secret in a fault" not in page.text
    assert "Content-Security-Policy" in page.headers
    logged = capsys.readouterr().err
    assert reference[1] in logged
    assert "ZeroDivisionError" in logged


@pytest.mark.parametrize("path", ["/trial/ids/42", "/nowhere", "/trial/", "/docs"])
def test_what_does_not_exist_is_not_found(client: TestClient, path: str) -> None:
    assert client.get(path).status_code == 404
    assert client.get(f"/api/v1{path}").json()["status"] == 404


def test_a_query_that_does_not_fit_says_where(client: TestClient) -> None:
    problem = client.get(f"/api/v1/trial/ids/{uuid.uuid4()}?page=two").json()
    assert problem["errors"] == [{"field": "page", "message": "This must be a whole number."}]


def test_a_wrong_method_is_refused(client: TestClient) -> None:
    answer = client.delete("/trial")
    assert answer.status_code == 405
    assert "GET" in answer.headers["Allow"]


# What is read


def test_a_form_is_read_as_plain_text(amara: TestClient) -> None:
    answer = amara.post(
        "/trial/page-form",
        data={"title": "  a\r\nb\x00\x0b \r", "code": ["K1", "S2"], "empty": " "},
    )
    assert answer.json() == {
        "title": "a\nb",
        "codes": ["K1", "S2"],
        "typed": [["title", "a\nb"], ["code", "K1"], ["code", "S2"]],
    }


def test_a_form_beyond_2_mb_or_without_sense_is_refused(amara: TestClient) -> None:
    large = amara.post("/trial/page-form", data={"title": "Hours.", "a": "x" * 2_000_001})
    assert large.status_code == 413
    assert "Hours.</textarea>" in large.text
    broken = amara.post(
        "/trial/page-form", content=b"x", headers={"Content-Type": "multipart/form-data"}
    )
    assert broken.status_code == 422
    many = amara.post("/trial/page-form", content=b"&".join([b"a=b"] * 1001))
    assert many.status_code == 422


@pytest.mark.parametrize("charset", ["undefined", "punycode", "utf-7", "unicode_escape", "none"])
def test_a_form_in_another_charset_than_utf_8_is_refused(amara: TestClient, charset: str) -> None:
    part = b'--b\r\nContent-Disposition: form-data; name="title"\r\n\r\n\\ud800 +2AA-\r\n--b--\r\n'
    kind = f"multipart/form-data; boundary=b; charset={charset}"
    answer = amara.post("/trial/page-form", content=part, headers={"Content-Type": kind})
    assert answer.status_code == 422
    assert "The form could not be read." in answer.text
    said = {"Content-Type": "multipart/form-data; boundary=b; charset=UTF-8"}
    assert amara.post("/trial/page-form", content=part, headers=said).status_code == 200


def test_a_page_form_takes_no_files(amara: TestClient) -> None:
    answer = amara.post("/trial/page-form", files={"file": ("a.txt", b"text")})
    assert answer.status_code == 422


def test_files_come_with_the_name_that_the_sender_gave(amara: TestClient) -> None:
    answer = amara.post(
        "/trial/upload-form",
        files=[("file", ("../lease.pdf", b"%PDF" * 500_000)), ("file", ("empty.txt", b""))],
    )
    assert answer.json() == [["../lease.pdf", 2_000_000, 2_000_000], ["empty.txt", 0, 0]]


def test_an_upload_beyond_the_limit_is_refused_as_soon_as_it_is_known(
    amara: TestClient, app: FastAPI, settings: Settings
) -> None:
    app.state.settings = settings.model_copy(update={"max_upload_mb": 1})
    assert amara.post("/api/v1/trial/raw", content=b"x" * 1_000_001).status_code == 413

    def unannounced() -> Iterator[bytes]:
        yield from [b"x" * 100_000] * 20

    assert amara.post("/api/v1/trial/raw", content=unannounced()).status_code == 413
    assert amara.post("/trial/upload-form", files={"f": b"x" * 3_000_001}).status_code == 413


def test_raw_bytes_are_a_file(amara: TestClient) -> None:
    answer = amara.post("/api/v1/trial/raw?name=will.txt", content=b"I, the testator")
    assert answer.json() == {"name": "will.txt", "size": 15, "start": "I, th"}


@pytest.mark.parametrize(
    ("body", "field", "message"),
    [
        (b"{", "", "This is not JSON: EOF while parsing an object at line 1 column 1."),
        (b"", "title", "This is needed."),
        (b"[]", "", "This must be an object."),
        (b"{}", "title", "This is needed."),
        (b'{"title": 1}', "title", "This must be text."),
        (b'{"title": "a", "x": 1}', "x", "There is no such field here."),
        (b'{"title": "a\\u0000"}', "title", "It holds control characters."),
        (b'{"title": "a", "title": "b"}', "title", "This is there twice."),
        (b'{"title": NaN}', "title", "This must be text."),
        (b'{"title": "a", "lines": ["", "\\u001b"]}', "lines.1", "It holds control characters."),
    ],
)
def test_a_json_body_that_does_not_fit_says_where(
    client: TestClient, body: bytes, field: str, message: str
) -> None:
    answer = client.post(
        "/api/v1/trial/open", content=body, headers={"Content-Type": "application/json"}
    )
    assert answer.status_code == 422
    assert answer.json()["errors"] == [{"field": field, "message": message}]


def test_a_json_body_that_is_not_unicode_is_refused(client: TestClient) -> None:
    for body in (b'{"title": "\\ud800"}', b'{"title": "\xff"}', b"[" * 100_000):
        sent = client.post(
            "/api/v1/trial/open", content=body, headers={"Content-Type": "application/json"}
        )
        assert sent.status_code == 422


def test_a_body_that_does_not_say_it_is_json_is_refused(client: TestClient) -> None:
    said = {"Content-Type": "text/plain"}
    answer = client.post("/api/v1/trial/open", content=b'{"title": "a"}', headers=said)
    assert answer.status_code == 415


def test_a_json_body_beyond_1_mb_is_refused(client: TestClient) -> None:
    answer = client.post("/api/v1/trial/open", content=b" " * 1_000_001)
    assert answer.status_code == 413
    assert answer.json()["detail"] == "That is too large. At most 1 MB can be sent at once."

"""The pages of independent assessment: for each of the people on the way, and for nobody else."""

import re
import uuid
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from io import BytesIO

import pytest
from PIL import Image
from sqlmodel import select
from starlette.testclient import TestClient

from app.actions.files import add_file
from app.actions.handover import allocate, hand_over
from app.actions.installation import add_person_to
from app.actions.sign_off import sign_off_evidence
from app.actions.submission import submit_evidence
from app.adapters.storage import Storage, open_storage
from app.domain.assessments import AssessmentState
from app.domain.evidence import EvidenceStatus
from app.domain.people import Role
from app.domain.plans import Grade
from app.jobs.previews import make_due_previews
from app.models.accounts import ReadingRow
from app.settings import Settings
from tests.assessed import ASKED, Assessed
from tests.conftest import Clock, SignInAs, Statements
from tests.jobs.test_previews import photo
from tests.make import all_met
from tests.pages.forms import fields_of

Count = Callable[[], AbstractContextManager[Statements]]


def text_of(client: TestClient, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, (path, answer.status_code)
    return answer.text


def send(client: TestClient, page: str, action: str, **said: str) -> str:
    """Fills the form in as the page shows it; where the answer leads."""
    form = fields_of(text_of(client, page), action)
    answer = client.post(action, data={**form, **{name: [value] for name, value in said.items()}})
    assert answer.status_code == 303, answer.text
    return answer.headers["Location"]


def test_the_way_from_the_gateway_to_the_result(assessed: Assessed, client_for: SignInAs) -> None:
    cast = assessed.cast
    piece = assessed.make.evidence(EvidenceStatus.SIGNED_OFF)
    assessed.pass_gateway(piece)
    ruth, owen, ines, karl, amara = (
        client_for(each)
        for each in (cast.ruth, assessed.owen, assessed.ines, assessed.karl, cast.amara)
    )
    apprentice = f"/apprenticeships/{cast.amaras}"
    assert "hands your portfolio over next" in text_of(amara, "/")
    assert f"{apprentice}/handover" in text_of(ruth, apprentice)
    organisation = str(assessed.organisation_id)
    send(
        ruth,
        f"{apprentice}/handover",
        f"{apprentice}/handover",
        assessment_organisation=organisation,
    )
    assert "Assess UK" in text_of(ruth, f"{apprentice}/handover")
    assert "Assess UK has your portfolio and assesses you now." in text_of(amara, "/")
    home = text_of(owen, "/")
    assert "1 assessment waits for you" in home
    (here,) = set(re.findall(r"/assessments/[0-9a-f-]{36}", home))
    assert "No assessment waits for you" in text_of(ines, "/")
    send(owen, here, f"{here}/allocate", independent_assessor=assessed.ines.email)
    assert "Check, plan and grade" in text_of(ines, "/")
    assert "Lease review memo" in text_of(ines, f"{here}/portfolio")
    assert "break clause" in text_of(ines, f"{here}/pieces/{piece}")
    send(ines, here, f"{here}/checks", **{f"requirements.{each}": "accepted" for each in ASKED})
    for method in ("extended_case_study", "portfolio"):
        at = f"{here}/methods/{method}"
        assert "has not been checked against the published one" in text_of(ines, at)
        send(ines, at, f"{at}/plan", **day_in("planned_on", "20", "11", "2026"))
        send(ines, at, f"{at}/grade", grade="pass", **{"criteria.K5.note": "Precise."})
    assert "Overall, provisionally: pass" in text_of(ines, here)
    assert "Confirm the result" not in text_of(ines, here)
    send(karl, here, f"{here}/confirm")
    assert amara.get(f"{apprentice}/result").status_code == 404
    send(owen, here, f"{here}/release")
    assert f'href="{apprentice}/result">Read your result' in text_of(amara, "/")
    told = text_of(amara, f"{apprentice}/result")
    assert "None of these decides: pass overall." in told
    assert "has not been checked against the published one" in told
    assert "Precise." not in told
    assert amara.get(f"{apprentice}/result.pdf").content.startswith(b"%PDF")
    assert f'href="{apprentice}/result.csv"' in told
    assert '"Pass","' in amara.get(f"{apprentice}/result.csv").text
    assert client_for(cast.theo).get(f"{apprentice}/result.csv").status_code == 404


def day_in(name: str, *parts: str) -> dict[str, str]:
    return {
        f"{name}-{part}": said for part, said in zip(("day", "month", "year"), parts, strict=True)
    }


def test_whoever_is_too_near_is_named_and_cannot_be_chosen(
    assessed: Assessed, client_for: SignInAs
) -> None:
    made = assessed.assessment()
    add_person_to(
        assessed.database,
        organisation="Assess UK",
        role=Role.INDEPENDENT_ASSESSOR,
        name=assessed.cast.nadia.name,
        email=assessed.cast.nadia.email,
        public_url="http://gatepost.example",
        now=assessed.now,
    )
    page = text_of(client_for(assessed.owen), f"/assessments/{made}")
    assert "Nadia Karim was an assessor of Amara Okafor" in page
    choices = re.findall(r'<option value="([^"]*)"', page)
    assert choices == ["", assessed.ines.email, assessed.karl.email]


def test_a_late_resit_is_told_of_and_not_held_up_by_a_rule_that_was_not_read(
    assessed: Assessed, client_for: SignInAs, clock: Clock
) -> None:
    made = assessed.assessment(AssessmentState.RELEASED, grades=(Grade.FAIL, Grade.PASS))
    clock.now += timedelta(days=200)
    owen, ines = client_for(assessed.owen), client_for(assessed.ines)
    here = f"/assessments/{made}"
    at = f"{here}/methods/extended_case_study"
    send(owen, here, f"{at}/attempts", kind="resit")
    late = "The plan wants a resit by 3 February 2027. That was not read in the published plan"
    assert late in text_of(owen, here)
    assert late in text_of(ines, at)
    send(ines, at, f"{at}/grade", grade="pass")
    assert late not in text_of(owen, here)


def test_whoever_is_not_of_the_organisation_sees_nothing_of_it(
    assessed: Assessed, client_for: SignInAs
) -> None:
    made = assessed.assessment(AssessmentState.PROVISIONAL)
    here = f"/assessments/{made}"
    for person in assessed.cast.everybody:
        client = client_for(person)
        for path in ("", "/portfolio", "/methods/portfolio"):
            assert client.get(f"{here}{path}").status_code == 404
        assert client.get("/assessments").status_code == 403
        for act in ("allocate", "checks", "confirm", "release", "methods/portfolio/grade"):
            data = {"grade": "pass", "requirement": "criteria_met"}
            assert client.post(f"{here}/{act}", data=data).status_code == 404


@pytest.mark.parametrize("state", [AssessmentState.PROVISIONAL, AssessmentState.CONFIRMED])
def test_grades_are_the_organisations_own_until_they_are_released(
    assessed: Assessed, client_for: SignInAs, state: AssessmentState
) -> None:
    assessed.assessment(state, grades=(Grade.DISTINCTION, Grade.DISTINCTION))
    cast = assessed.cast
    here = f"/apprenticeships/{cast.amaras}"
    for person in (cast.amara, cast.marcus, cast.sam, cast.priya, cast.ruth):
        client = client_for(person)
        assert client.get(f"{here}/result").status_code == 404
        assert client.get(f"{here}/result.pdf").status_code == 404
        assert "istinction" not in text_of(client, here)
    assert "istinction" not in text_of(client_for(cast.ruth), f"{here}/handover")


def test_a_piece_that_is_read_is_noted(assessed: Assessed, client_for: SignInAs) -> None:
    made = assessed.assessment(AssessmentState.ALLOCATED)
    ines = client_for(assessed.ines)
    (piece,) = set(
        re.findall(
            rf"/assessments/{made}/pieces/[0-9a-f-]+",
            text_of(ines, f"/assessments/{made}/portfolio"),
        )
    )
    text_of(ines, piece)
    with assessed.database.read() as session:
        row = session.exec(select(ReadingRow).where(ReadingRow.person_id == assessed.ines.id)).one()
    assert row.what == "revision 1, as it was handed over"


def test_only_files_that_were_handed_over_are_opened_and_none_that_was_blocked_since(
    assessed: Assessed, client_for: SignInAs, settings: Settings
) -> None:
    cast, make, storage = assessed.cast, assessed.make, open_storage(settings.storage_url)
    handed, left_out = (signed_off_with_a_file(assessed, storage, name) for name in ("a", "b"))
    assessed.pass_gateway(handed)
    made = hand_over(
        make.database, cast.amaras, assessed.organisation_id, by=cast.ruth, now=make.now
    )
    allocate(make.database, made, assessed.ines.email, by=assessed.owen, now=make.now)
    ines, at = client_for(assessed.ines), f"/assessments/{made}"
    files = {piece: file_of(assessed, piece) for piece in (handed, left_out)}
    opened = ines.get(f"{at}/files/{files[handed]}")
    assert (opened.status_code, opened.content) == (200, b"%PDF-1.7 a")
    with make.database.read() as session:
        (reading,) = session.exec(select(ReadingRow)).all()
    assert (reading.person_id, reading.file_id, reading.what) == (
        assessed.ines.id,
        files[handed],
        "a file of revision 1, as it was handed over",
    )
    assert ines.get(f"{at}/files/{files[left_out]}").status_code == 404
    assert ines.get(f"{at}/pieces/{left_out}").status_code == 404
    assert client_for(assessed.karl).get(f"{at}/files/{files[handed]}").status_code == 404

    ruth = client_for(cast.ruth)
    blocked = ruth.post(f"/files/{files[handed]}/block", data={"reason": "A client’s name."})
    assert blocked.status_code == 303
    assert ines.get(f"{at}/files/{files[handed]}").status_code == 403
    piece = text_of(ines, f"{at}/pieces/{handed}")
    assert "Blocked: nobody can open it any more." in piece
    assert f"{at}/files/" not in piece


@pytest.mark.one_engine
def test_a_photo_in_the_portfolio_is_seen_in_small_by_whoever_may_open_it(
    assessed: Assessed, client_for: SignInAs, settings: Settings
) -> None:
    cast, make, storage = assessed.cast, assessed.make, open_storage(settings.storage_url)
    piece = signed_off_with_a_file(assessed, storage, "board", photo())
    assessed.pass_gateway(piece)
    made = hand_over(
        make.database, cast.amaras, assessed.organisation_id, by=cast.ruth, now=make.now
    )
    allocate(make.database, made, assessed.ines.email, by=assessed.owen, now=make.now)
    ines, at = client_for(assessed.ines), f"/assessments/{made}"
    small = f"{at}/files/{file_of(assessed, piece)}/preview"
    assert small not in ines.get(f"{at}/pieces/{piece}").text
    assert ines.get(small).status_code == 404, "it is not made yet"
    make_due_previews(make.database, storage, clock=lambda: make.now)
    assert f'src="{small}" width="427" height="640"' in ines.get(f"{at}/pieces/{piece}").text
    assert Image.open(BytesIO(ines.get(small).content)).size == (427, 640)
    assert client_for(assessed.karl).get(small).status_code == 404
    file = file_of(assessed, piece)
    client_for(cast.ruth).post(f"/files/{file}/block", data={"reason": "A client’s name."})
    assert ines.get(small).status_code == 403
    assert small not in ines.get(f"{at}/pieces/{piece}").text


def signed_off_with_a_file(
    assessed: Assessed, storage: Storage, name: str, content: bytes = b""
) -> uuid.UUID:
    make, cast = assessed.make, assessed.cast
    piece, kept = make.evidence(), BytesIO(content or f"%PDF-1.7 {name}".encode())
    add_file(make.database, storage, piece, f"{name}.pdf", kept, by=cast.amara, now=make.now)
    submit_evidence(make.database, piece, by=cast.amara, now=make.now)
    decision = all_met(["K5", "S2"])
    sign_off_evidence(make.database, piece, decision, version=None, by=cast.sam, now=make.now)
    return piece


def file_of(assessed: Assessed, piece: uuid.UUID) -> uuid.UUID:
    return assessed.make.seen_by(assessed.cast.sam, piece).content.files[0].id


def test_what_was_typed_and_refused_is_given_back(assessed: Assessed, client_for: SignInAs) -> None:
    made = assessed.assessment(AssessmentState.ALLOCATED)
    assessed.accept_all(made)
    ines = client_for(assessed.ines)
    at = f"/assessments/{made}/methods/portfolio"
    form = fields_of(text_of(ines, at), f"{at}/grade")
    answer = ines.post(f"{at}/grade", data={**form, "notes": ["She knew the Act."]})
    assert answer.status_code == 422
    assert "Choose a grade." in answer.text
    assert "She knew the Act." in answer.text


def test_an_administrator_of_an_assessment_organisation_runs_no_programme(
    assessed: Assessed, client_for: SignInAs
) -> None:
    owen = client_for(assessed.owen)
    for path in ("/apprenticeships/new", "/milestones", "/organisations/new"):
        assert owen.get(path).status_code == 403
    people = text_of(owen, "/people/new")
    assert "Independent assessor" in people
    assert "Line manager" not in re.sub(r"Employer, for a line manager", "", people)


@pytest.mark.parametrize("path", ["", "/portfolio", "/methods/portfolio"])
def test_pages_of_an_assessment_ask_little_however_much_was_handed_over(
    assessed: Assessed, client_for: SignInAs, statements: Count, path: str
) -> None:
    made = assessed.assessment(AssessmentState.PROVISIONAL, pieces=20)
    people = (assessed.ines,) if "methods" in path else (assessed.ines, assessed.owen)
    for person in people:
        client = client_for(person)
        text_of(client, f"/assessments/{made}{path}")
        with statements() as ran:
            text_of(client, f"/assessments/{made}{path}")
        assert len(ran) <= 10, ran


def test_a_withdrawn_hand_over_tells_both_sides_why_and_shows_no_portfolio(
    assessed: Assessed, client_for: SignInAs
) -> None:
    made = assessed.assessment(AssessmentState.PROVISIONAL)
    cast, here = assessed.cast, f"/assessments/{made}"
    at = f"/apprenticeships/{cast.amaras}/handover"
    ruth = client_for(cast.ruth)
    gateway = f"/apprenticeships/{cast.amaras}/gateway"
    assert "handed over to Assess UK" in text_of(ruth, gateway)
    assert f"{gateway}/take-back" not in text_of(ruth, gateway)
    refused = ruth.get(f"{gateway}/take-back")
    assert (refused.status_code, "Withdraw the hand-over first" in refused.text) == (409, True)
    for person in (cast.amara, cast.marcus, cast.sam, cast.priya):
        client = client_for(person)
        for way in ("access", "withdraw"):
            assert client.get(f"{at}/{way}").status_code == 403
            assert client.post(f"{at}/{way}", data={"reason": "No."}).status_code == 403
    assert ruth.post(f"{at}/withdraw", data={"reason": " "}).status_code == 422
    send(ruth, f"{at}/withdraw", f"{at}/withdraw", reason="It went to the wrong house.")

    told = text_of(ruth, at)
    assert "It went to the wrong house." in told
    assert "Hand it over" in told
    for person in (assessed.owen, assessed.ines):
        client = client_for(person)
        assert "It went to the wrong house." in text_of(client, here)
        assert "Overall" not in text_of(client, here)
        assert "Hand-over withdrawn" in text_of(client, "/assessments")
        assert client.get(f"{here}/portfolio").status_code == 409
    karl = client_for(assessed.karl)
    assert karl.get(here).status_code == 404
    assert cast.amara.name not in text_of(karl, "/assessments")
    assert f"{gateway}/take-back" in text_of(ruth, gateway)


def test_access_ends_after_its_last_day_and_the_provider_moves_it(
    assessed: Assessed, client_for: SignInAs, clock: Clock
) -> None:
    made = assessed.assessment(AssessmentState.ALLOCATED, expires_on=assessed.now.date())
    here, at = f"/assessments/{made}", f"/apprenticeships/{assessed.cast.amaras}/handover"
    assert client_for(assessed.ines).get(f"{here}/portfolio").status_code == 200
    clock.now += timedelta(hours=15)
    ines, owen, ruth = (
        client_for(each) for each in (assessed.ines, assessed.owen, assessed.cast.ruth)
    )
    for path in ("", "/portfolio", "/methods/portfolio"):
        assert ines.get(f"{here}{path}").status_code == 404
    assert "No assessment waits for you" in text_of(ines, "/")
    assert "Access to this portfolio has expired." in owen.get(f"{here}/portfolio").text
    assert owen.get(here).status_code == 200

    wrong = ruth.post(f"{at}/access", data=day_in("expires_on", "31", "2", "2027"))
    assert (wrong.status_code, 'value="31"' in wrong.text) == (422, True)
    send(ruth, f"{at}/access", f"{at}/access", **day_in("expires_on", "1", "2", "2027"))
    assert "1 February 2027" in text_of(ruth, at)
    assert ines.get(f"{here}/portfolio").status_code == 200

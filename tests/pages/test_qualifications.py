"""Qualifications on the pages: brought, checked, opened, taken out; English and maths settled."""

import re
from datetime import timedelta

import pytest
from sqlmodel import select
from starlette.testclient import TestClient

from app.domain.apprenticeships import ApprenticeshipStatus
from app.models.accounts import ReadingRow
from app.models.apprenticeships import ApprenticeshipRow
from app.models.evidence import StoredFileRow
from app.models.qualifications import QualificationRow
from tests.conftest import Clock, SignInAs
from tests.entries import past_the_record
from tests.make import Maker
from tests.pages.test_readiness import read, words

PAGES = b"%PDF-1.7\nthe certificate"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'
CPQ = {
    "subject": "mandatory",
    "name": "CPQ Professional",
    "awarded_by": "CILEX Regulation",
    "awarded_on-day": "1",
    "awarded_on-month": "5",
    "awarded_on-year": "2026",
}


def path(make: Maker, rest: str = "") -> str:
    return f"/apprenticeships/{make.cast.amaras}/qualifications{rest}"


def bring(
    make: Maker,
    client: TestClient,
    content: bytes | None = PAGES,
    name: str = "cpq.pdf",
    **changes: str,
) -> int:
    files = {"file": (name, content)} if content is not None else {"file": ("", b"")}
    answer = client.post(path(make, "/new"), data={**CPQ, **changes}, files=files)
    return answer.status_code


def link(html: str, text: str) -> str:
    """Where the link with these words leads, or the form with this button."""
    found = re.search(rf'(?:href|action)="([^"]+)"[^>]*>\s*(?:<button[^>]*>)?{text}', html)
    assert found, f"{text} is not on the page."
    return found[1]


def stands(make: Maker, client_for: SignInAs, which: str) -> str:
    """What readiness says of a requirement, from its own words on."""
    page = words(read(client_for(make.cast.ruth), f"/apprenticeships/{make.cast.amaras}/readiness"))
    return page[page.index(which) :][:400]


def test_the_apprentice_brings_a_certificate_and_the_provider_checks_it(
    make: Maker, client_for: SignInAs
) -> None:
    cast, amara, sam = make.cast, client_for(make.cast.amara), client_for(make.cast.sam)
    which = "The apprentice holds a qualification"
    assert "Nothing has been recorded yet." in words(read(amara, path(make)))
    assert "It is not recorded yet. Who must act: Amara Okafor" in stands(make, client_for, which)
    assert bring(make, amara) == 303
    assert "the certificate waits to be checked. Who must act: Ruth Ellis" in stands(
        make, client_for, which
    )
    assert "I have checked" not in read(amara, path(make))
    check = link(read(sam, path(make)), "I have checked the certificate")
    assert client_for(cast.amara).post(check).status_code == 403
    assert sam.post(check).status_code == 303
    assert "It is recorded, and the certificate is checked." in stands(make, client_for, which)
    assert "Certificate checked by Sam Rowe on 3 November 2026." in words(read(amara, path(make)))
    assert sam.post(check).status_code == 409


def test_a_certificate_is_saved_as_safely_as_any_file_and_by_the_provider_and_apprentice_alone(
    make: Maker, client_for: SignInAs
) -> None:
    cast = make.cast
    bring(make, client_for(cast.amara))
    address = link(read(client_for(cast.amara), path(make)), r"cpq\.pdf")
    for person in (cast.amara, cast.sam, cast.priya, cast.ruth):
        opened = client_for(person).get(address)
        assert (opened.status_code, opened.content) == (200, PAGES)
        assert opened.headers["Content-Disposition"].startswith("attachment; ")
        assert opened.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
        assert opened.headers["Cache-Control"] == "private, no-store"
    assert client_for(cast.amara).head(address).headers["Content-Length"] == str(len(PAGES))
    manager = read(client_for(cast.marcus), path(make))
    assert "CPQ Professional" in manager
    assert f'"{address}"' not in manager
    assert client_for(cast.marcus).get(address).status_code == 403
    for person in cast.strangers:
        assert client_for(person).get(address).status_code == 404


def test_a_certificate_is_blocked_past_the_gateway_too_and_who_opened_it_is_noted(
    make: Maker, client_for: SignInAs
) -> None:
    cast = make.cast
    bring(make, client_for(cast.amara))
    address = link(read(client_for(cast.amara), path(make)), r"cpq\.pdf")
    for person in (cast.amara, cast.sam):
        assert client_for(person).get(address).status_code == 200
    assert client_for(cast.sam).head(address).status_code == 200
    with past_the_record(make.database) as session:
        (reading,) = session.exec(select(ReadingRow)).all()
        assert (reading.person_id, reading.what) == (cast.sam.id, "the certificate")
        assert str(reading.qualification_id) in address
        row = session.get_one(ApprenticeshipRow, cast.amaras)
        row.status = ApprenticeshipStatus.GATEWAY
        session.commit()
    for person, status in ((cast.amara, 403), (cast.sam, 403), (cast.priya, 403), (cast.jo, 404)):
        client = client_for(person)
        assert client.get(f"{address}/block").status_code == status
        assert client.post(f"{address}/block", data={"reason": "No."}).status_code == status
    marcus = client_for(cast.marcus)
    assert f"{address}/block" in read(marcus, path(make))
    assert marcus.post(f"{address}/block", data={"reason": " "}).status_code == 422
    assert marcus.post(f"{address}/block", data={"reason": "A home address."}).status_code == 303
    assert "cpq.pdf, blocked by Marcus Lee: A home address." in read(marcus, path(make))
    for person in (cast.amara, cast.sam, cast.ruth):
        assert client_for(person).get(address).status_code == 403
    assert client_for(cast.ruth).get(f"{address}/block").status_code == 409


@pytest.mark.one_engine
def test_nobody_can_have_checked_a_certificate_that_is_blocked(
    make: Maker, client_for: SignInAs
) -> None:
    sam = client_for(make.cast.sam)
    bring(make, client_for(make.cast.amara))
    address = link(read(sam, path(make)), r"cpq\.pdf")
    client_for(make.cast.marcus).post(f"{address}/block", data={"reason": "A home address."})
    page = read(sam, path(make))
    assert "Certificate blocked" in page
    assert "I have checked" not in page
    assert sam.post(address.replace("/certificate", "/check")).status_code == 409


def test_strangers_know_of_no_qualification_and_only_some_of_those_who_see_it_act(
    make: Maker, client_for: SignInAs
) -> None:
    cast = make.cast
    bring(make, client_for(cast.amara), content=None)
    add = link(read(client_for(cast.amara), path(make)), "Add the certificate")
    acts = (path(make, "/new"), add, add.replace("certificate/add", "take-out"))
    settle = f"/apprenticeships/{cast.amaras}/english-and-maths"
    for person in cast.strangers:
        for address in (path(make), *acts, settle):
            assert client_for(person).get(address).status_code == 404
    for person in (cast.marcus, cast.priya):
        assert client_for(person).get(path(make)).status_code == 200
        assert [client_for(person).get(address).status_code for address in acts] == [403, 403, 403]
    for person in (cast.amara, cast.priya):
        assert client_for(person).get(settle).status_code == 403


def test_what_the_provider_brings_is_checked_by_that_and_counts_once_it_is_shown(
    make: Maker, client_for: SignInAs
) -> None:
    ruth, which = client_for(make.cast.ruth), "The apprentice holds a qualification"
    assert bring(make, ruth, content=None) == 303
    assert "recorded without a certificate" in stands(make, client_for, which)
    address = link(read(ruth, path(make)), "Add the certificate")
    assert "Choose the certificate first." in ruth.post(address.removesuffix("/add")).text
    sent = {"file": ("cpq.pdf", PAGES)}
    assert ruth.post(address.removesuffix("/add"), files=sent).status_code == 303
    assert "the certificate is checked" in stands(make, client_for, which)
    assert ruth.post(address.removesuffix("/add"), files=sent).status_code == 409


def test_a_qualification_is_taken_out_with_a_reason_that_stays(
    make: Maker, client_for: SignInAs
) -> None:
    amara, ruth = client_for(make.cast.amara), client_for(make.cast.ruth)
    bring(make, amara)
    address = link(read(ruth, path(make)), "Take it out")
    assert "Take it out" in amara.get(address).text
    ruth.post(link(read(ruth, path(make)), "I have checked the certificate"))
    assert amara.get(address).status_code == 403
    refused = ruth.post(address, data={"reason": " "})
    assert (refused.status_code, "Say why." in refused.text) == (422, True)
    assert ruth.post(address, data={"reason": "It is <b>another</b> Okafor’s."}).status_code == 303
    page = words(read(amara, path(make)))
    assert "Taken out by Ruth Ellis on 3 November 2026: It is <b>another</b> Okafor’s." in page
    assert "It is not recorded yet." in stands(
        make, client_for, "The apprentice holds a qualification"
    )
    assert ruth.post(address, data={"reason": "Twice."}).status_code == 409


@pytest.mark.one_engine
@pytest.mark.parametrize(
    ("changes", "name", "content", "status", "says"),
    [
        ({"name": ""}, "cpq.pdf", PAGES, 422, "Enter the name of the qualification."),
        ({"awarded_on-year": ""}, "cpq.pdf", PAGES, 422, "The date must have a year."),
        ({"awarded_on-year": "2031"}, "cpq.pdf", PAGES, 422, "or an earlier day."),
        ({"subject": "latin"}, "cpq.pdf", PAGES, 422, "Say what it is recorded for."),
        ({}, "cpq.pdf", b"", 422, "is empty: it has no bytes in it."),
        ({}, "cpq.svg", SVG, 415, "so it is not kept."),
    ],
)
def test_what_does_not_fit_is_said_beside_its_field_and_nothing_typed_is_lost(
    make: Maker,
    client_for: SignInAs,
    changes: dict[str, str],
    name: str,
    content: bytes,
    status: int,
    says: str,
) -> None:
    data, files = {**CPQ, **changes}, {"file": (name, content)}
    answer = client_for(make.cast.sam).post(path(make, "/new"), data=data, files=files)
    assert answer.status_code == status
    assert says in answer.text
    assert "CILEX Regulation" in answer.text
    with make.database.read() as session:
        assert session.exec(select(QualificationRow)).all() == []
        assert session.exec(select(StoredFileRow)).all() == []


@pytest.mark.one_engine
def test_a_blocked_content_is_no_certificate_and_the_form_sent_twice_records_one(
    make: Maker, client_for: SignInAs
) -> None:
    sam = client_for(make.cast.sam)
    new_id = "7e6e1c0a-6c9b-4d41-9a52-5d36a0c5d1f0"
    assert [bring(make, sam, new_id=new_id), bring(make, sam, new_id=new_id)] == [303, 303]
    with make.database.read() as session:
        session.exec(select(QualificationRow)).one()
    with past_the_record(make.database) as session:
        stored = session.exec(select(StoredFileRow)).one()
        stored.blocked_at, stored.blocked_by_id = make.now, make.cast.ruth.id
        stored.block_reason = "Another’s address."
        session.commit()
    page = read(sam, path(make))
    assert "cpq.pdf, blocked by Ruth Ellis" in page
    assert sam.get(f"/qualifications/{new_id}/certificate").status_code == 403
    assert bring(make, sam) == 409


def settle(client: TestClient, make: Maker, age: str, choice: str, reason: str = "") -> int:
    answer = client.post(
        f"/apprenticeships/{make.cast.amaras}/english-and-maths",
        data={"age_group": age, "to_achieve": choice, "reason": reason},
    )
    return answer.status_code


def test_the_employer_chooses_for_a_grown_apprentice_and_a_change_keeps_its_reason(
    make: Maker, client_for: SignInAs, clock: Clock
) -> None:
    marcus, which = client_for(make.cast.marcus), "English and maths are settled"
    assert "Whether the apprentice was 19 or over at the start is not recorded." in stands(
        make, client_for, which
    )
    assert settle(client_for(make.cast.ruth), make, "aged_19_or_over", "") == 303
    asked = stands(make, client_for, which)
    assert "employer asks for English and maths is not recorded. Who must act: Marcus Lee" in asked
    clock.now += timedelta(hours=1)
    assert settle(marcus, make, "aged_19_or_over", "no") == 303
    assert "The employer chose not to ask" in stands(make, client_for, which)
    clock.now += timedelta(hours=1)
    assert settle(marcus, make, "aged_19_or_over", "yes") == 422
    assert settle(marcus, make, "aged_19_or_over", "yes", "Ashlock asks for both.") == 303
    page = words(read(client_for(make.cast.amara), path(make)))
    assert "The employer’s choice Both are to be achieved" in page
    assert "both are to be achieved. Recorded by Marcus Lee, line manager. Ashlock asks for" in page
    assert "19 or over at the start, not asked for. Recorded by Marcus Lee" in page
    assert "Unverified rule: Not found in print for these starts." in page


def test_english_and_maths_count_by_their_certificates(make: Maker, client_for: SignInAs) -> None:
    ruth = client_for(make.cast.ruth)
    for subject, name in (("english", "GCSE English, grade 6"), ("maths", "GCSE maths, grade 5")):
        assert bring(make, ruth, subject=subject, name=name) == 303
    which = "English and maths are settled"
    assert "English and maths are achieved, and the certificates checked." in stands(
        make, client_for, which
    )

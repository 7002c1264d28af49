"""A standard to read: its wording, its duties, what the plan asks and what is not verified."""

import re
from collections.abc import Callable
from html import unescape

import pytest
from starlette.testclient import TestClient

from app.actions.standards import load_standards
from app.adapters.db import Database
from app.adapters.standards_files import read_files
from app.domain.people import Person
from app.queries.standards import get_standard
from app.settings import ROOT
from tests.cast import Cast
from tests.make import Maker

pytestmark = pytest.mark.one_engine

ClientFor = Callable[[Person], TestClient]
PATH = "/standards/ST0244/1.1"


def words(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", html)).split())


@pytest.fixture
def page(cast: Cast, client_for: ClientFor) -> str:
    answer = client_for(cast.amara).get(PATH)
    assert answer.status_code == 200
    return answer.text


def test_the_list_leads_to_each_standard(cast: Cast, client_for: ClientFor) -> None:
    listed = client_for(cast.theo).get("/standards").text
    assert f'href="{PATH}"' in listed
    assert "Chartered legal executive Level 6, ST0244 version 1.1" in words(listed)


def test_every_criterion_stands_with_its_full_text_under_its_code(page: str, make: Maker) -> None:
    with make.database.read() as session:
        standard = get_standard(session, "ST0244", "1.1")
    assert len(standard.criteria) == 88
    for criterion in standard.criteria:
        row = page.split(f'id="{criterion.code}">')[1].split("</li>")[0]
        assert f"{criterion.code} {criterion.text}" in words(row)


def test_a_duty_names_the_ksbs_published_for_it_or_says_that_none_are_recorded(page: str) -> None:
    first = page.split('id="D1">')[1].split("</li>")[0]
    assert re.findall(r'href="#([KSB]\d+)"', first) == [
        *("K1", "K4", "K6", "K7", "K8", "K10", "K12", "K13", "K21"),
        *("S2", "S10", "S19", "B1", "B4", "B5"),
    ]
    second = page.split('id="D2">')[1].split("</li>")[0]
    assert "The published mapping of this duty has not been recorded." in second
    assert page.count("has not been recorded") == 20


def test_the_plan_says_what_is_verified_and_where_it_was_read(page: str) -> None:
    shown = words(page)
    assert "Unverified: this plan has not been checked against the published one." in shown
    assert "Verified: Apprenticeship funding rules, Department for Education." in shown
    assert "Unverified: Version 1.0, cilexlawschool.ac.uk. Not found for this version." in shown
    assert "Which KSBs are allocated to it is not known." in shown
    assert "Any method at fail: fail. Every method at distinction: distinction." in shown


def test_the_dated_rules_say_for_which_starts_they_are(page: str) -> None:
    shown = words(page)
    assert "Starts before 1 August 2022 Minimum duration 372 days" in shown
    assert "Starts from 1 August 2022 and before 1 August 2025" in shown
    assert "Starts from 1 August 2025 Minimum duration 8 months" in shown
    assert "By the last day of the month 3 months later" in shown


def test_another_standard_without_practice_areas_reads_as_well(
    cast: Cast, database: Database, client_for: ClientFor, make: Maker
) -> None:
    other = read_files([ROOT / "tests/standards/ZZ9001-1.0.yaml"])
    load_standards(database, other, now=make.now)
    shown = words(client_for(cast.sam).get("/standards/ZZ9001/1.0").text)
    assert "ZZ9001 1.0" in shown
    assert "Practice areas" not in shown
    assert "No source is recorded." in shown


def test_a_standard_that_is_not_loaded_is_not_there(cast: Cast, client_for: ClientFor) -> None:
    answer = client_for(cast.amara).get("/standards/ST0244/9.9")
    assert answer.status_code == 404
    assert "The standard ST0244 9.9 has not been loaded." in answer.text


def test_before_any_is_loaded_the_list_says_what_to_do(
    cast: Cast, client_for: ClientFor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.web.pages.standards.list_standards", lambda _session: ())
    assert "gatepost standards load" in client_for(cast.ruth).get("/standards").text

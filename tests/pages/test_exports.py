"""Every list is saved for a spreadsheet, with what its reader may see and no formula in it."""

import io
from dataclasses import replace
from datetime import date
from itertools import zip_longest

import pytest

from app.actions.links import request_new_password
from app.actions.off_the_job import record_hours
from app.actions.qualifications import record_qualification
from app.actions.submission import take_back_evidence
from app.adapters.sheet_reader import read_sheet
from app.adapters.storage import open_storage
from app.domain.assessments import AssessmentState
from app.domain.evidence import EvidenceStatus
from app.domain.plans import Grade
from app.domain.qualifications import NewQualification, Subject
from app.queries import record_acts
from app.settings import Settings
from tests.assessed import Assessed
from tests.cast import Cast
from tests.conftest import SignInAs
from tests.make import COMPLETE, Maker
from tests.passwords import HERE

FORMULA = "=cmd|' /C calc'!A0"
LISTS = {
    "/people": ("ruth", "Sam Rowe"),
    "/organisations": ("priya", "Marlow & Co"),
    "/apprenticeships": ("marcus", "Amara Okafor"),
    "/evidence": ("amara", FORMULA),
    "/apprenticeships/{id}/evidence": ("sam", FORMULA),
    "/queue": ("sam", FORMULA),
    "/cohort": ("marcus", "Amara Okafor"),
    "/cohort/waits": ("ruth", "Sam Rowe"),
    "/apprenticeships/{id}/reviews": ("priya", "Held on"),
    "/apprenticeships/{id}/readiness/criteria": ("marcus", FORMULA),
    "/apprenticeships/{id}/off-the-job": ("sam", FORMULA),
    "/apprenticeships/{id}/qualifications": ("marcus", FORMULA),
    "/standards/ST0244/1.1/criteria": ("theo", "S33"),
    "/messages": ("ruth", "Sam Rowe"),
}

ON_THE_PAGE = {"/standards/ST0244/1.1/criteria": "/standards/ST0244/1.1"}
"""Where a list stands on a page under another address."""


def fill(make: Maker, settings: Settings) -> None:
    """Something for every list, and a formula wherever somebody can type one."""
    database, cast, now = make.database, make.cast, make.now
    make.evidence(EvidenceStatus.SUBMITTED, replace(COMPLETE, title=FORMULA))
    for hours in (300, 280):
        record_hours(database, cast.amaras, hours, date(2026, 11, 2), FORMULA, by=cast.sam, now=now)
    named = NewQualification(Subject.MANDATORY, FORMULA, "CILEX Regulation", date(2026, 5, 1))
    record_qualification(
        database, open_storage(settings.storage_url), cast.amaras, named, by=cast.amara, now=now
    )
    request_new_password(
        database, cast.sam.email, address=HERE, public_url=settings.public_url, now=now
    )


def cells_of(data: bytes) -> list[str]:
    return [cell for row in read_sheet(io.BytesIO(data)) for cell in row.cells]


@pytest.mark.parametrize("path", LISTS)
def test_a_list_is_saved_and_its_formulas_are_words(
    make: Maker, client_for: SignInAs, settings: Settings, path: str
) -> None:
    fill(make, settings)
    who, holds = LISTS[path]
    browser = client_for(getattr(make.cast, who))
    here = path.format(id=make.cast.amaras)
    page = browser.get(ON_THE_PAGE.get(path, here)).text
    as_csv, as_xlsx = browser.get(f"{here}.csv"), browser.get(f"{here}.xlsx")
    assert (as_csv.status_code, as_xlsx.status_code) == (200, 200)
    assert holds in cells_of(as_xlsx.content)
    assert (f"'{holds}" if holds.startswith("=") else holds) in cells_of(as_csv.content)
    assert "attachment" in as_xlsx.headers["Content-Disposition"]
    if "reviews" not in path:
        assert f'href="{here}.xlsx"' in page
    assert "Theo Brandt" not in cells_of(as_csv.content)


@pytest.mark.one_engine
def test_a_list_is_saved_as_it_is_narrowed(make: Maker, client_for: SignInAs) -> None:
    ruth = client_for(make.cast.ruth)
    page = ruth.get("/people?role=assessor").text
    assert 'href="/people.csv?role=assessor"' in page
    names = cells_of(ruth.get("/people.csv?role=assessor").content)
    assert "Sam Rowe" in names
    assert "Amara Okafor" not in names


@pytest.mark.one_engine
def test_a_cohort_is_saved_with_what_waits_for_whom(make: Maker, client_for: SignInAs) -> None:
    make.evidence(EvidenceStatus.SUBMITTED)
    make.evidence(EvidenceStatus.RETURNED)
    ruth = client_for(make.cast.ruth)
    assert f'href="/cohort.csv?assessor={make.cast.sam.id}"' in (
        ruth.get(f"/cohort?assessor={make.cast.sam.id}&page=1").text
    )
    headings, amara = read_sheet(
        io.BytesIO(ruth.get(f"/cohort.xlsx?assessor={make.cast.sam.id}").content)
    )
    line = dict(zip(headings.cells, amara.cells, strict=True))
    assert (line["Apprentice"], line["Assessors"]) == ("Amara Okafor", "Sam Rowe")
    assert (line["Knowledge met"], line["Knowledge in all"]) == ("0", "25")
    assert (line["To decide on"], line["Oldest to decide on"]) == ("1", "2026-11-03")
    assert line["To revise"] == "1"
    waits = [row.cells for row in read_sheet(io.BytesIO(ruth.get("/cohort/waits.xlsx").content))]
    today = "2026-11-03"
    assert ("Assessor", "Sam Rowe", "1", "0", "To decide on", "1", today) in waits
    revising = [row for row in waits if row[0] == "Apprentice"]
    assert revising == [("Apprentice", "Amara Okafor", "1", "0", "To revise", "1", today)]
    nobody = cells_of(ruth.get(f"/cohort.csv?assessor={make.cast.jo.id}").content)
    assert "Amara Okafor" not in nobody


@pytest.mark.one_engine
def test_nobody_saves_what_they_may_not_see(make: Maker, client_for: SignInAs, cast: Cast) -> None:
    make.evidence(EvidenceStatus.DRAFT, replace(COMPLETE, title="A draft"))
    for path, (who, _) in LISTS.items():
        here = f"{path.format(id=cast.amaras)}.csv"
        assert client_for(getattr(cast, who)).get(here[:-4] + ".exe").status_code == 404
        answer = client_for(cast.theos_assessor).get(here)
        if answer.status_code == 200:
            assert not {"Amara Okafor", "Sam Rowe", "A draft"} & set(cells_of(answer.content))
        else:
            assert answer.status_code in (403, 404), path
    sams = client_for(cast.sam).get(f"/apprenticeships/{cast.amaras}/evidence.csv")
    assert "A draft" not in cells_of(sams.content)
    for person in (cast.sam, cast.marcus):
        table = cells_of(client_for(person).get("/apprenticeships.xlsx").content)
        assert "Unique learner number" in table


def lines_of(data: bytes) -> list[dict[str, str]]:
    headings, *rows = read_sheet(io.BytesIO(data))
    return [dict(zip_longest(headings.cells, row.cells, fillvalue="")) for row in rows]


def test_the_saved_record_holds_just_the_acts_whose_entries_its_reader_may_open(
    make: Maker, client_for: SignInAs, monkeypatch: pytest.MonkeyPatch
) -> None:
    cast = make.cast
    make.evidence(EvidenceStatus.SIGNED_OFF, replace(COMPLETE, title=FORMULA))
    make.evidence(EvidenceStatus.DRAFT)
    take_back_evidence(
        make.database, make.evidence(EvidenceStatus.SUBMITTED), by=cast.amara, now=make.now
    )
    record_hours(make.database, cast.amaras, 300, date(2026, 11, 2), by=cast.sam, now=make.now)
    ruth, here = client_for(cast.ruth), f"/record/{cast.provider_id}"
    lines = lines_of(ruth.get(f"{here}/acts/1.xlsx").content)
    entries = [ruth.get(f"{here}/entries/{number}").status_code for number in range(1, 9)]
    assert [int(line["Entry"]) for line in lines] == [
        number for number, status in enumerate(entries, start=1) if status == 200
    ]
    assert lines[1] | {"When": "", "Entry": ""} == {
        "Entry": "",
        "When": "",
        "What": "Evidence signed off",
        "By": "Sam Rowe",
        "As": "Assessor",
        "About": "Amara Okafor",
        "Evidence": FORMULA,
        "Submission": "1",
    }
    assert lines[-1]["What"] == "Hours recorded"
    page = ruth.get("/record").text
    assert f"{here}/acts/1.csv" in page
    assert f"{here}/acts/2.csv" not in page
    monkeypatch.setattr(record_acts, "PART", 4)
    assert f"{here}/acts/2.csv" in ruth.get("/record").text
    parts = [lines_of(ruth.get(f"{here}/acts/{part}.xlsx").content) for part in (1, 2)]
    assert parts[0] + parts[1] == lines
    assert all(int(line["Entry"]) > 4 for line in parts[1])
    for person in (cast.sam, cast.amara, cast.theos_administrator):
        assert client_for(person).get(f"{here}/acts/1.csv").status_code == 404


@pytest.mark.one_engine
def test_an_assessment_organisation_saves_what_it_was_handed_over_and_no_grade(
    assessed: Assessed, client_for: SignInAs
) -> None:
    found = assessed.assessment(
        AssessmentState.PROVISIONAL, content=replace(COMPLETE, title=FORMULA)
    )
    karl = client_for(assessed.karl)
    ines, portfolio = client_for(assessed.ines), f"/assessments/{found}/portfolio"
    for here in ("/assessments", portfolio):
        assert f'href="{here}.xlsx"' in ines.get(here).text
    (line,) = lines_of(ines.get("/assessments.xlsx").content)
    assert (line["Apprentice"], line["Independent assessor"]) == ("Amara Okafor", "Inês Duarte")
    assert line["State"] == "Provisional result"
    assert not {each.value for each in Grade} & {cell.lower() for cell in line.values()}
    (piece,) = lines_of(ines.get(f"{portfolio}.xlsx").content)
    assert (piece["Title"], piece["KSBs and duties"]) == (FORMULA, "K5 S2")
    assert lines_of(karl.get("/assessments.xlsx").content) != [line]
    for person in (assessed.cast.ruth, assessed.cast.theos_assessor):
        assert client_for(person).get("/assessments.csv").status_code == 403
        assert client_for(person).get(f"{portfolio}.csv").status_code == 404

"""Every list is saved for a spreadsheet, with what its reader may see and no formula in it."""

import io
from dataclasses import replace

import pytest

from app.adapters.sheet_reader import read_sheet
from app.domain.evidence import EvidenceStatus
from tests.cast import Cast
from tests.conftest import SignInAs
from tests.make import COMPLETE, Maker

LISTS = {
    "/people": ("ruth", "Sam Rowe"),
    "/organisations": ("priya", "Marlow & Co"),
    "/apprenticeships": ("marcus", "Amara Okafor"),
    "/evidence": ("amara", "=cmd|' /C calc'!A0"),
    "/apprenticeships/{id}/evidence": ("sam", "=cmd|' /C calc'!A0"),
    "/queue": ("sam", "=cmd|' /C calc'!A0"),
    "/cohort": ("marcus", "Amara Okafor"),
    "/cohort/waits": ("ruth", "Sam Rowe"),
    "/apprenticeships/{id}/reviews": ("priya", "Held on"),
    "/apprenticeships/{id}/readiness/criteria": ("marcus", "=cmd|' /C calc'!A0"),
}


def cells_of(data: bytes) -> list[str]:
    return [cell for row in read_sheet(io.BytesIO(data)) for cell in row.cells]


@pytest.mark.parametrize("path", LISTS)
def test_a_list_is_saved_and_its_formulas_are_words(
    make: Maker, client_for: SignInAs, path: str
) -> None:
    make.evidence(EvidenceStatus.SUBMITTED, replace(COMPLETE, title="=cmd|' /C calc'!A0"))
    who, holds = LISTS[path]
    browser = client_for(getattr(make.cast, who))
    here = path.format(id=make.cast.amaras)
    page = browser.get(here).text
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

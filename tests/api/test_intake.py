"""A program brings a list: it asks first what would become of it, or takes it in at once."""

import pytest

from tests.cast import Cast
from tests.conftest import SignInAs

LIST = (
    "Apprentice;Email address;Standard;Employer;Line managers;Assessors;Start date;Planned end date"
    "\nChloe Patel;chloe@gatepost.example;ST0244 1.1;New Firm;;sam@gatepost.example;{};2029-09-03\n"
)
HERE = "/api/v1/import/apprenticeships"


@pytest.mark.one_engine
def test_a_dry_run_changes_nothing_and_the_same_list_is_then_taken_in_once(
    api_for: SignInAs, cast: Cast
) -> None:
    ruth = api_for(cast.ruth)
    sent = LIST.format("4/9/2026").encode()
    looked = ruth.post(f"{HERE}?dry_run=true", content=sent).json()
    assert (looked["done"], looked["new_employers"]) == (False, ["New Firm"])
    [row] = looked["rows"]
    assert (row["row"], row["becomes"], row["errors"]) == (2, "new", [])
    once = {"Idempotency-Key": "autumn"}
    first = ruth.post(HERE, content=sent, headers=once)
    assert (first.status_code, first.json()["done"]) == (200, True)
    assert ruth.post(HERE, content=sent, headers=once).json() == first.json()
    names = [each["apprentice"] for each in ruth.get("/api/v1/apprenticeships").json()["items"]]
    assert sorted(names) == ["Amara Okafor", "Chloe Patel"]


@pytest.mark.one_engine
def test_a_wrong_row_is_told_by_row_and_column(api_for: SignInAs, cast: Cast) -> None:
    ruth = api_for(cast.ruth)
    sent = LIST.format("9/31/2026").encode()
    [row] = ruth.post(f"{HERE}?dry_run=true", content=sent).json()["rows"]
    assert row["becomes"] == "wrong"
    assert [error["field"] for error in row["errors"]] == ["started_on"]
    refused = ruth.post(HERE, content=sent)
    assert refused.status_code == 422
    problem = refused.json()
    assert problem["detail"] == "1 row is wrong, so nothing was taken in."
    assert [error["field"] for error in problem["errors"]] == ["rows.2.started_on"]
    assert api_for(cast.sam).post(HERE, content=sent).status_code == 403

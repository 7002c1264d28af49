"""Standards through the API: the published wording, duties, practice areas and the plan."""

import pytest

from tests.api.sent import refused, wrong_fields
from tests.conftest import SignInAs
from tests.make import Maker


def test_a_standard_is_told_whole(make: Maker, api_for: SignInAs) -> None:
    standard = api_for(make.cast.amara).get("/api/v1/standards/ST0244/1.1").json()
    assert (standard["reference"], standard["version"]) == ("ST0244", "1.1")
    assert (standard["title"], standard["level"]) == ("Chartered legal executive", 6)
    kinds = [criterion["kind"] for criterion in standard["criteria"]]
    assert {kind: kinds.count(kind) for kind in kinds} == {
        "knowledge": 25,
        "skill": 33,
        "behaviour": 9,
        "duty": 21,
    }
    assert all(set(criterion) == {"code", "kind", "text"} for criterion in standard["criteria"])
    assert list(standard["duties"]) == ["D1"]
    assert standard["duties"]["D1"][:3] == ["K1", "K4", "K6"]
    assert "property_and_conveyancing" in standard["practice_areas"]
    assert set(standard["practice_area_names"]) == set(standard["practice_areas"])
    assert standard["plan"]["status"] == "unverified"
    assert standard["plan"]["required_for_gateway"] == ["knowledge", "skill", "behaviour"]


def test_everybody_who_is_signed_in_may_read_it(make: Maker, api_for: SignInAs) -> None:
    for person in make.cast.everybody:
        client = api_for(person)
        listed = client.get("/api/v1/standards").json()
        assert listed["next"] is None
        assert client.get("/api/v1/standards/ST0244/1.1").json() in listed["items"]


@pytest.mark.parametrize("named", ["ST0244/1.0", "ST9999/1.1", "%00/1.1", "ST0244/%00", "é/1"])
def test_a_standard_that_was_not_loaded_is_not_found(
    make: Maker, api_for: SignInAs, named: str
) -> None:
    sam = api_for(make.cast.sam)
    assert refused(sam.get(f"/api/v1/standards/{named}"), 404)
    assert wrong_fields(sam.get("/api/v1/standards?level=6")) == ["level"]

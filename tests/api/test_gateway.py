"""The gateway over the API: read, declare, pass."""

import pytest

from app.domain.people import Person
from tests.conftest import SignInAs
from tests.passwords import PASSWORD, give_password
from tests.ready import Ready


def path(ready: Ready, rest: str = "gateway") -> str:
    return f"/api/v1/apprenticeships/{ready.amaras}/{rest}"


def declares(ready: Ready, api_for: SignInAs, person: Person, password: str = PASSWORD) -> int:
    client = api_for(person)
    seen = client.get(path(ready)).json()
    answer = client.post(
        path(ready, "declarations"),
        json={
            "statement_sha256": (seen["statement"] or {"sha256": "0" * 64})["sha256"],
            "snapshot_sha256": seen["snapshot_sha256"],
            "password": password,
        },
    )
    return answer.status_code


def test_three_declare_and_an_administrator_passes(ready: Ready, api_for: SignInAs) -> None:
    cast = ready.make.cast
    ruth = api_for(cast.ruth)
    refused = ruth.post(path(ready), json={})
    assert refused.status_code == 409
    assert "the apprentice, the line manager, the assessor" in refused.json()["detail"]

    assert [declares(ready, api_for, each) for each in ready.the_three] == [200, 200, 200]
    passed = ruth.post(path(ready), json={})

    assert passed.status_code == 200, passed.text
    told = passed.json()
    assert told["passed_at"]
    assert told["statement"] is None
    assert {each["role"]: each["by"] for each in told["declarations"]} == {
        "apprentice": "Amara Okafor",
        "line_manager": "Marcus Lee",
        "assessor": "Sam Rowe",
    }
    assert all(each["covers_present_state"] for each in told["declarations"])


@pytest.mark.one_engine
def test_a_wrong_password_a_stranger_and_those_who_do_not_declare_are_refused(
    ready: Ready, api_for: SignInAs
) -> None:
    cast = ready.make.cast
    give_password(ready.database, cast.ruth, cast.priya)

    assert declares(ready, api_for, cast.sam, "not the password at all") == 422
    assert declares(ready, api_for, cast.ruth) == 403
    for stranger in cast.strangers:
        client = api_for(stranger)
        assert client.get(path(ready)).status_code == 404
        assert client.post(path(ready), json={}).status_code == 404
        sent = {"statement_sha256": "0" * 64, "snapshot_sha256": "0" * 64, "password": PASSWORD}
        assert client.post(path(ready, "declarations"), json=sent).status_code == 404
    for person in (cast.amara, cast.marcus, cast.sam, cast.priya):
        assert api_for(person).post(path(ready), json={}).status_code == 403


@pytest.mark.one_engine
def test_what_was_not_looked_at_is_not_declared(ready: Ready, api_for: SignInAs) -> None:
    client = api_for(ready.make.cast.amara)
    seen = client.get(path(ready)).json()
    for changed in ("statement_sha256", "snapshot_sha256"):
        sent = {
            "statement_sha256": seen["statement"]["sha256"],
            "snapshot_sha256": seen["snapshot_sha256"],
            "password": PASSWORD,
        }
        answer = client.post(path(ready, "declarations"), json={**sent, changed: "0" * 64})
        assert answer.status_code == 409

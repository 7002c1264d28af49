"""Off-the-job hours on the page: planned, recorded as a running total, corrected with a reason."""

from datetime import timedelta

from starlette.testclient import TestClient

from tests.conftest import Clock, SignInAs
from tests.make import Maker
from tests.pages.test_qualifications import stands
from tests.pages.test_readiness import read, words

WHICH = "The minimum of off-the-job training is complete."


def path(make: Maker, rest: str = "") -> str:
    return f"/apprenticeships/{make.cast.amaras}/off-the-job{rest}"


def plan(client: TestClient, make: Maker, hours: str, reason: str = "") -> int:
    answer = client.post(path(make, "/planned"), data={"hours": hours, "reason": reason})
    return answer.status_code


def record(client: TestClient, make: Maker, hours: str, day: str, reason: str = "") -> int:
    number, month = day.split()
    data = {"hours": hours, "on-day": number, "on-month": month, "on-year": "2026"}
    return client.post(path(make), data={**data, "reason": reason}).status_code


def test_the_hours_recorded_are_held_against_the_hours_planned(
    make: Maker, client_for: SignInAs, clock: Clock
) -> None:
    sam, amara = client_for(make.cast.sam), client_for(make.cast.amara)
    assert "No hours have been recorded, and none planned." in words(read(amara, path(make)))
    assert "How many hours are planned is not recorded." in stands(make, client_for, WHICH)
    assert plan(sam, make, "1,200") == 303
    assert "None of the 1,200 planned hours are recorded yet." in stands(make, client_for, WHICH)
    assert record(sam, make, "1150", "30 September") == 303
    assert "1,150 of 1,200 planned hours were recorded by 30 September 2026." in stands(
        make, client_for, WHICH
    )
    assert "50 hours are left." in words(read(amara, path(make)))
    clock.now += timedelta(hours=1)
    assert record(sam, make, "1204", "31 October") == 303
    page = words(read(amara, path(make)))
    assert "1,204 of 1,200 hours" in page
    assert "None are left." in page
    assert "1,204 of 1,200 planned hours were recorded" in stands(make, client_for, WHICH)


def test_a_lower_total_and_another_plan_keep_their_reasons(
    make: Maker, client_for: SignInAs, clock: Clock
) -> None:
    ruth = client_for(make.cast.ruth)
    assert [plan(ruth, make, "1200"), record(ruth, make, "800", "30 September")] == [303, 303]
    clock.now += timedelta(hours=1)
    assert record(ruth, make, "760", "30 September") == 422
    assert record(ruth, make, "760", "29 September", "Counted twice.") == 422
    assert record(ruth, make, "760", "30 September", "Counted twice.") == 303
    assert [plan(ruth, make, "1100"), plan(ruth, make, "1200", "Same.")] == [422, 422]
    assert plan(ruth, make, "1100", "Earlier learning counts.") == 303
    page = words(read(client_for(make.cast.marcus), path(make)))
    assert "760 of 1,100 hours" in page
    assert "Counted twice." in page
    assert "Earlier learning counts." in page
    assert "800 hours done by 30 September 2026" in page


def test_what_does_not_fit_comes_back_as_it_was_typed(make: Maker, client_for: SignInAs) -> None:
    assert record(client_for(make.cast.sam), make, "9", "1 September") == 303
    sent = {"hours": "about ten", "on-day": "31", "on-month": "9", "on-year": "2026"}
    answer = client_for(make.cast.sam).post(path(make), data={**sent, "reason": "A guess."})
    assert answer.status_code == 422
    page = words(answer.text)
    assert "Write the hours as a whole number, like 1200." in page
    assert "This is not a day in the calendar." in page
    assert 'value="about ten"' in answer.text
    assert "A guess." in answer.text


def test_the_training_provider_alone_records_and_strangers_see_nothing(
    make: Maker, client_for: SignInAs
) -> None:
    cast = make.cast
    for person in cast.strangers:
        client = client_for(person)
        assert client.get(path(make)).status_code == 404
        assert [plan(client, make, "10"), record(client, make, "1", "1 October")] == [404, 404]
    for person in (cast.amara, cast.marcus, cast.priya):
        client = client_for(person)
        assert "Record the hours" not in read(client, path(make))
        assert client.get(path(make, "/planned")).status_code == 403
        assert [plan(client, make, "10"), record(client, make, "1", "1 October")] == [403, 403]

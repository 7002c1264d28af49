"""Apprenticeships through the API: who sees which, and how one starts."""

import uuid
from typing import Any

import pytest

from app.models.apprenticeships import ApprenticeshipRow
from app.models.people import PersonRow
from tests.api.sent import refused, wrong_fields
from tests.conftest import SignInAs
from tests.entries import past_the_record
from tests.make import Maker

PATH = "/api/v1/apprenticeships"

NEW: dict[str, Any] = {
    "apprentice": {"name": "Ben Hughes", "email": "ben@gatepost.example"},
    "standard": {"reference": "ST0244", "version": "1.1"},
    "employer": "Harbour Legal",
    "line_managers": ["jo@gatepost.example"],
    "assessors": ["sam@gatepost.example", "nadia@gatepost.example"],
    "started_on": "2026-09-07",
    "planned_end_on": "2031-09-06",
}


def test_it_tells_of_the_people_of_today(make: Maker, api_for: SignInAs) -> None:
    expected = {
        "id": str(make.cast.amaras),
        "apprentice": "Amara Okafor",
        "standard": {"reference": "ST0244", "version": "1.1"},
        "provider": "Northgate Training",
        "employer": "Marlow & Co",
        "line_managers": ["Marcus Lee"],
        "assessors": ["Sam Rowe"],
        "started_on": "2023-09-04",
        "planned_end_on": "2028-09-03",
        "specialism": None,
        "weekly_hours": None,
        "status": "on_programme",
    }
    cast = make.cast
    for person in (cast.amara, cast.marcus, cast.sam, cast.priya, cast.ruth):
        client = api_for(person)
        assert client.get(f"{PATH}/{cast.amaras}").json() == expected
        assert client.get(PATH).json() == {"items": [expected], "next": None}


def test_strangers_and_former_colleagues_are_told_of_nothing(
    make: Maker, api_for: SignInAs
) -> None:
    for person in make.cast.strangers:
        client = api_for(person)
        assert refused(client.get(f"{PATH}/{make.cast.amaras}"), 404)
        assert str(make.cast.amaras) not in client.get(PATH).text


def test_an_administrator_starts_one(make: Maker, api_for: SignInAs) -> None:
    ruth = api_for(make.cast.ruth)
    sent = {**NEW, "uln": "1000000027", "specialism": "civil_litigation", "weekly_hours": 35}
    answer = ruth.post(PATH, json=sent)
    assert answer.status_code == 201, answer.text
    started = answer.json()
    assert started == {
        "id": started["id"],
        "apprentice": "Ben Hughes",
        "standard": {"reference": "ST0244", "version": "1.1"},
        "provider": "Northgate Training",
        "employer": "Harbour Legal",
        "line_managers": ["Jo Whitfield"],
        "assessors": ["Nadia Karim", "Sam Rowe"],
        "started_on": "2026-09-07",
        "planned_end_on": "2031-09-06",
        "specialism": "civil_litigation",
        "weekly_hours": 35,
        "status": "on_programme",
    }
    assert [item["apprentice"] for item in ruth.get(PATH).json()["items"]] == [
        "Amara Okafor",
        "Ben Hughes",
    ]
    assert "already" in refused(ruth.post(PATH, json=sent), 409)


@pytest.mark.parametrize(
    ("changes", "fields"),
    [
        ({"apprentice": None}, ["apprentice"]),
        ({"apprentice": {"name": " ", "email": "x"}}, ["apprentice.name", "apprentice.email"]),
        ({"standard": {"reference": "ST0244"}}, ["standard.version"]),
        ({"standard": {"reference": "ST0000", "version": "1"}}, ["standard"]),
        ({"employer": ""}, ["employer"]),
        ({"line_managers": "jo@gatepost.example"}, ["line_managers"]),
        ({"assessors": ["theo@gatepost.example"]}, ["assessors.0"]),
        ({"started_on": "7 September"}, ["started_on"]),
        ({"planned_end_on": "2026-09-07"}, ["planned_end_on"]),
        ({"started_on": "0001-01-01"}, ["started_on"]),
        ({"uln": "1000000028"}, ["uln"]),
        ({"weekly_hours": 61}, ["weekly_hours"]),
        ({"weekly_hours": "35"}, ["weekly_hours"]),
        ({"weekly_hours": 10**30}, ["weekly_hours"]),
        ({"specialism": "astrology"}, ["specialism"]),
        ({"status": "completed"}, ["status"]),
    ],
)
@pytest.mark.one_engine
def test_what_does_not_fit_is_named_by_its_field(
    make: Maker, api_for: SignInAs, changes: dict[str, object], fields: list[str]
) -> None:
    ruth = api_for(make.cast.ruth)
    assert wrong_fields(ruth.post(PATH, json={**NEW, **changes})) == fields
    assert len(ruth.get(PATH).json()["items"]) == 1


def test_only_administrators_start_one_and_in_their_own_house(
    make: Maker, api_for: SignInAs
) -> None:
    cast = make.cast
    for person in cast.everybody:
        if person in (cast.ruth, cast.theos_administrator):
            continue
        assert refused(api_for(person).post(PATH, json=NEW), 403)
        wrong = {**NEW, "planned_end_on": "2026-09-07"}
        assert wrong_fields(api_for(person).post(PATH, json=wrong)) == ["planned_end_on"]
    vera = api_for(cast.theos_administrator)
    assert wrong_fields(vera.post(PATH, json=NEW)) == [
        "line_managers.0",
        "assessors.0",
        "assessors.1",
    ]
    elsewhere = {**NEW, "provider": str(cast.provider_id)}
    assert refused(vera.post(PATH, json=elsewhere), 404)


@pytest.mark.one_engine
def test_many_come_a_page_at_a_time(make: Maker, api_for: SignInAs) -> None:
    with past_the_record(make.database) as session:
        amaras = session.get_one(ApprenticeshipRow, make.cast.amaras)
        for number in range(51):
            person = PersonRow(
                id=uuid.uuid4(),
                name=f"Apprentice {number}",
                email=f"{number}@gatepost.example",
                created_at=make.now,
            )
            session.add(person)
            session.flush()
            another = {**amaras.model_dump(), "id": uuid.uuid4(), "person_id": person.id}
            session.add(ApprenticeshipRow(**another))
        session.commit()
    ruth = api_for(make.cast.ruth)
    first = ruth.get(PATH).json()
    rest = ruth.get(PATH, params={"cursor": first["next"]}).json()
    names = [item["apprentice"] for item in [*first["items"], *rest["items"]]]
    assert (len(first["items"]), len(names), rest["next"]) == (50, 52, None)
    assert names == sorted(set(names))
    assert wrong_fields(ruth.get(PATH + "?cursor=x")) == ["cursor"]

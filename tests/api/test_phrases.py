"""Phrases of one's own through the API."""

import uuid

from app.actions.phrases import count_use
from app.domain.phrases import MAX_PHRASES
from tests.api.sent import refused, wrong_fields
from tests.conftest import SignInAs
from tests.make import Maker

HERE = "/api/v1/phrases"


def test_phrases_are_kept_listed_by_use_changed_and_deleted(make: Maker, api_for: SignInAs) -> None:
    sam = api_for(make.cast.sam)
    advice = sam.post(HERE, json={"name": "advice", "text": "Say what you advised."})
    assert advice.status_code == 201
    why = sam.post(HERE, json={"name": "why", "text": "Say why."}).json()
    assert why == {"id": why["id"], "name": "why", "text": "Say why.", "uses": 0}
    count_use(make.database, uuid.UUID(why["id"]), by=make.cast.sam)
    listed = sam.get(HERE).json()
    assert [each["name"] for each in listed["items"]] == ["why", "advice"]
    assert listed["next"] is None
    changed = sam.patch(f"{HERE}/{why['id']}", json={"text": "Say why you did."})
    assert changed.json() == {**why, "text": "Say why you did.", "uses": 1}
    assert sam.delete(f"{HERE}/{why['id']}").status_code == 204
    assert [each["name"] for each in sam.get(HERE).json()["items"]] == ["advice"]


def test_a_phrase_that_cannot_be_is_refused_in_a_sentence(make: Maker, api_for: SignInAs) -> None:
    sam = api_for(make.cast.sam)
    made = sam.post(HERE, json={"name": "advice", "text": "Say it."}).json()
    for body, fields in (
        ({"name": "Advice", "text": "Say it."}, ["name"]),
        ({"name": " ", "text": ""}, ["name", "text"]),
        ({"name": "x" * 61, "text": "x" * 2001}, ["name", "text"]),
        ({"name": "x"}, ["text"]),
    ):
        assert wrong_fields(sam.post(HERE, json=body)) == fields
    assert wrong_fields(sam.patch(f"{HERE}/{made['id']}", json={"name": "a\nb"})) == ["name"]
    for n in range(MAX_PHRASES - 1):
        assert sam.post(HERE, json={"name": f"{n}", "text": "Say it."}).status_code == 201
    assert "Delete one" in refused(sam.post(HERE, json={"name": "more", "text": "x"}), 409)


def test_phrases_are_nobody_elses(make: Maker, api_for: SignInAs) -> None:
    made = api_for(make.cast.sam).post(HERE, json={"name": "advice", "text": "Say it."}).json()
    for person in (make.cast.nadia, make.cast.ruth, make.cast.theos_assessor):
        other = api_for(person)
        assert other.get(HERE).json()["items"] == []
        refused(other.patch(f"{HERE}/{made['id']}", json={"text": "x"}), 404)
        refused(other.delete(f"{HERE}/{made['id']}"), 404)

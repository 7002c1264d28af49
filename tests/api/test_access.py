"""The whole cast at every door of the API: who is let in, who is refused, who is told nothing.

Each act is tried by each person, on a piece of Amara's that others do not see, or see no
longer as it stands; and in each status by those whose act it is.
"""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from app.domain.evidence import EvidenceStatus
from app.domain.people import Person
from tests.api.sent import of_piece
from tests.cast import Cast
from tests.conftest import SignInAs
from tests.make import Maker

DECISION = {
    "version": 0,
    "outcome": "signed_off",
    "mappings": [{"criterion": "K5", "met": True}],
}


@dataclass(frozen=True)
class Door:
    """An act on a piece, and those of the cast whose it is."""

    method: str
    act: str
    body: dict[str, object] | None
    theirs: tuple[str, ...]


DOORS = (
    Door("GET", "", None, ("amara", "sam", "marcus", "priya", "ruth")),
    Door("PATCH", "", {"version": 0}, ("amara",)),
    Door("DELETE", "", None, ("amara",)),
    Door("POST", "submit", None, ("amara",)),
    Door("POST", "take-back", None, ("amara",)),
    Door("POST", "reuse", None, ("amara",)),
    Door("POST", "files?name=a.txt", None, ("amara",)),
    Door("DELETE", f"files/{uuid.UUID(int=1)}", None, ("amara",)),
    Door("POST", "confirm", None, ("marcus",)),
    Door("POST", "decision", DECISION, ("sam",)),
    Door("POST", "reopen", {"reason": "A mistake."}, ("sam",)),
)

AROUND = ("amara", "sam", "marcus", "priya", "ruth")


def cast_by_name(cast: Cast) -> Iterator[tuple[str, Person]]:
    for name, person in vars(cast).items():
        if isinstance(person, Person):
            yield name, person


@pytest.mark.parametrize("status", [EvidenceStatus.DRAFT, EvidenceStatus.RETURNED])
@pytest.mark.one_engine
def test_whose_door_it_is_not_is_refused_and_changes_nothing(
    make: Maker, api_for: SignInAs, status: EvidenceStatus
) -> None:
    piece = make.evidence(status)
    before = make.seen_by(make.cast.amara, piece)
    for name, person in cast_by_name(make.cast):
        client = api_for(person)
        sees = name == "amara" or (name in AROUND and status is not EvidenceStatus.DRAFT)
        for door in DOORS:
            if not sees or name not in door.theirs:
                answer = client.request(door.method, of_piece(piece, door.act), json=door.body)
                assert answer.status_code == (403 if sees else 404), (name, door, answer.text)
    assert make.seen_by(make.cast.amara, piece) == before


@pytest.mark.parametrize("status", EvidenceStatus)
@pytest.mark.one_engine
def test_whose_door_it_is_is_refused_by_the_state_of_things_alone(
    make: Maker, api_for: SignInAs, status: EvidenceStatus
) -> None:
    people = dict(cast_by_name(make.cast))
    for door in DOORS:
        piece = make.evidence(status)
        for name in door.theirs:
            if name == "amara" or status is not EvidenceStatus.DRAFT:
                client = api_for(people[name])
                answer = client.request(door.method, of_piece(piece, door.act), json=door.body)
                assert answer.status_code not in (401, 403, 500), (name, door, answer.text)


@pytest.mark.one_engine
def test_somebody_whose_part_is_over_is_told_nothing_from_that_moment(
    make: Maker, api_for: SignInAs
) -> None:
    """Jo was Amara's line manager, and Nadia her assessor; both still work where they did."""
    piece = make.evidence(EvidenceStatus.SIGNED_OFF, confirmed=True)
    for person in (make.cast.jo, make.cast.nadia):
        client = api_for(person)
        for door in DOORS:
            answer = client.request(door.method, of_piece(piece, door.act), json=door.body)
            assert answer.status_code == 404
            assert "Lease" not in answer.text

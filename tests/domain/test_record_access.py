"""Who may see an entry of the record, as a table of cases."""

import uuid

import pytest

from app.domain.errors import NotFound
from app.domain.events import EventKind
from app.domain.people import HeldRole, Person, Role
from app.domain.permissions import Sight, Standing
from app.domain.record_access import (
    OWN_AFFAIRS,
    check_entry_of_house,
    check_entry_of_installation,
    check_entry_on_apprenticeship,
    check_entry_on_piece,
)

HOUSE, OTHER = uuid.uuid4(), uuid.uuid4()
SOMEBODY = uuid.uuid4()


def person(role: Role, house: uuid.UUID = HOUSE) -> Person:
    return Person(uuid.uuid4(), "Ruth", "", (HeldRole(role, house, "Northgate", house),))


@pytest.mark.parametrize("kind", EventKind)
def test_whoever_reads_a_piece_sees_its_entries_but_drafts_are_the_apprentices_own(
    kind: EventKind,
) -> None:
    check_entry_on_piece(kind, Sight.LIVE)
    with pytest.raises(NotFound):
        check_entry_on_piece(kind, Sight.OUTLINE)
    if kind in OWN_AFFAIRS:
        with pytest.raises(NotFound):
            check_entry_on_piece(kind, Sight.SUBMITTED)
    else:
        check_entry_on_piece(kind, Sight.SUBMITTED)


@pytest.mark.parametrize(
    ("standing", "sees_terms"),
    [
        (Standing(apprentice=True), True),
        (Standing(administrator=True), True),
        (Standing(iqa=True), True),
        (Standing(assessor=True), False),
        (Standing(line_manager=True), False),
    ],
)
def test_the_learner_number_cannot_be_tried_out_of_a_hash(
    standing: Standing, sees_terms: bool
) -> None:
    check_entry_on_apprenticeship(standing, vouches_for_terms=False)
    if sees_terms:
        check_entry_on_apprenticeship(standing, vouches_for_terms=True)
    else:
        with pytest.raises(NotFound):
            check_entry_on_apprenticeship(standing, vouches_for_terms=True)


@pytest.mark.parametrize("role", Role)
def test_what_is_about_the_house_is_for_those_who_look_after_it(role: Role) -> None:
    if role in (Role.ADMINISTRATOR, Role.IQA):
        check_entry_of_house(person(role), HOUSE)
    else:
        with pytest.raises(NotFound):
            check_entry_of_house(person(role), HOUSE)
    with pytest.raises(NotFound):
        check_entry_of_house(person(role), OTHER)


@pytest.mark.parametrize("kind", EventKind)
def test_in_the_installations_log_one_sees_ones_own_acts_and_what_became_of_its_keys(
    kind: EventKind,
) -> None:
    ruth, sam = person(Role.ADMINISTRATOR), person(Role.ASSESSOR)
    check_entry_of_installation(sam, kind, sam.id, SOMEBODY)
    check_entry_of_installation(sam, kind, None, sam.id)
    with pytest.raises(NotFound):
        check_entry_of_installation(sam, kind, SOMEBODY, SOMEBODY)
    if kind in (EventKind.KEY_MADE, EventKind.KEY_ROTATED):
        check_entry_of_installation(ruth, kind, None, SOMEBODY)
    else:
        with pytest.raises(NotFound):
            check_entry_of_installation(ruth, kind, None, SOMEBODY)

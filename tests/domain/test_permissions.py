"""Who may do what, asked of every standing that a person can have."""

import uuid
from collections.abc import Callable

import pytest

from app.domain.errors import NotFound, NotPermitted
from app.domain.evidence import EvidenceStatus
from app.domain.permissions import (
    Sight,
    Standing,
    check_can_administer,
    check_can_block,
    check_can_comment,
    check_can_confirm,
    check_can_review,
    check_can_sign_off,
    check_can_write,
    sight_of,
)

STANDINGS = {
    "apprentice": Standing(apprentice=True),
    "line manager": Standing(line_manager=True),
    "assessor": Standing(assessor=True),
    "iqa": Standing(iqa=True),
    "administrator": Standing(administrator=True),
    "stranger": Standing(),
}
SEE = Sight.SUBMITTED
ME, SOMEBODY = uuid.UUID(int=1), uuid.UUID(int=2)

ACTS: dict[str, tuple[Callable[[Standing], None], set[str]]] = {
    "write": (check_can_write, {"apprentice"}),
    "confirm": (lambda s: check_can_confirm(s, SEE), {"line manager"}),
    "comment": (lambda s: check_can_comment(s, SEE), {"apprentice", "line manager", "assessor"}),
    "sign off": (lambda s: check_can_sign_off(s, by=ME, author=SOMEBODY), {"assessor"}),
    "block": (lambda s: check_can_block(s, SEE), {"line manager", "administrator"}),
    "review": (check_can_review, {"apprentice", "line manager", "assessor"}),
    "administer": (check_can_administer, {"administrator"}),
}


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("who", STANDINGS)
def test_each_act_is_open_to_those_it_belongs_to_alone(act: str, who: str) -> None:
    check, allowed = ACTS[act]
    if who in allowed:
        check(STANDINGS[who])
    else:
        with pytest.raises(NotPermitted):
            check(STANDINGS[who])


def test_nobody_decides_on_evidence_about_themselves() -> None:
    with pytest.raises(NotPermitted, match="their own"):
        check_can_sign_off(Standing(assessor=True), by=ME, author=ME)
    with pytest.raises(NotPermitted, match="their own"):
        check_can_sign_off(Standing(assessor=True, apprentice=True), by=ME, author=SOMEBODY)


@pytest.mark.parametrize("check", [check_can_confirm, check_can_comment, check_can_block])
def test_an_outline_is_for_looking_only(check: Callable[[Standing, Sight], None]) -> None:
    with pytest.raises(NotPermitted, match="earlier employer"):
        check(Standing(line_manager=True), Sight.OUTLINE)


@pytest.mark.parametrize("who", sorted(set(STANDINGS) - {"apprentice"}))
def test_a_draft_does_not_exist_for_anybody_else(who: str) -> None:
    with pytest.raises(NotFound):
        sight_of(STANDINGS[who], EvidenceStatus.DRAFT, of_an_earlier_employer=False)


@pytest.mark.parametrize("status", sorted(set(EvidenceStatus) - {EvidenceStatus.DRAFT}))
@pytest.mark.parametrize("earlier", [False, True])
@pytest.mark.parametrize(
    ("who", "here", "elsewhere"),
    [
        ("apprentice", Sight.LIVE, Sight.LIVE),
        ("line manager", Sight.SUBMITTED, Sight.OUTLINE),
        ("assessor", Sight.SUBMITTED, Sight.SUBMITTED),
        ("iqa", Sight.SUBMITTED, Sight.SUBMITTED),
        ("administrator", Sight.SUBMITTED, Sight.SUBMITTED),
    ],
)
def test_each_sees_what_they_need(
    status: EvidenceStatus, earlier: bool, who: str, here: Sight, elsewhere: Sight
) -> None:
    seen = sight_of(STANDINGS[who], status, of_an_earlier_employer=earlier)
    assert seen is (elsewhere if earlier else here)


def test_a_stranger_sees_nothing_whatever_its_status() -> None:
    for status in EvidenceStatus:
        with pytest.raises(NotFound):
            sight_of(Standing(), status, of_an_earlier_employer=False)

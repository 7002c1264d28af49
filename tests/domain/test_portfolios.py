"""A small set of pieces that covers everything, and what each piece adds."""

import uuid
from collections.abc import Sequence
from itertools import combinations

import pytest

from app.domain.portfolios import Candidate, Proposal, propose, what_each_adds


def pieces(*criteria: str) -> list[Candidate]:
    return [
        Candidate(uuid.UUID(int=number), frozenset(codes.split()))
        for number, codes in enumerate(criteria, 1)
    ]


def numbers(proposal: Proposal) -> list[int]:
    return [each.int for each in proposal.pieces]


@pytest.mark.parametrize(
    ("candidates", "times", "fewest", "proposed", "topped_up"),
    [
        (pieces(), 1, None, [], 0),
        (pieces("K1", "K1 K2", "K2"), 1, None, [2], 0),
        (pieces("K1 K2 K3 K4", "K1 K2 S1", "K3 K4 S2"), 1, None, [2, 3], 0),
        (pieces("K1", "K1", "K1"), 1, None, [1], 0),
        (pieces("K1", "K1", "K1"), 2, None, [1, 2], 0),
        (pieces("K1 K2", "K1", "K2"), 5, None, [1, 2, 3], 0),
        (pieces("K1 K2", "K1", "K1 K2", "D1"), 1, 3, [1, 3, 4], 2),
        (pieces("K1", "K1"), 1, 9, [1, 2], 1),
    ],
)
def test_the_set_is_as_small_as_can_be(
    candidates: list[Candidate],
    times: int,
    fewest: int | None,
    proposed: list[int],
    topped_up: int,
) -> None:
    found = propose(candidates, ["K1", "K2", "K3", "K4", "S1", "S2"], times=times, fewest=fewest)

    assert numbers(found) == proposed
    assert (found.smallest, found.topped_up) == (True, topped_up)


def test_no_fewer_pieces_would_do() -> None:
    codes = [f"K{number}" for number in range(1, 13)]
    candidates = _scattered(14, codes)

    found = propose(candidates, codes)

    assert found.smallest
    assert _covers(candidates, found.pieces, codes)
    assert not any(
        _covers(candidates, [each.evidence_id for each in fewer], codes)
        for fewer in combinations(candidates, len(found.pieces) - 1)
    )


def test_two_hundred_pieces_are_covered_the_same_each_time_and_nothing_claimed_unproved() -> None:
    codes = [f"K{number}" for number in range(1, 68)]
    candidates = _scattered(200, codes)

    found = propose(candidates, codes, most_steps=50)

    assert not found.smallest
    assert found == propose(candidates, codes, most_steps=50)
    assert _covers(candidates, found.pieces, codes)
    assert len(found.pieces) < 40


def test_each_piece_says_what_only_it_adds() -> None:
    one, two, three = pieces("K1 K2", "K2 K3", "K3 K4")

    adds = what_each_adds([one, two, three], {one.evidence_id, two.evidence_id})

    assert adds == {
        one.evidence_id: {"K1"},
        two.evidence_id: {"K3"},
        three.evidence_id: {"K4"},
    }


def _scattered(count: int, codes: Sequence[str]) -> list[Candidate]:
    """Pieces that meet a few criteria each, spread without a pattern and always the same."""
    return pieces(
        *(
            " ".join(
                codes[(number * number * 7 + step * step * 11) % len(codes)] for step in range(5)
            )
            for number in range(count)
        )
    )


def _covers(
    candidates: Sequence[Candidate], chosen: Sequence[uuid.UUID], codes: Sequence[str]
) -> bool:
    every = {code for each in candidates for code in each.criteria}
    held = {code for each in candidates if each.evidence_id in chosen for code in each.criteria}
    return held >= every & set(codes)

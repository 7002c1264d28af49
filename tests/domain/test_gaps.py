"""What is missing, thin or old, and the few pieces that would close most gaps."""

import uuid
from dataclasses import replace
from datetime import date

import pytest

from app.domain.coverage import MappingFact, coverage
from app.domain.evidence import EvidenceStatus
from app.domain.facts import Facts
from app.domain.gaps import Gaps, NewPiece, WhatNext, gaps, what_next
from tests.domain.test_readiness import READY, mapped, piece

SIGNED_OFF, SUBMITTED = EvidenceStatus.SIGNED_OFF, EvidenceStatus.SUBMITTED
RETURNED, DRAFT = EvidenceStatus.RETURNED, EvidenceStatus.DRAFT

Piece = tuple[EvidenceStatus, str]


def with_pieces(*pieces: Piece) -> Facts:
    """Pieces number 1, 2, … and the codes that each is mapped to."""
    return replace(
        READY,
        pieces=tuple(piece(status, number=n) for n, (status, _) in enumerate(pieces, 1)),
        mappings=tuple(
            fact
            for n, (status, codes) in enumerate(pieces, 1)
            for fact in mapped(*codes.split(), status=status, piece=n)
        ),
    )


def next_of(facts: Facts, most: int = 5) -> WhatNext:
    return what_next(
        facts.standard,
        facts.plan.required_for_gateway,
        coverage(facts.standard.criteria, facts.counted),
        facts.mappings,
        facts.pieces,
        most=most,
    )


def test_each_ksb_stands_in_the_list_of_what_it_lacks() -> None:
    facts = with_pieces((SIGNED_OFF, "K1"), (SUBMITTED, "K2"), (RETURNED, "K1 K2 S1"))
    found = gaps(facts, coverage(facts.standard.criteria, facts.counted))
    assert found == Gaps(
        bare=("B1",),
        draft_only=("S1",),
        waiting=("K2",),
        thin=("K1",),
        stale=(),
        stale_after=24,
    )


@pytest.mark.parametrize(
    ("within", "done_on", "stale"),
    [
        (None, date(2024, 6, 1), ()),
        (None, date(2024, 5, 31), ("K1",)),
        (12, date(2025, 6, 1), ()),
        (12, date(2025, 5, 31), ("K1",)),
    ],
)
def test_what_is_old_goes_by_the_plan_or_else_by_two_years(
    within: int | None, done_on: date, stale: tuple[str, ...]
) -> None:
    rules = replace(READY.plan.sufficiency, within_months=within)
    facts = replace(
        READY,
        plan=replace(READY.plan, sufficiency=rules),
        mappings=mapped("K1"),
        pieces=(piece(SIGNED_OFF, done_on=done_on),),
    )
    assert gaps(facts, coverage(facts.standard.criteria, facts.counted)).stale == stale


@pytest.mark.parametrize(
    ("pieces", "named", "new", "closed"),
    [
        ([], [], [("D1", "K1 S1"), (None, "K2 B1")], 0),
        (
            [(DRAFT, "K1 K2 S1"), (SUBMITTED, "K1"), (RETURNED, "B1 K1")],
            [(1, "K1 K2 S1"), (3, "B1")],
            [],
            4,
        ),
        ([(DRAFT, "K1 K2"), (SUBMITTED, "K1 K2")], [(2, "K1 K2")], [(None, "S1 B1")], 2),
        ([(SIGNED_OFF, "K1 K2 S1"), (DRAFT, "K1 D1")], [], [(None, "B1")], 0),
        ([(SIGNED_OFF, "K1 K2 S1 B1")], [], [], 0),
    ],
)
def test_the_piece_that_closes_most_comes_first_and_each_gap_is_named_once(
    pieces: list[Piece],
    named: list[tuple[int, str]],
    new: list[tuple[str | None, str]],
    closed: int,
) -> None:
    found = next_of(with_pieces(*pieces))
    assert [(each.evidence_id.int, " ".join(each.closes)) for each in found.pieces] == named
    assert found.new == tuple(NewPiece(duty, tuple(codes.split())) for duty, codes in new)
    assert found.closed == closed


def test_a_signed_off_piece_left_out_of_the_portfolio_would_close_what_it_meets() -> None:
    facts = with_pieces((SIGNED_OFF, "K1"), (SIGNED_OFF, "K2 S1"))
    first, second = facts.pieces
    mappings = (*facts.mappings, MappingFact("B1", uuid.UUID(int=2), SIGNED_OFF))
    chosen = replace(facts, pieces=(replace(first, selected=True), second), mappings=mappings)
    (only,) = next_of(chosen).pieces
    assert (only.evidence_id.int, only.status, only.closes) == (2, SIGNED_OFF, ("K2", "S1"))


def test_no_more_than_a_few_are_named() -> None:
    facts = with_pieces((DRAFT, "K1"), (DRAFT, "K2"), (DRAFT, "S1"))
    found = next_of(facts, most=2)
    assert [each.evidence_id.int for each in found.pieces] == [1, 2]
    assert (found.closed, found.of) == (2, 4)

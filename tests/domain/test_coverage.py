"""How far a criterion has come is as far as the furthest of the pieces mapped to it."""

import uuid

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.coverage import (
    KSBS,
    CriterionStatus,
    MappingFact,
    Total,
    coverage,
    in_a_sentence,
    together,
    totals,
)
from app.domain.evidence import EvidenceStatus
from app.domain.standards import CriterionKind
from tests.domain.keeper import STANDARD

DRAFT, SUBMITTED, RETURNED, SIGNED_OFF = (
    EvidenceStatus.DRAFT,
    EvidenceStatus.SUBMITTED,
    EvidenceStatus.RETURNED,
    EvidenceStatus.SIGNED_OFF,
)


def fact(
    status: EvidenceStatus, *, met: bool = False, code: str = "K1", piece: int = 1
) -> MappingFact:
    return MappingFact(code, uuid.UUID(int=piece), status, met)


@pytest.mark.parametrize(
    ("facts", "status", "counts"),
    [
        ([], "not_started", (0, 0, 0)),
        ([fact(DRAFT)], "draft", (0, 0, 1)),
        ([fact(RETURNED)], "draft", (0, 0, 1)),
        ([fact(SUBMITTED)], "submitted", (0, 1, 0)),
        ([fact(SIGNED_OFF, met=True)], "met", (1, 0, 0)),
        ([fact(SIGNED_OFF, met=False)], "not_started", (0, 0, 0)),
        ([fact(SIGNED_OFF), fact(DRAFT)], "draft", (0, 0, 1)),
        ([fact(DRAFT), fact(SUBMITTED), fact(RETURNED)], "submitted", (0, 1, 2)),
        ([fact(SIGNED_OFF, met=True), fact(SUBMITTED), fact(DRAFT)], "met", (1, 1, 1)),
    ],
)
def test_the_furthest_mapping_counts(
    facts: list[MappingFact], status: str, counts: tuple[int, int, int]
) -> None:
    first = coverage(STANDARD.criteria, facts)[0]
    assert first.code == "K1"
    assert first.status == status
    assert (first.signed_off, first.submitted, first.draft) == counts


def test_the_pieces_that_meet_a_criterion_are_named_in_their_order() -> None:
    facts = [fact(SIGNED_OFF, met=True, piece=number) for number in (3, 1, 2)]
    facts.append(fact(SIGNED_OFF, met=False, piece=4))
    assert coverage(STANDARD.criteria, facts)[0].evidence == tuple(map(uuid.UUID, map(_hex, "312")))


def _hex(number: str) -> str:
    return number.rjust(32, "0")


def test_one_piece_may_serve_several_criteria() -> None:
    facts = [fact(SIGNED_OFF, met=True, code=code) for code in ("K1", "S1", "D1")]
    met = [one.code for one in coverage(STANDARD.criteria, facts) if one.is_met]
    assert met == ["K1", "S1", "D1"]


def test_a_mapping_to_a_criterion_of_another_standard_counts_for_nothing() -> None:
    covered = coverage(STANDARD.criteria, [fact(SIGNED_OFF, met=True, code="K99")])
    assert [one.code for one in covered] == ["K1", "K2", "S1", "B1", "D1"]
    assert not any(one.is_met for one in covered)


def test_totals_are_by_kind_and_can_be_added_up() -> None:
    facts = [fact(SIGNED_OFF, met=True, code=code) for code in ("K1", "B1", "D1")]
    by_kind = totals(coverage(STANDARD.criteria, facts))
    assert by_kind == {
        CriterionKind.KNOWLEDGE: Total(1, 2),
        CriterionKind.SKILL: Total(0, 1),
        CriterionKind.BEHAVIOUR: Total(1, 1),
        CriterionKind.DUTY: Total(1, 1),
    }
    assert together(by_kind, KSBS) == Total(2, 4)
    assert together(by_kind, KSBS).missing == 2
    assert in_a_sentence(by_kind) == "2 of 4 KSBs met, 1 of 1 duties shown."


def test_a_standard_without_duties_speaks_of_none() -> None:
    criteria = [one for one in STANDARD.criteria if one.kind is not CriterionKind.DUTY]
    by_kind = totals(coverage(criteria, []))
    assert in_a_sentence(by_kind, "criteria") == "0 of 4 criteria met."


@given(st.lists(st.tuples(st.sampled_from(EvidenceStatus), st.booleans()), max_size=8))
def test_one_more_mapping_never_takes_a_criterion_back(
    mapped: list[tuple[EvidenceStatus, bool]],
) -> None:
    order = list(CriterionStatus)
    facts = [fact(status, met=met) for status, met in mapped]
    reached = [coverage(STANDARD.criteria, facts[:n])[0].status for n in range(len(facts) + 1)]
    assert reached == sorted(reached, key=order.index)

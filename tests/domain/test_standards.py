"""Codes, kinds, and what a loaded standard holds on to."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.errors import RuleBroken
from app.domain.standards import (
    KIND_LETTERS,
    KINDS_BY_LETTER,
    Criterion,
    CriterionKind,
    PracticeArea,
    Standard,
    check_unchanged,
    code_order,
)

CODES = st.builds("{}{}".format, st.sampled_from("KSBD"), st.integers(1, 9999))

KEEPER = Standard(
    reference="ZZ9001",
    version="1.0",
    title="Lighthouse keeper",
    level=3,
    lars_code=None,
    summary="Keeping a light burning.",
    typical_job_titles=(),
    keywords=("sea",),
    typical_duration_months=18,
    criteria=(
        Criterion("K1", CriterionKind.KNOWLEDGE, "how lamps work."),
        Criterion("S1", CriterionKind.SKILL, "Trim a lamp."),
        Criterion("D1", CriterionKind.DUTY, "light the lamp at dusk"),
    ),
    duty_map={"D1": ("K1", "S1")},
    practice_areas=(PracticeArea("harbour", "Harbour lights"),),
    options=(),
    source="Made up",
    source_date=date(2026, 1, 5),
)


def test_codes_are_read_in_the_order_k_s_b_d_and_by_number() -> None:
    codes = ["D1", "K10", "B2", "S1", "K2", "S33", "S4"]
    assert sorted(codes, key=code_order) == ["K2", "K10", "S1", "S4", "S33", "B2", "D1"]


@given(CODES, CODES)
def test_different_codes_have_different_places(one: str, other: str) -> None:
    assert (code_order(one) == code_order(other)) is (one == other)


@pytest.mark.parametrize("code", ["", "K", "K0", "K01", "k1", "X1", " K1", "K1\n", "K١", "1K"])
def test_what_is_not_a_code_has_no_place(code: str) -> None:
    with pytest.raises(ValueError, match="not the code"):
        code_order(code)


def test_every_kind_has_a_letter_of_its_own() -> None:
    assert set(KIND_LETTERS) == set(CriterionKind)
    assert {KINDS_BY_LETTER[letter] for letter in "KSBD"} == set(CriterionKind)


def test_a_criterion_is_found_by_its_code() -> None:
    assert KEEPER.name == "ZZ9001 1.0"
    assert KEEPER.has("S1")
    assert not KEEPER.has("S2")
    assert KEEPER.criterion("S1").text == "Trim a lamp."
    assert [criterion.code for criterion in KEEPER.of_kind(CriterionKind.DUTY)] == ["D1"]
    with pytest.raises(KeyError):
        KEEPER.criterion("S2")


def test_a_practice_area_is_found_by_its_key() -> None:
    assert KEEPER.practice_area("harbour") == PracticeArea("harbour", "Harbour lights")
    assert KEEPER.practice_area("desert") is None


def test_the_same_standard_again_is_no_change() -> None:
    check_unchanged(KEEPER, replace(KEEPER))


def _with_text(code: str, text: str) -> Standard:
    criteria = tuple(
        replace(criterion, text=text) if criterion.code == code else criterion
        for criterion in KEEPER.criteria
    )
    return replace(KEEPER, criteria=criteria)


@pytest.mark.parametrize(
    ("given_again", "words"),
    [
        (_with_text("S1", "Trim a lamp"), ["S1", "“Trim a lamp.”", "“Trim a lamp”"]),
        (
            replace(
                KEEPER,
                criteria=(*KEEPER.criteria, Criterion("K2", CriterionKind.KNOWLEDGE, "tides")),
            ),
            ["K2", "nothing", "“tides”"],
        ),
        (replace(KEEPER, criteria=KEEPER.criteria[:2]), ["D1", "“light the lamp at dusk”"]),
        (replace(KEEPER, title="Keeper"), ["The title", "“Lighthouse keeper”", "“Keeper”"]),
        (replace(KEEPER, level=4), ["The level", "“3”", "“4”"]),
        (replace(KEEPER, duty_map={}), ["The duty map"]),
        (replace(KEEPER, practice_areas=()), ["The practice areas"]),
    ],
)
def test_a_loaded_wording_never_changes_and_both_are_named(
    given_again: Standard, words: list[str]
) -> None:
    with pytest.raises(RuleBroken) as refusal:
        check_unchanged(KEEPER, given_again)
    for word in ["ZZ9001 1.0", "version of its own", *words]:
        assert word in refusal.value.sentence

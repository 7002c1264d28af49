"""KSBs are found by their codes and by words of their texts, several at once."""

from datetime import date

import pytest

from app.domain.criteria_search import criteria_matching
from app.domain.standards import KIND_LETTERS, Criterion, Standard

KIND_OF = {letter: kind for kind, letter in KIND_LETTERS.items()}
TEXTS = {
    "K1": "The law of property, leases and the landlord’s duties.",
    "K5": "Drafting technique.",
    "K10": "Employment law.",
    "S2": "Advise a client on a lease, in plain words.",
    "D1": "Draft agreements.",
}


@pytest.fixture(scope="module")
def standard() -> Standard:
    return Standard(
        reference="ZZ9001",
        version="1.0",
        title="Lighthouse keeper",
        level=3,
        lars_code=None,
        summary="",
        typical_job_titles=(),
        keywords=(),
        typical_duration_months=18,
        criteria=tuple(Criterion(code, KIND_OF[code[0]], text) for code, text in TEXTS.items()),
        duty_map={},
        practice_areas=(),
        options=(),
        source="Made up.",
        source_date=date(2026, 1, 1),
    )


@pytest.mark.parametrize(
    ("query", "codes"),
    [
        ("", []),
        ("k5", ["K5"]),
        ("S2, K5", ["S2", "K5"]),
        ("K1", ["K1"]),
        ("K99", []),
        ("K5 K5", ["K5"]),
        ("lease", ["K1", "S2"]),
        ("LEASE client", ["S2"]),
        ("draft", ["K5", "D1"]),
        ("landlord’s", ["K1"]),
        ("K5 S2 lease", ["K5", "S2", "K1"]),
        ("lease employment", ["K1", "K10", "S2"]),
        ("ease", []),
        ("'; -- %_*(", []),
    ],
)
def test_codes_come_first_and_then_what_speaks_of_the_words(
    standard: Standard, query: str, codes: list[str]
) -> None:
    assert [criterion.code for criterion in criteria_matching(standard, query)] == codes

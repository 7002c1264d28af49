"""Which words of a piece are kept, and what is held against them."""

import pytest

from app.domain.search import words_to_keep, words_to_seek


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("lease", True),
        ("LEASES", True),
        ("rev", True),
        ("view", False),
        ("résumé", True),
        ("resume", True),
        ("lease nothing", False),
        ("memo lease", True),
        ("s 62", True),
        ("%", False),
        ("l_ase", False),
        ("it's", True),
        ("b" * 200, True),
    ],
)
def test_a_word_is_found_by_its_beginning_without_case_accents_or_marks(
    query: str, found: bool
) -> None:
    kept = words_to_keep(f"Leases: REVIEW of the résumé memo, s.62; it's {'b' * 300}")
    sought = words_to_seek(query)
    assert (bool(sought) and all(each in kept for each in sought)) is found


def test_a_word_is_kept_once() -> None:
    assert words_to_keep("To be or not to be") == " be not or to"


def test_marks_alone_seek_nothing() -> None:
    assert words_to_seek("“—” ** _ %") == []

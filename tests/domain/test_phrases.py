"""What a phrase must be, and how many somebody may keep."""

import pytest

from app.domain.errors import Invalid, RuleBroken
from app.domain.phrases import MAX_PHRASES, check_may_keep, check_phrase


@pytest.mark.parametrize(
    ("name", "text", "sentences"),
    [
        (" ", "Say it.", ["Give the phrase a short name to find it by."]),
        ("two\nlines", "Say it.", ["Keep the short name on one line."]),
        ("OPTIONS", "Say it.", ["You have a phrase named “OPTIONS” already."]),
        ("advice", " ", ["Write the phrase first."]),
        ("", "", ["Give the phrase a short name to find it by.", "Write the phrase first."]),
        ("x" * 61, "Say it.", ["The short name has 61 characters; 60 are kept at most."]),
        ("advice", "x" * 2001, ["The phrase has 2,001 characters; 2,000 are kept at most."]),
    ],
)
def test_a_phrase_has_a_short_name_of_its_own_and_is_no_essay(
    name: str, text: str, sentences: list[str]
) -> None:
    check_phrase("advice", "Say what you advised.", others=["options"])
    with pytest.raises(Invalid) as refused:
        check_phrase(name, text, others=["options"])
    assert [each.message for each in refused.value.fields] == sentences


def test_nobody_keeps_more_phrases_than_they_find_again() -> None:
    check_may_keep(MAX_PHRASES - 1)
    with pytest.raises(RuleBroken, match="Delete one before you keep another"):
        check_may_keep(MAX_PHRASES)

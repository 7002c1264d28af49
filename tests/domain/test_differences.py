"""What differs between two texts is told in words, and both can be read out of it again."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.differences import NEAR, Difference, Part, differences, in_brief

SAME, REMOVED, ADDED = Difference.SAME, Difference.REMOVED, Difference.ADDED
TEXTS = st.text(alphabet=st.sampled_from("ab ,\n é"), max_size=60)


@pytest.mark.parametrize(
    ("before", "after", "parts"),
    [
        ("", "", ()),
        ("I advised.", "I advised.", (Part(SAME, "I advised."),)),
        ("", "I advised.", (Part(ADDED, "I advised."),)),
        ("I advised.", "", (Part(REMOVED, "I advised."),)),
        (
            "I advised the landlord on the break clause.\nThey agreed.",
            "I advised the tenant on the break clause.\nThey agreed.",
            (
                Part(SAME, "I advised the "),
                Part(REMOVED, "landlord "),
                Part(ADDED, "tenant "),
                Part(SAME, "on the break clause.\nThey agreed."),
            ),
        ),
        (
            "I advised.",
            "I advised. They agreed.",
            (Part(SAME, "I advised."), Part(ADDED, " They agreed.")),
        ),
        (
            "First.\nLast.\n",
            "First.\nSecond.\nLast.\n",
            (Part(SAME, "First.\n"), Part(ADDED, "Second.\n"), Part(SAME, "Last.\n")),
        ),
    ],
)
def test_the_words_that_changed_are_told_apart(
    before: str, after: str, parts: tuple[Part, ...]
) -> None:
    assert differences(before, after) == parts


@given(TEXTS, TEXTS)
def test_both_texts_can_be_read_out_of_their_differences(before: str, after: str) -> None:
    parts = differences(before, after)
    assert "".join(p.text for p in parts if p.difference is not ADDED) == before
    assert "".join(p.text for p in parts if p.difference is not REMOVED) == after


def test_texts_too_long_to_compare_word_by_word_are_shown_one_after_the_other() -> None:
    before = "Same.\n" + "".join(f"a{n}\n" for n in range(2000)) + "End."
    after = "Same.\n" + "".join(f"b{n}\n" for n in range(2000)) + "End."
    assert [part.difference for part in differences(before, after)] == [SAME, REMOVED, ADDED, SAME]


def test_in_brief_what_changed_stands_between_what_is_next_to_it() -> None:
    long = "word " * 200
    parts = in_brief(differences(f"{long}\nold\n{long}", f"{long}\nnew\n{long}"))
    before, removed, added, after = parts
    assert (removed.text, added.text) == ("old", "new")
    assert before.text.startswith("… word")
    assert before.text.endswith("word \n")
    assert after.text.startswith("\nword")
    assert after.text.endswith("word …")
    assert max(len(before.text), len(after.text)) <= NEAR + 2


def test_in_brief_what_is_short_stays_whole() -> None:
    parts = differences("I advised the landlord.", "I advised the tenant.")
    assert in_brief(parts) == parts

"""How close texts are in meaning, of which vectors speak."""

import pytest

from app.domain.meaning import FEWEST, MOST, closeness, meant

SENTENCE = "The tenant paid rent late, and her landlord wrote."


@pytest.mark.parametrize(
    ("vector", "close"),
    [
        ((1.0, 0.0), (1.0, 0.0, 0.0, 0.6)),
        ((0.0, 1.0), (0.0, 1.0, 0.0, 0.8)),
        ((-1.0, 0.0), (0.0, 0.0, 1.0, 0.0)),
        ((0.6, 0.8), (0.6, 0.8, 0.0, 1.0)),
    ],
)
def test_what_points_the_same_way_is_close_and_nothing_is_less_than_not_at_all(
    vector: tuple[float, ...], close: tuple[float, ...]
) -> None:
    to = [(1.0, 0.0), (0.0, 1.0), (-1.0, 0.0), (0.6, 0.8)]
    assert closeness(vector, to) == pytest.approx(close)


@pytest.mark.parametrize(
    ("text", "looked_at"),
    [
        (SENTENCE, SENTENCE),
        ("The tenant paid, and her landlord wrote.", ""),
        ("1 2 3 4 5 6 7 8 9 10", ""),
        ("", ""),
        ("🦓 \x00 <script>", ""),
        (SENTENCE + "x" * MOST, (SENTENCE + "x" * MOST)[:MOST]),
        ("ﬁle " * FEWEST, "file " * FEWEST),
    ],
)
def test_a_few_words_mean_too_little_and_a_long_text_is_looked_at_up_to_a_point(
    text: str, looked_at: str
) -> None:
    assert meant(text) == looked_at


def test_a_character_that_stands_for_many_does_not_make_a_text_longer() -> None:
    assert len(meant(SENTENCE + "ﷺ" * MOST)) == MOST

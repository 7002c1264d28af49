"""How close texts are in meaning, of which vectors speak."""

import pytest

from app.domain.meaning import MOST, closeness, meant
from tests.labelled import labelled_texts

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
        (f"I ﬁled it. {SENTENCE}", f"I filed it. {SENTENCE}"),
    ],
)
def test_a_few_words_mean_too_little_and_a_long_text_is_looked_at_up_to_a_point(
    text: str, looked_at: str
) -> None:
    assert meant(text) == looked_at


def test_a_character_that_stands_for_many_does_not_make_a_text_longer() -> None:
    assert len(meant(SENTENCE + "㍿" * MOST)) == MOST


@pytest.mark.parametrize(
    ("text", "looked_at"),
    [
        (
            (
                "Cyfarfûm â’r cleient yn y swyddfa i drafod ei hachos. Esboniais y camau nesaf"
                " iddi, ac anfonais lythyr at yr ochr arall yr un diwrnod."
            ),
            False,
        ),
        (
            (
                "Ffoniais y banc am y taliad. Mae hi am i ni symud ymlaen, a bydd y contract yn"
                " cael ei gyfnewid ddydd Gwener."
            ),
            False,
        ),
        (
            (
                "Drafftiais lease ar gyfer client o Abertawe. Roedd problem gyda’r deposit, felly"
                " ffoniais y landlord."
            ),
            False,
        ),
        (
            (
                "Do mnie należało ustalenie, kto odpowiada za dach. On nie chciał płacić, a my nie"
                " mieliśmy umowy, więc napisałam do zarządcy."
            ),
            False,
        ),
        ("Przygotowałam umowę najmu dla klienta i sprawdziłam księgę wieczystą.", False),
        ("J’ai rédigé un contrat de bail pour le client et j’ai vérifié le registre.", False),
        ("Drafted lease, rang client re deposit", False),
        ("Drafted lease, rang client re deposit, updated file note, billed 1.5 hrs", False),
        ("Drafted lease, rang client re deposit and told the partner what he said", True),
        ("Filed defence at court, diarised directions, emailed counsel with papers", True),
        ("Reviewed disclosure bundle, redacted emails, served our list on time", True),
        ("Searches back. Drainage problem. Raised enquiries. Rang solicitors. Client told.", True),
    ],
)
def test_a_text_that_is_not_english_means_nothing_to_a_model_of_english(
    text: str, *, looked_at: bool
) -> None:
    """Notes of a few words, or without any little word, are left to their words as well."""
    assert bool(meant(text)) is looked_at


def test_of_every_labelled_text_the_meaning_counts() -> None:
    assert all(meant(each.text) for each in labelled_texts())

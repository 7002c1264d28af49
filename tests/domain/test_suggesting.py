"""Which criteria a text seems to show, and the words that say so."""

from dataclasses import replace

import pytest

from app.adapters.plain_words_file import shipped_plain_words
from app.domain.standards import Criterion, CriterionKind
from app.domain.stems import stem_of, words_in
from app.domain.suggesting import PlainWords, WordIndex, index_of, suggest
from tests.labelled import hits, labelled_texts
from tests.performance.suggestions import by_words, by_words_and_meaning, shipped_standard

TEXTS = {
    "K1": "the principles of advocacy",
    "K2": "cyber threats and the confidentiality of data",
    "S1": "negotiate and represent clients",
    "S2": "draft legal documents",
    "D1": "negotiate, draft, advocacy, data",
}
PLAIN = (
    PlainWords(("judge", "hearing"), ("advocacy", "zebra")),
    PlainWords(("bank details", "phishing"), ("cyber threats",)),
    PlainWords(("in the end",), ("draft",)),
)


@pytest.fixture(scope="module")
def index() -> WordIndex:
    kinds = {"K": CriterionKind.KNOWLEDGE, "S": CriterionKind.SKILL, "D": CriterionKind.DUTY}
    criteria = tuple(Criterion(code, kinds[code[0]], text) for code, text in TEXTS.items())
    return index_of(replace(shipped_standard(), criteria=criteria), PLAIN)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("I was negotiating for a tenant.", [("S1", ("negotiating",))]),
        ("The judge was kind.", [("K1", ("judge",))]),
        ("He sent new bank details to pay.", [("K2", ("bank details",))]),
        ("My bank was closed, and the details were lost.", []),
        ("In the end it rained.", [("S2", ("in the end",))]),
        ("At the end it rained.", []),
        ("We drafted DRAFTS of drafting.", [("S2", ("drafted",))]),
        ("the and of which", []),
        ("zebra", []),
        ("", []),
        ("🦓 \x00 <script>", []),
    ],
)
def test_a_text_finds_the_criteria_that_its_words_lead_to(
    index: WordIndex, text: str, found: list[tuple[str, tuple[str, ...]]]
) -> None:
    assert [(each.criterion.code, each.because) for each in suggest(index, text)] == found


def test_the_best_comes_first_and_what_is_chosen_is_left_out(index: WordIndex) -> None:
    text = "At the hearing I negotiated. Before it I had drafted the documents, and a draft order."
    assert suggest(index, text)[0].criterion.code == "S2"
    assert {each.criterion.code for each in suggest(index, text)} == {"S2", "K1", "S1"}
    left = suggest(index, text, leave_out={"S2"}, most=1)
    assert [each.criterion.code for each in left] == ["S1"]


@pytest.mark.parametrize(
    ("text", "close", "found"),
    [
        ("the and of which", (), []),
        ("the and of which", (0.0, 0.0, 0.0, 0.0), []),
        ("the and of which", (0.0, 0.2, 0.1, 0.01), [("K2", ()), ("S1", ())]),
        ("I was negotiating.", (0.0, 0.0, 0.0, 0.0), [("S1", ("negotiating",))]),
        ("I was negotiating.", (0.0, 0.03, 0.0, 0.0), [("S1", ("negotiating",)), ("K2", ())]),
        ("I was negotiating.", (0.0, 0.3, 0.0, 0.0), [("K2", ())]),
        ("I was negotiating.", (0.0, 0.3, 0.3, 0.0), [("S1", ("negotiating",)), ("K2", ())]),
        ("I was negotiating.", (0.0, 0.0, 0.0, 0.03), [("S1", ("negotiating",)), ("S2", ())]),
    ],
)
def test_what_a_text_means_counts_beside_its_words(
    index: WordIndex,
    text: str,
    close: tuple[float, ...],
    found: list[tuple[str, tuple[str, ...]]],
) -> None:
    suggested = suggest(index, text, close=close)
    assert [(each.criterion.code, each.because) for each in suggested] == found


def test_a_very_long_text_is_looked_at_up_to_a_point(index: WordIndex) -> None:
    assert suggest(index, "x " * 10_000 + "negotiate") == ()


@pytest.mark.parametrize(
    "words",
    [
        "negotiate negotiating negotiated negotiation",
        "advise advised advising",
        "draft drafts drafted drafting",
        "priority priorities",
        "client client’s clients",
        "plan planned planning",
        "organise organised organisation",
    ],
)
def test_the_forms_of_a_word_are_one(words: str) -> None:
    assert len({word.stem for word in words_in(words)}) == 1


def test_a_short_word_is_left_as_it_is() -> None:
    assert [stem_of(word) for word in ("led", "fee", "use", "sing", "is")] == [
        "led",
        "fee",
        "use",
        "sing",
        "is",
    ]


def test_plain_words_lead_to_words_that_the_standard_holds() -> None:
    """Or they lead nowhere, and somebody has misspelt them."""
    held = {word.stem for c in shipped_standard().criteria for word in words_in(c.text)}
    for entry in shipped_plain_words():
        for means in entry.means:
            assert {word.stem for word in words_in(means) if word.counts} & held, means


def test_the_labelled_texts_name_ksbs_of_the_standard() -> None:
    texts = labelled_texts()
    standard = shipped_standard()
    assert len(texts) >= 60
    assert len({each.area for each in texts}) >= 10
    shown = {code for each in texts for code in each.shows}
    assert all(standard.has(code) for code in shown)
    assert len(shown) >= 50
    for code in [c.code for c in standard.criteria]:
        assert all(f" {code} " not in each.text for each in texts)


def test_one_of_the_first_five_suggestions_is_right_more_often_than_not() -> None:
    """A floor: what the figures are is printed by ``tests.performance.suggestions``."""
    texts = labelled_texts()
    suggests = by_words(shipped_plain_words())
    assert hits(suggests, 5, texts) >= 0.8
    assert hits(suggests, 5, [each for each in texts if each.written_after]) >= 0.5
    assert hits(suggests, 5, texts) >= hits(by_words(()), 5, texts) + 0.3


def test_meaning_finds_what_words_do_not_and_hides_little_of_what_they_find() -> None:
    """A floor too, and with the very model."""
    texts = labelled_texts()
    after = [each for each in texts if each.written_after]
    plain_words = shipped_plain_words()
    both = by_words_and_meaning(plain_words)
    assert hits(both, 5, texts) >= hits(by_words(plain_words), 5, texts) - 0.03
    assert hits(both, 5, after) >= hits(by_words(plain_words), 5, after)
    assert hits(by_words_and_meaning(()), 5, texts) >= hits(by_words(()), 5, texts) + 0.1

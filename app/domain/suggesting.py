"""Which criteria a text seems to show, best first, each with the words that say so.

Words are weighed by BM25 (Robertson and others, TREC-3): a word counts the more, the fewer
criteria hold it, and a long criterion gets no credit for its length. People write of a judge and
of phishing, standards of advocacy and of cyber threats: a table of plain words leads from the
one to the other. Where something can say how close the text is to a criterion in meaning, that
counts as well: people write of what happened, in words that no standard has. It is a suggestion
and no more, and never adds anything by itself.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import log

from app.domain.standards import Criterion, CriterionKind, Standard, code_order
from app.domain.stems import Word, words_in

K1 = 1.2
B = 0.6
K3 = 1.0
"""How soon a word that is repeated in the text counts no more."""
LED_TO = 0.8
"""What a word counts that the text does not hold, but one of its plain words leads to."""
CLOSE = 30.0
"""What a meaning counts that is the very same. A text is seldom closer to a criterion than a fifth
of that, and then it counts for about two words which no other criterion holds."""
WHY = 4
"""Words that are named as a reason, at most."""
FAINT = 0.4
"""What scores less than this part of the best one is not worth a reader's time."""
MAX_TEXT = 20_000
"""Characters that are looked at: enough for every word that matters to be there."""

Stems = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PlainWords:
    """What people say, and the words of standards that it may mean; each may be several words."""

    said: tuple[str, ...]
    means: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Suggestion:
    """``score`` is in parts of the best one's; ``because`` are words of the text as they were
    typed, the weightiest first, and none where its meaning alone says so."""

    criterion: Criterion
    score: float
    because: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class WordIndex:
    """The words of a standard's criteria, counted once for as long as the standard is in use."""

    criteria: tuple[Criterion, ...]
    weights: Mapping[str, Mapping[int, float]]
    """By stem, then by the place of each criterion that holds it: what it counts there."""
    leads: Mapping[Stems, Stems]


def index_of(standard: Standard, plain_words: Iterable[PlainWords] = ()) -> WordIndex:
    """Of its knowledge, skills and behaviours: what a piece of work shows."""
    criteria = tuple(c for c in standard.criteria if c.kind is not CriterionKind.DUTY)
    counts = [Counter(_telling_stems(criterion.text)) for criterion in criteria]
    average = sum(map(Counter.total, counts)) / max(len(counts), 1)
    holding: dict[str, dict[int, int]] = defaultdict(dict)
    for place, count in enumerate(counts):
        for stem, times in count.items():
            holding[stem][place] = times
    weights = {
        stem: {
            place: _rarity(len(places), len(criteria))
            * times
            * (K1 + 1)
            / (times + K1 * (1 - B + B * counts[place].total() / average))
            for place, times in places.items()
        }
        for stem, places in holding.items()
    }
    return WordIndex(criteria, weights, _leads(plain_words, weights))


def suggest(
    index: WordIndex,
    text: str,
    *,
    close: Sequence[float] = (),
    leave_out: Collection[str] = (),
    most: int = 5,
) -> tuple[Suggestion, ...]:
    """At most so many criteria that are not left out, the likeliest first; none for no words.

    ``close`` says, for each criterion of the index, how close the text is in meaning, from 0 to 1.
    """
    words = tuple(words_in(text[:MAX_TEXT]))
    scores, reasons = _scores(index, words)
    for place, closeness in enumerate(close):
        if closeness > 0:
            scores[place] += CLOSE * closeness
    top = max(scores.values(), default=0.0)
    found = [
        Suggestion(
            criterion=index.criteria[place],
            score=score / top,
            because=_weightiest(reasons[place]),
        )
        for place, score in scores.items()
        if score >= FAINT * top and index.criteria[place].code not in leave_out
    ]
    found.sort(key=lambda each: (-each.score, code_order(each.criterion.code)))
    return tuple(found[:most])


def _scores(
    index: WordIndex, words: Sequence[Word]
) -> tuple[dict[int, float], dict[int, dict[str, float]]]:
    """By the place of a criterion: what it scores, and what each typed word gives to that."""
    asked: dict[str, float] = defaultdict(float)
    typed: dict[str, str] = {}
    for stem, weight, said in _asked(index, words):
        asked[stem] += weight
        typed.setdefault(stem, said)
    scores: dict[int, float] = defaultdict(float)
    reasons: dict[int, dict[str, float]] = defaultdict(lambda: defaultdict(float))
    for stem, often in asked.items():
        for place, weight in index.weights.get(stem, {}).items():
            gives = weight * often * (K3 + 1) / (often + K3)
            scores[place] += gives
            reasons[place][typed[stem].casefold()] += gives
    return scores, reasons


def _weightiest(reasons: Mapping[str, float]) -> tuple[str, ...]:
    return tuple(sorted(reasons, key=lambda typed: -reasons[typed])[:WHY])


def _asked(index: WordIndex, words: Sequence[Word]) -> Iterable[tuple[str, float, str]]:
    """Each stem that the text holds or leads to, what it counts, and the words that say so."""
    longest = max(map(len, index.leads), default=1)
    stems = tuple(word.stem for word in words)
    for place, word in enumerate(words):
        if word.counts:
            yield word.stem, 1.0, word.typed
        for length in range(1, longest + 1):
            for stem in index.leads.get(stems[place : place + length], ()):
                said = " ".join(each.typed for each in words[place : place + length])
                yield stem, LED_TO, said


def _leads(
    plain_words: Iterable[PlainWords], weights: Mapping[str, object]
) -> Mapping[Stems, Stems]:
    leads: dict[Stems, dict[str, None]] = defaultdict(dict)
    for entry in plain_words:
        meant = [stem for text in entry.means for stem in _telling_stems(text) if stem in weights]
        for said in entry.said:
            leads[tuple(word.stem for word in words_in(said))].update(dict.fromkeys(meant))
    return {said: tuple(meant) for said, meant in leads.items()}


def _telling_stems(text: str) -> Stems:
    return tuple(word.stem for word in words_in(text) if word.counts)


def _rarity(holding: int, of: int) -> float:
    return log(1 + (of - holding + 0.5) / (holding + 0.5))

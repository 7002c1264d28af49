"""How close texts are in meaning: by the vectors that a model made of them, values alone.

Which model it was is nothing to this room. Without one no text has a vector, and words alone say
what a text shows.
"""

import unicodedata
from collections.abc import Sequence
from operator import mul

from app.domain.stems import words_in

Vector = Sequence[float]
"""Of a text, and of length one: two that point the same way mean much the same."""

MOST = 3_000
"""Characters whose meaning is looked at: enough to say what a text is about, and whoever types
waits for them."""
FEWEST = 8
"""Words of a text that is looked at: a model finds something in fewer too, and it means little."""
LETTERS = 3
"""Of a little word that is surely English: Welsh has “a” and “am” too, and Polish “to” and “on”."""
ONE_IN = 16
"""Of so many words one at least is such a little word. Accounts have one in two to four, notes one
in ten or so; Welsh and Polish have none, and what they mean a model of English does not know."""


def meant(text: str) -> str:
    """Of the text, what its meaning is made of; empty for a few words, which mean too little.

    Empty as well where hardly any is a little word of English: it is another language, or notes
    so short that their words say it all.
    """
    # One character may stand for eighteen, and would otherwise count as one.
    looked_at = unicodedata.normalize("NFKC", text[:MOST])[:MOST]
    words = tuple(words_in(looked_at))
    little = sum(not word.counts and len(word.typed) >= LETTERS for word in words)
    return looked_at if len(words) >= FEWEST and little * ONE_IN >= len(words) else ""


def closeness(vector: Vector, to: Sequence[Vector]) -> tuple[float, ...]:
    """To each: from 0, which is nothing in common, up to 1, which is the same."""
    return tuple(max(sum(map(mul, vector, other)), 0.0) for other in to)

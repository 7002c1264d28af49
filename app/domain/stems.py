"""Words of English as they are compared: cut to a stem, and without those that say nothing."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_POSSESSIVE = re.compile(r"['’]s?$")
_SHORTEST_STEM = 3

_SAY_NOTHING = frozenset(
    re.findall(
        r"\w+",
        """
    a about above after again against all also always am an and another any anybody
    anything are around as ask asked at away back be because been before began being
    below best both but by came can cannot come could day days did do does doing done
    down during each either else even ever every everybody everyone everything few first
    five for four from full further gave get gets give given go goes going good got had
    half has have having he her here hers him his how i if in into is it its itself just
    keep keeps kept last least left let like little lot made make makes many may me mine
    might more most much must my myself near never new next no nobody none nor not
    nothing now of off often on once one only or other others our ours out over own put
    rather said same saw say second see seen set several shall she should side since six
    small so some somebody someone something still such take taken tell ten than that
    the their theirs them themselves then there these they thing things this those
    though three through time times to together told too took toward two under until up
    upon us used using very was way we week weeks went were what when where whether
    which while who whole whom whose why will with within without would year years yes
    yet you your range steps areas ways different appropriate including example e g
    especially respect
    """,
    )
)
"""Of people’s accounts, and those of the standards that stand in every other criterion."""

# The longest ending that fits is cut, and what it leaves in its place is put there.
_ENDINGS = (
    ("ational", "ate"),
    ("isation", "ise"),
    ("ization", "ise"),
    ("fulness", "ful"),
    ("iveness", "ive"),
    ("ements", ""),
    ("ations", ""),
    ("ities", ""),
    ("ement", ""),
    ("ation", ""),
    ("ances", ""),
    ("ments", ""),
    ("ively", ""),
    ("ising", "ise"),
    ("izing", "ise"),
    ("iness", "y"),
    ("ance", ""),
    ("ence", ""),
    ("ment", ""),
    ("ings", ""),
    ("ions", ""),
    ("able", ""),
    ("ible", ""),
    ("ised", "ise"),
    ("ally", ""),
    ("ness", ""),
    ("ours", "our"),
    ("ies", "y"),
    ("ied", "y"),
    ("ing", ""),
    ("ion", ""),
    ("ity", ""),
    ("ive", ""),
    ("ous", ""),
    ("ely", ""),
    ("ors", ""),
    ("ers", ""),
    ("ed", ""),
    ("ly", ""),
    ("es", ""),
    ("or", ""),
    ("er", ""),
    ("al", ""),
    ("e", ""),
    ("s", ""),
)


@dataclass(frozen=True, slots=True)
class Word:
    """``typed`` as it stands in the text; ``counts`` unless it says nothing by itself."""

    stem: str
    typed: str
    counts: bool


def words_in(text: str) -> Iterator[Word]:
    """In their order, those that say nothing among them."""
    for found in _WORD.finditer(text):
        typed = found[0]
        plain = _POSSESSIVE.sub("", typed.casefold())
        yield Word(stem_of(plain), typed, plain not in _SAY_NOTHING)


def stem_of(word: str) -> str:
    """Negotiating, negotiated and negotiation are all one: light, and wrong now and then."""
    for ending, instead in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST_STEM:
            word = word[: -len(ending)] + instead
            break
    if len(word) > _SHORTEST_STEM and word[-1] == word[-2] and word[-1] not in "lsz":
        word = word[:-1]
    if len(word) > _SHORTEST_STEM + 2:
        word = word.removesuffix("e").removesuffix("at")
    return word

"""Finding criteria by their codes or by words of their texts."""

import re

from app.domain.standards import Criterion, Standard

_CODE = re.compile(r"[ksbd][1-9][0-9]{0,3}", re.IGNORECASE | re.ASCII)
_WORD = re.compile(r"\w+(?:['’]\w+)?")
MAX_WORDS = 20


def criteria_matching(standard: Standard, query: str) -> tuple[Criterion, ...]:
    """“K5 S2 lease” finds K5, S2 and every text that speaks of a lease.

    Codes come first, as they were typed; then texts that hold all the words, each at the
    beginning of one of theirs. Without such a text, those that hold any of the words.
    """
    sought = list(dict.fromkeys(_WORD.findall(query.casefold())))[:MAX_WORDS]
    codes = [word.upper() for word in sought if _CODE.fullmatch(word)]
    words = [word for word in sought if not _CODE.fullmatch(word)]
    named = [standard.criterion(code) for code in codes if standard.has(code)]
    if not words:
        return tuple(named)
    holding = [(criterion, _hits(criterion, words)) for criterion in standard.criteria]
    best = [criterion for criterion, hits in holding if hits == len(words)]
    if not best:
        best = [criterion for criterion, hits in holding if hits]
    return (*named, *(criterion for criterion in best if criterion not in named))


def _hits(criterion: Criterion, words: list[str]) -> int:
    """How many of the words begin a word of the text."""
    theirs = _WORD.findall(criterion.text.casefold())
    return sum(any(their.startswith(word) for their in theirs) for word in words)

"""What text search reads of a piece of evidence, and how words are held against it."""

import re
import unicodedata
from enum import StrEnum


class Face(StrEnum):
    """A piece as its apprentice has it before them, and as everybody else sees it."""

    LIVE = "live"
    SUBMITTED = "submitted"


MAX_WORDS, MAX_WORD = 12, 100
"""So many words are looked for, and so much of each."""
MAX_READ = 300_000
"""Characters of a piece that search reads."""

_WORD = re.compile(r"[^\W_]+")


def words_in(text: str) -> list[str]:
    """The words of a text: lower case, without accents, and without any mark around them.

    What is kept and what is looked for pass through here alike; so a mark that a database would
    read as a command never reaches it.
    """
    plain = unicodedata.normalize("NFKD", text[:MAX_READ]).lower()
    return _WORD.findall("".join(c for c in plain if not unicodedata.combining(c)))


def words_to_keep(text: str) -> str:
    """Each word once, in the order of the alphabet, with a space before it."""
    return "".join(f" {word}" for word in sorted({*words_in(text)}))


def words_to_seek(query: str) -> list[str]:
    """What a text kept so holds where each word of ``query`` is in it, or begins a word of it."""
    return [f" {word[:MAX_WORD]}" for word in words_in(query)[:MAX_WORDS]]

"""The words of a standard, counted once and kept beside the database."""

from sqlmodel import Session

from app.adapters.plain_words_file import shipped_plain_words
from app.domain.standards import Standard
from app.domain.suggesting import WordIndex, index_of


def word_index_of(session: Session, standard: Standard) -> WordIndex:
    """No statement: a standard that is loaded never changes."""
    cache = session.info.setdefault("cache", {})
    key = (WordIndex.__name__, standard.name)
    found = cache.get(key)
    if not isinstance(found, WordIndex):
        found = cache[key] = index_of(standard, shipped_plain_words())
    return found

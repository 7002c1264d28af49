"""The file of plain words, which lead to the words of standards: ours, and nobody's publication."""

from functools import cache
from typing import Annotated, Literal

from pydantic import Field

from app.adapters.shapes import Line, Shape
from app.domain.suggesting import PlainWords


class PlainWordsShape(Shape):
    said: Annotated[tuple[Line, ...], Field(min_length=1)]
    """As people write of their work: a word, or several that stand together."""
    means: Annotated[tuple[Line, ...], Field(min_length=1)]
    """Words of standards. Those that a standard does not hold lead to nothing there."""


class PlainWordsFile(Shape):
    """What people write, and the words in which standards may speak of it. It decides nothing."""

    document: Literal["plain_words"]
    words: tuple[PlainWordsShape, ...]

    def to_plain_words(self) -> tuple[PlainWords, ...]:
        return tuple(PlainWords(each.said, each.means) for each in self.words)


@cache
def shipped_plain_words() -> tuple[PlainWords, ...]:
    """Those that come with Gatepost, read once."""
    # Here, because whoever reads every kind of file knows this one too.
    from app.adapters.standards_files import read_files, shipped_files

    found = read_files(shipped_files()).plain_words
    return found.to_plain_words() if found else ()

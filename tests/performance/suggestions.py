"""How good the suggested KSBs are: ``python -m tests.performance.suggestions`` prints a table.

A hit is a text of which one of the first 1, 3 or 5 suggestions is among those that an assessor
would look for first. The texts, the plain words and the labels are by the same hand; those that
were written after the plain words are counted apart, and are the ones to believe.
"""

from rich.console import Console
from rich.table import Table

from app.adapters.meaning import closeness_of
from app.adapters.plain_words_file import shipped_plain_words
from app.adapters.standards_files import read_files, shipped_files
from app.domain.standards import Standard
from app.domain.suggesting import PlainWords, WordIndex, index_of, suggest
from tests.labelled import Labelled, Suggests, hits, labelled_texts

FIRST = (1, 3, 5)


def shipped_standard() -> Standard:
    return read_files(shipped_files()).standards[0].to_standard()


def by_words(plain_words: tuple[PlainWords, ...]) -> Suggests:
    index = index_of(shipped_standard(), plain_words)
    return lambda text: [each.criterion.code for each in suggest(index, text, most=max(FIRST))]


def by_words_and_meaning(plain_words: tuple[PlainWords, ...]) -> Suggests:
    """As the page does it where the extra ``suggest`` is installed."""
    index = index_of(shipped_standard(), plain_words)
    return lambda text: [
        each.criterion.code
        for each in suggest(index, text, close=_close(index, text), most=max(FIRST))
    ]


def by_meaning() -> Suggests:
    index = index_of(shipped_standard())
    codes = [criterion.code for criterion in index.criteria]

    def nearest(text: str) -> list[str]:
        close = dict(zip(codes, _close(index, text), strict=True))
        return sorted(codes, key=lambda code: -close[code])

    return nearest


def _close(index: WordIndex, text: str) -> tuple[float, ...]:
    return closeness_of(text, tuple(criterion.text for criterion in index.criteria))


def figures(suggests: Suggests, texts: tuple[Labelled, ...]) -> list[str]:
    return [f"{hits(suggests, first, texts):.0%}" for first in FIRST]


def main() -> None:
    texts = labelled_texts()
    after = tuple(each for each in texts if each.written_after)
    before = tuple(each for each in texts if not each.written_after)
    plain_words = shipped_plain_words()
    for title, ways in (
        (
            "KSBs suggested by words",
            {
                "the standard’s (BM25)": by_words(()),
                "and plain words": by_words(plain_words),
            },
        ),
        (
            "With the extra “suggest”",
            {
                "meaning alone": by_meaning(),
                "meaning and the standard’s words": by_words_and_meaning(()),
                "and plain words": by_words_and_meaning(plain_words),
            },
        ),
    ):
        table = Table(title, "texts", *(f"hit@{first}" for first in FIRST), box=None)
        for name, suggests in ways.items():
            for which, some in (("before", before), ("after", after)):
                table.add_row(name, f"{len(some)} {which}", *figures(suggests, some))
        Console().print(table)


if __name__ == "__main__":
    main()

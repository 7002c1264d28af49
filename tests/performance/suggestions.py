"""How good the suggested KSBs are: ``python -m tests.performance.suggestions`` prints a table.

A hit is a text of which one of the first 1, 3 or 5 suggestions is among those that an assessor
would look for first. The texts, the plain words and the labels are by the same hand; those that
were written after the plain words are counted apart, and are the ones to believe.
"""

from rich.console import Console
from rich.table import Table

from app.adapters.plain_words_file import shipped_plain_words
from app.adapters.standards_files import read_files, shipped_files
from app.domain.standards import Standard
from app.domain.suggesting import PlainWords, index_of, suggest
from tests.labelled import Labelled, Suggests, hits, labelled_texts

FIRST = (1, 3, 5)


def shipped_standard() -> Standard:
    return read_files(shipped_files()).standards[0].to_standard()


def by_words(plain_words: tuple[PlainWords, ...]) -> Suggests:
    index = index_of(shipped_standard(), plain_words)
    return lambda text: [each.criterion.code for each in suggest(index, text, most=max(FIRST))]


def figures(suggests: Suggests, texts: tuple[Labelled, ...]) -> list[str]:
    return [f"{hits(suggests, first, texts):.0%}" for first in FIRST]


def main() -> None:
    texts = labelled_texts()
    after = tuple(each for each in texts if each.written_after)
    before = tuple(each for each in texts if not each.written_after)
    table = Table("By", "texts", *(f"hit@{first}" for first in FIRST), box=None)
    for name, suggests in (
        ("words alone (BM25)", by_words(())),
        ("with plain words", by_words(shipped_plain_words())),
    ):
        for which, some in (("before", before), ("after", after)):
            table.add_row(name, f"{len(some)} {which}", *figures(suggests, some))
    Console().print(table)


if __name__ == "__main__":
    main()

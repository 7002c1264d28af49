"""The labelled texts, and how often one of a text's own KSBs is among the first suggested."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from ruamel.yaml import YAML

TEXTS = Path(__file__).with_name("labelled_texts.yaml")

Suggests = Callable[[str], Sequence[str]]
"""The codes for a text, the best first."""


@dataclass(frozen=True, slots=True)
class Labelled:
    area: str
    text: str
    shows: tuple[str, ...]
    written_after: bool
    """After the plain words, which so cannot have been chosen for it."""


def labelled_texts() -> tuple[Labelled, ...]:
    read = YAML(typ="safe").load(TEXTS.read_text())
    return tuple(
        Labelled(each["area"], each["text"], tuple(each["shows"]), each.get("written_after", False))
        for each in read
    )


def hits(suggests: Suggests, first: int, texts: Sequence[Labelled]) -> float:
    """The share of texts of which one of the first so many suggestions is right."""
    right = sum(bool(set(suggests(each.text)[:first]) & set(each.shows)) for each in texts)
    return right / len(texts)

"""What differs between two texts, word by word where that can be told in good time."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

LARGEST = 1_000_000
"""Pairs to compare. Beyond it the differing middle is shown as a whole: nobody waits for it."""

NEAR = 160
"""Characters of what stayed that are told on either side of a change, where it is told in brief."""

_WORDS = re.compile(r"\S+[^\S\n]*|\n|\s+")


class Difference(StrEnum):
    SAME = "same"
    REMOVED = "removed"
    ADDED = "added"


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of text that stayed, went or came."""

    difference: Difference
    text: str


def differences(before: str, after: str) -> tuple[Part, ...]:
    """The parts in reading order: without the added ones ``before``, without the removed ``after``.

    Lines are compared first, then the words of those that changed.
    """
    parts: list[Part] = []
    for same, old, new in _blocks(
        before.splitlines(keepends=True), after.splitlines(keepends=True)
    ):
        if same:
            _join(parts, Difference.SAME, old)
            continue
        for words_same, old_words, new_words in _blocks(_WORDS.findall(old), _WORDS.findall(new)):
            if words_same:
                _join(parts, Difference.SAME, old_words)
            else:
                _join(parts, Difference.REMOVED, old_words)
                _join(parts, Difference.ADDED, new_words)
    return tuple(parts)


def in_brief(parts: Sequence[Part]) -> tuple[Part, ...]:
    """The same, with long stretches that stayed cut to what stands next to a change."""
    last = len(parts) - 1
    return tuple(
        Part(part.difference, _cut(part.text, head=place > 0, tail=place < last))
        if part.difference is Difference.SAME
        else part
        for place, part in enumerate(parts)
    )


def _cut(text: str, *, head: bool, tail: bool) -> str:
    if len(text) <= 2 * NEAR:
        return text
    beginning = f"{text[:NEAR].rpartition(' ')[0]} " if head else ""
    end = f" {text[-NEAR:].partition(' ')[2]}" if tail else ""
    return f"{beginning}…{end}"


def _blocks(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[bool, str, str]]:
    """Runs that are the same in both, and runs that are not, in order."""
    start = 0
    while start < min(len(old), len(new)) and old[start] == new[start]:
        start += 1
    end = 0
    while end < min(len(old), len(new)) - start and old[-1 - end] == new[-1 - end]:
        end += 1
    head, tail = "".join(old[:start]), "".join(old[len(old) - end :])
    old, new = old[start : len(old) - end], new[start : len(new) - end]
    if head:
        yield True, head, head
    if len(old) * len(new) > LARGEST:
        yield False, "".join(old), "".join(new)
    else:
        matcher = SequenceMatcher(None, old, new, autojunk=False)
        for tag, i1, i2, j1, j2 in matcher.get_opcodes():
            yield tag == "equal", "".join(old[i1:i2]), "".join(new[j1:j2])
    if tail:
        yield True, tail, tail


def _join(parts: list[Part], difference: Difference, text: str) -> None:
    if not text:
        return
    if parts and parts[-1].difference is difference:
        parts[-1] = Part(difference, parts[-1].text + text)
    else:
        parts.append(Part(difference, text))

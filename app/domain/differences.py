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

Token = tuple[str, str]
"""A word, or a line, and the space after it: words are compared without their spaces."""

_WORDS = re.compile(r"(\S+|\n|)([^\S\n]*)")


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
    for same, old, new in _runs(_lines(before), _lines(after)):
        if same:
            _add(parts, Difference.SAME, _text(old))
            continue
        for words_same, old_words, new_words in _runs(_words(_text(old)), _words(_text(new))):
            if words_same:
                for (word, old_space), (_, new_space) in zip(old_words, new_words, strict=True):
                    _add(parts, Difference.SAME, word)
                    _replace(parts, old_space, new_space)
            else:
                _replace(parts, _text(old_words), _text(new_words))
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


def _lines(text: str) -> list[Token]:
    return [(line, "") for line in text.splitlines(keepends=True)]


def _words(text: str) -> list[Token]:
    return [(word, space) for word, space in _WORDS.findall(text) if word or space]


def _text(tokens: Sequence[Token]) -> str:
    return "".join(word + space for word, space in tokens)


def _runs(
    old: Sequence[Token], new: Sequence[Token]
) -> Iterator[tuple[bool, Sequence[Token], Sequence[Token]]]:
    """Runs that are the same in both but for their spaces, and runs that are not, in order."""
    before, after = [word for word, _ in old], [word for word, _ in new]
    shorter, start, end = min(len(old), len(new)), 0, 0
    while start < shorter and before[start] == after[start]:
        start += 1
    while end < shorter - start and before[-1 - end] == after[-1 - end]:
        end += 1
    old_end, new_end = len(old) - end, len(new) - end
    yield True, old[:start], new[:start]
    if (old_end - start) * (new_end - start) > LARGEST:
        yield False, old[start:old_end], new[start:new_end]
    else:
        matcher = SequenceMatcher(None, before[start:old_end], after[start:new_end], autojunk=False)
        for tag, i1, i2, j1, j2 in matcher.get_opcodes():
            here, there = slice(start + i1, start + i2), slice(start + j1, start + j2)
            yield tag == "equal", old[here], new[there]
    yield True, old[old_end:], new[new_end:]


def _replace(parts: list[Part], old: str, new: str) -> None:
    if old == new:
        _add(parts, Difference.SAME, old)
    else:
        _add(parts, Difference.REMOVED, old)
        _add(parts, Difference.ADDED, new)


def _add(parts: list[Part], difference: Difference, text: str) -> None:
    if not text:
        return
    if parts and parts[-1].difference is difference:
        parts[-1] = Part(difference, parts[-1].text + text)
    else:
        parts.append(Part(difference, text))

"""A strict reader of YAML 1.2: plain data with the line of every value, or a refusal.

What makes YAML surprising or dangerous is refused: aliases and anchors, tags, duplicate keys,
directives, several documents, keys that are not text. Plain scalars follow the core schema,
so `no` is text and `012` is twelve.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    CollectionStartEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    NodeEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)
from ruamel.yaml.reader import ReaderError

Value: TypeAlias = bool | int | float | str | list["Value"] | dict[str, "Value"] | None
Path: TypeAlias = tuple[str | int, ...]

MAX_BYTES = 1_000_000
MAX_DEPTH = 20

_NULL = re.compile(r"|~|null|Null|NULL")
_BOOL = re.compile(r"true|True|TRUE|false|False|FALSE")
_INT = re.compile(r"[-+]?[0-9]{1,15}|0o[0-7]{1,15}|0x[0-9a-fA-F]{1,12}")
_FLOAT = re.compile(
    r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?|[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)"
)
# Line ends of old YAML, which would not come through unchanged, and the byte order mark.
_ODD_CHARACTER = re.compile("[\x85\u2028\u2029\ufeff]")
# Half characters and control characters, which an escape can bring in and no store keeps.
_NO_TEXT = re.compile("[\ud800-\udfff\x00-\x08\x0b-\x1f\x7f-\x9f]")


class YamlRefused(Exception):
    """The text is not YAML, or holds something that this reader refuses, at `line`."""

    def __init__(self, line: int, sentence: str) -> None:
        super().__init__(sentence)
        self.line = line
        self.sentence = sentence


@dataclass(frozen=True)
class YamlDocument:
    """The data of one file, and the line (from 1) on which each value stands."""

    value: Value
    lines: Mapping[Path, int]

    def line_of(self, path: Path) -> int:
        """The line of the value at `path`, or of the nearest one around it that exists."""
        while path not in self.lines:
            path = path[:-1]
        return self.lines[path]


def read_yaml(content: bytes) -> YamlDocument:
    """Raises YamlRefused at the first thing that is wrong."""
    text = _decoded(content)
    reader = YAML(typ="safe", pure=True)
    try:
        return _Builder(reader.parse(text)).document()
    except ReaderError as error:
        raise YamlRefused(
            text.count("\n", 0, error.position) + 1,
            "This line holds a control character, which YAML does not allow.",
        ) from error
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise YamlRefused(
            mark.line + 1 if mark else 1, f"This is not YAML: {error.problem or error.context}."
        ) from error
    except (YAMLError, ValueError) as error:
        raise YamlRefused(1, "This is not YAML.") from error


def _decoded(content: bytes) -> str:
    if len(content) > MAX_BYTES:
        raise YamlRefused(1, "The file is larger than 1 MB.")
    if content.startswith(b"\xef\xbb\xbf"):
        raise YamlRefused(1, "The file begins with a byte order mark. Save it as plain UTF-8.")
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise YamlRefused(line, "This line is not UTF-8. Save the file as UTF-8.") from error
    if odd := _ODD_CHARACTER.search(text):
        code = f"U+{ord(odd[0]):04X}"
        line = text.count("\n", 0, odd.start()) + 1
        raise YamlRefused(line, f"This line holds the invisible character {code}. Remove it.")
    return text


class _Builder:
    """Turns the parser's events into one document, counting depth as it goes."""

    def __init__(self, events: Iterator[Event]) -> None:
        self._events = events
        self._lines: dict[Path, int] = {}

    def document(self) -> YamlDocument:
        value: Value = None
        documents = 0
        for event in self._events:
            if isinstance(event, DocumentStartEvent):
                documents += 1
                if documents > 1:
                    raise YamlRefused(_line(event), "The file holds more than one document.")
                if event.version or event.tags:
                    raise YamlRefused(1, "Directives are not accepted. Remove the line with %.")
            elif isinstance(event, NodeEvent):
                value = self._value(event, ())
        if documents == 0:
            raise YamlRefused(1, "The file is empty.")
        return YamlDocument(value, self._lines)

    def _value(self, event: Event, path: Path) -> Value:
        line = _line(event)
        self._lines.setdefault(path, line)
        if len(path) > MAX_DEPTH:
            raise YamlRefused(line, f"Values are nested more than {MAX_DEPTH} deep here.")
        if isinstance(event, AliasEvent):
            raise YamlRefused(line, f"Aliases such as *{event.anchor} are not accepted.")
        if isinstance(event, ScalarEvent | CollectionStartEvent):
            if event.anchor is not None:
                raise YamlRefused(line, f"Anchors such as &{event.anchor} are not accepted.")
            if event.tag is not None:
                raise YamlRefused(line, f"Tags such as {event.tag} are not accepted.")
        if isinstance(event, ScalarEvent):
            return _scalar(event)
        if isinstance(event, SequenceStartEvent):
            return self._sequence(path)
        return self._mapping(path)

    def _sequence(self, path: Path) -> Value:
        items: list[Value] = []
        while not isinstance(event := next(self._events), SequenceEndEvent):
            items.append(self._value(event, (*path, len(items))))
        return items

    def _mapping(self, path: Path) -> Value:
        items: dict[str, Value] = {}
        while not isinstance(event := next(self._events), MappingEndEvent):
            line = _line(event)
            key = None if isinstance(event, MappingStartEvent) else self._value(event, path)
            if not isinstance(key, str):
                raise YamlRefused(line, "The name of a field must be text.")
            if key in items:
                first = self._lines[*path, key]
                raise YamlRefused(line, f"“{key}” is given twice: first on line {first}.")
            self._lines[*path, key] = line
            items[key] = self._value(next(self._events), (*path, key))
        return items


def _scalar(event: ScalarEvent) -> Value:
    text: str = event.value
    if _NO_TEXT.search(text):
        raise YamlRefused(_line(event), "An escape here stands for something that is not text.")
    plain = event.implicit[0]
    if not plain:
        return text
    if _NULL.fullmatch(text):
        return None
    if _BOOL.fullmatch(text):
        return text.lower() == "true"
    if _INT.fullmatch(text):
        return int(text, 0) if text[:2] in ("0o", "0x") else int(text)
    if _FLOAT.fullmatch(text):
        return float(text.lower().replace(".inf", "inf").replace(".nan", "nan"))
    return text


def _line(event: Event) -> int:
    line: int = event.start_mark.line
    return line + 1

"""YAML that could surprise is refused, with its line; text comes through unchanged."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.adapters.yaml_reader import MAX_BYTES, YamlRefused, read_yaml

TEXTS = st.text(
    st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="\x85\u2028\u2029\ufeff")
)


@pytest.mark.parametrize(
    ("content", "line", "words"),
    [
        (b"", 1, "empty"),
        (b"# a comment alone\n", 1, "empty"),
        (b"a: 1\nb: 2\na: 3\n", 3, "“a” is given twice: first on line 1"),
        (b"a:\n  b: 1\n  b: 2\n", 3, "“b” is given twice: first on line 2"),
        (b"a: &x 1\n", 1, "Anchors such as &x"),
        (b"a: 1\nb: *x\n", 2, "Aliases such as *x"),
        (b"a: 1\n<<: *x\n", 2, "Aliases such as *x"),
        (b"a: !!str 1\n", 1, "Tags such as"),
        (b"a: ! x\n", 1, "Tags such as"),
        (b"a: 1\nb: !python/object:os.system x\n", 2, "Tags such as"),
        (b"a: 1\n---\nb: 1\n", 2, "more than one document"),
        (b"%YAML 1.1\n---\na: no\n", 1, "Directives"),
        (b"a: 1\n" + b"b: " + b"[" * 21 + b"]" * 21, 2, "more than 20 deep"),
        (b"[" * 100_000, 1, "more than 20 deep"),
        (b"\xef\xbb\xbfa: 1\n", 1, "byte order mark"),
        ("a: 1\n".encode("utf-16"), 1, "UTF-8"),
        (b"a: 1\nb: caf\xe9\n", 2, "UTF-8"),
        ("a: 1\nb: x\u2028y\n".encode(), 2, "U+2028"),
        (b"a: 1\nb: \x00\n", 2, "control character"),
        (b'a: 1\nb: "\\0"\n', 2, "not text"),
        (b'a: "\\ud800"\n', 1, "not text"),
        (b'a: "\\U00110000"\n', 1, "not YAML"),
        (b"a: 1\nb: c: d\n", 2, "not YAML"),
        (b"a: 'x\n", 2, "not YAML"),
        (b"a:\n\t- b\n", 2, "not YAML"),
        (b"1: x\n", 1, "name of a field must be text"),
        (b"a: 1\n[b]: x\n", 2, "name of a field must be text"),
        (b"? {a: 1}\n: x\n", 1, "name of a field must be text"),
        (b"a" * (MAX_BYTES + 1), 1, "larger than 1 MB"),
    ],
)
def test_what_is_refused(content: bytes, line: int, words: str) -> None:
    with pytest.raises(YamlRefused) as refusal:
        read_yaml(content)
    assert words in refusal.value.sentence
    assert refusal.value.line == line


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("no", "no"),
        ("yes", "yes"),
        ("on", "on"),
        ("012", 12),
        ("0o14", 12),
        ("0xC", 12),
        ("-3", -3),
        ("1_000", "1_000"),
        ("12:30", "12:30"),
        ("2026-01-31", "2026-01-31"),
        ("1.1", 1.1),
        (".INF", float("inf")),
        ("true", True),
        ("~", None),
        ("", None),
        ("'true'", "true"),
        ('"1"', "1"),
        ("9" * 5000, float("inf")),
    ],
)
def test_plain_values_follow_the_core_schema(text: str, value: object) -> None:
    read = read_yaml(f"a: {text}\n".encode()).value
    assert read == {"a": value}
    assert isinstance(read, dict)
    assert type(read["a"]) is type(value)


@given(TEXTS)
def test_quoted_text_comes_through_unchanged(text: str) -> None:
    double = json.dumps(text, ensure_ascii=False)
    single = "'" + text.replace("'", "''") + "'"
    assert read_yaml(f"a: {double}\nb: {single}\n".encode()).value == {"a": text, "b": text}


@given(st.lists(TEXTS.filter(lambda line: line.strip() == line and line != ""), min_size=1))
def test_a_block_of_text_comes_through_unchanged(lines: list[str]) -> None:
    block = "\n\n".join(f"  {line}" for line in lines)
    assert read_yaml(f"a: |-\n{block}\n".encode()).value == {"a": "\n\n".join(lines)}


@given(
    st.binary(max_size=300) | st.text("abK1:-[]{}&*!|>'\"#%?, \n\t", max_size=60).map(str.encode)
)
def test_whatever_the_bytes_the_answer_is_data_or_a_refusal(content: bytes) -> None:
    try:
        json.dumps(read_yaml(content).value)
    except YamlRefused as refusal:
        line, sentence = refusal.line, refusal.sentence
    else:
        line, sentence = 1, "."
    assert sentence.endswith(".")
    assert 1 <= line <= content.count(b"\n") + content.count(b"\r") + 1


def test_every_value_knows_its_line() -> None:
    document = read_yaml(b"a: 1\nb:\n  - x\n  - c: 2\n    d: 3\n")
    assert document.line_of(()) == 1
    assert document.line_of(("b", 1, "d")) == 5
    assert document.line_of(("b", 1, "missing", "deeper")) == 4
    assert document.line_of(("nowhere",)) == 1

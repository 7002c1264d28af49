"""A list that somebody made with a spreadsheet: CSV in whatever letters, or a workbook.

It comes from a stranger's program: it is counted before it is believed, and refused in a
sentence that says where. Nothing in it is ever worked out.
"""

import codecs
import csv
import io
import json
import re
from collections.abc import Iterable, Iterator
from typing import IO, NoReturn

from app.adapters.workbook_reader import is_workbook, workbook_rows
from app.domain.cells import SheetRow
from app.domain.errors import FieldError, Invalid, TooLarge

MAX_BYTES = 5_000_000
MAX_TEXT = 1_500_000
"""Bytes of all the cells: what was read goes to and fro in one field of a form."""
MAX_ROWS = 10_000
MAX_COLUMNS = 50
_MAX_LINES = 2 * MAX_ROWS
"""Empty ones among them."""

_SEPARATORS = ",;\t|"
_CONTROL_CHARACTERS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_OLD_WORKBOOK = b"\xd0\xcf\x11\xe0"


def read_sheet(content: IO[bytes]) -> tuple[SheetRow, ...]:
    """The rows that hold anything, the headings first. TooLarge, or Invalid saying where."""
    content.seek(0)
    data = content.read(MAX_BYTES + 1)
    if len(data) > MAX_BYTES:
        raise TooLarge(f"The list is too large. At most {MAX_BYTES // 1_000_000} MB can be read.")
    if not data.strip():
        refuse("The file is empty.")
    if data.startswith(_OLD_WORKBOOK):
        refuse("This is a workbook of an old kind. Save it as .xlsx or as CSV.")
    rows = workbook_rows(data) if is_workbook(data) else _csv_rows(_decoded(data))
    return _counted(enumerate(rows, start=1))


def as_text(rows: Iterable[SheetRow]) -> str:
    """For a field of a form: ``read_text`` makes the same rows of it."""
    return json.dumps([[row.number, *row.cells] for row in rows], ensure_ascii=False)


def read_text(text: str) -> tuple[SheetRow, ...]:
    """Invalid where it is not what ``as_text`` wrote."""
    try:
        said = json.loads(text)
        rows = [(int(number), tuple(map(str, cells))) for number, *cells in said]
    except (ValueError, TypeError):
        refuse("Choose the file again.")
    return _counted(rows)


def refuse(why: str) -> NoReturn:
    raise Invalid(FieldError("file", why))


def _counted(rows: Iterable[tuple[int, tuple[str, ...]]]) -> tuple[SheetRow, ...]:
    found: list[SheetRow] = []
    room = MAX_TEXT
    for number, row in rows:
        cells = tuple(cell.replace("\r\n", "\n").replace("\r", "\n").strip() for cell in row)
        while cells and not cells[-1]:
            cells = cells[:-1]
        if len(cells) > MAX_COLUMNS:
            refuse(f"Row {number} has more than {MAX_COLUMNS} columns.")
        if any(map(_CONTROL_CHARACTERS.search, cells)):
            refuse(f"Row {number} holds characters that are no text. Save the list again as .xlsx.")
        room -= sum(len(cell.encode()) for cell in cells)
        if cells:
            found.append(SheetRow(number, cells))
        if len(found) > MAX_ROWS + 1 or room < 0 or number > _MAX_LINES:
            refuse(
                f"The list is too long. At most {MAX_ROWS:,} rows, and {MAX_TEXT / 1e6} MB of text,"
                " can be imported at once."
            )
    return tuple(found)


def _decoded(data: bytes) -> str:
    """UTF-8, UTF-16 with its mark or without, else what Windows wrote in Western Europe."""
    for mark, coding in (
        (codecs.BOM_UTF8, "utf-8-sig"),
        (codecs.BOM_UTF16_LE, "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16"),
    ):
        if data.startswith(mark):
            return _as(coding, data)
    head = data[:1000]
    if head[1::2].count(0) > len(head) // 4:
        return _as("utf-16-le", data)
    if head[::2].count(0) > len(head) // 4:
        return _as("utf-16-be", data)
    try:
        return data.decode()
    except UnicodeDecodeError:
        return _as("cp1252", data)


def _as(coding: str, data: bytes) -> str:
    try:
        return data.decode(coding)
    except UnicodeDecodeError:
        refuse("The letters of this file cannot be read. Save it as .xlsx, or as CSV in UTF-8.")


def _csv_rows(text: str) -> Iterator[tuple[str, ...]]:
    separator, text = _separator(text)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    try:
        for row in reader:
            yield tuple(row)
    except csv.Error:
        refuse(f"Line {reader.line_num} is not CSV: a quotation mark in it has no partner.")


def _separator(text: str) -> tuple[str, str]:
    """As the first line that says anything uses it, or as Excel says in one: ``sep=;``."""
    first, _, rest = text.partition("\n")
    said = first.strip()
    if said.startswith("sep=") and len(said) == len("sep=") + 1:
        return said[-1], "\n" + rest
    outside = re.sub(r'"[^"]*"', "", text.lstrip().partition("\n")[0])
    return max(_SEPARATORS, key=outside.count), text

"""A table as a file for a spreadsheet: CSV, or a workbook.

Its cells are text, whatever they begin with: no program runs them.
"""

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

import xlsxwriter  # type: ignore[import-untyped]

from app.domain.cells import harmless

LONGEST_CELL = 32_767
"""Characters; a workbook with a longer one cannot be opened."""

_LONGEST_TAB = 31
_NOT_IN_A_TAB = str.maketrans(dict.fromkeys("[]:*?/\\'", " "))


class SheetFormat(StrEnum):
    """The ending of the file's name."""

    CSV = "csv"
    XLSX = "xlsx"


MEDIA_TYPES = {
    SheetFormat.CSV: "text/csv; charset=utf-8",
    SheetFormat.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@dataclass(frozen=True, slots=True)
class Heading:
    """Of a column; ``width`` is in letters, as a workbook counts it."""

    text: str
    width: int = 20


@dataclass(frozen=True, slots=True)
class Sheet:
    """``name`` is that of the file, without its ending; ``title`` that of the tab."""

    name: str
    title: str
    headings: Sequence[Heading]
    rows: Iterable[Sequence[str]]
    made_at: datetime = datetime(2000, 1, 1, tzinfo=UTC)


def as_file(sheet: Sheet, form: SheetFormat) -> bytes:
    return as_csv(sheet) if form is SheetFormat.CSV else as_xlsx(sheet)


def as_csv(sheet: Sheet) -> bytes:
    """UTF-8 with its mark in front, without which Excel takes it for something else."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, quoting=csv.QUOTE_ALL)
    writer.writerow(heading.text for heading in sheet.headings)
    writer.writerows([harmless(cell) for cell in row] for row in sheet.rows)
    return text.getvalue().encode("utf-8-sig")


def as_xlsx(sheet: Sheet) -> bytes:
    """Every cell is a text, and stays one where somebody edits it."""
    made = io.BytesIO()
    with xlsxwriter.Workbook(made, {"constant_memory": True}) as book:
        book.set_properties({"title": sheet.title, "created": sheet.made_at})
        bold = book.add_format({"bold": True, "bottom": 1})
        text = book.add_format(
            {"text_wrap": True, "valign": "top", "quote_prefix": True, "num_format": "@"}
        )
        page = book.add_worksheet(sheet.title.translate(_NOT_IN_A_TAB)[:_LONGEST_TAB].strip())
        for place, heading in enumerate(sheet.headings):
            page.set_column(place, place, heading.width, text)
        page.freeze_panes(1, 1)
        page.repeat_rows(0)
        page.set_landscape()
        for place, heading in enumerate(sheet.headings):
            page.write_string(0, place, heading.text, bold)
        for line, row in enumerate(sheet.rows, start=1):
            for place, cell in enumerate(row):
                page.write_string(line, place, cell[:LONGEST_CELL], text)
    return made.getvalue()

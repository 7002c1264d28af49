"""The mapping annex: criterion → evidence → page or time → assessor → date, as a table of its own.

As CSV and as a workbook its cells are text, whatever they begin with: no program runs them.
"""

import csv
import io
from collections.abc import Iterator
from dataclasses import astuple, dataclass

import xlsxwriter  # type: ignore[import-untyped]

from app.adapters.pdf import typeset
from app.domain.calendar import moment_in_words, today_in_london
from app.domain.canonical import Json
from app.reports.cells import harmless
from app.reports.portfolio import Portfolio

HEADINGS = (
    "Code",
    "What it says",
    "Evidence",
    "Files in this pack",
    "Page or time",
    "Assessor",
    "Signed off on",
)
_WIDTHS = (7, 60, 40, 60, 16, 24, 14)


@dataclass(frozen=True, slots=True)
class AnnexRow:
    """One criterion met by one piece."""

    code: str
    text: str
    evidence: str
    files: str
    locator: str
    assessor: str
    on: str


def annex_rows(portfolio: Portfolio) -> Iterator[AnnexRow]:
    """In the standard's order, and within a criterion in the order of the work."""
    pieces = portfolio.by_id
    for row in portfolio.annex:
        paths = [file.path for file in pieces[row.piece.id].files if file.path]
        yield AnnexRow(
            code=row.criterion,
            text=portfolio.report.standard.criterion(row.criterion).text,
            evidence=row.piece.title,
            files="; ".join(paths),
            locator=row.locator,
            assessor=row.assessor or "",
            on=today_in_london(row.decided_at).isoformat() if row.decided_at else "",
        )


def as_csv(portfolio: Portfolio) -> bytes:
    """UTF-8 with its mark in front, without which Excel takes it for something else."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, quoting=csv.QUOTE_ALL)
    writer.writerow(HEADINGS)
    writer.writerows([harmless(cell) for cell in astuple(row)] for row in annex_rows(portfolio))
    return text.getvalue().encode("utf-8-sig")


def as_xlsx(portfolio: Portfolio) -> bytes:
    """Every cell is a text, and stays one where somebody edits it."""
    made = io.BytesIO()
    with xlsxwriter.Workbook(made, {"constant_memory": True}) as book:
        book.set_properties({"title": _title(portfolio), "created": portfolio.report.as_of})
        bold = book.add_format({"bold": True, "bottom": 1})
        text = book.add_format({"text_wrap": True, "valign": "top", "quote_prefix": True})
        sheet = book.add_worksheet("Mapping annex")
        for place, width in enumerate(_WIDTHS):
            sheet.set_column(place, place, width)
        sheet.freeze_panes(1, 1)
        sheet.repeat_rows(0)
        sheet.set_landscape()
        for place, heading in enumerate(HEADINGS):
            sheet.write_string(0, place, heading, bold)
        for line, row in enumerate(annex_rows(portfolio), start=1):
            for place, cell in enumerate(astuple(row)):
                sheet.write_string(line, place, cell, text)
    return made.getvalue()


def as_pdf(portfolio: Portfolio) -> bytes:
    """The same on paper, without the places of files."""
    report = portfolio.report
    moment = moment_in_words(report.as_of)
    who = report.apprenticeship.apprentice
    content: dict[str, Json] = {
        "title": _title(portfolio),
        "running": f"Mapping annex of {who}, {moment}",
        "facts": [
            ["Apprentice", who],
            ["Standard", f"{report.standard.title} ({report.standard.name})"],
            ["Training provider", report.apprenticeship.provider],
            ["As things stood", moment],
        ],
        "rows": [
            {
                "code": row.code,
                "text": row.text,
                "evidence": row.evidence,
                "locator": row.locator,
                "assessor": row.assessor,
                "on": row.on,
            }
            for row in annex_rows(portfolio)
        ],
    }
    return typeset("annex.typ", content, at=report.as_of)


def _title(portfolio: Portfolio) -> str:
    return f"Mapping annex of {portfolio.report.apprenticeship.apprentice}"

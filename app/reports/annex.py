"""The mapping annex: criterion → evidence → page or time → assessor → date, as a table."""

from collections.abc import Iterator
from dataclasses import astuple, dataclass

from app.adapters.pdf import typeset
from app.adapters.sheets import Heading, Sheet
from app.domain.calendar import moment_in_words, today_in_london
from app.domain.canonical import Json
from app.reports.portfolio import Portfolio

HEADINGS = (
    Heading("Code", 7),
    Heading("What it says", 60),
    Heading("Evidence", 40),
    Heading("Files in this pack", 60),
    Heading("Page or time", 16),
    Heading("Assessor", 24),
    Heading("Signed off on", 14),
)


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
            assessor=row.piece.assessor or "",
            on=today_in_london(row.piece.decided_at).isoformat() if row.piece.decided_at else "",
        )


def as_sheet(portfolio: Portfolio) -> Sheet:
    return Sheet(
        name="mapping-annex",
        title=_title(portfolio),
        headings=HEADINGS,
        rows=(astuple(row) for row in annex_rows(portfolio)),
        made_at=portfolio.report.as_of,
    )


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

"""A released result as one line of a spreadsheet, in the words of the certificate service."""

from app.adapters.sheets import Heading, Sheet
from app.domain.cells import moment_day_cell
from app.domain.grading import CERTIFICATE_GRADES
from app.reports.result import StatementOfResult

HEADINGS = (
    Heading("Unique learner number"),
    Heading("Apprentice"),
    Heading("Standard reference"),
    Heading("Standard version"),
    Heading("Standard"),
    Heading("Grade"),
    Heading("Training provider"),
    Heading("Assessment organisation"),
    Heading("Released on"),
)


def as_sheet(statement: StatementOfResult) -> Sheet:
    """A fail has no grade in it: it is recorded, never certified."""
    assessment, result = statement.assessment, statement.result
    row = (
        statement.uln or "",
        assessment.apprentice,
        assessment.reference,
        assessment.standard_version,
        assessment.standard_title,
        CERTIFICATE_GRADES[result.overall] or "",
        assessment.provider,
        assessment.organisation,
        moment_day_cell(result.released_at),
    )
    return Sheet(name="result", title="Result", headings=HEADINGS, rows=(row,))

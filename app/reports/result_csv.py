"""A released result as one line of CSV, in the words of the certificate service."""

import csv
import io

from app.domain.calendar import today_in_london
from app.domain.grading import CERTIFICATE_GRADES
from app.reports.cells import harmless
from app.reports.result import StatementOfResult

HEADINGS = (
    "Unique learner number",
    "Apprentice",
    "Standard reference",
    "Standard version",
    "Standard",
    "Grade",
    "Training provider",
    "Assessment organisation",
    "Released on",
)


def as_csv(statement: StatementOfResult) -> bytes:
    """UTF-8 with its mark in front. A fail has no grade in it: it is recorded, never certified."""
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
        today_in_london(result.released_at).isoformat() if result.released_at else "",
    )
    text = io.StringIO(newline="")
    writer = csv.writer(text, quoting=csv.QUOTE_ALL)
    writer.writerow(HEADINGS)
    writer.writerow([harmless(cell) for cell in row])
    return text.getvalue().encode("utf-8-sig")

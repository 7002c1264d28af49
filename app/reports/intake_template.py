"""The empty list that somebody fills in with their own spreadsheet: headings and one example."""

from app.adapters.sheets import Heading, Sheet
from app.domain.intake_lists import COLUMNS, ListKind


def template_of(kind: ListKind) -> Sheet:
    columns = COLUMNS[kind]
    return Sheet(
        name=f"{kind}-to-import",
        title=kind.capitalize(),
        headings=[Heading(column.heading, column.width) for column in columns],
        rows=[[column.example for column in columns]],
    )

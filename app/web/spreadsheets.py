"""A table as a file to be saved: CSV, or a workbook."""

from dataclasses import dataclass

from fastapi import Response

from app.adapters.sheets import MEDIA_TYPES, Sheet, SheetFormat, as_file
from app.web.downloads import content_disposition


@dataclass(frozen=True, slots=True)
class SaveAs:
    """The addresses under which a list is saved."""

    csv: str
    xlsx: str


def save_as(path: str, query: str = "") -> SaveAs:
    """Of the list at ``path``, narrowed as ``query`` says."""
    return SaveAs(*(f"{path}.{ending}{query}" for ending in SheetFormat))


def save_sheet(sheet: Sheet, ending: SheetFormat) -> Response:
    return Response(
        as_file(sheet, ending),
        media_type=MEDIA_TYPES[ending],
        headers={
            "Content-Disposition": content_disposition(f"{sheet.name}.{ending}"),
            "X-Content-Type-Options": "nosniff",
            "Cache-Control": "private, no-store",
        },
    )

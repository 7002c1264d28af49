"""The first sheet of a workbook (.xlsx) that its person sees, its cells as the text they show.

A workbook is a ZIP file of XML. Both can be made to unpack to more than any memory holds: so
every part is counted as it is unpacked, and only what was counted is given to be read.
"""

import io
import warnings
import zipfile
from collections.abc import Iterator
from contextlib import closing
from datetime import date, datetime, time

from app.adapters.zips import BROKEN, Sparing
from app.domain.errors import FieldError, Invalid

MAX_PARTS = 500
MAX_UNPACKED = 40_000_000
MAX_COLUMNS = 200
"""What stands beyond is not looked at: a workbook may name a cell in a column without end."""
_MAX_ROW = 1_048_576
_MAX_DIRECTORY = 1_000_000
_NEEDED = (".xml", ".rels")
_REFUSED = FieldError(
    "file", "This workbook cannot be read. Save it again as .xlsx, or save it as CSV."
)
_NO_SUCH_THING = tuple("<!DOCTYPE".encode(coding) for coding in ("utf-8", "utf-16-le", "utf-16-be"))
"""No workbook has it: it is how XML names what is to be repeated without end."""


def is_workbook(data: bytes) -> bool:
    """Whether it says so; whether it is one is seen when it is read."""
    return data.startswith(b"PK")


def workbook_rows(data: bytes) -> Iterator[tuple[str, ...]]:
    """Every row in its place. A formula comes as it is written: ``=B2``.

    Invalid where it is no workbook, or was made to break whoever opens it.
    """
    # Here, because it brings numpy with it where that is installed, and few ever read a workbook.
    from openpyxl import load_workbook  # type: ignore[import-untyped]

    counted = _counted(data)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            book = load_workbook(counted, read_only=True, keep_links=False)
        with closing(book):
            # What is hidden they did not look at, and may not know of.
            page = next(each for each in book.worksheets if each.sheet_state == "visible")
            page.reset_dimensions()
            for row in page.iter_rows(max_row=_MAX_ROW, max_col=MAX_COLUMNS, values_only=True):
                # Rows that are not there come as wide as the others.
                yield () if row.count(None) == len(row) else tuple(map(_shown, row))
    # A damaged workbook trips the reader in a hundred ways, and it names none of them.
    except Exception as error:
        raise Invalid(_REFUSED) from error


def _counted(data: bytes) -> io.BytesIO:
    """The parts that are read, unpacked to their measured end and put together again."""
    kept = io.BytesIO()
    room = MAX_UNPACKED
    try:
        with (
            zipfile.ZipFile(Sparing(io.BytesIO(data), _MAX_DIRECTORY)) as archive,
            zipfile.ZipFile(kept, "w", zipfile.ZIP_STORED) as counted,
        ):
            parts = [each for each in archive.infolist() if each.filename.endswith(_NEEDED)]
            if len(parts) > MAX_PARTS or len({each.filename for each in parts}) < len(parts):
                raise Invalid(_REFUSED)
            for part in parts:
                if part.file_size > room:
                    raise Invalid(
                        FieldError("file", "This workbook would unpack to far more than it is.")
                    )
                with archive.open(part) as opened:
                    unpacked = opened.read(room + 1)
                room -= len(unpacked)
                if room < 0 or any(each in unpacked for each in _NO_SUCH_THING):
                    raise Invalid(_REFUSED)
                counted.writestr(part.filename, unpacked)
    except BROKEN as error:
        raise Invalid(_REFUSED) from error
    kept.seek(0)
    return kept


def _shown(value: object) -> str:
    """As a person reads it: days year first, whole numbers without a point."""
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case datetime() if value.time() == time():
            return value.date().isoformat()
        case datetime() | date():
            return value.isoformat(sep=" ") if isinstance(value, datetime) else value.isoformat()
        case float() if value.is_integer() and abs(value) < 1e15:
            return str(int(value))
        case _:
            return str(value)

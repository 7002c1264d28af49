"""The files that a PDF carries with it. Whoever opens a stranger's PDF does so for themselves:
this is for commands, and no page calls it."""

from pathlib import Path

from pypdf import PdfReader
from pypdf.errors import PyPdfError

from app.domain.notes import Unreadable

LARGEST = 5_000_000


def attached(file: Path, name: str) -> str:
    """The text of the attached file of that name. Unreadable where there is none."""
    try:
        found = PdfReader(file).attachments.get(name, [])
        content = found[0] if found else None
        if not isinstance(content, bytes) or len(content) > LARGEST:
            raise Unreadable(f"{file} carries no {name}.")
        return content.decode()
    except (PyPdfError, ValueError, RecursionError, OverflowError) as error:
        raise Unreadable(f"{file} cannot be read as a PDF that carries {name}.") from error

"""The files that people of the demonstration add: real ones, small, made from a few lines."""

import csv
from datetime import datetime
from io import BytesIO, StringIO
from pathlib import PurePath

import docx
from docx.enum.text import WD_BREAK
from pydantic import BaseModel, ConfigDict

from app.adapters.pdf import typeset
from app.domain.canonical import Json
from app.upkeep.demo.pictures import Bars, Board, draw_bars, draw_board


class Document(BaseModel):
    """A file by its ``name``, whose ending says how it is made; one of the kinds of content."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str
    title: str = ""
    head: dict[str, str] = {}
    pages: tuple[str, ...] = ()
    text: str | None = None
    csv: str | None = None
    bars: Bars | None = None
    board: Board | None = None


def content_of(document: Document, *, by: str, at: datetime) -> bytes:
    """The bytes of a file that somebody (``by``, a name) made ``at`` that moment."""
    if document.bars is not None:
        return draw_bars(document.bars)
    if document.board is not None:
        return draw_board(document.board)
    if document.csv is not None:
        return _table(document.csv)
    if document.text is not None:
        return f"{document.text}\n".encode()
    if PurePath(document.name).suffix == ".pdf":
        return _pdf(document, by, at)
    return _word(document, by, at)


def _table(lines: str) -> bytes:
    """As a spreadsheet writes it: each value quoted where it must be."""
    written = StringIO()
    csv.writer(written).writerows(csv.reader(lines.splitlines()))
    return written.getvalue().encode()


def _pdf(document: Document, by: str, at: datetime) -> bytes:
    pages: list[Json] = [
        [{"kind": kind, "text": text} for kind, text in _blocks(page)] for page in document.pages
    ]
    head: list[Json] = [[name, value] for name, value in document.head.items()]
    content: dict[str, Json] = {"title": document.title, "by": by, "head": head, "pages": pages}
    return typeset("sample.typ", content, at=at)


def _word(document: Document, by: str, at: datetime) -> bytes:
    made = docx.Document()
    made.core_properties.author = by
    made.core_properties.title = document.title
    made.core_properties.created = at.replace(tzinfo=None)
    made.core_properties.modified = at.replace(tzinfo=None)
    made.add_heading(document.title, 0)
    for name, value in document.head.items():
        made.add_paragraph(f"{name}: {value}")
    for number, page in enumerate(document.pages):
        if number:
            made.add_paragraph().add_run().add_break(WD_BREAK.PAGE)
        for kind, text in _blocks(page):
            if kind == "heading":
                made.add_heading(text, 1)
            else:
                made.add_paragraph(text, "List Bullet" if kind == "item" else None)
    written = BytesIO()
    made.save(written)
    return written.getvalue()


def _blocks(page: str) -> list[tuple[str, str]]:
    """Headings (``# ``), items of a list (``- ``) and paragraphs, each on a line of its own."""
    blocks = []
    for line in filter(None, page.splitlines()):
        kind = {"# ": "heading", "- ": "item"}.get(line[:2], "paragraph")
        blocks.append((kind, line if kind == "paragraph" else line[2:]))
    return blocks

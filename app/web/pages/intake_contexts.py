"""What the page shows that takes a list in: its columns, and what becomes of each row."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from app.adapters.sheet_reader import as_text
from app.domain.cells import SheetRow
from app.domain.intake import Becomes, Column, Fate, Fates
from app.domain.intake_lists import COLUMNS, ListKind
from app.web.filters import plural
from app.web.rendering import Page

Choices = tuple[dict[str, str], ...]

BACK = {
    ListKind.PEOPLE: ("People", "/people"),
    ListKind.APPRENTICESHIPS: ("Apprenticeships", "/apprenticeships"),
}
_NOUN = {ListKind.PEOPLE: "row", ListKind.APPRENTICESHIPS: "apprenticeship"}
_WORDS = {
    Becomes.NEW: "New",
    Becomes.KNOWN: "Here already",
    Becomes.UNCHANGED: "Stays as it is",
    Becomes.WRONG: "Wrong",
}
_NAMED_ABOVE = 20


@dataclass(frozen=True, slots=True)
class FateLine:
    """A row of the list. ``wrong`` holds, by the heading of its column, what is the matter."""

    number: int
    about: str
    state: str
    says: str
    wrong: tuple[tuple[str, str], ...]


@dataclass(frozen=True, kw_only=True)
class IntakePage(Page):
    """``kept`` is the list as it was read, for the button that takes it in; empty before.

    ``button`` is empty where the list cannot be taken in. In a long list the first rows that are
    ``wrong`` are named above it as well.
    """

    template = "intake/show.html"
    wide = True

    here: str
    back_text: str
    back_href: str
    columns: Sequence[Column]
    max_bytes: int
    providers: Choices
    provider: str
    file_name: str = ""
    kept: str = ""
    lines: tuple[FateLine, ...] = ()
    is_wrong: bool = False
    wrong: tuple[FateLine, ...] = ()
    more_wrong: int = 0
    summary: str = ""
    new_employers: tuple[str, ...] = ()
    button: str = ""


def looked_at(
    page: IntakePage, kind: ListKind, fates: Fates[Any], rows: Sequence[SheetRow], file_name: str
) -> IntakePage:
    """The same page with what would become of each row."""
    lines = tuple(_line(fate, COLUMNS[kind]) for fate in fates.rows)
    wrong = tuple(line for line in lines if line.wrong)
    to_take = len(fates.to_take)
    return replace(
        page,
        title=f"{plural(len(wrong), 'row is', 'rows are')} wrong"
        if wrong
        else f"Import {plural(to_take, _NOUN[kind])}?"
        if to_take
        else "Everything in this list is here already",
        file_name=file_name,
        kept=as_text(rows) if to_take and not wrong else "",
        lines=lines,
        is_wrong=bool(wrong),
        wrong=wrong[:_NAMED_ABOVE] if len(lines) > _NAMED_ABOVE else (),
        more_wrong=max(len(wrong) - _NAMED_ABOVE, 0),
        summary=_summary(fates),
        new_employers=() if wrong else fates.new_employers,
        button=f"Import {plural(to_take, _NOUN[kind])}" if to_take and not wrong else "",
    )


def done(kind: ListKind, fates: Fates[Any], *, by_mail: bool) -> str:
    """The sentence of feedback."""
    sentence = f"You imported {plural(len(fates.to_take), _NOUN[kind])}."
    if by_mail:
        return f"{sentence} Whoever is new gets a link by mail."
    return f"{sentence} Pass their links on to those who are new: they are under Messages."


def _summary(fates: Fates[Any]) -> str:
    """12 rows: 9 new, 2 here already, 1 stays as it is."""
    counts = ((becomes, fates.number(becomes)) for becomes in Becomes)
    parts = ", ".join(f"{number:,} {_IN_A_ROW[each]}" for each, number in counts if number)
    return f"{plural(len(fates.rows), 'row')}: {parts}."


_IN_A_ROW = {
    Becomes.NEW: "new",
    Becomes.KNOWN: "here already",
    Becomes.UNCHANGED: "as it is now",
    Becomes.WRONG: "wrong",
}


def _line(fate: Fate[Any], columns: Sequence[Column]) -> FateLine:
    headings = {column.key: column.heading for column in columns}
    return FateLine(
        number=fate.number,
        about=fate.about,
        state=_WORDS[fate.becomes],
        says="" if fate.errors else fate.says,
        wrong=tuple((headings.get(e.field, "The row"), e.message) for e in fate.errors),
    )

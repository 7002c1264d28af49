"""Lists of people and apprenticeships to be taken in: their columns, and what becomes of a row.

Either every row of a list can be taken in, or none is. Whatever is wrong is said of every row at
once, by the number of the row and the name of its column.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Generic, TypeVar

from app.domain.cells import SheetRow, is_like_a_formula
from app.domain.errors import FieldError, Invalid

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Column:
    """Of a list. ``key`` is the field's name in the API; ``example`` shows how it is written."""

    key: str
    heading: str
    example: str
    about: str
    needed: bool = True
    width: int = 24


@dataclass(frozen=True, slots=True)
class Line:
    """A row of a list: what stands in it, by the key of its column."""

    number: int
    cells: Mapping[str, str]


class Becomes(StrEnum):
    """What is to become of a row."""

    NEW = "new"
    KNOWN = "known"
    UNCHANGED = "unchanged"
    WRONG = "wrong"


@dataclass(frozen=True, slots=True)
class Fate(Generic[T]):
    """``says`` is a sentence; ``row`` is what is to be taken in, and None where nothing is.

    The field of an error is the key of a column.
    """

    number: int
    about: str
    becomes: Becomes
    says: str
    row: T | None = None
    errors: tuple[FieldError, ...] = ()


@dataclass(frozen=True, slots=True)
class Fates(Generic[T]):
    """What becomes of each row of a list, in their order, and the employers that it brings."""

    rows: tuple[Fate[T], ...]
    new_employers: tuple[str, ...] = ()

    @property
    def to_take(self) -> tuple[T, ...]:
        return tuple(fate.row for fate in self.rows if fate.row is not None)

    def number(self, becomes: Becomes) -> int:
        return sum(fate.becomes is becomes for fate in self.rows)

    def check(self) -> None:
        """All or nothing: Invalid names every row that is wrong, and its column."""
        errors = [
            FieldError(f"rows.{fate.number}.{error.field}", error.message)
            for fate in self.rows
            for error in fate.errors
        ]
        if errors:
            rows = self.number(Becomes.WRONG)
            some = "1 row is" if rows == 1 else f"{rows:,} rows are"
            raise Invalid(*errors, sentence=f"{some} wrong, so nothing was taken in.")


@dataclass(frozen=True, slots=True)
class KnownPerson:
    """Somebody who has an account: ``here`` where they hold a role in this house now.

    Of others nothing is said: whose they are is not this house's to know.
    """

    name: str
    here: bool
    deactivated: bool


def lines_of(rows: Sequence[SheetRow], columns: Sequence[Column]) -> tuple[Line, ...]:
    """The rows below the headings. Invalid where the headings are not those of ``columns``."""
    if not rows:
        raise _of_file("The list is empty.")
    head, *below = rows
    keys = {_plain(column.heading): column.key for column in columns}
    named = [_plain(cell) for cell in head.cells]
    unknown = [cell for cell in head.cells if _plain(cell) not in keys]
    twice = [cell for cell, times in Counter(named).items() if times > 1 and cell]
    missing = [
        column.heading
        for column in columns
        if column.needed and _plain(column.heading) not in named
    ]
    known = ", ".join(column.heading for column in columns)
    if unknown:
        shown = unknown[0][:60] or "a column without a heading"
        raise _of_file(f"Row {head.number}: “{shown}” is none of its columns. They are: {known}.")
    if twice:
        raise _of_file(f"Row {head.number} names the column “{twice[0]}” twice.")
    if missing:
        raise _of_file(f"Row {head.number} has no column “{missing[0]}”. The columns are: {known}.")
    if not below:
        raise _of_file("There is no row below the headings.")
    for row in below:
        if len(row.cells) > len(named):
            raise _of_file(f"Row {row.number} has more cells than there are headings.")
    found = [keys[name] for name in named]
    blanks = ("",) * len(found)
    return tuple(
        Line(row.number, dict(zip(found, row.cells + blanks, strict=False))) for row in below
    )


def formula_errors(line: Line, columns: Iterable[Column]) -> tuple[FieldError, ...]:
    """Nobody is called ``=A1``: a formula is never worked out here, nor kept as a name."""
    return tuple(
        FieldError(column.key, "This begins like a formula. Write it as plain text.")
        for column in columns
        if is_like_a_formula(line.cells.get(column.key, ""))
    )


def column_of(field: str, columns: Iterable[Column]) -> Column | None:
    """The column that an error on ``field`` is about: ``line_managers.1`` is in Line managers."""
    return next((c for c in columns if field == c.key or field.startswith(f"{c.key}.")), None)


def wrong(
    line: Line, about: str, errors: Iterable[FieldError], columns: Sequence[Column]
) -> Fate[T]:
    """The fate of a row that cannot be taken in: every error, in the order of the columns."""
    places = {column.key: place for place, column in enumerate(columns)}
    found = []
    for error in errors:
        column = column_of(error.field, columns)
        found.append(FieldError(column.key if column else "", error.message))
    found.sort(key=lambda error: places.get(error.field, -1))
    said = " ".join(error.message for error in found)
    return Fate(line.number, about, Becomes.WRONG, said, errors=tuple(found))


def employers_added(named: Iterable[str], known: Mapping[str, str]) -> tuple[str, ...]:
    """Those of the names that are not ``known`` by their casefolded form, each as first written."""
    first: dict[str, str] = {}
    for name in named:
        first.setdefault(name.casefold(), name)
    return tuple(sorted(name for key, name in first.items() if key and key not in known))


_SHAPES = ("%Y-%m-%d", "%d/%m/%Y", "%d.%m.%Y", "%d-%m-%Y", "%d %B %Y", "%d %b %Y")
_NO_TIME = re.compile(r"[ T]00:00(:00)?$")


def day_in(text: str) -> date | None:
    """The day that somebody wrote: year first, or as in England the day first; else None."""
    plain = _NO_TIME.sub("", text)
    for shape in _SHAPES:
        try:
            return datetime.strptime(plain, shape).date()  # noqa: DTZ007
        except ValueError:
            continue
    return None


def _plain(heading: str) -> str:
    return " ".join(heading.casefold().split())


def _of_file(sentence: str) -> Invalid:
    return Invalid(FieldError("file", sentence))

"""Cells of a spreadsheet: what they say as text, and what a program would make of them."""

from dataclasses import dataclass
from datetime import date, datetime

from app.domain.calendar import LONDON, today_in_london

LIKE_A_FORMULA = tuple("=+-@＝＋－＠\t\r\n")
"""How a cell begins that a spreadsheet would work out when it opens a CSV file."""


@dataclass(frozen=True, slots=True)
class SheetRow:
    """``number`` is the row's own in the spreadsheet, from 1; blanks around cells are gone."""

    number: int
    cells: tuple[str, ...]


def is_like_a_formula(cell: str) -> bool:
    return cell.startswith(LIKE_A_FORMULA)


def harmless(cell: str) -> str:
    """An apostrophe in front makes a spreadsheet show what it would else work out."""
    return f"'{cell}" if is_like_a_formula(cell) else cell


def day_cell(day: date | None) -> str:
    """2026-11-03, which sorts as it reads; empty where there is none."""
    return day.isoformat() if day else ""


def moment_cell(moment: datetime | None) -> str:
    """2026-11-03 14:05, as the clocks of England show it; empty where there is none."""
    return f"{moment.astimezone(LONDON):%Y-%m-%d %H:%M}" if moment else ""


def moment_day_cell(moment: datetime | None) -> str:
    """The day of a moment, in England; empty where there is none."""
    return day_cell(today_in_london(moment)) if moment else ""

"""A day, typed in three boxes: ``happened_on-day``, ``happened_on-month``, ``happened_on-year``."""

import calendar
from dataclasses import dataclass
from datetime import date

from app.domain.errors import FieldError, Invalid
from app.web.bodies import Form

_MONTHS = {
    written: number
    for number, name in enumerate(calendar.month_name)
    for written in (name.lower(), name[:3].lower())
    if written
}
"""“March” and “mar” are as good as 3."""


@dataclass(frozen=True, slots=True)
class TypedDay:
    """What stands in the three boxes, whether it is a day or not."""

    day: str = ""
    month: str = ""
    year: str = ""

    def __bool__(self) -> bool:
        return bool(self.day or self.month or self.year)

    @property
    def value(self) -> date | None:
        """The day; None where there is none, or no such day."""
        month = _MONTHS.get(self.month.lower()) or _number(self.month)
        day, year = _number(self.day), _number(self.year)
        if day is None or month is None or year is None:
            return None
        try:
            return date(year, month, day)
        except ValueError:
            return None


NO_DAY = TypedDay()


def read_day(form: Form, name: str) -> TypedDay:
    return TypedDay(*(form.text(f"{name}-{part}") for part in ("day", "month", "year")))


def typed_day(value: date | None) -> TypedDay:
    """How a kept day stands in its boxes."""
    return TypedDay(str(value.day), str(value.month), str(value.year)) if value else NO_DAY


def day_errors(typed: TypedDay, field: str, *, needed: str = "") -> tuple[FieldError, ...]:
    """What is wrong with what was typed; ``needed`` is the sentence where nothing was."""
    if not typed:
        return (FieldError(field, needed),) if needed else ()
    lacking = [
        f"a {part}"
        for part, text in (("day", typed.day), ("month", typed.month), ("year", typed.year))
        if not text
    ]
    if lacking:
        return (FieldError(field, f"The date must have {' and '.join(lacking)}."),)
    if typed.year.isascii() and typed.year.isdecimal() and len(typed.year) != 4:
        return (FieldError(field, "The year must have 4 digits, as in 2026."),)
    if typed.value is None:
        return (FieldError(field, "This is not a day in the calendar. Write one like 27 3 2026."),)
    return ()


def needed_day(typed: TypedDay, field: str, needed: str) -> date:
    """The day that was typed. Invalid where there is none, with ``needed`` where nothing was."""
    errors = day_errors(typed, field, needed=needed)
    if typed.value is None or errors:
        raise Invalid(*errors)
    return typed.value


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= 4 else None

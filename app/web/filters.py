"""How days, times, counts, sizes and the members of enums are written on a page."""

from collections.abc import Callable, Iterable
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

from app.domain import apprenticeships, coverage, evidence, people
from app.domain.calendar import day_in_words, days_in_words, moment_in_words, today_in_london
from app.domain.words import plural as plural

_WORDS: dict[tuple[type[StrEnum], str], str] = {
    (type(member), member.value): words
    for names in (
        apprenticeships.STATUS_NAMES,
        coverage.STATUS_NAMES,
        evidence.STATUS_NAMES,
        evidence.KIND_NAMES,
        evidence.CLIENT_DETAILS_NAMES,
        people.ROLE_NAMES,
    )
    for member, words in names.items()
}


def in_words(member: StrEnum | None) -> str:
    """What people call it: signed_off is “Signed off”."""
    return "" if member is None else _WORDS[type(member), member.value]


def day(value: date | datetime | None) -> str:
    """3 November 2026; a moment is the day that it was in England."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        value = today_in_london(value)
    return day_in_words(value)


def days(first: date | None, last: date | None) -> str:
    """16 to 18 November 2026, or the one day that it was."""
    return "" if first is None else days_in_words(first, last)


def moment(value: datetime | None) -> str:
    """3 November 2026 at 2:05pm, in England."""
    return "" if value is None else moment_in_words(value)


def machine_time(value: date | datetime) -> str:
    """For the ``datetime`` attribute of ``<time>``."""
    return value.isoformat()


def file_size(size: int) -> str:
    """In the units that a person's own computer shows."""
    if size < 1000:
        return plural(size, "byte")
    value = Decimal(size)
    for unit in ("KB", "MB", "GB"):
        value /= 1000
        if value < 1000 or unit == "GB":
            break
    step = Decimal("0.1") if value < 10 else Decimal(1)
    return f"{value.quantize(step, ROUND_HALF_UP):f} {unit}".replace(".0 ", " ")


def code_list(codes: Iterable[str]) -> str:
    """K1, K4 and S2."""
    listed = list(codes)
    if len(listed) < 2:
        return "".join(listed)
    return f"{', '.join(listed[:-1])} and {listed[-1]}"


FILTERS: dict[str, Callable[..., str]] = {
    "in_words": in_words,
    "day": day,
    "days": days,
    "moment": moment,
    "machine_time": machine_time,
    "plural": plural,
    "file_size": file_size,
    "code_list": code_list,
}

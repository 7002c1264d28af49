"""Days and months as people in England count them."""

import calendar
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")


def today_in_london(now: datetime) -> date:
    """The calendar day that it is in England at ``now`` (aware)."""
    return now.astimezone(LONDON).date()


def day_in_words(day: date) -> str:
    """3 November 2026."""
    return f"{day.day} {day:%B %Y}"


def near_day_in_words(day: date, today: date) -> str:
    """3 November; the year is said where it is another."""
    return f"{day.day} {day:%B}" if day.year == today.year else day_in_words(day)


def days_in_words(first: date, last: date | None) -> str:
    """16 to 18 November 2026: month and year are said once where both days share them."""
    if last is None or last == first:
        return day_in_words(first)
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day} to {day_in_words(last)}"
    return f"{near_day_in_words(first, last)} to {day_in_words(last)}"


def moment_in_words(moment: datetime) -> str:
    """3 November 2026 at 2:05pm, as the clocks of England show it."""
    local = moment.astimezone(LONDON)
    hour = local.hour % 12 or 12
    return f"{day_in_words(local)} at {hour}:{local:%M}{'am' if local.hour < 12 else 'pm'}"


def add_months(day: date, months: int) -> date:
    """The same day ``months`` later, or the last of that month where it has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if day.day <= 28:
        return date(year, month + 1, day.day)
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last))


def months_between(start: date, end: date) -> int:
    """Whole months from ``start`` to ``end``; negative never, 0 at least."""
    months = (end.year - start.year) * 12 + end.month - start.month
    if add_months(start, months) > end:
        months -= 1
    return max(months, 0)


@dataclass(frozen=True, slots=True)
class Span:
    """Days from ``starts_on`` up to, not including, ``ends_on``; open where that is None."""

    starts_on: date
    ends_on: date | None = None

    def covers(self, day: date) -> bool:
        return self.starts_on <= day and (self.ends_on is None or day < self.ends_on)

    def days_until(self, day: date) -> int:
        """How many of its days lie before ``day``."""
        end = day if self.ends_on is None else min(self.ends_on, day)
        return max((end - self.starts_on).days, 0)


def without_breaks(start: date, day: date, breaks: tuple[Span, ...]) -> date:
    """The day it would be had the breaks not been: ``day`` less their days."""
    return max(day - timedelta(days=sum(pause.days_until(day) for pause in breaks)), start)


def span_in_words(span: Span, today: date) -> str:
    """“Since 3 March 2025”, “From 3 March 2027” or, by its last day, “… to 2 March 2027”."""
    start = day_in_words(span.starts_on)
    if span.ends_on is not None:
        return f"{start} to {day_in_words(span.ends_on - timedelta(days=1))}"
    return f"Since {start}" if span.starts_on <= today else f"From {start}"


def midnight_in_london(day: date) -> datetime:
    """The moment at which ``day`` begins in England."""
    return datetime.combine(day, time.min, LONDON)

"""A calendar as other programs read it (RFC 5545), of days without an hour.

A day is a ``DATE``, so that it is the same day wherever it is read, and no time zone is needed.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

_LINE = 75
"""Octets of a line, its end not counted; longer ones are folded."""
_READ_AGAIN_AFTER = "PT6H"


@dataclass(frozen=True, slots=True)
class DayEvent:
    """``uid`` stays the same when the day moves, so that a program moves it too.

    ``address`` is the page of ours that it is about.
    """

    uid: str
    day: date
    summary: str
    description: str
    address: str


def as_calendar(name: str, events: Iterable[DayEvent], *, now: datetime) -> bytes:
    stamp = f"{now.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Gatepost//Reviews//EN",
        "CALSCALE:GREGORIAN",
        f"NAME:{_text(name)}",
        f"X-WR-CALNAME:{_text(name)}",
        f"REFRESH-INTERVAL;VALUE=DURATION:{_READ_AGAIN_AFTER}",
        f"X-PUBLISHED-TTL:{_READ_AGAIN_AFTER}",
        *(line for event in events for line in _event(event, stamp)),
        "END:VCALENDAR",
    ]
    return b"".join(_folded(line) for line in lines)


def _event(event: DayEvent, stamp: str) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:{_text(event.uid)}"
    yield f"DTSTAMP:{stamp}"
    yield f"DTSTART;VALUE=DATE:{event.day:%Y%m%d}"
    yield f"DTEND;VALUE=DATE:{event.day + timedelta(days=1):%Y%m%d}"
    yield f"SUMMARY:{_text(event.summary)}"
    yield f"DESCRIPTION:{_text(event.description)}"
    yield f"URL:{event.address}"
    yield "TRANSP:TRANSPARENT"
    yield "END:VEVENT"


def _text(value: str) -> str:
    """Escaped; other signs of control are dropped, for no line may hold one."""
    escaped = value.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    escaped = escaped.replace("\r\n", "\n").replace("\r", "\n").replace("\n", "\\n")
    return "".join(sign for sign in escaped if sign >= " " and sign != "\x7f")


def _folded(line: str) -> bytes:
    """In pieces of at most 75 octets, never within the octets of one letter."""
    pieces, piece = [], b""
    for letter in line:
        octets = letter.encode(errors="replace")
        if len(piece) + len(octets) > _LINE:
            pieces.append(piece)
            piece = b" "
        piece += octets
    return b"\r\n".join([*pieces, piece]) + b"\r\n"

"""A calendar comes out as RFC 5545 wants it, whatever is in it: read again by the same rules."""

from datetime import UTC, date, datetime

from hypothesis import given
from hypothesis import strategies as st

from app.adapters.icalendar import DayEvent, as_calendar

NOW = datetime(2026, 11, 3, 10, 0, tzinfo=UTC)
ESCAPED = {"n": "\n", "N": "\n", "\\": "\\", ";": ";", ",": ","}


def lines_of(calendar: bytes) -> list[str]:
    """Unfolded. Each line ends with CR LF and has 75 octets at most."""
    assert calendar.endswith(b"\r\n")
    folded = calendar.removesuffix(b"\r\n").split(b"\r\n")
    assert all(len(line) <= 75 and b"\n" not in line and b"\r" not in line for line in folded)
    for line in folded:
        line.decode()
    return calendar.removesuffix(b"\r\n").replace(b"\r\n ", b"").decode().split("\r\n")


def text_of(value: str) -> str:
    """As a reader takes it: a backslash and what follows it are one sign."""
    signs, rest = [], iter(value)
    for sign in rest:
        assert sign not in ",;"
        signs.append(ESCAPED[next(rest)] if sign == "\\" else sign)
    return "".join(signs)


def events_of(calendar: bytes) -> list[dict[str, str]]:
    events: list[dict[str, str]] = []
    inside: list[str] = []
    for line in lines_of(calendar):
        name, _, value = line.partition(":")
        if name == "BEGIN":
            inside.append(value)
            if value == "VEVENT":
                events.append({})
        elif name == "END":
            assert inside.pop() == value
        elif inside[-1] == "VEVENT":
            assert name not in events[-1]
            events[-1][name] = value
    assert inside == []
    return events


def test_a_day_is_a_day_and_moves_under_the_same_name() -> None:
    event = DayEvent(
        "due-1@gatepost.example", date(2026, 12, 31), "Last day; read, or “so”", "Hold\\it\nnow", ""
    )
    calendar = as_calendar("Reviews", [event], now=NOW)
    assert lines_of(calendar)[:3] == [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Gatepost//Reviews//EN",
    ]
    (read,) = events_of(calendar)
    assert read["UID"] == "due-1@gatepost.example"
    assert read["DTSTART;VALUE=DATE"] == "20261231"
    assert read["DTEND;VALUE=DATE"] == "20270101"
    assert read["DTSTAMP"] == "20261103T100000Z"
    assert text_of(read["SUMMARY"]) == event.summary
    assert text_of(read["DESCRIPTION"]) == event.description


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]) | st.just("\n"), max_size=200))
def test_whatever_a_name_holds_is_read_as_it_was(text: str) -> None:
    event = DayEvent("1@g", date(2026, 1, 1), text, text, "https://gatepost.example/reviews/1")
    (read,) = events_of(as_calendar(text, [event], now=NOW))
    assert text_of(read["SUMMARY"]) == text
    assert text_of(read["DESCRIPTION"]) == text


def test_a_name_cannot_end_its_line() -> None:
    hostile = "Eve\r\nEND:VEVENT\r\nBEGIN:VALARM\x00\x1b"
    (read,) = events_of(
        as_calendar("x", [DayEvent("1@g", date(2026, 1, 1), hostile, "", "")], now=NOW)
    )
    assert text_of(read["SUMMARY"]) == "Eve\nEND:VEVENT\nBEGIN:VALARM"

"""Somebody's progress reviews as a calendar that other programs read.

Calendars are kept on other people's machines, as mail is: it holds the names of apprentices to
those who look after them, and nothing that anybody typed.
"""

from collections.abc import Iterator
from datetime import datetime

from sqlmodel import Session

from app.adapters.icalendar import DayEvent, as_calendar
from app.domain.calendar import today_in_london
from app.domain.people import Person
from app.queries.calendar import ReviewDays, review_days


def review_calendar(
    session: Session, person: Person, *, host: str, public_url: str, now: datetime
) -> bytes:
    """An iCalendar file. ``host`` makes the ids of its events ours."""
    days = review_days(session, person, today=today_in_london(now))
    events = sorted(_events(days, host, public_url), key=lambda event: (event.day, event.uid))
    return as_calendar("Gatepost: progress reviews", events, now=now)


def _events(days: ReviewDays, host: str, public_url: str) -> Iterator[DayEvent]:
    for due in days.due:
        yield DayEvent(
            uid=f"due-{due.apprenticeship_id}@{host}",
            day=due.on,
            summary=f"Last day for the progress review{_with(due.about)}",
            description="Hold the review by this day, and record it in Gatepost.",
            address=f"{public_url}/apprenticeships/{due.apprenticeship_id}/reviews",
        )
    for held in days.held:
        yield DayEvent(
            uid=f"review-{held.id}@{host}",
            day=held.on,
            summary=f"Progress review{_with(held.about)}",
            description="All three have agreed to it."
            if held.agreed
            else "Not all three have agreed to it yet.",
            address=f"{public_url}/reviews/{held.id}",
        )
    for action in days.actions:
        yield DayEvent(
            uid=f"action-{action.id}@{host}",
            day=action.on,
            summary=f"Last day for what you agreed to do{_with(action.about)}",
            description="You agreed to it at a progress review. Gatepost says what it is.",
            address=f"{public_url}/reviews/{action.review_id}",
        )


def _with(about: str) -> str:
    return f" with {about}" if about else ""

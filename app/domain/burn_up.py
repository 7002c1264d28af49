"""The KSBs met over time, and what their pace says of the time that is left.

A forecast is arithmetic, never a verdict: teaching comes first, so that much is met late. Only
the milestones that a provider has set say whether somebody is behind (``pace``).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from app.domain.apprenticeships import OPEN_FOR_WORK, STATUS_NAMES, ApprenticeshipStatus
from app.domain.calendar import Span, add_months, months_between, without_breaks
from app.domain.facts import are
from app.domain.pace import Milestone

WINDOW = 6
"""Months of learning by which the pace is measured. With fewer there is none to speak of."""

FARTHEST = 10
"""Years. What lies beyond is not told as a month."""


@dataclass(frozen=True, slots=True)
class MetSpell:
    """A criterion was met by one piece from ``since`` on, until that piece was re-opened."""

    criterion: str
    since: date
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Point:
    """So many KSBs are met at the end of ``on``, and until the next point."""

    on: date
    met: int


@dataclass(frozen=True, slots=True)
class MilestoneDay:
    """A milestone, and the day on which its month of the programme ends."""

    on: date
    milestone: Milestone


@dataclass(frozen=True, slots=True)
class Forecast:
    """``sentence`` holds the arithmetic, or why there is none (not ``reckoned``).

    ``about`` is the first day of the month named; None where none is, or it is too far away.
    """

    sentence: str
    about: date | None = None
    reckoned: bool = False


def burn_up(spells: Iterable[MetSpell], *, started_on: date, today: date) -> tuple[Point, ...]:
    """A point for the start, for today, and for each day between on which the number changed.

    A criterion counts once, however many pieces meet it; the number falls where a piece is
    re-opened that alone met it. What was met before the start counts from the start on.
    """
    changes: dict[date, list[tuple[str, int]]] = {started_on: [], max(today, started_on): []}
    for spell in spells:
        for day, by in ((spell.since, +1), (spell.until, -1)):
            if day is not None and day <= today:
                changes.setdefault(max(day, started_on), []).append((spell.criterion, by))
    holding: dict[str, int] = {}
    points: list[Point] = []
    for day in sorted(changes):
        for criterion, by in changes[day]:
            holding[criterion] = holding.get(criterion, 0) + by
        met = sum(count > 0 for count in holding.values())
        if not points or points[-1].met != met or day in (started_on, today):
            points.append(Point(day, met))
    return tuple(points)


def met_on(points: Iterable[Point], day: date) -> int:
    """How many were met at the end of ``day``."""
    return max((point for point in points if point.on <= day), key=_on, default=Point(day, 0)).met


def milestone_days(
    milestones: Iterable[Milestone], *, started_on: date, breaks: tuple[Span, ...], today: date
) -> tuple[MilestoneDay, ...]:
    """When each month of the programme ends; breaks in learning put it off, as far as known."""
    return tuple(
        MilestoneDay(_put_off(add_months(started_on, each.month), breaks, today), each)
        for each in milestones
    )


def forecast(
    points: tuple[Point, ...],
    *,
    of: int,
    status: ApprenticeshipStatus,
    started_on: date,
    today: date,
    breaks: tuple[Span, ...] = (),
    ksbs: str = "KSBs",
) -> Forecast:
    """When all would be met at the pace of the last six months of learning; or why nobody can say.

    Breaks in learning do not count as time. ``ksbs`` is what the plan calls the criteria.
    """
    one, met = ksbs.removesuffix("s"), met_on(points, today)
    to_go = of - met
    if to_go <= 0:
        return Forecast(f"Every {one} is met.")
    if status not in OPEN_FOR_WORK:
        return Forecast(f"At “{STATUS_NAMES[status].lower()}” there is no pace to go by.")
    if status is ApprenticeshipStatus.BREAK_IN_LEARNING or _on_a_break(breaks, today):
        return Forecast("During a break in learning there is no pace to go by.")
    learnt = months_between(started_on, without_breaks(started_on, today, breaks))
    if learnt < WINDOW:
        months = "1 month" if learnt == 1 else f"{learnt} months"
        return Forecast(
            f"It takes {WINDOW} months of learning to say at what pace {ksbs} are met, "
            f"and there {'has' if learnt == 1 else 'have'} been {months}."
        )
    since = _window_start(started_on, today, breaks)
    gained = met - met_on(points, since)
    window = f"{WINDOW} months"
    if since < add_months(today, -WINDOW):
        window += f" of learning (since {since:%B %Y}, without the break)"
    if gained <= 0:
        than = "no more" if gained == 0 else "fewer"
        return Forecast(
            f"There is no pace to go by: {than} {ksbs} are met now than before the last {window}."
        )
    went = f"{gained} {one if gained == 1 else ksbs} in {window}, {to_go} to go"
    days = -(-to_go * (today - add_months(today, -WINDOW)).days // gained)
    if days > FARTHEST * 365:
        return Forecast(
            f"At the pace of the last six months it takes more than {FARTHEST} years until every "
            f"{one} is met: {went}.",
            reckoned=True,
        )
    about = (today + timedelta(days=days)).replace(day=1)
    return Forecast(
        f"At the pace of the last six months every {one} is met about {about:%B %Y}: {went}.",
        about,
        reckoned=True,
    )


def not_known(waiting: int) -> str:
    """What the arithmetic leaves out; ``waiting`` are the KSBs whose evidence waits for a decision.

    It is said wherever a forecast is.
    """
    pieces = "1 KSB" if waiting == 1 else f"{waiting} KSBs"
    more = f" {pieces} {are(waiting)} waiting for a decision and not counted." if waiting else ""
    return (
        "It is no verdict: teaching comes first, so that much is often met late, and it cannot "
        f"know what is still to be taught or what is under way.{more}"
    )


def _on(point: Point) -> date:
    return point.on


def _on_a_break(breaks: tuple[Span, ...], today: date) -> bool:
    return any(pause.covers(today) for pause in breaks)


def _window_start(started_on: date, today: date, breaks: tuple[Span, ...]) -> date:
    """The day from which there have been six months of learning until today."""
    start = wanted = add_months(today, -WINDOW)
    while True:
        rested = sum(pause.days_until(today) - pause.days_until(start) for pause in breaks)
        earlier = max(wanted - timedelta(days=rested), started_on)
        if earlier == start:
            return start
        start = earlier


def _put_off(day: date, breaks: tuple[Span, ...], today: date) -> date:
    """``day`` later by the breaks before it; one that goes on is known up to today."""
    known = tuple(Span(pause.starts_on, pause.ends_on or today) for pause in breaks)
    later = day
    while True:
        again = day + timedelta(days=sum(pause.days_until(later) for pause in known))
        if again == later:
            return later
        later = again

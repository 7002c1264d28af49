"""The burn-up as a drawing: where its line, marks and words stand, and what it says in words.

Across, places are per cent, so that words keep their size on a phone; down, they are pixels.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from app.domain.burn_up import MilestoneDay, Point, met_on
from app.domain.calendar import add_months, day_in_words
from app.domain.pace import Milestone
from app.web.filters import plural

TOP, HEIGHT, BOTTOM = 26, 234, 36
"""Pixels above the line of all KSBs, from there down to none, and below that for the years."""

WIDTH = 1000
"""Units across the line, which is stretched to the width there is."""

_STEPS = (1, 2, 5, 10, 20, 25, 50, 100)
_LINES = 4
_CLEAR = 0.09
"""A line of the grid this near to the top one, as a share of the height, is left out."""


@dataclass(frozen=True, slots=True)
class Mark:
    """Something at a place: ``across`` in per cent, ``down`` in pixels.

    ``anchor`` is the side of its words that stands there, so that none are cut off.
    """

    across: str
    down: float
    text: str
    anchor: str = "middle"


@dataclass(frozen=True, slots=True)
class MonthRow:
    """A row of the table that says the same; ``met`` is empty for a month to come."""

    month: str
    met: str
    change: str
    milestone: str


@dataclass(frozen=True, slots=True)
class Chart:
    """``line`` and ``area`` are paths, ``WIDTH`` by ``HEIGHT``; ``now`` is where the line ends."""

    title: str
    description: str
    line: str
    area: str
    grid: tuple[Mark, ...]
    years: tuple[Mark, ...]
    milestones: tuple[Mark, ...]
    now: Mark
    rows: tuple[MonthRow, ...]
    top: int = TOP
    floor: int = TOP + HEIGHT
    plot_height: int = HEIGHT
    height: int = TOP + HEIGHT + BOTTOM
    width: int = WIDTH


def chart_of(
    points: tuple[Point, ...],
    milestones: tuple[MilestoneDay, ...],
    *,
    of: int,
    ends_on: date,
    ksbs: str,
) -> Chart:
    """``ends_on`` is the planned end, at least as far as the drawing reaches."""
    first, last = points[0], points[-1]
    end = max(ends_on, last.on, *(each.on for each in milestones), first.on + timedelta(days=1))
    scale = _Scale(first.on, end, max(of, 1))
    path = "".join(_steps(points, scale))
    return Chart(
        title=f"{ksbs} met over time",
        description=_in_words(points, milestones, of, ksbs),
        line=path,
        area=f"{path}V{HEIGHT}H0z",
        grid=tuple(_grid(scale, of, ksbs)),
        years=tuple(
            Mark(scale.across(day), 0, str(day.year), scale.anchor(day))
            for day in (date(year, 1, 1) for year in range(first.on.year + 1, end.year + 1))
        ),
        milestones=tuple(
            Mark(
                scale.across(each.on),
                scale.down(each.milestone.ksbs),
                str(each.milestone.ksbs),
                scale.anchor(each.on),
            )
            for each in milestones
        ),
        now=Mark(
            scale.across(last.on),
            scale.down(last.met),
            # Beside the first milestones there is no room for what the heading says.
            f"{last.met} met" if last.met else "",
            _side(last, milestones, scale),
        ),
        rows=tuple(_rows(points, milestones)),
    )


@dataclass(frozen=True, slots=True)
class _Scale:
    start: date
    end: date
    of: int

    def share(self, day: date) -> float:
        return (day - self.start).days / (self.end - self.start).days

    def across(self, day: date) -> str:
        return f"{self.share(day) * 100:.1f}%"

    def anchor(self, day: date) -> str:
        """The side of a short word below ``day`` that stands there, so that it is not cut off."""
        share = self.share(day)
        return "start" if share < 0.06 else "middle" if share < 0.94 else "end"

    def x(self, day: date) -> int:
        return round(self.share(day) * WIDTH)

    def y(self, met: int) -> float:
        """Down from the line of all KSBs."""
        return round((1 - met / self.of) * HEIGHT, 1)

    def down(self, met: int) -> float:
        return round(TOP + self.y(met), 1)


def _side(last: Point, milestones: Iterable[MilestoneDay], scale: _Scale) -> str:
    """To the right of its point, unless the edge or the number of a milestone stands there."""
    here = scale.share(last.on)
    taken = any(
        0 < scale.share(each.on) - here < 0.3
        and 0 < scale.y(last.met) - scale.y(each.milestone.ksbs) < 60
        for each in milestones
    )
    return "end" if here >= 0.7 or (taken and here > 0.3) else "start"


def _steps(points: tuple[Point, ...], scale: _Scale) -> Iterator[str]:
    """As many stay met until the next change: a line of steps, no slope that nobody measured."""
    yield f"M{scale.x(points[0].on)} {scale.y(points[0].met):g}"
    for point in points[1:]:
        yield f"H{scale.x(point.on)}V{scale.y(point.met):g}"


def _grid(scale: _Scale, of: int, ksbs: str) -> Iterator[Mark]:
    step = next((each for each in _STEPS if of <= each * _LINES), max(_STEPS))
    for count in range(0, of, step):
        if (of - count) / max(of, 1) > _CLEAR:
            yield Mark("0", scale.down(count), str(count))
    yield Mark("0", scale.down(of), f"All {of} {ksbs}")


def _in_words(
    points: tuple[Point, ...], milestones: tuple[MilestoneDay, ...], of: int, ksbs: str
) -> str:
    first, last = points[0], points[-1]
    set_by = f", with {plural(len(milestones), 'milestone')}" if milestones else ""
    return (
        f"A line of steps from {first.met} on {day_in_words(first.on)} to {last.met} of {of} "
        f"{ksbs} on {day_in_words(last.on)}{set_by}. The table below says the same."
    )


def _rows(points: tuple[Point, ...], milestones: Iterable[MilestoneDay]) -> Iterator[MonthRow]:
    """Each month with a change or a milestone, and the first and the last."""
    expected: dict[date, list[Milestone]] = defaultdict(list)
    for each in milestones:
        expected[each.on.replace(day=1)].append(each.milestone)
    before = 0
    for month in sorted({*(point.on.replace(day=1) for point in points), *expected}):
        met = met_on(points, add_months(month, 1) - timedelta(days=1))
        yield MonthRow(
            month=f"{month:%B %Y}",
            met="" if month > points[-1].on else str(met),
            change=f"{met - before:+d}" if met != before else "",
            milestone=" and ".join(
                f"{one.ksbs} by the end of month {one.month}" for one in expected[month]
            ),
        )
        before = met

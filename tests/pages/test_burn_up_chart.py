"""Where the words of the burn-up stand, so that they cover nothing and are not cut off."""

from datetime import date

import pytest

from app.domain.burn_up import MilestoneDay, Point
from app.domain.pace import Milestone
from app.web.burn_up_chart import chart_of

STARTED, ENDS = date(2024, 1, 1), date(2029, 1, 1)


@pytest.mark.parametrize(
    ("on", "milestone", "side"),
    [
        (date(2026, 1, 1), None, "start"),
        (date(2028, 6, 1), None, "end"),
        (date(2026, 12, 1), (date(2027, 10, 1), 60), "end"),
        (date(2026, 12, 1), (date(2026, 10, 1), 60), "start"),
        (date(2026, 12, 1), (date(2028, 12, 1), 60), "start"),
        (date(2024, 6, 1), (date(2025, 1, 1), 60), "start"),
    ],
)
def test_how_many_are_met_now_stands_clear_of_the_edge_and_of_the_next_milestone(
    on: date, milestone: tuple[date, int] | None, side: str
) -> None:
    milestones = (MilestoneDay(milestone[0], Milestone(48, milestone[1])),) if milestone else ()
    points = (Point(STARTED, 0), Point(on, 46))
    chart = chart_of(points, milestones, of=67, ends_on=ENDS, ksbs="KSBs")
    assert (chart.now.text, chart.now.anchor) == ("46 met", side)

"""Ahead or behind only by the milestones that a provider has set, with the arithmetic."""

import pytest

from app.domain.pace import Milestone, Pace, milestone_errors, pace

MILESTONES = (Milestone(24, 30), Milestone(12, 12), Milestone(60, 67))


@pytest.mark.parametrize(
    ("month", "met", "verdict"),
    [
        (1, 0, None),
        (12, 0, None),
        (13, 5, Pace(7, "12 KSBs were expected by the end of month 12; 5 are met: 7 behind.")),
        (24, 12, Pace(0, "12 KSBs were expected by the end of month 12; 12 are met: on pace.")),
        (25, 46, Pace(-16, "30 KSBs were expected by the end of month 24; 46 are met: 16 ahead.")),
        (70, 67, Pace(0, "67 KSBs were expected by the end of month 60; 67 are met: on pace.")),
    ],
)
def test_the_last_milestone_that_has_passed_decides(
    month: int, met: int, verdict: Pace | None
) -> None:
    assert pace(MILESTONES, month=month, met=met) == verdict


def test_without_milestones_there_is_no_verdict() -> None:
    assert pace((), month=38, met=0) is None


@pytest.mark.parametrize(
    ("milestones", "messages"),
    [
        (MILESTONES, []),
        ((Milestone(0, 1),), ["Month 0 is not in 1 to 60."]),
        ((Milestone(61, 1),), ["Month 61 is not in 1 to 60."]),
        ((Milestone(12, 68),), ["68 is not between 0 and 67."]),
        ((Milestone(12, -1),), ["-1 is not between 0 and 67."]),
        ((Milestone(12, 5), Milestone(12, 9)), ["Month 12 is there twice."]),
        ((Milestone(24, 5), Milestone(12, 9)), ["Month 24 expects fewer than month 12."]),
    ],
)
def test_milestones_lie_in_the_programme_and_never_fall(
    milestones: tuple[Milestone, ...], messages: list[str]
) -> None:
    found = [error.message for error in milestone_errors(milestones, months=60, ksbs=67)]
    assert found == messages

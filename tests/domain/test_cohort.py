"""A cohort in order: whoever most needs a look first, and those who are alike by name."""

import uuid
from datetime import UTC, datetime

import pytest

from app.domain.apprenticeships import ApprenticeshipStatus, ProgrammeMonth
from app.domain.cohort import Member, SortBy, in_order
from app.domain.coverage import Total
from app.domain.pace import Pace
from app.domain.standards import CriterionKind


def member(name: str, knowledge: int, behind: int | None, since: int | None) -> Member:
    totals = dict.fromkeys(CriterionKind, Total(0, 0))
    totals[CriterionKind.KNOWLEDGE] = Total(knowledge, 25)
    return Member(
        id=uuid.uuid5(uuid.NAMESPACE_DNS, name),
        apprentice=name,
        status=ApprenticeshipStatus.ON_PROGRAMME,
        month=ProgrammeMonth(12, 60),
        totals=totals,
        pace=None if behind is None else Pace(behind, "Told."),
        waiting_since=None if since is None else datetime(2026, 11, since, tzinfo=UTC),
    )


COHORT = (
    member("Cem", 9, behind=-4, since=3),
    member("ada", 20, behind=7, since=None),
    member("Bea", 9, behind=None, since=1),
)


@pytest.mark.parametrize(
    ("by", "names"),
    [
        (SortBy.NAME, "ada Bea Cem"),
        (SortBy.KNOWLEDGE, "Bea Cem ada"),
        (SortBy.DUTY, "ada Bea Cem"),
        (SortBy.BEHIND, "ada Cem Bea"),
        (SortBy.WAITING, "Bea Cem ada"),
    ],
)
def test_the_cohort_stands_in_the_order_asked_for(by: SortBy, names: str) -> None:
    assert [each.apprentice for each in in_order(COHORT, by)] == names.split()


def test_only_milestones_make_anybody_behind() -> None:
    assert [each.behind for each in COHORT] == [0, 7, 0]

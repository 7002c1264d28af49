"""How days, times, counts and sizes are written on a page."""

from datetime import UTC, date, datetime

import pytest

from app.domain.coverage import CriterionStatus
from app.domain.evidence import EvidenceStatus
from app.domain.people import Role
from app.web import filters


def test_a_day_is_written_out_and_is_the_day_in_england() -> None:
    assert filters.day(date(2026, 11, 3)) == "3 November 2026"
    assert filters.day(datetime(2026, 6, 30, 23, 30, tzinfo=UTC)) == "1 July 2026"
    assert filters.day(None) == ""


@pytest.mark.parametrize(
    ("at", "written"),
    [
        (datetime(2026, 11, 3, 14, 5, tzinfo=UTC), "3 November 2026 at 2:05pm"),
        (datetime(2026, 6, 3, 14, 5, tzinfo=UTC), "3 June 2026 at 3:05pm"),
        (datetime(2026, 11, 3, 0, 0, tzinfo=UTC), "3 November 2026 at 12:00am"),
        (datetime(2026, 11, 3, 12, 0, tzinfo=UTC), "3 November 2026 at 12:00pm"),
        (None, ""),
    ],
)
def test_a_moment_is_the_time_in_england(at: datetime | None, written: str) -> None:
    assert filters.moment(at) == written


@pytest.mark.parametrize(
    ("size", "written"),
    [
        (0, "0 bytes"),
        (1, "1 byte"),
        (999, "999 bytes"),
        (1_000, "1 KB"),
        (1_550, "1.6 KB"),
        (20_400, "20 KB"),
        (200_000_000, "200 MB"),
        (3_000_000_000_000, "3000 GB"),
    ],
)
def test_a_size_is_in_the_units_of_a_persons_computer(size: int, written: str) -> None:
    assert filters.file_size(size) == written


def test_counts_and_lists_read_as_a_person_would_say_them() -> None:
    assert filters.plural(1, "piece") == "1 piece"
    assert filters.plural(2, "piece") == "2 pieces"
    assert filters.plural(1_200, "duty", "duties") == "1,200 duties"
    assert filters.code_list([]) == ""
    assert filters.code_list(["K1"]) == "K1"
    assert filters.code_list(["K1", "K4", "S2"]) == "K1, K4 and S2"


def test_members_of_enums_are_written_in_words() -> None:
    assert filters.in_words(EvidenceStatus.SIGNED_OFF) == "Signed off"
    assert filters.in_words(CriterionStatus.NOT_STARTED) == "Not started"
    assert filters.in_words(Role.IQA) == "Internal quality assurer"
    assert filters.in_words(None) == ""

"""A few words in a hurry become a draft's title and account."""

from datetime import date

import pytest

from app.domain.quick_log import logged

DAY = date(2026, 11, 3)
LONG = "Sat in on a mediation of a boundary, took the notes and drafted the terms of it afterwards"


@pytest.mark.parametrize(
    ("what", "title", "narrative"),
    [
        ("Sat in on a mediation", "Sat in on a mediation", ""),
        ("  Mediation \nI took the notes.", "Mediation", "Mediation \nI took the notes."),
        (LONG, f"{LONG[:79]}…", LONG),
        ("x" * 90, "x" * 80 + "…", "x" * 90),
        ("", "Logged on 3 November 2026", ""),
    ],
)
def test_the_first_line_is_the_title_and_nothing_that_was_typed_is_left_out(
    what: str, title: str, narrative: str
) -> None:
    content = logged(what, DAY, today=DAY)
    assert (content.title, content.narrative, content.happened_on) == (title, narrative, DAY)

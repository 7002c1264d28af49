"""A cursor comes back as the place it was made of, and a made-up one is refused."""

import base64
import uuid
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.errors import Invalid
from app.queries.cursors import cursor_of, text_place, time_place

NAMES = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]))


@given(NAMES, st.uuids())
def test_a_cursor_comes_back_as_the_place_it_was_made_of(name: str, row_id: uuid.UUID) -> None:
    assert text_place(cursor_of(name, row_id)) == (name, row_id)


@given(st.datetimes(timezones=st.just(UTC)), st.uuids())
def test_a_cursor_of_a_time_comes_back(moment: datetime, row_id: uuid.UUID) -> None:
    assert time_place(cursor_of(moment, row_id)) == (moment, row_id)


def made_up(text: str) -> str:
    return base64.urlsafe_b64encode((uuid.UUID(int=7).hex + text).encode()).decode()


@pytest.mark.parametrize(
    "cursor",
    [
        "x",
        "é",
        "====",
        "a" * 1000,
        base64.urlsafe_b64encode(b"\xff" * 40).decode(),
        made_up("a\0b"),
        made_up("yesterday"),
        made_up("2026-11-03T10:00:00"),
        made_up("0001-01-01T00:00:00+23:59"),
        made_up("9999-12-31T23:59:59-23:59"),
    ],
)
def test_a_cursor_that_was_made_up_is_refused(cursor: str) -> None:
    with pytest.raises(Invalid, match="not one that a list gave"):
        time_place(cursor)


@given(st.text())
def test_whatever_is_sent_as_a_cursor_is_read_or_refused(cursor: str) -> None:
    for place in (text_place, time_place):
        try:
            place(cursor)
        except Invalid:
            continue

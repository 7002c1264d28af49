"""Whose typing may be written over: what the same page saved, and what it was filled in upon."""

import uuid

import pytest

from app.domain.errors import RuleBroken
from app.domain.unfinished import (
    MOST_BEGUN,
    ChangedElsewhere,
    Seen,
    Stands,
    check_may_begin,
    check_nobody_was_first,
)

ONE, TWO = uuid.UUID(int=1), uuid.UUID(int=2)


@pytest.mark.parametrize(
    ("seen", "stands", "version", "first"),
    [
        (Seen(None, 3, "here"), Stands(None, "", None), 3, False),
        (Seen(ONE, 3, "here"), Stands(ONE, "there", None), 3, False),
        (Seen(ONE, 3, "here"), Stands(TWO, "here", None), 3, False),
        (Seen(None, 3, "here"), Stands(ONE, "there", None), 3, True),
        (Seen(ONE, 3, "here"), Stands(TWO, "there", None), 3, True),
        (Seen(ONE, 3, "here"), Stands(None, "", None), 3, True),
        (Seen(ONE, 3, ""), Stands(TWO, "", None), 3, True),
        (Seen(ONE, 3, "here"), Stands(ONE, "here", None), 4, True),
    ],
)
def test_a_window_saves_over_nothing_that_it_never_showed(
    seen: Seen, stands: Stands, version: int, first: bool
) -> None:
    if not first:
        check_nobody_was_first(seen, stands, version)
        return
    with pytest.raises(ChangedElsewhere) as refused:
        check_nobody_was_first(seen, stands, version)
    assert (refused.value.token, refused.value.version) == (stands.token, version)


def test_nobody_begins_without_end() -> None:
    check_may_begin(MOST_BEGUN - 1)
    with pytest.raises(RuleBroken):
        check_may_begin(MOST_BEGUN)

"""What may follow what arrived of an upload, and how many may be on their way."""

import pytest

from app.domain.errors import GatepostError, RuleBroken, TooLarge
from app.domain.uploads import (
    MOST_PARTS,
    MOST_UNFINISHED,
    WrongOffset,
    check_follows,
    check_may_begin,
    check_may_go_on,
)


@pytest.mark.parametrize(
    ("offset", "part", "refusal"),
    [
        (4, 3, None),
        (4, 6, None),
        (4, 7, TooLarge),
        (3, 3, WrongOffset),
        (5, 1, WrongOffset),
    ],
)
def test_a_part_follows_what_arrived_and_is_no_more_than_was_said(
    offset: int, part: int, refusal: type[GatepostError] | None
) -> None:
    if refusal is None:
        check_follows(offset, part, arrived=4, size=10)
    else:
        with pytest.raises(refusal):
            check_follows(offset, part, arrived=4, size=10)


def test_nobody_has_more_than_so_many_on_their_way() -> None:
    check_may_begin(MOST_UNFINISHED - 1)
    with pytest.raises(RuleBroken):
        check_may_begin(MOST_UNFINISHED)


def test_an_upload_does_not_come_in_more_parts_than_can_be_put_together() -> None:
    check_may_go_on(MOST_PARTS - 1)
    with pytest.raises(RuleBroken):
        check_may_go_on(MOST_PARTS)

"""What administrators read of a message that has not left."""

import pytest

from app.domain.messages import Readable, readable

HERE = "https://gatepost.example"
LINK = f"{HERE}/link/a-secret"
WITH_LINK = f"Choose a password here:\n{LINK}\n\nIt works once."
DAILY = "2 things wait for you."


@pytest.mark.parametrize(
    ("body", "by_mail", "daily", "has_failed", "read"),
    [
        (WITH_LINK, False, False, False, Readable(LINK, WITH_LINK)),
        (WITH_LINK, True, False, False, Readable()),
        (WITH_LINK, True, False, True, Readable()),
        (DAILY, False, True, False, Readable("", DAILY)),
        (DAILY, True, True, False, Readable()),
        (DAILY, True, True, True, Readable("", DAILY)),
    ],
)
def test_where_mail_is_set_up_nobody_reads_a_link_and_the_daily_mail_once_it_failed(
    body: str, by_mail: bool, daily: bool, has_failed: bool, read: Readable
) -> None:
    found = readable(body, public_url=HERE, by_mail=by_mail, daily=daily, has_failed=has_failed)
    assert found == read

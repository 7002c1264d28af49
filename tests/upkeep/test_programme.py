"""The demonstration counts its days from today, whichever day that is."""

from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import pytest

from app.adapters.db import Database
from app.adapters.storage import FolderStorage
from app.domain.apprenticeships import programme_month
from app.domain.calendar import LONDON
from app.upkeep.demo.cast import BY_NAME, CAREERS, PEOPLE, administrator_of, house_of
from app.upkeep.demo.founding import planned_end
from app.upkeep.demo.programme import first_moment, programme
from app.upkeep.demo.stage import Stage

DAYS = [date(2026, 11, 22) + timedelta(days=number) for number in range(7)] + [
    date(2027, 2, 28),
    date(2028, 2, 29),
    date(2027, 3, 31),
    date(2027, 8, 1),
    date(2026, 12, 31),
]


@pytest.mark.parametrize("today", DAYS, ids=str)
def test_everything_has_happened_by_yesterday_and_in_order(today: date, tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'never.db'}")
    stage = Stage(database, FolderStorage(tmp_path), "http://127.0.0.1")
    acts = programme(stage, today)
    moments = [act.at for act in acts]
    assert moments == sorted(moments)
    assert moments[0] > first_moment(today)
    assert moments[-1] < datetime.combine(today, time(), LONDON).astimezone(UTC)
    assert len(acts) > 450


@pytest.mark.parametrize("today", DAYS, ids=str)
def test_amara_is_always_in_month_38_and_ben_in_month_2(today: date) -> None:
    for apprentice, month in (("amara", 38), ("ben", 2)):
        started_on = CAREERS[apprentice].started_on(today)
        assert started_on.weekday() == 0
        now = programme_month(started_on, planned_end(started_on), today)
        assert (now.month, now.of) == (month, 60)


def test_everybody_is_made_up_and_knows_their_house() -> None:
    assert len({person.first for person in PEOPLE}) == len(PEOPLE)
    for person in PEOPLE:
        assert person.email.endswith(".example")
        assert administrator_of(house_of(person)) in PEOPLE
    for career in CAREERS.values():
        for post in career.posts:
            assert BY_NAME[post.line_manager].organisation == post.employer

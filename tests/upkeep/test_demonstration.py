"""The demonstration's folder: kept where it is whole, begun anew where it is not or is asked."""

import json
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
from sqlmodel import select

from app.actions.people import deactivate_person
from app.adapters.db import Database
from app.adapters.passwords import check_password
from app.domain.errors import RuleBroken
from app.jobs.record import sign_due_checkpoints
from app.models.people import PersonRow
from app.queries.organisations import all_providers
from app.queries.sessions import find_person_by_id
from app.settings import Settings
from app.upkeep.checking import check_installation
from app.upkeep.demo import programme
from app.upkeep.demonstration import MARK, Demonstration, demonstrate
from tests.conftest import settings_for

Demonstrate = Callable[..., Demonstration]


@pytest.fixture
def place(tmp_path: Path) -> Settings:
    return settings_for(tmp_path / "demo")


@pytest.fixture
def begin(place: Settings, now: datetime, monkeypatch: pytest.MonkeyPatch) -> Demonstrate:
    """Plays only how the two providers were founded: the rest is played elsewhere."""
    whole = programme.programme
    monkeypatch.setattr(programme, "programme", lambda *args: whole(*args)[:2])

    def play(*, fresh: bool = False, fail_at: int | None = None) -> Demonstration:
        def progress(done: int, _of: int) -> None:
            if done == fail_at:
                raise KeyboardInterrupt

        return demonstrate(place, fresh=fresh, progress=progress, now=now)

    return play


def providers(place: Settings) -> set[object]:
    database = Database(place.database_url)
    with database.read() as session:
        found = {each.id for each in all_providers(session)}
    database.close()
    return set(found)


def test_it_is_kept_and_begun_anew_only_when_asked(begin: Demonstrate, place: Settings) -> None:
    begin()
    first = providers(place)
    begin()
    assert providers(place) == first
    begin(fresh=True)
    assert len(providers(place)) == 2
    assert not providers(place) & first


def test_one_that_is_begun_anew_keeps_no_checkpoint_of_the_one_before(
    begin: Demonstrate, place: Settings, now: datetime
) -> None:
    begin()
    for _ in range(2):
        database = Database(place.database_url)
        assert sign_due_checkpoints(database, place, now=now) == 3
        assert check_installation(database, place, lambda _done, _of: None).sound
        database.close()
        begin(fresh=True)


def test_one_that_was_interrupted_is_begun_anew(begin: Demonstrate, place: Settings) -> None:
    with pytest.raises(KeyboardInterrupt):
        begin(fail_at=1)
    assert json.loads((place.data / MARK).read_text())["complete"] is False
    half = providers(place)
    assert len(half) == 1
    begin()
    assert len(providers(place)) == 2
    assert not providers(place) & half


def test_a_folder_that_was_moved_is_still_the_demonstration(
    begin: Demonstrate, place: Settings, now: datetime
) -> None:
    begin()
    kept = providers(place)
    moved = settings_for(place.data.rename(place.data.with_name("moved")))
    demonstrate(moved, fresh=False, progress=lambda _done, _of: None, now=now)
    assert providers(moved) == kept


def test_its_mark_does_not_open_another_database(
    begin: Demonstrate, place: Settings, database_url: str, now: datetime
) -> None:
    begin()
    other = settings_for(place.data, database_url=database_url)
    with pytest.raises(RuleBroken, match="something other than a demonstration"):
        demonstrate(other, fresh=True, progress=lambda _done, _of: None, now=now)


def test_only_those_who_can_sign_in_are_named(
    begin: Demonstrate, place: Settings, now: datetime
) -> None:
    shown = begin()
    assert "Nadia Karim" in {each.name for each in shown.people}
    database = Database(place.database_url)
    with database.read() as session:
        rows = {row.name: row for row in session.exec(select(PersonRow))}
        assert check_password(shown.password, rows["Sam Rowe"].password_hash)[0]
        ruth = find_person_by_id(session, rows["Ruth Ellis"].id)
    assert ruth is not None
    deactivate_person(database, rows["Nadia Karim"].id, by=ruth, now=now)
    database.close()
    assert "Nadia Karim" not in {each.name for each in begin().people}

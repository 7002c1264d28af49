"""The demonstration: its folder made and marked, kept the next time, or made anew."""

import hashlib
import json
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from app.actions.demonstration import draw_passwords
from app.adapters.db import Database
from app.adapters.kept_checkpoints import forget_checkpoints
from app.adapters.migrations import empty, is_newest, migrate, revision_of
from app.adapters.storage import open_storage
from app.domain.calendar import today_in_london
from app.domain.canonical import Json
from app.domain.errors import RuleBroken
from app.domain.people import ROLE_NAMES, Person, Role
from app.queries.apprenticeships import list_apprenticeships_for
from app.queries.files import every_content
from app.settings import Settings, load_settings
from app.upkeep.demo.cast import PEOPLE, Character
from app.upkeep.installation import connected, made_ready

FOLDER = Path("var/demo")
MARK = "demonstration.json"

Progress = Callable[[int, int], None]
"""Told how many acts were played, and of how many."""

_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
"""Without those that are taken for one another."""


@dataclass(frozen=True)
class Demonstration:
    """Who can sign in to it, and by which password in this run."""

    url: str
    password: str
    people: tuple[Character, ...]
    apprenticeships: tuple[tuple[str, str], ...]

    def as_json(self) -> Json:
        """For scripts, in the shape that others rely on."""
        return {
            "url": self.url,
            "people": [
                {
                    "name": each.name,
                    "email": each.email,
                    "role": each.role.value,
                    "password": self.password,
                }
                for each in self.people
            ],
            "apprenticeships": [
                {"id": each, "apprentice": name} for each, name in self.apprenticeships
            ],
        }

    def lines(self) -> list[tuple[str, str, str]]:
        """Name, role and address of each."""
        return [(each.name, ROLE_NAMES[each.role], each.email) for each in self.people]


def demonstration_settings(port: int) -> Settings:
    """The settings in force, but for the folder and the address; no mail, and ``/components``."""
    usual = load_settings()
    chosen = "data" in usual.model_fields_set
    return Settings(
        data=usual.data if chosen else FOLDER,
        public_url=f"http://127.0.0.1:{port}",
        smtp_url="",
        components=True,
    )


def is_demonstration(settings: Settings) -> bool:
    return (settings.data / MARK).is_file()


def demonstrate(
    settings: Settings, *, fresh: bool, progress: Progress, now: datetime
) -> Demonstration:
    """Play it where it has not been played, or ``fresh``; draw a new password for everybody.

    RuleBroken where the folder or the database holds anything else.
    """
    mark = _read_mark(settings)
    if fresh or not mark.get("complete"):
        _play(settings, ours=bool(mark), progress=progress, now=now)
    password = "-".join("".join(secrets.choice(_LETTERS) for _ in range(4)) for _ in range(4))
    with made_ready(settings, now=now) as database:
        emails = [each.email for each in PEOPLE]
        present = {each.email: each for each in draw_passwords(database, emails, password, now=now)}
        apprenticeships = _apprenticeships(database, tuple(present.values()), now)
    return Demonstration(
        settings.public_url,
        password,
        tuple(each for each in PEOPLE if each.email in present),
        apprenticeships,
    )


def _play(settings: Settings, *, ours: bool, progress: Progress, now: datetime) -> None:
    # What draws and writes its files takes long to import, and is seldom needed.
    from app.upkeep.demo.programme import first_moment, programme
    from app.upkeep.demo.stage import Stage

    today = today_in_london(now)
    settings.data.mkdir(mode=0o700, parents=True, exist_ok=True)
    with connected(settings) as database:
        if revision_of(database) is not None:
            if not ours:
                raise RuleBroken(
                    "The database holds something other than a demonstration, and is left alone."
                )
            _clear(settings, database)
    _write_mark(settings, complete=False)
    with made_ready(settings, now=first_moment(today)) as database:
        stage = Stage(database, open_storage(settings.storage_url), settings.public_url)
        acts = programme(stage, today)
        for played, act in enumerate(acts):
            progress(played, len(acts))
            act.play(act.at)
        progress(len(acts), len(acts))
    _write_mark(settings, complete=True)


def _clear(settings: Settings, database: Database) -> None:
    if not is_newest(database):
        migrate(database)
    storage = open_storage(settings.storage_url)
    with database.read() as session:
        contents = every_content(session)
    for provider_id, sha256 in contents:
        storage.delete(provider_id, sha256)
    empty(database)
    forget_checkpoints(settings.data)


def _apprenticeships(
    database: Database, people: tuple[Person, ...], now: datetime
) -> tuple[tuple[str, str], ...]:
    today = today_in_london(now)
    with database.read() as session:
        return tuple(
            (str(each.id), each.apprentice)
            for person in people
            if person.holds(Role.ADMINISTRATOR)
            for each in list_apprenticeships_for(session, person, today=today).items
        )


def _read_mark(settings: Settings) -> dict[str, object]:
    """What the folder's mark says; nothing in a new folder, or with another database."""
    if is_demonstration(settings):
        mark: dict[str, object] = json.loads((settings.data / MARK).read_text())
        return mark if mark.get("database") == _name_of(settings) else {}
    if settings.data.is_dir() and any(settings.data.iterdir()):
        raise RuleBroken(
            f"{settings.data} holds something other than a demonstration, and is left alone."
            " Choose another folder with GATEPOST_DATA."
        )
    return {}


def _write_mark(settings: Settings, *, complete: bool) -> None:
    mark = {"database": _name_of(settings), "complete": complete}
    (settings.data / MARK).write_text(json.dumps(mark))


def _name_of(settings: Settings) -> str:
    """Tells one database from another without giving its address away; a folder may move."""
    url = settings.database_url.replace(str(settings.data), "")
    return hashlib.sha256(url.encode()).hexdigest()

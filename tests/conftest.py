"""What every test can ask for: a migrated database on each engine, the app, a client, the clock.

A test that takes ``engine``, directly or through ``database``, ``app`` or a client, runs on
SQLite and on PostgreSQL; one that shows the same on both is marked ``one_engine``.
"""

import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import pytest
from anyio.from_thread import start_blocking_portal
from fastapi import FastAPI
from hypothesis import settings as hypothesis_settings
from sqlalchemy import event
from starlette.datastructures import State
from starlette.testclient import TestClient

from app.adapters.db import Database
from app.adapters.storage import open_storage
from app.domain.people import Person
from app.main import create_app
from app.settings import Settings
from app.web.deps import current_time
from app.web.sessions import SESSION, cookie_name
from tests.assessed import Assessed, assess_uk
from tests.cast import NOW, Cast
from tests.live import LiveServer, address_of, free_socket, serving
from tests.make import Maker
from tests.ready import Ready, make_ready
from tests.signed_in import api_token_of, session_of

pytest_plugins = [
    "tests.memory",
    "tests.databases",
    "tests.meaning",
    "tests.played",
    "tests.buckets",
]

# How long an example takes says how busy the machine is, and nothing of what is tested.
hypothesis_settings.register_profile("unhurried", deadline=None)
hypothesis_settings.load_profile("unhurried")

ENGINES = ("sqlite", "postgresql")

APPS: list[FastAPI] = []
"""Made, and not in use. What FastAPI finds out about each route when it is first asked for
anything takes longer than most tests: an app serves one of them after another."""

SignInAs = Callable[[Person], TestClient]


@dataclass
class Clock:
    """The time that the app believes it is; a test may set it."""

    now: datetime = NOW


@dataclass
class Statements:
    """The SQL statements that ran, BEGIN and COMMIT left out."""

    ran: list[str] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.ran)

    def __str__(self) -> str:
        return f"{len(self)} statements:\n" + "\n".join(f"  {statement}" for statement in self.ran)


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "one_engine: runs on SQLite alone")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "engine" in metafunc.fixturenames:
        alone = metafunc.definition.get_closest_marker("one_engine")
        metafunc.parametrize("engine", ENGINES[:1] if alone else ENGINES, indirect=True)


@pytest.fixture(scope="session", autouse=True)
def no_settings_of_this_machine() -> Iterator[None]:
    """What somebody set for their own Gatepost does not reach the tests."""
    with pytest.MonkeyPatch.context() as patch:
        for name in [name for name in os.environ if name.startswith("GATEPOST_")]:
            patch.delenv(name)
        yield


@pytest.fixture(scope="session", autouse=True)
def one_event_loop() -> Iterator[None]:
    """In which every client's requests are served, as a server does, and not each in its own."""
    with start_blocking_portal() as portal, pytest.MonkeyPatch.context() as patch:
        patch.setattr(TestClient, "portal", portal)
        yield


@pytest.fixture
def settings(database_url: str, tmp_path: Path) -> Settings:
    """As a new installation has them; nothing of this machine's environment."""
    return settings_for(tmp_path, database_url=database_url)


def settings_for(data: Path, **changes: object) -> Settings:
    """Settings of a test's own, with the data folder at ``data``."""
    return Settings.model_validate({"_env_file": None, "data": data, **changes})


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def now(clock: Clock) -> datetime:
    """The moment at which the test plays, unless it sets the ``clock``."""
    return clock.now


@contextmanager
def app_on(settings: Settings, database: Database, clock: Clock) -> Iterator[FastAPI]:
    """The application until the end of the block, with nothing left of where it served before."""
    lent = APPS.pop() if APPS else create_app(settings, with_jobs=False)
    routes = list(lent.routes)
    lent.state = State(
        {
            "settings": settings,
            "database": database,
            "storage": open_storage(settings.storage_url),
            "templates": lent.state.templates,
        }
    )
    lent.dependency_overrides = {current_time: lambda: clock.now}
    yield lent
    if lent.routes == routes:
        APPS.append(lent)


@pytest.fixture
def app(settings: Settings, database: Database, clock: Clock) -> Iterator[FastAPI]:
    """The application on this test's database, at this test's time."""
    with app_on(settings, database, clock) as lent:
        yield lent


@pytest.fixture
def server(settings: Settings, database: Database, clock: Clock) -> Iterator[LiveServer]:
    """The same behind a real server, for browsers and for many connections."""
    bound = free_socket()
    public = settings.model_copy(update={"public_url": address_of(bound)})
    with app_on(public, database, clock) as lent, serving(lent, bound) as live:
        yield live


def browser_like(app: FastAPI, settings: Settings) -> TestClient:
    """A client that says, as a browser does, that its requests come from our own pages."""
    return TestClient(
        app,
        base_url=settings.public_url,
        headers={"Sec-Fetch-Site": "same-origin"},
        follow_redirects=False,
    )


@pytest.fixture
def client(app: FastAPI, settings: Settings) -> TestClient:
    """A browser in which nobody is signed in."""
    return browser_like(app, settings)


@pytest.fixture
def client_for(app: FastAPI, settings: Settings, database: Database, clock: Clock) -> SignInAs:
    """``client_for(person)``: a browser in which that person is signed in."""

    def signed_in(person: Person) -> TestClient:
        token = session_of(database, person, clock.now)
        browser = browser_like(app, settings)
        browser.cookies.set(cookie_name(SESSION, settings), token)
        return browser

    return signed_in


@pytest.fixture
def api_for(app: FastAPI, settings: Settings, database: Database, clock: Clock) -> SignInAs:
    """``api_for(person)``: a program that holds a token of that person."""

    def with_token(person: Person) -> TestClient:
        token = api_token_of(database, person, clock.now)
        return TestClient(
            app, base_url=settings.public_url, headers={"Authorization": f"Bearer {token}"}
        )

    return with_token


@pytest.fixture
def statements(database: Database) -> Callable[[], AbstractContextManager[Statements]]:
    """``with statements() as ran: …; assert len(ran) <= 8, ran``: a page's budget."""

    @contextmanager
    def counted() -> Iterator[Statements]:
        ran = Statements()

        def remember(_c: object, _cursor: object, statement: str, *_rest: object) -> None:
            if not statement.startswith("BEGIN"):
                ran.ran.append(statement)

        event.listen(database.engine, "before_cursor_execute", remember)
        try:
            yield ran
        finally:
            event.remove(database.engine, "before_cursor_execute", remember)

    return counted


@pytest.fixture
def make(database: Database, cast: Cast, now: datetime) -> Maker:
    return Maker(database, cast, now)


@pytest.fixture
def ready(database: Database, make: Maker) -> Ready:
    """Amara, ready for the gateway."""
    return make_ready(database, make)


@pytest.fixture
def assessed(make: Maker) -> Assessed:
    """An assessment organisation beside the cast, to which Amara's portfolio can go."""
    return assess_uk(make)

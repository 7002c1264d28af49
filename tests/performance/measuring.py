"""How a page is measured: over real connections to a server of its own, and against a floor."""

import http.client
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from statistics import quantiles
from typing import Any

from fastapi import FastAPI
from jinja2 import Environment, Template
from sqlalchemy import event

from app.adapters.db import Database
from tests.performance.server import connection_to

Values = Sequence[Any] | Mapping[str, Any]

FLOORS = 30
"""Times that a floor is measured, at most."""
PATIENCE = 15.0
"""Seconds after which a slow page is not asked for again."""


@dataclass(frozen=True)
class Timed:
    """Milliseconds that half and 95 % of the answers took at most, and answers a second."""

    p50: float
    p95: float
    per_second: float


@dataclass
class Seen:
    """What one answer was made of: its statements with their values, and what was rendered."""

    statements: list[tuple[str, Values]] = field(default_factory=list)
    rendered: list[tuple[Template, tuple[object, ...], dict[str, object]]] = field(
        default_factory=list
    )


class _Watched:
    """An environment that remembers what its templates were given."""

    def __init__(self, environment: Environment, seen: Seen) -> None:
        self._environment, self._seen = environment, seen

    def get_template(self, name: str) -> "_WatchedTemplate":
        return _WatchedTemplate(self._environment.get_template(name), self._seen)


class _WatchedTemplate:
    def __init__(self, template: Template, seen: Seen) -> None:
        self._template, self._seen = template, seen

    def render(self, *values: object, **more: object) -> str:
        self._seen.rendered.append((self._template, values, more))
        return self._template.render(*values, **more)


@contextmanager
def watching(app: FastAPI) -> Iterator[Seen]:
    """What the app asks its database and its templates for, inside the block."""
    seen = Seen()
    database: Database = app.state.database
    plain: Environment = app.state.templates

    def remember(_c: object, _cursor: object, text: str, values: Values, *_rest: object) -> None:
        if not text.startswith("BEGIN"):
            seen.statements.append((text, values))

    app.state.templates = _Watched(plain, seen)
    event.listen(database.engine, "before_cursor_execute", remember)
    try:
        yield seen
    finally:
        event.remove(database.engine, "before_cursor_execute", remember)
        app.state.templates = plain


def floor_of(database: Database, seen: Seen) -> float:
    """Milliseconds, in half of the cases at most, for the same rows by raw SQL and the same
    template: one connection that is open already, and no framework."""
    looking = [each for each in seen.statements if each[0].startswith(("SELECT", "WITH"))]
    with closing(database.engine.raw_connection()) as connection:
        cursor = connection.cursor()

        def once() -> None:
            for text, values in looking:
                cursor.execute(text, values)
                cursor.fetchall()
            for template, given, more in seen.rendered:
                template.render(*given, **more)
            connection.rollback()

        return timed_in_turn(once, FLOORS).p50


def timed(address: str, path: str, headers: dict[str, str], *, at_once: int, times: int) -> Timed:
    """``times`` answers to GET at most, over ``at_once`` connections that stay open."""

    def one_after_the_other(count: int) -> list[float]:
        with closing(connection_to(address)) as connection:
            return _repeated(lambda: _get(connection, path, headers), count, began)

    began = time.perf_counter()
    with ThreadPoolExecutor(at_once) as pool:
        took = list(pool.map(one_after_the_other, [max(times // at_once, 1)] * at_once))
        seconds = time.perf_counter() - began
    return _summed([each for some in took for each in some], seconds)


def timed_in_turn(do: Callable[[], object], times: int) -> Timed:
    """The same act, one after the other, ``times`` at most."""
    began = time.perf_counter()
    took = _repeated(do, times, began)
    return _summed(took, time.perf_counter() - began)


def _get(connection: http.client.HTTPConnection, path: str, headers: dict[str, str]) -> None:
    connection.request("GET", path, headers=headers)
    answer = connection.getresponse()
    answer.read()
    if answer.status != 200:
        raise RuntimeError(f"{path} answered {answer.status}.")


def _repeated(do: Callable[[], object], times: int, began: float) -> list[float]:
    """How long each took. Whatever is slow is done once at least."""
    took = [_milliseconds(do)]
    while len(took) < times and time.perf_counter() - began < PATIENCE:
        took.append(_milliseconds(do))
    return took


def _milliseconds(do: Callable[[], object]) -> float:
    began = time.perf_counter()
    do()
    return (time.perf_counter() - began) * 1000


def _summed(took: list[float], seconds: float) -> Timed:
    parts = quantiles(took, n=20, method="inclusive") if len(took) > 1 else took * 19
    return Timed(parts[9], parts[18], len(took) / seconds)

"""Every route says who may reach it, and keeps strangers out before it reads anything."""

import ast
import re
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.routing import iter_route_contexts
from starlette.testclient import TestClient

from app.settings import ROOT
from tests.house.access_table import ACCESS, Who

pytestmark = pytest.mark.one_engine

READING_LOG = "app.actions.readings"
"""The one thing that a GET may write."""


def routes(app: FastAPI) -> Iterator[str]:
    """Each as ``GET /evidence/{evidence_id}``. What is mounted has files alone, and no people."""
    for route in iter_route_contexts(app.routes):
        for method in sorted((route.methods or set()) - {"HEAD"}):
            yield f"{method} {route.path}"


def test_every_route_has_a_line_in_the_access_table(app: FastAPI) -> None:
    assert set(routes(app)) - set(ACCESS) == set()


def test_every_line_of_the_access_table_has_a_route(app: FastAPI) -> None:
    assert set(ACCESS) - set(routes(app)) == set()


def test_no_two_routes_answer_to_the_same_address(app: FastAPI) -> None:
    found = [re.sub(r"{[^}]*}", "{}", route) for route in routes(app)]
    assert sorted(set(found)) == sorted(found)


def test_a_stranger_is_asked_to_sign_in_at_every_other_door(client: TestClient) -> None:
    for route in sorted(route for route, who in ACCESS.items() if who is not Who.ANYONE):
        method, path = route.split(" ")
        answer = client.request(method, re.sub(r"{[^}]*}", str(uuid.uuid4()), path))
        if path.startswith("/api/"):
            assert answer.status_code == 401, route
            assert answer.headers["Content-Type"] == "application/problem+json", route
        else:
            assert answer.status_code in (303, 401), route
            assert "/sign-in" in answer.headers.get("Location", answer.text), route


def get_routes() -> Iterator[tuple[Path, ast.FunctionDef | ast.AsyncFunctionDef, set[str]]]:
    """Each function behind a GET, with the names of the actions that its file knows."""
    for folder in ("pages", "api"):
        for file in sorted((ROOT / "app/web" / folder).rglob("*.py")):
            tree = ast.parse(file.read_text())
            actions = {
                alias.asname or alias.name
                for node in ast.walk(tree)
                if isinstance(node, ast.ImportFrom)
                and (node.module or "").startswith("app.actions")
                and node.module != READING_LOG
                for alias in node.names
            }
            for node in ast.walk(tree):
                if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and any(
                    ".get(" in ast.unparse(decorator) for decorator in node.decorator_list
                ):
                    yield file, node, actions


def test_looking_changes_nothing() -> None:
    for file, function, actions in get_routes():
        named = {node.id for node in ast.walk(function) if isinstance(node, ast.Name)}
        assert not named & actions, f"{file.name}: {function.name} is a GET and calls an action"

"""Every component in each state: there where it is asked for, and nowhere else."""

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from app.settings import Settings

pytestmark = pytest.mark.one_engine


def test_an_installation_shows_no_components(client: TestClient) -> None:
    assert client.get("/components").status_code == 404


def test_anybody_sees_them_where_they_are_asked_for(
    app: FastAPI, client: TestClient, settings: Settings
) -> None:
    app.state.settings = settings.model_copy(update={"components": True})
    answer = client.get("/components")
    assert answer.status_code == 200
    assert "Every component, in each state" in answer.text

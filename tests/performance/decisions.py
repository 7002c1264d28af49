"""A decision by the API, beside the smallest transaction that the database can commit."""

import http.client
import json
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import text

from app.adapters.db import Database
from tests.performance.measuring import Timed, timed_in_turn
from tests.performance.provider import Provider, ToDecide
from tests.performance.server import connection_to, served
from tests.signed_in import api_token_of

DECISIONS = 30


@dataclass(frozen=True)
class Decided:
    """With so many apprentices in the house."""

    size: int
    decision: Timed
    commit: Timed


def decided(provider: Provider, size: int) -> Decided:
    """Sam signs off what waits for him, one piece after the other."""
    sam = provider.cast.sam
    token = api_token_of(provider.database, sam, datetime.now(UTC))
    waiting = iter(provider.waiting_for_sam(DECISIONS + 1))
    with (
        served(provider.database_url, provider.data) as address,
        closing(connection_to(address)) as connection,
    ):
        _sign_off(connection, token, next(waiting))
        took = timed_in_turn(lambda: _sign_off(connection, token, next(waiting)), DECISIONS)
    return Decided(size, took, _commits(provider.database))


def _sign_off(connection: http.client.HTTPConnection, token: str, piece: ToDecide) -> None:
    body = {
        "version": piece.version,
        "outcome": "signed_off",
        "feedback": "Clear and accurate.",
        "mappings": [{"criterion": code, "met": True} for code in piece.codes],
    }
    connection.request(
        "POST",
        f"/api/v1/evidence/{piece.id}/decision",
        json.dumps(body),
        {"Authorization": f"Bearer {token}", "Content-Type": "application/json"},
    )
    answer = connection.getresponse()
    said = answer.read()
    if answer.status != 200:
        raise RuntimeError(f"The decision was refused: {said!r}.")


def _commits(database: Database) -> Timed:
    with database.connect_to_write() as connection:

        def commit() -> None:
            connection.execute(text("UPDATE event_log SET length = length"))
            connection.commit()

        commit()
        return timed_in_turn(commit, DECISIONS)

"""``Idempotency-Key``: the same request sent again gets the first answer, and nothing more.

A route that changes something asks for its database as ``OnceDatabase``, after its body. The
answer is kept as soon as there is one. A server that stops between the act and that leaves a
key without an answer: whoever asks again learns that it was done, and it is not done twice.
"""

import asyncio
import hashlib
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any

import structlog
from fastapi import Depends, Header, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.routing import APIRoute
from sqlalchemy.exc import SQLAlchemyError

from app.actions import idempotency
from app.actions.idempotency import DoneMeanwhile
from app.adapters.db import Database
from app.queries.idempotency import Answer, CarriedOut, KeyedRequest, find_carried_out
from app.web.deps import ApiPerson, CurrentDatabase, Now

_WAITS = 40
_WAIT_SECONDS = 0.05
"""How long a request waits for the answer to its twin, which is being made at this moment."""

_Key = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key",
        min_length=1,
        max_length=200,
        pattern=r"^[\x20-\x7e]+$",
        description="Your own name for this request. Sent again within 24 hours, with the same "
        "body, it gets the first answer again and nothing happens twice.",
    ),
]


@dataclass(frozen=True, slots=True)
class _Once:
    """What is to be done once, and where that is kept."""

    database: Database
    request: KeyedRequest
    now: datetime

    def find(self) -> CarriedOut | None:
        with self.database.read() as session:
            return find_carried_out(session, self.request, self.now)

    def keep(self, answer: Answer) -> None:
        idempotency.keep_answer(self.database, self.request, answer, now=self.now)


def once_database(
    request: Request, person: ApiPerson, database: CurrentDatabase, now: Now, key: _Key = None
) -> Database:
    """The database for an act that is done once, where its sender asked for that."""
    if key is None:
        return database
    once = _Once(database, KeyedRequest(person, key, _digest(request)), now)
    request.state.once = once
    if once.find():
        raise DoneMeanwhile
    return idempotency.once(database, once.request, now)


OnceDatabase = Annotated[Database, Depends(once_database)]


class RepeatableRoute(APIRoute):
    """Keeps the answer of what was to be done once, and gives it again."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        carry_out = super().get_route_handler()

        async def handle(request: Request) -> Response:
            try:
                response = await carry_out(request)
            except DoneMeanwhile:
                return await _first_answer(request.state.once)
            once: _Once | None = getattr(request.state, "once", None)
            if once and 200 <= response.status_code < 300:
                answer = Answer(
                    response.status_code, response.headers.get("Content-Type"), bytes(response.body)
                )
                try:
                    await run_in_threadpool(once.keep, answer)
                except SQLAlchemyError:
                    # What was asked for is done all the same, and that is what the asker hears.
                    structlog.get_logger("gatepost").exception("answer_not_kept")
            return response

        return handle


async def _first_answer(once: _Once) -> Response:
    for _ in range(_WAITS):
        found = await run_in_threadpool(once.find)
        if found is None:
            break
        if found.answer is not None:
            first = found.answer
            return Response(first.body, first.status, media_type=first.media_type)
        await asyncio.sleep(_WAIT_SECONDS)
    raise DoneMeanwhile


def _digest(request: Request) -> str:
    sent = (request.method, request.url.path, request.url.query, request.state.body_sha256)
    return hashlib.sha256("\n".join(sent).encode()).hexdigest()

"""Two hundred people at once are served, and nobody waits for ever."""

import asyncio
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import httpx2
from fastapi import APIRouter

from app.actions.accounts import note_seen
from app.web.bodies import PageForm
from app.web.deps import CurrentDatabase, Now, SignedInPerson
from tests.cast import Cast
from tests.conftest import SignInAs
from tests.live import LiveServer

AT_ONCE = 200

router = APIRouter()


@router.post("/trial/work")
def work(form: PageForm, person: SignedInPerson, database: CurrentDatabase, now: Now) -> str:
    """Reads with its own connection after the one that found the person, then writes."""
    with database.read() as session:
        session.connection()
    note_seen(database, "nobody", now)
    return f"{person.name} {form.text('n')}"


async def everybody_at_once(url: str, cookies: dict[str, str]) -> Counter[int]:
    limits = httpx2.Limits(max_connections=AT_ONCE)
    async with httpx2.AsyncClient(
        base_url=url,
        cookies=cookies,
        headers={"Sec-Fetch-Site": "same-origin"},
        limits=limits,
        timeout=90,
    ) as browser:
        answers = await asyncio.gather(
            *(browser.post("/trial/work", data={"n": str(n)}) for n in range(AT_ONCE)),
            *(browser.get("/nowhere") for _ in range(AT_ONCE)),
        )
    return Counter(answer.status_code for answer in answers)


def test_200_connections_at_once_are_served(
    server: LiveServer, cast: Cast, client_for: SignInAs
) -> None:
    server.app.include_router(router)
    cookies = dict(client_for(cast.amara).cookies)
    # In a thread of its own: a browser that another test opened keeps this one's event loop.
    with ThreadPoolExecutor(1) as thread:
        answers = thread.submit(lambda: asyncio.run(everybody_at_once(server.url, cookies)))
        assert answers.result() == {200: AT_ONCE, 404: AT_ONCE}

"""What a route asks for: who is there, what time it is, the database, the files.

Authentication comes first, reads, hands on a plain value and releases its connection before
the route opens one of its own: kept open across both, 200 people at once would wait for each
other for ever.
"""

from datetime import UTC, datetime
from typing import Annotated

from fastapi import Depends, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from app.actions.accounts import note_seen
from app.adapters.db import Database, unless_busy
from app.adapters.storage import Storage
from app.domain.people import Person
from app.queries.sessions import find_person_by_api_token, find_person_by_session
from app.settings import Settings
from app.web.sessions import NotSignedIn, session_token


# What waits for nothing is async: a plain function would cost each request a turn in a thread.
async def current_settings(request: Request) -> Settings:
    settings: Settings = request.app.state.settings
    return settings


async def current_database(request: Request) -> Database:
    database: Database = request.app.state.database
    return database


async def current_storage(request: Request) -> Storage:
    storage: Storage = request.app.state.storage
    return storage


async def current_time() -> datetime:
    """Now. The only clock of ``web``: tests set it in its place."""
    return datetime.now(UTC)


async def client_address(request: Request) -> str:
    """The network address that asks, by which tries are counted; a proxy's word if trusted."""
    return request.client.host if request.client else ""


CurrentSettings = Annotated[Settings, Depends(current_settings)]
CurrentDatabase = Annotated[Database, Depends(current_database)]
CurrentStorage = Annotated[Storage, Depends(current_storage)]
Now = Annotated[datetime, Depends(current_time)]
ClientAddress = Annotated[str, Depends(client_address)]


def person_by_session(
    request: Request, settings: CurrentSettings, database: CurrentDatabase, now: Now
) -> Person:
    """Who is signed in by the session cookie; NotSignedIn where nobody is."""
    token = session_token(request, settings)
    if token is None:
        raise NotSignedIn
    with database.read() as session:
        found = find_person_by_session(session, token, now)
    if found is None:
        raise NotSignedIn
    if found.seen_long_ago:
        with unless_busy():
            note_seen(database, token, now)
    request.state.person = found.person
    request.state.device_key = found.device_key
    return found.person


_bearer = HTTPBearer(auto_error=False, description="A token from POST /api/v1/tokens.")


async def bearer_token(
    credentials: Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)],
) -> str:
    """The token that this request shows; NotSignedIn where it shows none."""
    if credentials is None:
        raise NotSignedIn
    return credentials.credentials


BearerToken = Annotated[str, Depends(bearer_token)]


def person_by_token(
    request: Request, token: BearerToken, database: CurrentDatabase, now: Now
) -> Person:
    """Who holds the bearer token; NotSignedIn where nobody does. A cookie does not count here."""
    with database.read() as session:
        found = find_person_by_api_token(session, token, now)
    if found is None:
        raise NotSignedIn
    request.state.person = found.person
    return found.person


SignedInPerson = Annotated[Person, Depends(person_by_session)]
ApiPerson = Annotated[Person, Depends(person_by_token)]

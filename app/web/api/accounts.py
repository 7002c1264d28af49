"""Who you are, and the tokens by which programs sign in for you."""

import uuid
from datetime import datetime
from typing import Annotated

from fastapi import Depends
from pydantic import Field

from app.actions import api_tokens
from app.domain.people import MAX_EMAIL, MAX_PASSWORD, Role
from app.web.api.bodies import In, NoBody, Out
from app.web.api.description import refusals
from app.web.api.routing import api_router
from app.web.bodies import OpenJsonBody
from app.web.deps import ApiPerson, BearerToken, ClientAddress, CurrentDatabase, Now

router = api_router("Accounts")
open_router = api_router("Accounts", open_to_all=True)


class TokenIn(In):
    email: str = Field(max_length=MAX_EMAIL)
    password: str = Field(max_length=MAX_PASSWORD)


class TokenOut(Out):
    """``token`` is shown this once."""

    token: str
    expires_at: datetime


class HeldRoleOut(Out):
    role: Role
    organisation: str


class MeOut(Out):
    id: uuid.UUID
    name: str
    email: str
    roles: list[HeldRoleOut]


@open_router.post("/tokens", status_code=201, responses=refusals(401, 429))
def issue_token(
    body: Annotated[TokenIn, Depends(OpenJsonBody(TokenIn))],
    database: CurrentDatabase,
    address: ClientAddress,
    now: Now,
) -> TokenOut:
    """Sign in with your email address and password."""
    made = api_tokens.issue_api_token(database, body.email, body.password, address=address, now=now)
    return TokenOut(token=made.token, expires_at=made.expires_at)


@router.delete("/tokens/current", status_code=204)
def delete_token(
    _body: NoBody, person: ApiPerson, token: BearerToken, database: CurrentDatabase
) -> None:
    """Sign out: the token of this request is dead at once."""
    api_tokens.delete_this_api_token(database, token, by=person)


@router.get("/me")
def get_me(person: ApiPerson) -> MeOut:
    """Read who you are, and which roles you hold now."""
    return MeOut(
        id=person.id,
        name=person.name,
        email=person.email,
        roles=[
            HeldRoleOut(role=held.role, organisation=held.organisation) for held in person.roles
        ],
    )

"""The gateway: what stands there, who declared, and passing through."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Request
from pydantic import Field

from app.actions import gateway as actions
from app.adapters.db import Database
from app.domain.calendar import today_in_london
from app.domain.canonical import sha256_of
from app.domain.declarations import statement_sha256
from app.domain.people import MAX_PASSWORD, Person, Role
from app.queries.gateway import Gateway, gateway_of
from app.reports.readiness import requirements_json
from app.web.api.bodies import In, NoBody, Out
from app.web.api.description import refusals
from app.web.api.idempotency import OnceDatabase
from app.web.api.readiness import RequirementOut
from app.web.api.routing import api_router
from app.web.bodies import JsonBody
from app.web.deps import ApiPerson, CurrentDatabase, Now

router = api_router("Gateway")

_SHA256 = r"^[0-9a-f]{64}$"


class DeclarationIn(In):
    """The hashes of the statement and the snapshot that were read, and the password once more."""

    statement_sha256: str = Field(pattern=_SHA256)
    snapshot_sha256: str = Field(pattern=_SHA256)
    password: str = Field(max_length=MAX_PASSWORD)


async def declaration_in(
    request: Request, body: Annotated[DeclarationIn, Depends(JsonBody(DeclarationIn))]
) -> DeclarationIn:
    """The body, which an ``Idempotency-Key`` knows again by all but the password in it.

    What is kept beside the key must not help anybody to guess a password.
    """
    request.state.body_sha256 = sha256_of(body.model_dump(exclude={"password"}))
    return body


class StatementOut(Out):
    """What the person who asks would declare, word for word."""

    text: str
    sha256: str


class DeclarationOut(Out):
    """The declaration that speaks for a role. ``why_not`` where it no longer covers."""

    role: Role
    by: str
    at: datetime
    covers_present_state: bool
    why_not: str | None


class GatewayOut(Out):
    """``statement`` is null for those who do not declare."""

    requirements: list[RequirementOut]
    statement: StatementOut | None
    snapshot_sha256: str
    declarations: list[DeclarationOut]
    passed_at: datetime | None


@router.get("/apprenticeships/{apprenticeship_id}/gateway")
def get_gateway(
    apprenticeship_id: UUID, person: ApiPerson, database: CurrentDatabase, now: Now
) -> GatewayOut:
    """Read what stands at the gateway, who declared it, and what you would declare yourself."""
    return _as_it_stands(database, apprenticeship_id, person, now)


@router.post("/apprenticeships/{apprenticeship_id}/declarations", responses=refusals(403, 409, 429))
def declare(
    apprenticeship_id: UUID,
    body: Annotated[DeclarationIn, Depends(declaration_in)],
    person: ApiPerson,
    database: OnceDatabase,
    now: Now,
) -> GatewayOut:
    """Declare what you have read, with your password once more."""
    actions.declare(
        database,
        apprenticeship_id,
        statement_sha256=body.statement_sha256,
        snapshot_sha256=body.snapshot_sha256,
        password=body.password,
        by=person,
        now=now,
    )
    return _as_it_stands(database, apprenticeship_id, person, now)


@router.post("/apprenticeships/{apprenticeship_id}/gateway", responses=refusals(403))
def pass_gateway(
    apprenticeship_id: UUID, _body: NoBody, person: ApiPerson, database: OnceDatabase, now: Now
) -> GatewayOut:
    """Pass an apprentice through. Refused while something is unmet or undeclared, by name."""
    actions.pass_gateway(database, apprenticeship_id, by=person, now=now)
    return _as_it_stands(database, apprenticeship_id, person, now)


def _as_it_stands(
    database: Database, apprenticeship_id: UUID, person: Person, now: datetime
) -> GatewayOut:
    with database.read() as session:
        found = gateway_of(session, person, apprenticeship_id, today=today_in_london(now))
    text = found.statement_for(person)
    return GatewayOut(
        requirements=[
            RequirementOut.model_validate(each) for each in requirements_json(found.readiness)
        ],
        statement=StatementOut(text=text, sha256=statement_sha256(text)) if text else None,
        snapshot_sha256=found.snapshot.sha256,
        declarations=_declarations(found),
        passed_at=found.passage.passed_at if found.passage else None,
    )


def _declarations(found: Gateway) -> list[DeclarationOut]:
    return [
        DeclarationOut(
            role=told.declaration.role,
            by=told.declaration.by,
            at=told.declaration.at,
            covers_present_state=not told.why_not,
            why_not=" ".join(told.why_not) or None,
        )
        for told in found.speaking.values()
    ]

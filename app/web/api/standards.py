"""Standards: the criteria that evidence is mapped to, and the plan they are held against."""

from typing import Annotated

from fastapi import Path

from app.queries.standards import (
    get_plan,
    get_plan_of,
    get_standard_by_id,
    get_standard_id,
    list_standards,
)
from app.web.api.routing import api_router
from app.web.api.standards_bodies import StandardList, StandardOut, standard_out
from app.web.deps import ApiPerson, CurrentDatabase

router = api_router("Standards")

_Named = Annotated[str, Path(pattern=r"^[A-Za-z0-9._-]+$", max_length=32)]


@router.get("/standards")
def list_all_standards(_person: ApiPerson, database: CurrentDatabase) -> StandardList:
    """List every standard that is loaded, with its criteria."""
    with database.read() as session:
        return StandardList(
            items=[
                standard_out(
                    get_standard_by_id(session, line.id), get_plan(session, line.plan_sha256)
                )
                for line in list_standards(session)
            ],
            next=None,
        )


@router.get("/standards/{reference}/{version}")
def get_standard(
    reference: _Named, version: _Named, _person: ApiPerson, database: CurrentDatabase
) -> StandardOut:
    """Read one version of a standard."""
    with database.read() as session:
        standard_id = get_standard_id(session, reference, version)
        return standard_out(
            get_standard_by_id(session, standard_id), get_plan_of(session, standard_id)
        )

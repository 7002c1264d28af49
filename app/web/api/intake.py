"""Lists of people and apprenticeships, looked at or taken in whole."""

from typing import Annotated
from uuid import UUID

from fastapi import Query
from pydantic import Field

from app.actions.intake_lists import take_in
from app.adapters.sheet_reader import read_sheet
from app.domain.intake import Becomes
from app.domain.intake_lists import ListKind
from app.domain.permissions import provider_to_act_in, providers_to_administer
from app.queries.intake import fates_of
from app.web.api.bodies import Out
from app.web.api.description import refusals
from app.web.api.idempotency import OnceDatabase
from app.web.api.routing import api_router
from app.web.bodies import RawFile
from app.web.deps import ApiPerson, CurrentSettings, Now

router = api_router("Import")


class RowErrorOut(Out):
    """``field`` is the column, by its name in this API."""

    field: str
    message: str


class RowOut(Out):
    """``row`` is its number in the file, from 1; the headings are mostly row 1."""

    row: int
    about: str
    becomes: Becomes
    says: str
    errors: list[RowErrorOut]


class IntakeOut(Out):
    """``done`` is false where the list was only looked at."""

    done: bool
    new_employers: list[str]
    rows: list[RowOut] = Field(description="Every row, in its order.")


@router.post("/import/{kind}", responses=refusals(403))
def import_list(
    kind: ListKind,
    file: RawFile,
    person: ApiPerson,
    database: OnceDatabase,
    settings: CurrentSettings,
    now: Now,
    dry_run: Annotated[bool, Query(description="Only say what would become of each row.")] = False,
    provider: Annotated[
        UUID | None, Query(description="Needed only by whoever administers several.")
    ] = None,
) -> IntakeOut:
    """Import a list: all of its rows or none. The body is the file, CSV or a workbook (.xlsx)."""
    providers_to_administer(person)
    house = provider_to_act_in(person, provider)
    rows = read_sheet(file.content)
    if dry_run:
        with database.read() as session:
            fates = fates_of(session, kind, house, rows)
    else:
        fates = take_in(
            database,
            kind,
            rows,
            provider_id=house,
            by=person,
            public_url=settings.public_url,
            now=now,
        )
    return IntakeOut(
        done=not dry_run,
        new_employers=list(fates.new_employers),
        rows=[
            RowOut(
                row=fate.number,
                about=fate.about,
                becomes=fate.becomes,
                says=fate.says,
                errors=[RowErrorOut(field=e.field, message=e.message) for e in fate.errors],
            )
            for fate in fates.rows
        ],
    )

"""The command that takes a list in: people, or apprenticeships."""

from pathlib import Path
from typing import Annotated

import typer

from app.actions.intake_lists import take_in
from app.adapters.sheet_reader import read_sheet
from app.cli.installation import now, reading
from app.domain.intake import Becomes
from app.domain.intake_lists import ListKind
from app.queries.intake import fates_of
from app.queries.organisations import provider_to_land_in


def intake(
    kind: Annotated[ListKind, typer.Argument(help="What the rows of the list are.")],
    file: Annotated[Path, typer.Argument(metavar="FILE", help="CSV, or a workbook (.xlsx).")],
    provider: Annotated[
        str, typer.Option(help="The training provider; the only one need not be named.")
    ] = "",
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Only say what would become of each row.")
    ] = False,
) -> None:
    """Import a list of people or apprenticeships: all of its rows, or none."""
    with file.open("rb") as content:
        rows = read_sheet(content)
    with reading() as (database, settings):
        with database.read() as session:
            house = provider_to_land_in(session, provider)
            fates = fates_of(session, kind, house, rows)
        if not dry_run and not fates.number(Becomes.WRONG):
            fates = take_in(
                database,
                kind,
                rows,
                provider_id=house,
                by=None,
                public_url=settings.public_url,
                now=now(),
            )
    for fate in fates.rows:
        typer.echo(f"{fate.number}\t{fate.becomes}\t{fate.about}\t{fate.says}")
    fates.check()

"""The commands on hand-over packs: a portfolio out, and one from elsewhere in."""

import uuid
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Annotated

import typer

from app.actions.imports import import_portfolio
from app.actions.packs import note_asked_for_by_command, note_made_by_command
from app.adapters.storage import chunks_of, open_storage, sha256_of
from app.cli.installation import now, reading
from app.domain.errors import FieldError, Invalid
from app.domain.landing import Landing
from app.domain.notes import PublicKey, Unreadable, read_key
from app.jobs.packs import covered_portfolio
from app.queries.organisations import provider_to_land_in
from app.reports.pack import write_pack
from app.upkeep.terminal import progress_of


def pack(
    apprenticeship: Annotated[uuid.UUID, typer.Argument(metavar="APPRENTICESHIP")],
    output: Annotated[
        Path | None, typer.Option("-o", "--output", metavar="FILE", help="Where to write it.")
    ] = None,
) -> None:
    """Write the hand-over pack of an apprenticeship: its whole portfolio in one ZIP file."""
    with reading() as (database, settings), progress_of("Packing") as progress:
        note_asked_for_by_command(database, apprenticeship, now=now())
        whole = covered_portfolio(database, settings, apprenticeship, clock=now)
        place = output or Path(f"{whole.base}.zip")
        # Beside its place, so that nobody finds half a pack there.
        with NamedTemporaryFile(dir=place.absolute().parent, suffix=".part", delete=False) as made:
            part = Path(made.name)
            try:
                write_pack(whole, open_storage(settings.storage_url), made, progress=progress)
                sha256 = sha256_of(chunks_of(made))
                note_made_by_command(
                    database,
                    apprenticeship,
                    whole.report.apprenticeship.provider_id,
                    sha256=sha256,
                    now=now(),
                )
                part.replace(place)
            except BaseException:
                part.unlink(missing_ok=True)
                raise
    typer.echo("It may speak of clients: keep it as confidential as the firm would.", err=True)
    typer.echo(place)


def import_(
    file: Annotated[Path, typer.Argument(metavar="FILE")],
    email: Annotated[str, typer.Option(help="The apprentice’s address, by which they sign in.")],
    provider: Annotated[
        str, typer.Option(help="The training provider here; the only one need not be named.")
    ] = "",
    employer: Annotated[
        str, typer.Option(help="The present employer; by default the one in the pack.")
    ] = "",
    line_manager: Annotated[
        list[str] | None, typer.Option(help="The address of a line manager here.")
    ] = None,
    assessor: Annotated[
        list[str] | None, typer.Option(help="The address of an assessor here.")
    ] = None,
    key: Annotated[
        str, typer.Option(help="The key of the provider before, where they told you it.")
    ] = "",
) -> None:
    """Start an apprenticeship from a hand-over pack: all of it, verified, or nothing."""
    trusted = _key(key) if key else None
    landing = Landing(email, employer or None, tuple(line_manager or ()), tuple(assessor or ()))
    with reading() as (database, settings), progress_of("Checking") as progress:
        with database.read() as session:
            provider_id = provider_to_land_in(session, provider)
        with file.open("rb") as content:
            imported = import_portfolio(
                database,
                open_storage(settings.storage_url),
                content,
                landing,
                provider_id=provider_id,
                trusted=trusted,
                by=None,
                public_url=settings.public_url,
                now=now(),
                tell=progress,
            )
    typer.echo(imported)


def _key(text: str) -> PublicKey:
    try:
        return read_key(text)
    except Unreadable as error:
        raise Invalid(FieldError("key", f"{error} It is like name+id+key.")) from error

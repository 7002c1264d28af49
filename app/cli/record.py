"""The commands on the record of acts: check it, exchange its key, erase what entries say."""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from app.actions.checkpoints import rotate_key
from app.actions.record_erasure import erase_bodies
from app.cli.installation import now, reading
from app.domain.errors import RuleBroken
from app.domain.verification import in_a_sentence, time_taken
from app.upkeep.checking import check_installation, checker_of, not_sound
from app.upkeep.terminal import progress_of, sentence_for

COULD_NOT_CHECK = 2

record = typer.Typer(help="The record of acts: its key, and its erasures.", no_args_is_help=True)


def verify(
    file: Annotated[Path | None, typer.Argument(metavar="[FILE]", show_default=False)] = None,
) -> None:
    """Check the record, every row and every file; or a file that Gatepost made, on its own."""
    with _or_say_why_not(), progress_of("Checking the record") as progress:
        if file is None:
            began_at = now()
            with reading() as (database, settings):
                outcome = check_installation(database, settings, progress)
            took = time_taken(now() - began_at)
            findings, remarks = list(outcome.findings), outcome.remarks
            well = f"{in_a_sentence(outcome)} Checked {took}."
        else:
            findings, well = checker_of(file)(progress)
            remarks = ()
    for sentence in (*findings, *remarks):
        typer.echo(sentence)
    if findings:
        typer.echo(not_sound(findings), err=True)
        raise typer.Exit(1)
    typer.echo(well)


@record.command("rotate-key")
def rotate() -> None:
    """Sign with a new key from now on. The old one and the new one both sign that this is so."""
    with reading() as (database, settings):
        signer = rotate_key(database, settings.data, settings.signs_as, now=now())
    typer.echo(
        f"The new key is in {settings.data}. Where several servers run, give each of them"
        " that very file.",
        err=True,
    )
    typer.echo(signer.public.text)


@record.command()
def erase(
    log: Annotated[uuid.UUID, typer.Argument(metavar="LOG")],
    sequences: Annotated[list[int], typer.Argument(metavar="SEQUENCE...", min=1)],
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """Erase what these entries say, for good. That they were there stays, and can be verified."""
    listed = ", ".join(map(str, sequences))
    with reading() as (database, _settings):
        if not yes and not typer.confirm(f"Erase what the log {log} says in {listed} for good?"):
            raise RuleBroken("Nothing was erased.")
        erase_bodies(database, log, sequences, now=now())
    typer.echo(f"What it said in {listed} is erased, and an entry says so.")


@contextmanager
def _or_say_why_not() -> Iterator[None]:
    """That something could not be checked is told from that it was found wanting."""
    try:
        yield
    # Whatever it is: see ``main``.
    except Exception as error:  # noqa: BLE001
        typer.echo(sentence_for(error), err=True)
        raise typer.Exit(COULD_NOT_CHECK) from None

"""What commands show at a terminal: how far something is, who can sign in, what went wrong."""

import os
import traceback
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from tempfile import mkstemp

from pydantic import ValidationError
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn
from rich.table import Table
from sqlalchemy.exc import ArgumentError, DBAPIError

from app.adapters.db import BUSY, waited_in_vain
from app.domain.errors import GatepostError
from app.upkeep.demonstration import Demonstration
from app.upkeep.doctor import Finding, State


@contextmanager
def progress_of(what: str) -> Iterator[Callable[[int, int], None]]:
    """A bar on standard error, to be told how much is done, and of how much; it appears then."""
    console = Console(stderr=True)
    bar = Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        TaskProgressColumn(),
        console=console,
        transient=True,
        disable=not console.is_terminal,
    )
    task = bar.add_task(what, total=None, visible=False)
    with bar:
        yield lambda done, of: bar.update(task, completed=done, total=of, visible=True)


def show_demonstration(demonstration: Demonstration) -> None:
    """Who can sign in, on standard output."""
    table = Table(box=None, pad_edge=False, padding=(0, 3, 0, 0))
    for heading in ("Sign in as", "who is", "by this address"):
        table.add_column(heading, overflow="fold")
    for line in demonstration.lines():
        table.add_row(*line)
    console = Console(highlight=False, soft_wrap=False)
    console.print()
    console.print(table)
    console.print(f"\nEverybody’s password in this run: [bold]{demonstration.password}[/bold]\n")


def show_findings(findings: Iterable[Finding]) -> None:
    """What the doctor found, the word for how serious it is first."""
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), show_header=False)
    for _ in range(3):
        table.add_column(overflow="fold")
    for finding in findings:
        word = "" if finding.state is State.FINE else finding.state.value
        table.add_row(word, finding.about, finding.sentence)
    Console(highlight=False, markup=False).print(table)


def sentence_for(error: Exception) -> str:
    """What somebody reads when a command came to nothing."""
    match error:
        case GatepostError():
            return error.sentence
        case ValidationError():
            return " ".join(
                f"GATEPOST_{str(each['loc'][0]).upper()}: "
                f"{each['msg'].removeprefix('Value error, ')}."
                for each in error.errors()
            )
        case DBAPIError() if waited_in_vain(error):
            return f"{BUSY} Try again in a moment."
        case DBAPIError():
            cause = str(error.orig).strip().partition("\n")[0]
            return f"The database cannot be used: {cause.rstrip('.')}."
        case ArgumentError():
            return "GATEPOST_DATABASE_URL: this is not the address of a database that can be used."
        case OSError():
            return f"{error.filename or 'The system'}: {error.strerror or error}."
        case _:
            return f"Something went wrong that should not have. It is written in {_kept(error)}."


def _kept(error: Exception) -> str:
    """The file in which the traceback was put. It stays on this machine."""
    handle, path = mkstemp(prefix="gatepost-", suffix=".log")
    with os.fdopen(handle, "w") as file:
        file.writelines(traceback.format_exception(error))
    return path

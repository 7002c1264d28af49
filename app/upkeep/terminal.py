"""What commands show at a terminal: how far something is, who can sign in, what went wrong."""

import os
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from tempfile import mkstemp

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn
from rich.table import Table

from app.upkeep.demonstration import Demonstration


@contextmanager
def progress_of(what: str) -> Iterator[Callable[[int, int], None]]:
    """A bar on standard error, to be told how much is done, and of how much; it appears then."""
    bar = Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        TaskProgressColumn(),
        console=Console(stderr=True),
        transient=True,
    )
    task = bar.add_task(what, total=None, visible=False)
    with bar:
        yield lambda done, of: bar.update(task, completed=done, total=of, visible=True)


def show_demonstration(demonstration: Demonstration) -> None:
    """Who can sign in, on standard output."""
    table = Table(box=None, pad_edge=False, padding=(0, 3, 0, 0))
    for heading in ("Sign in as", "Who is", "By this address"):
        table.add_column(heading, overflow="fold")
    for line in demonstration.lines():
        table.add_row(*line)
    console = Console(highlight=False, soft_wrap=False)
    console.print()
    console.print(table)
    console.print(f"\nEverybody’s password in this run: [bold]{demonstration.password}[/bold]\n")


def keep_fault() -> str:
    """Keeps the traceback of what is being handled, on this machine; a sentence that says where."""
    handle, path = mkstemp(prefix="gatepost-", suffix=".log")
    with os.fdopen(handle, "w") as file:
        file.write(traceback.format_exc())
    return f"Something went wrong that should not have. What happened is written in {path}."

"""The record under load: ``make soak`` lets eight write at once, and then checks every word.

Prints how many entries a second were appended, and what the check took. On each kind of database,
which waits for the disk as in earnest.
"""

import argparse
import time
import uuid
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from multiprocessing import get_context

from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from app.actions.checkpoints import make_checkpoint, signer_for
from app.actions.confirmation import comment_on_evidence
from app.adapters.db import Database
from app.adapters.storage import open_storage
from app.domain.evidence import EvidenceStatus
from app.domain.people import Person
from app.upkeep.verify import verify
from tests.conftest import ENGINES, settings_for
from tests.performance.provider import Provider, provider_on

WRITERS = 8
IN_A_ROW = 100
"""Acts of one writer between two signs of progress."""


@dataclass(frozen=True)
class Soaked:
    """``findings`` are those of the check of the record after it."""

    entries: int
    appending: float
    checking: float
    findings: tuple[str, ...]


def write(url: str, piece: uuid.UUID, people: tuple[Person, ...], times: int) -> int:
    """In a process of its own: as many comments, by one after the other of these people."""
    database = Database(url)
    for number in range(times):
        by = people[number % len(people)]
        comment_on_evidence(database, piece, f"Word {number}.", by=by, now=datetime.now(UTC))
    database.close()
    return times


def soaked(provider: Provider, entries: int, progress: Progress) -> Soaked:
    cast = provider.cast
    people = (cast.amara, cast.marcus, cast.sam)
    piece = provider.a_piece(EvidenceStatus.SUBMITTED)
    task = progress.add_task("Appending", total=entries)
    with ProcessPoolExecutor(WRITERS, mp_context=get_context("spawn")) as writers:
        began = time.perf_counter()
        some = partial(write, provider.database_url, piece, people)
        for done in writers.map(some, [IN_A_ROW] * (entries // IN_A_ROW)):
            progress.advance(task, done)
        appending = time.perf_counter() - began
    now = datetime.now(UTC)
    settings = settings_for(provider.data, database_url=provider.database_url)
    signer = signer_for(provider.database, settings.data, settings.signs_as, now=now)
    make_checkpoint(provider.database, [signer], cast.provider_id, now=now)
    task = progress.add_task("Checking", total=None)
    began = time.perf_counter()
    found = verify(
        provider.database,
        open_storage(settings.storage_url),
        key_in_force=signer.public,
        tell=lambda done, of: progress.update(task, completed=done, total=of),
    )
    checking = time.perf_counter() - began
    return Soaked(found.entries, appending, checking, tuple(found.findings))


def main() -> None:
    wanted = argparse.ArgumentParser(description="The record under load.")
    wanted.add_argument("--engine", choices=ENGINES, action="append")
    wanted.add_argument("--entries", type=int, default=20_000)
    options = wanted.parse_args()
    table = Table("database", "entries a second", "entries", "checked in (s)", "of 100,000 (s)", "")
    for engine in options.engine or ENGINES:
        with Progress(console=Console(stderr=True)) as progress, provider_on(engine) as provider:
            result = soaked(provider, options.entries, progress)
        table.add_row(
            engine,
            f"{options.entries / result.appending:.0f}",
            f"{result.entries:,}",
            f"{result.checking:.1f}",
            f"{result.checking / result.entries * 100_000:.1f}",
            "; ".join(result.findings[:3]) or "sound",
        )
    Console(width=132).print(table)


if __name__ == "__main__":
    main()

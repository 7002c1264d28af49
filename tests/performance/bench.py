"""How fast Gatepost is, page by page: ``make bench`` prints it, for both kinds of database.

One provider grows from 50 apprentices to 10,000, each with 200 mappings over 60 pieces. Every
page is asked for over HTTP, by one and by eight at once, and held against its floor: the same
rows by raw SQL in the same template, without a framework. ``--largest`` and ``--engine`` make
it shorter.
"""

import argparse
from collections.abc import Iterator

from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from tests.conftest import ENGINES
from tests.performance.decisions import Decided, decided
from tests.performance.looks import Looked, looked_at, of_everything, of_the_cohort
from tests.performance.provider import Provider, provider_on

WHOLE, COHORT_ALONE = (100, 10_000), (50, 1_000)
"""Sizes at which every page is measured, and sizes at which the cohort is."""
WIDTH = 132


def measured(
    provider: Provider, largest: int, progress: Progress
) -> Iterator[tuple[list[Looked], Decided | None]]:
    for size in sorted(each for each in (*WHOLE, *COHORT_ALONE) if each <= largest):
        provider.grow(size, progress)
        looks = of_everything(provider) if size in WHOLE else of_the_cohort(provider)
        pages = [*looked_at(provider, size, looks, progress)]
        yield pages, decided(provider, size) if size in WHOLE else None


def table_of(pages: list[Looked], engine: str) -> Table:
    """``growth`` is how much longer a page takes than the same page of the fewest apprentices."""
    table = Table(title=f"Pages on {engine} (ms)", box=None, title_justify="left")
    table.add_column("page")
    heads = ("people", "SQL", "kB", "p50", "p95", "8: p50", "8: p95", "8: a second")
    for head in (*heads, "floor", "ratio", "growth"):
        table.add_column(head, justify="right")
    first = {each.name: each.alone.p50 for each in reversed(pages)}
    for each in sorted(pages, key=lambda page: (_place(pages, page.name), page.size)):
        table.add_row(
            each.name,
            f"{each.size:,}",
            str(each.statements),
            f"{each.kilobytes:.0f}",
            f"{each.alone.p50:.1f}",
            f"{each.alone.p95:.1f}",
            f"{each.together.p50:.0f}",
            f"{each.together.p95:.0f}",
            f"{each.together.per_second:.0f}",
            f"{each.floor:.1f}",
            f"{each.alone.p50 / each.floor:.1f}",
            f"{each.alone.p50 / first[each.name]:.2f}",
        )
    return table


def decisions_of(decisions: list[Decided], engine: str) -> Table:
    table = Table(title=f"Decisions on {engine} (ms)", box=None, title_justify="left")
    for head in ("people", "p50", "p95", "a commit, p50", "ratio"):
        table.add_column(head, justify="right")
    for each in decisions:
        table.add_row(
            f"{each.size:,}",
            f"{each.decision.p50:.1f}",
            f"{each.decision.p95:.1f}",
            f"{each.commit.p50:.1f}",
            f"{each.decision.p50 / each.commit.p50:.1f}",
        )
    return table


def _place(pages: list[Looked], name: str) -> int:
    """In the order in which the largest house was looked at."""
    return [each.name for each in pages if each.size == max(p.size for p in pages)].index(name)


def main() -> None:
    wanted = argparse.ArgumentParser(description="How fast Gatepost is, page by page.")
    wanted.add_argument("--engine", choices=ENGINES, action="append")
    wanted.add_argument("--largest", type=int, default=max(WHOLE), help="apprentices at most")
    options = wanted.parse_args()
    console = Console(width=WIDTH)
    for engine in options.engine or ENGINES:
        pages: list[Looked] = []
        decisions: list[Decided] = []
        with Progress(console=Console(stderr=True)) as progress, provider_on(engine) as provider:
            for some, decision in measured(provider, options.largest, progress):
                pages += some
                decisions += [decision] if decision else []
        console.print(table_of(pages, engine))
        console.print(decisions_of(decisions, engine))


if __name__ == "__main__":
    main()

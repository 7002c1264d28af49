"""The `gatepost` command: as thin as a router. A command calls one room and says what came of it.

It exits 0 where it was done, 1 with one sentence on standard error where it was refused, and 2
where it was called wrongly. Nobody ever sees a traceback: it is kept in a file.
"""

import os
import sys
import uuid
from collections.abc import Callable
from enum import StrEnum
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from app.actions.installation import Newcomer, add_assessment_organisation, add_person_to, set_up
from app.actions.standards import load_standards
from app.adapters.standards_files import check_files, read_files, shipped_files
from app.cli.installation import now, reading
from app.cli.intake import intake
from app.cli.packs import import_, pack
from app.cli.record import record, verify
from app.domain.accounts import LINK_LASTS, LinkPurpose
from app.domain.canonical import canonical_json
from app.domain.errors import RuleBroken
from app.domain.people import Role
from app.queries.commands import whoever_runs_the_command
from app.queries.standards import list_standards
from app.reports.readiness import as_json, readiness_report
from app.reports.readiness_pdf import as_pdf
from app.settings import Settings, load_settings
from app.upkeep.demonstration import demonstrate, demonstration_settings
from app.upkeep.doctor import State, examine, warnings_about_key
from app.upkeep.installation import made_ready
from app.upkeep.listening import LOOPBACK, address_of, check_free
from app.upkeep.terminal import progress_of, sentence_for, show_demonstration, show_findings

if TYPE_CHECKING:
    from fastapi import FastAPI

STARTS_WITHIN = 60
"""Seconds that a worker may be silent, as it is while it starts, before it is replaced."""

GRACE = 8
"""Seconds that requests under way get to finish when the server is told to stop."""

cli = typer.Typer(
    help="The open evidence portfolio for apprenticeships.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
standards = typer.Typer(help="The standards that evidence is mapped to.", no_args_is_help=True)
person = typer.Typer(help="The people of the installation.", no_args_is_help=True)
cli.add_typer(standards, name="standards")
cli.add_typer(person, name="person")
cli.add_typer(record, name="record")

Files = Annotated[list[Path] | None, typer.Argument(metavar="[FILE]...", show_default=False)]
Email = Annotated[str, typer.Option(help="Their address, by which they sign in.")]
Name = Annotated[str, typer.Option(help="Their name, as others see it.")]
Host = Annotated[str, typer.Option(help="The address to listen on.")]
Port = Annotated[int, typer.Option(min=1, max=65535, help="The port to listen on.")]


class ReportFormat(StrEnum):
    JSON = "json"
    PDF = "pdf"


@cli.command()
def demo(
    port: Port = 8000,
    serve: Annotated[bool, typer.Option("--serve/--no-serve", help="Whether to serve it.")] = True,
    json: Annotated[bool, typer.Option("--json", help="Say who can sign in as JSON.")] = False,
    fresh: Annotated[bool, typer.Option("--fresh", help="Begin again from nothing.")] = False,
) -> None:
    """Show Gatepost with made-up people and years of work; their passwords are new in each run."""
    if serve:
        check_free(LOOPBACK, port)
    settings = demonstration_settings(port)
    with progress_of("Playing five years of work") as progress:
        shown = demonstrate(settings, fresh=fresh, progress=progress, now=now())
    if json:
        typer.echo(canonical_json(shown.as_json()).decode())
    else:
        show_demonstration(shown)
    if serve:
        _serve(partial(application, settings), settings, LOOPBACK, port)


@cli.command()
def serve(
    host: Host = LOOPBACK,
    port: Port = 8000,
    workers: Annotated[int, typer.Option(min=1, max=64, help="How many processes.")] = 1,
) -> None:
    """Migrate if needed, then serve."""
    check_free(host, port)
    settings = load_settings()
    if "public_url" not in settings.model_fields_set:
        # The workers are processes of their own, and read the settings again.
        os.environ["GATEPOST_PUBLIC_URL"] = address_of(host, port)
        settings = load_settings()
    with made_ready(settings, now=now()) as database:
        for sentence in warnings_about_key(database, settings):
            typer.echo(sentence, err=True)
    _serve("app.cli:application", settings, host, port, workers)


@cli.command()
def migrate() -> None:
    """Bring the database to the newest revision."""
    with made_ready(load_settings(), now=now()):
        typer.echo("The database is at the newest revision.")


@cli.command()
def setup(
    provider: Annotated[str, typer.Option(help="The name of the training provider.")],
    email: Email,
    name: Name,
) -> None:
    """Add the first training provider and its administrator; print their one-time link."""
    settings = load_settings()
    with made_ready(settings, now=now()) as database:
        _show_link(
            name,
            set_up(
                database,
                provider=provider,
                email=email,
                name=name,
                public_url=settings.public_url,
                now=now(),
            ),
        )


@cli.command("assessment-organisation")
def assessment_organisation(
    organisation: Annotated[str, typer.Argument(metavar="NAME")], email: Email, name: Name
) -> None:
    """Add an assessment organisation and its administrator; print their one-time link."""
    with reading() as (database, settings):
        at = settings.public_url
        add = partial(add_assessment_organisation, database, organisation, email, name)
        _show_link(name, add(public_url=at, now=now()))


@standards.command()
def check(files: Annotated[list[Path], typer.Argument(metavar="FILE...")]) -> None:
    """Say what is wrong in these files, and on which line."""
    findings = check_files(files)
    for finding in findings:
        typer.echo(finding, err=True)
    if findings:
        raise typer.Exit(1)
    typer.echo("Nothing is wrong in this file." if len(files) == 1 else "Nothing is wrong.")


@standards.command()
def load(files: Files = None) -> None:
    """Load these files, or else those that come with Gatepost; the same again changes nothing."""
    with made_ready(load_settings(), now=now()) as database:
        for loaded in load_standards(database, read_files(files or shipped_files()), now=now()):
            typer.echo(f"{loaded.what}: {loaded.outcome}")


@standards.command("list")
def list_() -> None:
    """List the standards that are loaded."""
    with reading() as (database, _settings), database.read() as session:
        for line in list_standards(session):
            typer.echo(f"{line.reference} {line.version}  {line.title}, level {line.level}")


@person.command()
def add(
    email: Email,
    name: Name,
    role: Annotated[Role, typer.Option(help="What they do there.")],
    organisation: Annotated[str, typer.Option(help="The name of a provider or an employer.")],
) -> None:
    """Give somebody a role, adding them if need be; print their one-time link."""
    with reading() as (database, settings):
        _show_link(
            name,
            add_person_to(
                database,
                organisation=organisation,
                role=role,
                name=name,
                email=email,
                public_url=settings.public_url,
                now=now(),
            ),
        )


@cli.command()
def readiness(
    apprenticeship: Annotated[uuid.UUID, typer.Argument(metavar="APPRENTICESHIP")],
    format_: Annotated[ReportFormat, typer.Option("--format")] = ReportFormat.JSON,
    output: Annotated[Path | None, typer.Option("-o", "--output", metavar="FILE")] = None,
) -> None:
    """Write the gateway readiness report of an apprenticeship."""
    if output is None and format_ is ReportFormat.PDF and sys.stdout.isatty():
        raise RuleBroken("A PDF cannot be shown at a terminal. Name a file with -o.")
    with reading() as (database, _settings), database.read() as session:
        asking = whoever_runs_the_command(session, apprenticeship)
        report = readiness_report(session, asking, apprenticeship, now=now())
    made = (
        as_pdf(report) if format_ is ReportFormat.PDF else canonical_json(as_json(report)) + b"\n"
    )
    if output is None:
        sys.stdout.buffer.write(made)
    else:
        output.write_bytes(made)


@cli.command()
def doctor() -> None:
    """Look the installation over: versions, settings, database, storage, and what is unsafe."""
    findings = list(examine(load_settings()))
    show_findings(findings)
    broken = sum(finding.state is State.BROKEN for finding in findings)
    if broken:
        typer.echo(f"Broken: {broken}. Each is named above.", err=True)
        raise typer.Exit(1)


cli.command()(verify)
cli.command()(pack)
cli.command("import")(import_)
cli.command()(intake)


@cli.callback(invoke_without_command=True)
def _version(
    show: Annotated[bool, typer.Option("--version", help="Show the version.")] = False,
) -> None:
    if show:
        typer.echo(f"Gatepost {version('gatepost')}")
        raise typer.Exit


def application(settings: Settings | None = None) -> "FastAPI":
    """What each worker serves. Imported here: other commands need not wait for it."""
    from app.main import create_app

    return create_app(settings or load_settings())


def main() -> None:
    """Run the command; a refusal is one sentence."""
    try:
        cli()
    # Whatever it is, nobody sees a traceback.
    except Exception as error:  # noqa: BLE001
        sys.exit(sentence_for(error))


def _serve(
    app: "str | Callable[[], FastAPI]", settings: Settings, host: str, port: int, workers: int = 1
) -> None:
    """Until it is told to stop. No line for each request: addresses hold one-time links."""
    import uvicorn

    typer.echo(f"Gatepost is at {settings.public_url} (to stop it: Ctrl+C)", err=True)
    uvicorn.run(
        app,
        factory=True,
        host=host,
        port=port,
        workers=workers,
        log_level="warning",
        access_log=False,
        server_header=False,
        proxy_headers=bool(settings.trusted_proxies),
        forwarded_allow_ips=",".join(settings.trusted_proxies),
        timeout_graceful_shutdown=GRACE,
        timeout_worker_healthcheck=STARTS_WITHIN,
    )


def _show_link(name: str, newcomer: Newcomer) -> None:
    """The link alone on standard output, so that a script can take it from there."""
    days = LINK_LASTS[LinkPurpose.WELCOME].days
    typer.echo(
        f"Give {name} this link to choose a password. It works once, for {days} days.", err=True
    )
    typer.echo(newcomer.link)

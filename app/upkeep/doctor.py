"""How an installation is: what it runs on, what is in force, what is broken, what is unsafe."""

import hashlib
import platform
import sqlite3
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from importlib.metadata import version
from io import BytesIO
from urllib.parse import urlsplit

from sqlalchemy import text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, DBAPIError

from app.adapters import meaning
from app.adapters.db import Database, wal_is_safe
from app.adapters.migrations import is_newest, revision_of
from app.adapters.signing import IN_FORCE, kept_signer
from app.adapters.storage import open_storage
from app.domain.calendar import moment_in_words
from app.domain.errors import GatepostError
from app.domain.jobs import FAILED
from app.domain.words import plural
from app.queries.checkpoints import keys_of, latest_checkpoint_at
from app.queries.job_problems import job_problems
from app.queries.organisations import all_providers
from app.queries.standards import current_rule_sets, list_standards
from app.settings import ROOT, Settings
from app.upkeep.demonstration import is_demonstration
from app.upkeep.installation import connected, is_missing

LOOPBACK = ("127.0.0.1", "::1", "localhost")
BUILT = ROOT / "app/web/assets/built"
TRIED = b"gatepost doctor"
SECRET = frozenset({"database_url", "smtp_url", "storage_url"})


class State(StrEnum):
    """How serious a finding is. Only what is broken makes the command fail."""

    FINE = "fine"
    KNOW = "know"
    UNSAFE = "unsafe"
    BROKEN = "broken"


@dataclass(frozen=True)
class Finding:
    about: str
    state: State
    sentence: str


def examine(settings: Settings) -> Iterator[Finding]:
    """Everything, in the order in which one would ask."""
    yield Finding("Gatepost", State.FINE, version("gatepost"))
    yield Finding("Python", State.FINE, platform.python_version())
    yield from _settings(settings)
    yield from _database(settings)
    yield _storage(settings)
    yield from _key(settings)
    yield _assets()
    yield _suggestions()
    yield from _safety(settings)


def _settings(settings: Settings) -> Iterator[Finding]:
    for name in type(settings).model_fields:
        value = getattr(settings, name)
        shown = without_password(value) if name in SECRET else value
        if isinstance(shown, tuple):
            shown = ", ".join(shown)
        yield Finding(f"GATEPOST_{name.upper()}", State.FINE, f"{shown}" or "not set")


def without_password(url: str) -> str:
    """An address as it may be shown; anything that is not one is not shown at all."""
    if not url:
        return ""
    try:
        return make_url(url).render_as_string(hide_password=True)
    except ArgumentError:
        return "set, and not an address"


def _database(settings: Settings) -> Iterator[Finding]:
    try:
        if is_missing(settings):
            yield Finding("Database", State.BROKEN, "There is none yet. Run `gatepost setup`.")
            return
        with connected(settings) as database:
            yield _engine(database)
            yield from _contents(database, settings)
    except DBAPIError as error:
        cause = str(error.orig).strip().partition("\n")[0]
        yield Finding("Database", State.BROKEN, f"It cannot be used: {cause}")
    except ArgumentError:
        yield Finding("Database", State.BROKEN, "GATEPOST_DATABASE_URL is not an address of one.")


def _engine(database: Database) -> Finding:
    if database.is_sqlite:
        how = (
            "with its write-ahead log"
            if wal_is_safe()
            else "without its write-ahead log, which can corrupt data in this version"
        )
        return Finding("SQLite", State.FINE, f"{sqlite3.sqlite_version}, {how}")
    with database.engine.connect() as connection:
        number = connection.execute(text("SHOW server_version")).scalar_one()
    return Finding("PostgreSQL", State.FINE, str(number))


def _contents(database: Database, settings: Settings) -> Iterator[Finding]:
    if not is_newest(database):
        at = revision_of(database) or "none"
        yield Finding("Database", State.BROKEN, f"Its revision is {at}. Run `gatepost migrate`.")
        return
    yield Finding("Database", State.FINE, f"at the newest revision, {revision_of(database)}")
    with database.read() as session:
        loaded = [f"{each.reference} {each.version}" for each in list_standards(session)]
        providers = len(all_providers(session))
        try:
            current_rule_sets(session)
        except GatepostError as error:
            yield Finding("Rules", State.BROKEN, error.sentence)
    if loaded:
        yield Finding("Standards", State.FINE, ", ".join(loaded))
    else:
        sentence = "None is loaded. Run `gatepost standards load`."
        yield Finding("Standards", State.BROKEN, sentence)
    yield from _record(database, settings)
    yield from _jobs(database)
    if not providers:
        sentence = "There is no training provider yet. Run `gatepost setup`."
        yield Finding("Providers", State.KNOW, sentence)
    else:
        yield Finding("Providers", State.FINE, str(providers))


def _record(database: Database, settings: Settings) -> Iterator[Finding]:
    """Which key is in force, whether it is the one kept here, and what was signed last."""
    with database.read() as session:
        in_force = next((each for each in keys_of(session) if each.retired_at is None), None)
        latest = latest_checkpoint_at(session)
    if in_force is None:
        sentence = "Nothing is signed yet: the key is made when the server first runs."
        yield Finding("Record", State.KNOW, sentence)
        return
    try:
        kept = kept_signer(settings.data, in_force.public.name)
    except GatepostError as error:
        yield Finding("Record", State.BROKEN, error.sentence)
        return
    if kept is None or kept.public != in_force.public:
        sentence = (
            f"The key in force is {in_force.public.text}, and {settings.data} does not hold it:"
            " nothing is signed until it does."
        )
        yield Finding("Record", State.BROKEN, sentence)
    else:
        yield Finding("Record", State.FINE, f"signed with {in_force.public.text}")
    signed = f"the latest of {moment_in_words(latest)}" if latest else "none yet"
    yield Finding("Checkpoints", State.FINE, signed)


def warnings_about_key(database: Database, settings: Settings) -> Iterator[str]:
    """Why the record is not signed, or not safely, for whoever starts a server."""
    for finding in (*_record(database, settings), *_key(settings)):
        if finding.state in {State.BROKEN, State.UNSAFE}:
            yield finding.sentence


def _jobs(database: Database) -> Iterator[Finding]:
    """What fails in the background, each job by itself."""
    with database.read() as session:
        problems = job_problems(session)
    for each in problems:
        since, tried = moment_in_words(each.since), plural(each.attempts, "try", "tries")
        sentence = f"{FAILED[each.job]} since {since}, after {tried}: {each.fault}, see the log."
        yield Finding("Jobs", State.BROKEN, sentence)


def _key(settings: Settings) -> Iterator[Finding]:
    place = settings.data / IN_FORCE
    if place.is_file() and place.stat().st_mode & 0o077:
        sentence = f"Others than its owner can read {place}: chmod go-rwx it."
        yield Finding("Record", State.UNSAFE, sentence)


def _storage(settings: Settings) -> Finding:
    """Writes a few bytes where no provider is, reads them again and removes them."""
    nobody, sha256 = uuid.UUID(int=0), hashlib.sha256(TRIED).hexdigest()
    try:
        storage = open_storage(settings.storage_url)
        storage.put(nobody, sha256, BytesIO(TRIED))
        kept = b"".join(storage.open(nobody, sha256))
        storage.delete(nobody, sha256)
    except GatepostError as error:
        return Finding("Storage", State.BROKEN, error.sentence)
    except ValueError as error:
        return Finding("Storage", State.BROKEN, f"GATEPOST_STORAGE_URL: {error}")
    if kept != TRIED:
        return Finding("Storage", State.BROKEN, "It gives back something else than was put there.")
    return Finding("Storage", State.FINE, "it can be written to and read from")


def _assets() -> Finding:
    if (BUILT / "manifest.json").is_file() and any((BUILT / "fonts").glob("*.ttf")):
        return Finding("Pages", State.FINE, "style, scripts and fonts are built")
    return Finding("Pages", State.BROKEN, "Style or fonts are not built. Run `make install`.")


def _suggestions() -> Finding:
    if meaning.is_installed():
        sentence = f"by words and by meaning, {meaning.PACKAGE} {version(meaning.PACKAGE)}"
        return Finding("Suggestions", State.FINE, sentence)
    return Finding("Suggestions", State.FINE, "by words alone, without the extra `suggest`")


def _safety(settings: Settings) -> Iterator[Finding]:
    host = urlsplit(settings.public_url).hostname
    if not settings.secure and host not in LOOPBACK:
        sentence = "Passwords travel in the open: people reach Gatepost by plain http."
        yield Finding("PUBLIC_URL", State.UNSAFE, sentence)
    elif host in LOOPBACK:
        sentence = "People reach Gatepost from this machine alone."
        yield Finding("PUBLIC_URL", State.KNOW, sentence)
    if settings.secure and not settings.trusted_proxies:
        sentence = (
            "https ends at a proxy that is not named in GATEPOST_TRUSTED_PROXIES, so that failed"
            " sign-ins count for everybody behind it together."
        )
        yield Finding("TRUSTED_PROXIES", State.UNSAFE, sentence)
    if not settings.smtp_url:
        sentence = "There is no mail server: administrators pass one-time links on themselves."
        yield Finding("SMTP_URL", State.KNOW, sentence)
    if is_demonstration(settings):
        sentence = "The data folder holds a demonstration. Never put real evidence into it."
        yield Finding("Demonstration", State.UNSAFE, sentence)
    if settings.data.is_dir() and settings.data.stat().st_mode & 0o007:
        sentence = f"Everybody on this machine can look into {settings.data}: chmod o-rwx it."
        yield Finding("DATA", State.UNSAFE, sentence)

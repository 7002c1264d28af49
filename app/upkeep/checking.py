"""What ``gatepost verify`` and the button on the record's page check, and the words for it."""

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

from app.adapters.db import Database
from app.adapters.kept_checkpoints import kept_checkpoints
from app.adapters.signing import kept_signer
from app.adapters.storage import open_storage
from app.domain.errors import RuleBroken
from app.domain.verification import Outcome, counted
from app.settings import Settings
from app.upkeep.verify import Tell, verify
from app.upkeep.verify_pack import ZIP, check_pack
from app.upkeep.verify_report import PDF, check_report

Checker = Callable[[Path, Tell], tuple[list[str], str]]
"""Checks a file with no database at hand: its findings, and what is said where there are none."""

CHECKERS: Mapping[bytes, Checker] = {ZIP: check_pack, PDF: check_report}
"""By the bytes with which a file of that kind begins."""


def check_installation(database: Database, settings: Settings, tell: Tell) -> Outcome:
    """The record, the rows and the files, held also against the key and what it signed last, which
    are kept here.
    """
    signer = kept_signer(settings.data, settings.signs_as)
    return verify(
        database,
        open_storage(settings.storage_url),
        key_in_force=signer.public if signer else None,
        kept=dict(kept_checkpoints(settings.data)),
        tell=tell,
    ).outcome


def check_for_jobs(database: Database, settings: Settings) -> Callable[[Tell], Outcome]:
    """The same, as the jobs call it."""
    return partial(check_installation, database, settings)


def checker_of(file: Path) -> Callable[[Tell], tuple[list[str], str]]:
    """What checks this file. RuleBroken where Gatepost makes no such files."""
    with file.open("rb") as opened:
        beginning = opened.read(max(map(len, CHECKERS), default=0))
    for mark, checker in CHECKERS.items():
        if beginning.startswith(mark):
            return partial(checker, file)
    raise RuleBroken(f"{file} is of no kind that Gatepost makes, so it cannot be checked.")


def not_sound(findings: list[str]) -> str:
    return f"Not sound: {counted(len(findings), 'finding')}, named above."

"""What ``gatepost verify`` and the button on the record's page check, and the words for it."""

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

from app.adapters.db import Database
from app.adapters.signing import kept_signer
from app.adapters.storage import open_storage
from app.domain.errors import RuleBroken
from app.settings import Settings
from app.upkeep.verify import Tell, Verification, verify
from app.upkeep.verify_pack import ZIP, check_pack
from app.upkeep.verify_report import PDF, check_report

Checker = Callable[[Path, Tell], tuple[list[str], str]]
"""Checks a file with no database at hand: its findings, and what is said where there are none."""

CHECKERS: Mapping[bytes, Checker] = {ZIP: check_pack, PDF: check_report}
"""By the bytes with which a file of that kind begins."""


def check_installation(database: Database, settings: Settings, tell: Tell) -> Verification:
    """The record, the rows and the files, held also against the key that is kept here."""
    signer = kept_signer(settings.data, settings.signs_as)
    return verify(
        database,
        open_storage(settings.storage_url),
        key_in_force=signer.public if signer else None,
        tell=tell,
    )


def check_for_jobs(database: Database, settings: Settings) -> Callable[[Tell], list[str]]:
    """The same, as the jobs call it."""

    def check(tell: Tell) -> list[str]:
        return check_installation(database, settings, tell).findings

    return check


def checker_of(file: Path) -> Callable[[Tell], tuple[list[str], str]]:
    """What checks this file. RuleBroken where Gatepost makes no such files."""
    with file.open("rb") as opened:
        beginning = opened.read(max(map(len, CHECKERS), default=0))
    for mark, checker in CHECKERS.items():
        if beginning.startswith(mark):
            return partial(checker, file)
    raise RuleBroken(f"{file} is of no kind that Gatepost makes, so it cannot be checked.")


def sound(found: Verification) -> str:
    """Sound: 534 entries, 991 rows and 82 files are as the record says."""
    return (
        f"Sound: {_count(found.entries, 'entry', 'entries')}, {_count(found.rows, 'row', 'rows')}"
        f" and {_count(found.files, 'file', 'files')} are as the record says."
    )


def not_sound(findings: list[str]) -> str:
    counted = _count(len(findings), "finding", "findings")
    return f"Not sound: {counted}, named above."


def _count(number: int, one: str, many: str) -> str:
    return f"{number:,} {one if number == 1 else many}"

"""Checks a hand-over pack by itself: no database, no network, nothing but the file."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from app.adapters.bag_reader import Bag, open_bag
from app.adapters.pack_reader import read_portfolio
from app.adapters.pack_record import check_record
from app.domain.calendar import moment_in_words
from app.domain.errors import Invalid
from app.domain.facts import pieces_in_words
from app.domain.inventories import LEFT_OUT_OR_NOT, NONE_LEFT_OUT
from app.domain.landing import from_before_in_words
from app.domain.notes import PublicKey

Tell = Callable[[int, int], None]


@dataclass
class PackVerification:
    """``findings`` are sentences; none means sound. ``about`` says what was checked."""

    findings: list[str] = field(default_factory=list)
    about: list[str] = field(default_factory=list)

    @property
    def sound(self) -> bool:
        return not self.findings


ZIP = b"PK"
"""How every ZIP file begins."""


def check_pack(file: Path, tell: Tell) -> tuple[list[str], str]:
    """As ``gatepost verify`` asks it: the findings, and what is said where there are none."""
    with file.open("rb") as content:
        verified = verify_pack(content, tell=tell)
    return verified.findings, "\n".join(["Sound.", *verified.about])


def verify_pack(
    content: IO[bytes],
    *,
    trusted: PublicKey | None = None,
    tell: Tell = lambda done, of: None,
) -> PackVerification:
    """``trusted`` is the provider's key, where somebody has it from the provider itself."""
    found = PackVerification()
    try:
        with open_bag(content) as bag:
            found.findings += _differing(bag, tell)
            if not found.findings:
                _check_what_it_says(bag, trusted, found)
    except Invalid as refusal:
        found.findings.append(refusal.sentence)
    return found


def _differing(bag: Bag, tell: Tell) -> list[str]:
    """Each file that is not what the manifest says."""
    findings = []
    of = sum(packed.size for packed in bag.payload.values())
    done = 0
    for path in bag.payload:
        try:
            for chunk in bag.chunks(path):
                done += len(chunk)
                tell(done, of)
        except Invalid as refusal:
            findings.append(refusal.sentence)
    return findings


def _check_what_it_says(bag: Bag, trusted: PublicKey | None, found: PackVerification) -> None:
    said = read_portfolio(bag)
    checked = check_record(bag, said, trusted)
    found.findings += checked.findings
    found.about.append(
        f"The portfolio of {said.apprentice.name} in {said.standard.reference}"
        f" {said.standard.version}, from {said.provider.name}, as it stood on"
        f" {moment_in_words(said.readiness.as_of)}."
    )
    found.about.append(f"{len(bag.payload):,} files are what the manifest says.")
    if checked.extract and checked.key and not checked.findings:
        found.about.append(
            f"{len(checked.extract.entries):,} entries of the record are in the tree of"
            f" {checked.extract.checkpoint.size:,} that the key {checked.key.text} signed."
        )
        found.about.append(NONE_LEFT_OUT if checked.counted else LEFT_OUT_OR_NOT)
        if said.passage:
            found.about.append(
                f"{pieces_in_words(len(said.pieces))}, their files and their decisions are"
                " exactly those of the snapshot that the gateway was passed with, and that"
                f" {len(said.declarations)} declarations cover."
            )
        if checked.from_before:
            found.about.append(from_before_in_words(len(checked.from_before)))
        if trusted is None:
            found.about.append("Whether that key is the provider’s own, only they can say.")

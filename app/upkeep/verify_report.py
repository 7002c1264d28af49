"""Checks a gateway report or a statement of result by itself: no database, but the file alone."""

from collections.abc import Callable
from pathlib import Path

from app.adapters.pdf_attachments import attached
from app.adapters.signing import is_signed_by
from app.domain.events import EventKind
from app.domain.notes import Unreadable
from app.domain.report_proofs import FILE_NAME, ReportProof, read_report_proof

Tell = Callable[[int, int], None]

PDF = b"%PDF"
"""How every PDF begins."""


def check_report(file: Path, tell: Tell) -> tuple[list[str], str]:
    """The findings, and what is said where there are none."""
    tell(0, 1)
    try:
        proof = read_report_proof(attached(file, FILE_NAME))
    except Unreadable as refusal:
        return [str(refusal)], ""
    findings = list(proof.faults())
    signers = [key for key in proof.keys if is_signed_by(proof.proof.note, key)]
    if not signers:
        findings.append("The checkpoint is signed by none of the keys that the report names.")
    tell(1, 1)
    return findings, "" if findings else _sound(proof, signers[0].text)


def _sound(proof: ReportProof, key: str) -> str:
    entry, made_at = proof.proof.entry, proof.proof.checkpoint.made_at
    released = f'"kind":"{EventKind.RESULT_RELEASED}"' in (entry.body or "")
    did = "released a result that rests on" if released else "passed an apprentice with"
    return f"""Sound.
Entry {entry.sequence} of the log {entry.log} {did} the snapshot
{proof.snapshot_sha256}.
It is covered by a checkpoint of {made_at}, signed by
{key}
Compare this key with the one that the training provider publishes. Whether the pages
themselves are as they were issued, its page /verify says."""

"""What a gateway report or a statement of result carries, so that it can be checked by itself.

The snapshot that was passed or assessed, the entry of the record that names it, the proof that the
entry is in the tree, and the checkpoint that signs the tree.
"""

import hashlib
import json
from dataclasses import dataclass

from app.domain.canonical import canonical_json
from app.domain.notes import PublicKey, Unreadable, read_key
from app.domain.proofs import Proof, faults_of, read_proof

ALGORITHM = "gatepost-report-1"
FILE_NAME = "gatepost-proof.json"


@dataclass(frozen=True, slots=True)
class ReportProof:
    """``snapshot`` is its canonical text; ``keys`` are those of the record, the last in force."""

    snapshot: str
    proof: Proof
    keys: tuple[PublicKey, ...]

    @property
    def snapshot_sha256(self) -> str:
        return hashlib.sha256(self.snapshot.encode()).hexdigest()

    @property
    def text(self) -> str:
        """The attached file."""
        return canonical_json(
            {
                "algorithm": ALGORITHM,
                "snapshot": self.snapshot,
                "entry": self.proof.as_json(),
                "keys": [key.text for key in self.keys],
            }
        ).decode()

    def faults(self) -> tuple[str, ...]:
        """What does not fit together, in words. Who signed is asked elsewhere."""
        found = faults_of(self.proof)
        said = json.loads(self.proof.entry.body) if self.proof.entry.body and not found else {}
        if not found and said.get("details", {}).get("snapshot_sha256") != self.snapshot_sha256:
            return ("The entry speaks of another snapshot than this one.",)
        return found


def read_report_proof(text: str) -> ReportProof:
    """Unreadable where it is none. What it says is not checked yet."""
    try:
        said = json.loads(text)
        if said["algorithm"] != ALGORITHM or not isinstance(said["snapshot"], str):
            raise Unreadable("This is no proof of a report.")
        return ReportProof(
            said["snapshot"],
            read_proof(canonical_json(said["entry"]).decode()),
            tuple(read_key(key) for key in said["keys"]),
        )
    except (AttributeError, KeyError, TypeError, ValueError, RecursionError) as error:
        raise Unreadable("This is no proof of a report.") from error

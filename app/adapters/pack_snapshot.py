"""Whether a pack made after the gateway is exactly what was passed with.

The snapshot lies in the pack word for word. It is the one that the record names with the
passage, every declaration covers it, and the pieces are those that it names.
"""

import hashlib
from collections.abc import Iterator

from app.adapters.bag_reader import Bag
from app.adapters.portfolio_file import PieceShape, PortfolioFile
from app.domain.declarations import DECLARING
from app.domain.people import ROLE_NAMES
from app.domain.record_extract import Said
from app.domain.sign_off import Outcome
from app.domain.snapshot_pieces import not_as_declared, not_as_named
from app.domain.snapshots import Snapshot, SnapshotPiece, SnapshotRequirement, read_snapshot

SNAPSHOT_PATH = "record/snapshot.json"
MAX_SNAPSHOT = 64_000_000


def findings_of_passage(bag: Bag, said: PortfolioFile, record: Said) -> Iterator[str]:
    """Sentences; none where the apprentice has not passed, and the pack says nothing of it."""
    if record.passed is None:
        if said.passage or said.declarations or SNAPSHOT_PATH in bag.payload:
            yield "The record knows of no passage through the gateway, and the pack does."
        return
    if said.passage is None:
        yield "The record knows of a passage through the gateway, and the pack does not."
        return
    if SNAPSHOT_PATH not in bag.payload:
        yield f"There is no {SNAPSHOT_PATH}, which the apprentice passed the gateway with."
        return
    body = bag.read(SNAPSHOT_PATH, MAX_SNAPSHOT)
    if {record.passed, said.passage.snapshot_sha256} != {hashlib.sha256(body).hexdigest()}:
        yield f"{SNAPSHOT_PATH} is not what the record names with the passage."
        return
    try:
        snapshot = read_snapshot(body.decode())
    except ValueError:
        yield f"{SNAPSHOT_PATH} cannot be read."
        return
    yield from _unlike(snapshot, said, record.passed)


def _unlike(snapshot: Snapshot, said: PortfolioFile, passed: str) -> Iterator[str]:
    standard = (snapshot.reference, snapshot.version, snapshot.standard_sha256)
    if standard != (said.standard.reference, said.standard.version, said.standard.sha256):
        yield "The snapshot is of another standard."
    for role in DECLARING:
        if role not in {each.role for each in said.declarations}:
            yield f"Nobody’s declaration as {ROLE_NAMES[role].lower()} is in it."
    for each in said.declarations:
        if each.snapshot_sha256 != passed:
            yield f"The declaration of {each.by.name} is of another snapshot."
    yield from not_as_named(
        snapshot, ((f"“{piece.content.title[:60]}”", _held(piece)) for piece in said.pieces)
    )
    yield from not_as_declared(snapshot, _requirements(said))


def _held(piece: PieceShape) -> SnapshotPiece:
    """As a snapshot would say it. Without a sign-off it is held by its own id, which names none."""
    made = piece.decision
    signed_off = made is not None and made.outcome is Outcome.SIGNED_OFF
    return SnapshotPiece(
        evidence_id=piece.id,
        revision=piece.revision,
        content_sha256=piece.content_sha256,
        files=tuple(file.sha256 for file in piece.content.files),
        decision_id=made.id if made and signed_off else piece.id,
        criteria=tuple(each.criterion for each in made.criteria if each.met) if made else (),
    )


def _requirements(said: PortfolioFile) -> Iterator[SnapshotRequirement]:
    for each in said.readiness.requirements:
        yield SnapshotRequirement(each.id, each.met, each.blocking)

"""A snapshot: what stands at the gateway, as one canonical text, and what differs between two.

It holds ids, codes and hashes: no time, prose, names or declarations. So its SHA-256 stays the
same while nothing changes, and the same facts give the same bytes years later.
"""

import json
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from app.domain.canonical import Json, canonical_json, sha256_of
from app.domain.facts import are, listed, pieces_in_words
from app.domain.readiness import Readiness, Requirement
from app.domain.standards import code_order

ALGORITHM = "gatepost-snapshot-1"


@dataclass(frozen=True, slots=True)
class SnapshotPiece:
    """A piece of the portfolio; ``criteria`` are the codes that its sign-off found met."""

    evidence_id: uuid.UUID
    revision: int
    content_sha256: str
    files: tuple[str, ...]
    decision_id: uuid.UUID
    criteria: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SnapshotRequirement:
    id: str
    met: bool
    blocking: bool


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What stands at the gateway, and the rules that it was held against, by their hashes."""

    apprenticeship_id: uuid.UUID
    reference: str
    version: str
    standard_sha256: str
    plan_sha256: str
    rule_sets_sha256: str
    rule_set: str
    pieces: tuple[SnapshotPiece, ...]
    requirements: tuple[SnapshotRequirement, ...]

    @property
    def body(self) -> str:
        """The canonical text (RFC 8785), whatever the order in which the pieces came."""
        return canonical_json(_as_json(self)).decode()

    @property
    def sha256(self) -> str:
        return sha256_of(_as_json(self))

    @property
    def criteria(self) -> frozenset[str]:
        return frozenset(code for piece in self.pieces for code in piece.criteria)


def read_snapshot(body: str) -> Snapshot:
    """The snapshot of which ``body`` is the text. ValueError where it is none that we know."""
    try:
        value = json.loads(body)
        if value["algorithm"] != ALGORITHM:
            raise ValueError(f"There is no snapshot {value['algorithm']!r}.")
        return Snapshot(
            apprenticeship_id=uuid.UUID(value["apprenticeship"]),
            reference=value["standard"]["reference"],
            version=value["standard"]["version"],
            standard_sha256=value["standard"]["sha256"],
            plan_sha256=value["plan_sha256"],
            rule_sets_sha256=value["rule_sets_sha256"],
            rule_set=value["rule_set"],
            pieces=tuple(
                SnapshotPiece(
                    evidence_id=uuid.UUID(piece["evidence"]),
                    revision=piece["revision"],
                    content_sha256=piece["content_sha256"],
                    files=tuple(piece["files"]),
                    decision_id=uuid.UUID(piece["decision"]),
                    criteria=tuple(piece["criteria"]),
                )
                for piece in value["pieces"]
            ),
            requirements=tuple(
                SnapshotRequirement(each["id"], each["met"], each["blocking"])
                for each in value["requirements"]
            ),
        )
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError("This is not a snapshot.") from error


def differences(
    before: Snapshot, after: Snapshot, *, names: Mapping[str, str] | None = None
) -> tuple[str, ...]:
    """What changed from ``before`` to ``after``, a sentence for each thing.

    ``names`` are the texts of the requirements by id, as the plan has them.
    """
    return (
        *_of_pieces(before, after),
        *_of_criteria(before, after),
        *_of_requirements(before, after, names or {}),
        *_of_rules(before, after),
    )


def as_passed(found: Readiness, passed: Snapshot) -> Readiness:
    """The answer as it was when somebody passed the gateway with ``passed``.

    What is worked out of what still stands gives the reasons; whether a requirement was met is
    what the snapshot says, whatever was changed of dates and hours since.
    """
    kept = {each.id: each for each in passed.requirements}
    requirements = tuple(_as_passed(each, kept.get(each.id)) for each in found.requirements)
    ready = all(each.met for each in requirements if each.blocking)
    return replace(found, ready=ready, requirements=requirements)


def _as_passed(found: Requirement, kept: SnapshotRequirement | None) -> Requirement:
    if kept is None or (found.met, found.blocking) == (kept.met, kept.blocking):
        return found
    was = "It was met" if kept.met else "It was not met"
    why = f"{was} at the gateway. What it is worked out of was changed since."
    return replace(found, met=kept.met, blocking=kept.blocking, why=why)


def _of_pieces(before: Snapshot, after: Snapshot) -> Iterable[str]:
    old, new = ({p.evidence_id: p for p in each.pieces} for each in (before, after))
    added, removed = new.keys() - old.keys(), old.keys() - new.keys()
    both = old.keys() & new.keys()
    revised = {each for each in both if old[each].content_sha256 != new[each].content_sha256}
    decided = {each for each in both if old[each].decision_id != new[each].decision_id} - revised
    if added:
        yield f"{pieces_in_words(len(added))} {_were(len(added))} added to the portfolio."
    if removed:
        yield f"{pieces_in_words(len(removed))} {_were(len(removed))} taken out of the portfolio."
    if revised:
        yield f"{pieces_in_words(len(revised))} {_were(len(revised))} revised."
    if decided:
        yield f"{pieces_in_words(len(decided))} {_were(len(decided))} decided on again."


def _of_criteria(before: Snapshot, after: Snapshot) -> Iterable[str]:
    lost = sorted(before.criteria - after.criteria, key=code_order)
    won = sorted(after.criteria - before.criteria, key=code_order)
    if lost:
        yield f"{listed(lost)} {are(len(lost))} no longer met."
    if won:
        yield f"{listed(won)} {are(len(won))} met now."


def _of_requirements(before: Snapshot, after: Snapshot, names: Mapping[str, str]) -> Iterable[str]:
    old, new = ({r.id: r for r in each.requirements} for each in (before, after))
    for each in after.requirements:
        name = f"“{names.get(each.id, each.id).rstrip('.')}”"
        earlier = old.get(each.id)
        if earlier is None:
            yield f"{name} is asked for as well."
        elif earlier.met != each.met:
            yield f"{name} is met now." if each.met else f"{name} is no longer met."
        elif earlier.blocking != each.blocking:
            yield f"{name} {'stands in the way now' if each.blocking else 'blocks no longer'}."
    for gone in before.requirements:
        if gone.id not in new:
            yield f"“{names.get(gone.id, gone.id).rstrip('.')}” is asked for no longer."


def _of_rules(before: Snapshot, after: Snapshot) -> Iterable[str]:
    if _standard(before) != _standard(after):
        yield "The standard was changed."
    if before.plan_sha256 != after.plan_sha256:
        yield "The assessment plan was changed."
    if before.rule_set != after.rule_set:
        yield "Another rule set holds for the start of this apprenticeship."
    elif before.rule_sets_sha256 != after.rule_sets_sha256:
        yield "The dated rules were changed."


def _standard(snapshot: Snapshot) -> tuple[str, str, str]:
    return snapshot.reference, snapshot.version, snapshot.standard_sha256


def _were(count: int) -> str:
    return "was" if count == 1 else "were"


def _in_order(codes: Iterable[str]) -> list[str]:
    return sorted(codes, key=code_order)


def _as_json(snapshot: Snapshot) -> dict[str, Json]:
    return {
        "algorithm": ALGORITHM,
        "apprenticeship": str(snapshot.apprenticeship_id),
        "standard": {
            "reference": snapshot.reference,
            "version": snapshot.version,
            "sha256": snapshot.standard_sha256,
        },
        "plan_sha256": snapshot.plan_sha256,
        "rule_sets_sha256": snapshot.rule_sets_sha256,
        "rule_set": snapshot.rule_set,
        "pieces": [
            {
                "evidence": str(piece.evidence_id),
                "revision": piece.revision,
                "content_sha256": piece.content_sha256,
                "files": sorted(piece.files),
                "decision": str(piece.decision_id),
                "criteria": _in_order(piece.criteria),
            }
            for piece in sorted(snapshot.pieces, key=lambda piece: str(piece.evidence_id))
        ],
        "requirements": [
            {"id": each.id, "met": each.met, "blocking": each.blocking}
            for each in snapshot.requirements
        ],
    }

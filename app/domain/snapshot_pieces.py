"""Whether what somebody holds is exactly what a snapshot names: pieces, requirements, rules."""

import uuid
from collections.abc import Iterable, Iterator, Mapping

from app.domain.facts import listed
from app.domain.snapshots import Snapshot, SnapshotPiece, SnapshotRequirement
from app.domain.standards import code_order

Held = tuple[str, SnapshotPiece]
"""A piece by its title, and what the snapshot would say of it as it is held."""


def not_as_stood(
    kept: Snapshot, derived: Snapshot, titles: Mapping[uuid.UUID, str]
) -> Iterator[str]:
    """Every difference of a snapshot from what is worked out again of all that stood there.

    What the terms of an apprenticeship decide is not among them: see ``not_by_the_terms``.
    """
    held = ((titles.get(each.evidence_id, "A piece"), each) for each in derived.pieces)
    yield from not_as_named(kept, held)
    named, here = (f"{each.reference} {each.version}" for each in (kept, derived))
    if named != here:
        yield f"The standard is {here} here, and {named} in the snapshot."
    elif kept.standard_sha256 != derived.standard_sha256:
        yield f"The words of the standard {here} are not those that the snapshot names."


def not_by_the_terms(kept: Snapshot, derived: Snapshot) -> Iterator[str]:
    """The differences that a corrected start, other weekly hours or a break alone can bring."""
    if kept.rule_set != derived.rule_set:
        yield (
            f"The rules of “{derived.rule_set}” hold here, and those of “{kept.rule_set}” in the"
            " snapshot."
        )
    yield from not_as_declared(kept, derived.requirements)


def not_as_named(snapshot: Snapshot, held: Iterable[Held]) -> Iterator[str]:
    """Every difference, in a sentence; none where nothing is missing, added or changed."""
    named = {piece.evidence_id: piece for piece in snapshot.pieces}
    for title, piece in held:
        there = named.pop(piece.evidence_id, None)
        if there is None:
            yield f"{title} is none of the pieces that the snapshot names."
        else:
            yield from _differing(title, there, piece)
    for missing in named:
        yield f"The snapshot names a piece that is not here: {missing}."


def not_as_declared(
    snapshot: Snapshot, requirements: Iterable[SnapshotRequirement]
) -> Iterator[str]:
    """Every requirement that is not met, or does not block, as it did when it was declared."""
    declared = {each.id: each for each in snapshot.requirements}
    for each in requirements:
        there = declared.pop(each.id, None)
        if there is None:
            yield f"The requirement “{each.id}” is none of those that the snapshot names."
        elif there.met != each.met:
            yield (
                f"The requirement “{each.id}” is {_met(each)} here,"
                f" and was {_met(there)} in the snapshot."
            )
        elif there.blocking != each.blocking:
            stands = "stands" if each.blocking else "does not stand"
            yield f"The requirement “{each.id}” {stands} in the way, unlike in the snapshot."
    for missing in declared:
        yield f"The snapshot names a requirement that is not here: “{missing}”."


def _differing(title: str, there: SnapshotPiece, here: SnapshotPiece) -> Iterator[str]:
    if there.revision != here.revision:
        yield f"{title} is revision {here.revision}, and the snapshot names {there.revision}."
    if there.content_sha256 != here.content_sha256:
        yield f"{title} does not say what the snapshot names: its content was changed."
    if sorted(there.files) != sorted(here.files):
        yield f"The files of {title} are not those that the snapshot names."
    if there.decision_id != here.decision_id:
        yield f"{title} is signed off by another decision than the snapshot names."
    lost = sorted(set(there.criteria) - set(here.criteria), key=code_order)
    won = sorted(set(here.criteria) - set(there.criteria), key=code_order)
    if lost:
        yield f"{title} meets {listed(lost)} in the snapshot, and not here."
    if won:
        yield f"{title} meets {listed(won)} here, and not in the snapshot."


def _met(requirement: SnapshotRequirement) -> str:
    return "met" if requirement.met else "not met"

"""Evidence by what it is or where it comes from: how many pieces, and how many KSBs they meet."""

import uuid
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from app.domain.coverage import MappingFact
from app.domain.evidence import EvidenceStatus
from app.domain.facts import PieceFact


@dataclass(frozen=True, slots=True)
class Group:
    """The pieces of one group by where they stand; ``met`` are the KSBs that they meet.

    ``of`` is None for pieces whose group nobody has said, or that is not the reader's to know.
    """

    of: str | None
    signed_off: int
    submitted: int
    in_hand: int
    met: int


def by_group(
    pieces: Iterable[PieceFact],
    counted: Iterable[MappingFact],
    group_of: Mapping[uuid.UUID, str | None],
    ksbs: Collection[str],
) -> tuple[Group, ...]:
    """The group that meets most KSBs first, and what belongs to none at the end."""
    meets: dict[uuid.UUID, set[str]] = defaultdict(set)
    for fact in counted:
        if fact.met and fact.criterion in ksbs:
            meets[fact.evidence_id].add(fact.criterion)
    grouped: dict[str | None, list[PieceFact]] = defaultdict(list)
    for piece in pieces:
        grouped[group_of.get(piece.evidence_id)].append(piece)
    groups = [
        Group(
            of=group,
            signed_off=_number(theirs, EvidenceStatus.SIGNED_OFF),
            submitted=_number(theirs, EvidenceStatus.SUBMITTED),
            in_hand=_number(theirs, EvidenceStatus.DRAFT, EvidenceStatus.RETURNED),
            met=len(set[str]().union(*(meets[piece.evidence_id] for piece in theirs))),
        )
        for group, theirs in grouped.items()
    ]
    return tuple(
        sorted(groups, key=lambda each: (each.of is None, -each.met, -each.signed_off, each.of))
    )


def _number(pieces: Iterable[PieceFact], *statuses: EvidenceStatus) -> int:
    return sum(piece.status in statuses for piece in pieces)

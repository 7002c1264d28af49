"""What is missing, thin or old among the KSBs, and the few pieces that would close most gaps."""

import uuid
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from app.domain.calendar import add_months
from app.domain.coverage import CriterionCoverage, CriterionStatus, MappingFact
from app.domain.evidence import EvidenceStatus
from app.domain.facts import Facts, PieceFact
from app.domain.plans import Plan
from app.domain.portfolios import Candidate, propose
from app.domain.standards import CriterionKind, Standard

STALE_AFTER = 24
"""Months after which evidence is named as old, where the plan sets no age of its own."""

AT_MOST = 5
"""Pieces that are named: what helps a little is found in the list of everything."""

_NEAREST = (
    EvidenceStatus.SIGNED_OFF,
    EvidenceStatus.SUBMITTED,
    EvidenceStatus.RETURNED,
    EvidenceStatus.DRAFT,
)
"""Of two pieces that close as many gaps, the one that is nearer to a sign-off comes first."""


@dataclass(frozen=True, slots=True)
class Gaps:
    """The codes of the KSBs that the gateway requires, by what is lacking; each in one list.

    ``thin`` and ``stale`` are met: by one piece, or by nothing that is recent.
    """

    bare: tuple[str, ...]
    draft_only: tuple[str, ...]
    waiting: tuple[str, ...]
    thin: tuple[str, ...]
    stale: tuple[str, ...]
    stale_after: int


@dataclass(frozen=True, slots=True)
class NextPiece:
    """A piece that is there, and the gaps that it would close beyond those named before it."""

    evidence_id: uuid.UUID
    status: EvidenceStatus
    closes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NewPiece:
    """Work that has no piece yet: KSBs published for one ``duty``, or whatever is left."""

    duty: str | None
    closes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class WhatNext:
    """Together ``pieces`` would close ``closed`` of ``of`` gaps; ``new`` is for what none can."""

    pieces: tuple[NextPiece, ...]
    new: tuple[NewPiece, ...]
    closed: int
    of: int


def is_thin(item: CriterionCoverage, plan: Plan) -> bool:
    """Met by fewer pieces than the plan asks for, or by one alone."""
    return item.is_met and item.signed_off < max(plan.pieces_per_criterion, 2)


def gaps(facts: Facts, covered: Iterable[CriterionCoverage]) -> Gaps:
    months = facts.plan.sufficiency.within_months or STALE_AFTER
    recent = {
        piece.evidence_id
        for piece in facts.pieces
        if piece.done_on is not None and add_months(piece.done_on, months) >= facts.today
    }
    required = [item for item in covered if item.kind in facts.plan.required_for_gateway]

    def standing(status: CriterionStatus) -> tuple[str, ...]:
        return tuple(item.code for item in required if item.status is status)

    return Gaps(
        bare=standing(CriterionStatus.NOT_STARTED),
        draft_only=standing(CriterionStatus.DRAFT),
        waiting=standing(CriterionStatus.SUBMITTED),
        thin=tuple(item.code for item in required if is_thin(item, facts.plan)),
        stale=tuple(
            item.code for item in required if item.is_met and recent.isdisjoint(item.evidence)
        ),
        stale_after=months,
    )


def what_next(
    standard: Standard,
    required: Collection[CriterionKind],
    covered: Iterable[CriterionCoverage],
    mappings: Iterable[MappingFact],
    pieces: Sequence[PieceFact],
    *,
    most: int = AT_MOST,
) -> WhatNext:
    """The pieces in hand that would close most gaps, best first, and what needs a new one.

    They come from a small set that closes all that can be closed with what is there. ``covered``
    is how far each criterion has come by them; a signed-off piece helps only where it meets a
    criterion that is not met: then it was left out of the portfolio.
    """
    missing = [item.code for item in covered if not item.is_met and item.kind in required]
    open_gaps, named = set(missing), list[NextPiece]()
    helps = [
        each
        for each in mappings
        if each.criterion in open_gaps
        and (each.met or each.status is not EvidenceStatus.SIGNED_OFF)
    ]
    candidates = _candidates(helps, pieces)
    of_id = {each.evidence_id: each.criteria for each in candidates}
    small = list(propose(candidates, missing, most_steps=0).pieces)
    statuses = {piece.evidence_id: piece.status for piece in pieces}
    while small and len(named) < most:
        best = max(small, key=lambda each: len(of_id[each] & open_gaps))
        closes = tuple(code for code in missing if code in of_id[best] & open_gaps)
        named.append(NextPiece(best, statuses[best], closes))
        open_gaps -= of_id[best]
        small.remove(best)
    in_hand = {each.criterion for each in helps}
    return WhatNext(
        pieces=tuple(named),
        new=_new_pieces(standard, [code for code in missing if code not in in_hand]),
        closed=len(missing) - len(open_gaps),
        of=len(missing),
    )


def _candidates(helps: Iterable[MappingFact], pieces: Iterable[PieceFact]) -> list[Candidate]:
    """The pieces that could close a gap, those nearest to a sign-off first."""
    would_meet: dict[uuid.UUID, set[str]] = defaultdict(set)
    for each in helps:
        would_meet[each.evidence_id].add(each.criterion)
    return [
        Candidate(piece.evidence_id, frozenset(would_meet[piece.evidence_id]))
        for piece in sorted(pieces, key=lambda piece: _NEAREST.index(piece.status))
        if piece.evidence_id in would_meet
    ]


def _new_pieces(standard: Standard, bare: list[str]) -> tuple[NewPiece, ...]:
    """By duty, as far as the published map goes: work for one duty shows several KSBs at once."""
    left, new = list(bare), list[NewPiece]()
    duties = dict(standard.duty_map)
    while duties:
        duty = max(duties, key=lambda each: len(set(duties[each]) & set(left)))
        calls_on = duties.pop(duty)
        closes = tuple(each for each in left if each in calls_on)
        if len(closes) < 2:
            break
        new.append(NewPiece(duty, closes))
        left = [each for each in left if each not in calls_on]
    return (*new, NewPiece(None, tuple(left))) if left else tuple(new)

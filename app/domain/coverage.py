"""How far each criterion of a standard has come, from the mappings on an apprentice's evidence."""

import uuid
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from app.domain.evidence import EvidenceStatus
from app.domain.standards import Criterion, CriterionKind


class CriterionStatus(StrEnum):
    """In the order in which a criterion comes along."""

    NOT_STARTED = "not_started"
    DRAFT = "draft"
    SUBMITTED = "submitted"
    MET = "met"


STATUS_NAMES = {
    CriterionStatus.NOT_STARTED: "Not started",
    CriterionStatus.DRAFT: "Draft",
    CriterionStatus.SUBMITTED: "Submitted",
    CriterionStatus.MET: "Met",
}


KSBS = (CriterionKind.KNOWLEDGE, CriterionKind.SKILL, CriterionKind.BEHAVIOUR)


@dataclass(frozen=True, slots=True)
class MappingFact:
    """One piece is mapped to one criterion; ``met`` is the decision of its present sign-off.

    ``located`` where the mapping names a page or time, or the piece has no file to find it in.
    """

    criterion: str
    evidence_id: uuid.UUID
    status: EvidenceStatus
    met: bool = False
    located: bool = False


@dataclass(frozen=True, slots=True)
class CriterionCoverage:
    """How many pieces stand where; ``evidence`` are the signed-off pieces that meet it."""

    code: str
    kind: CriterionKind
    status: CriterionStatus
    signed_off: int = 0
    submitted: int = 0
    draft: int = 0
    evidence: tuple[uuid.UUID, ...] = ()

    @property
    def is_met(self) -> bool:
        return self.status is CriterionStatus.MET


@dataclass(frozen=True, slots=True)
class Total:
    met: int
    of: int

    @property
    def missing(self) -> int:
        return self.of - self.met


def coverage(
    criteria: Iterable[Criterion], facts: Iterable[MappingFact]
) -> tuple[CriterionCoverage, ...]:
    """One value per criterion, in the standard's order.

    A mapping on a draft or returned piece counts as draft, on a submitted piece as
    submitted, on a signed-off piece as met where it was decided so, else as nothing.
    """
    of_criterion: dict[str, list[MappingFact]] = defaultdict(list)
    for fact in facts:
        of_criterion[fact.criterion].append(fact)
    return tuple(_cover(criterion, of_criterion[criterion.code]) for criterion in criteria)


def totals(covered: Iterable[CriterionCoverage]) -> Mapping[CriterionKind, Total]:
    """Met, of how many, for every kind."""
    met: dict[CriterionKind, int] = dict.fromkeys(CriterionKind, 0)
    of: dict[CriterionKind, int] = dict.fromkeys(CriterionKind, 0)
    for item in covered:
        of[item.kind] += 1
        met[item.kind] += item.is_met
    return {kind: Total(met[kind], of[kind]) for kind in CriterionKind}


def in_a_sentence(by_kind: Mapping[CriterionKind, Total], ksbs: str = "KSBs") -> str:
    """46 of 67 KSBs met, 12 of 21 duties shown; ``ksbs`` is what the plan calls them."""
    criteria = together(by_kind, KSBS)
    duties = by_kind[CriterionKind.DUTY]
    shown = f", {duties.met} of {duties.of} duties shown" if duties.of else ""
    return f"{criteria.met} of {criteria.of} {ksbs} met{shown}."


def together(by_kind: Mapping[CriterionKind, Total], kinds: Iterable[CriterionKind]) -> Total:
    """The totals of several kinds added up, as in "46 of 67 KSBs met"."""
    chosen = [by_kind[kind] for kind in kinds]
    return Total(sum(total.met for total in chosen), sum(total.of for total in chosen))


def _cover(criterion: Criterion, facts: list[MappingFact]) -> CriterionCoverage:
    meets = tuple(f.evidence_id for f in facts if f.status is EvidenceStatus.SIGNED_OFF and f.met)
    submitted = sum(f.status is EvidenceStatus.SUBMITTED for f in facts)
    draft = sum(f.status in (EvidenceStatus.DRAFT, EvidenceStatus.RETURNED) for f in facts)
    if meets:
        status = CriterionStatus.MET
    elif submitted:
        status = CriterionStatus.SUBMITTED
    elif draft:
        status = CriterionStatus.DRAFT
    else:
        status = CriterionStatus.NOT_STARTED
    return CriterionCoverage(
        criterion.code, criterion.kind, status, len(meets), submitted, draft, meets
    )

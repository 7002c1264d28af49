"""A cohort: how far each apprentice has come, who is behind, and by what it is sorted."""

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from app.domain.apprenticeships import ApprenticeshipStatus, ProgrammeMonth
from app.domain.coverage import KSBS, Total, together
from app.domain.pace import Pace
from app.domain.standards import CriterionKind


class SortBy(StrEnum):
    """By name, or whoever most needs a look first."""

    NAME = "name"
    KNOWLEDGE = "knowledge"
    SKILL = "skill"
    BEHAVIOUR = "behaviour"
    DUTY = "duty"
    BEHIND = "behind"
    WAITING = "waiting"


_KINDS = {SortBy(kind.value): kind for kind in CriterionKind}


@dataclass(frozen=True, slots=True)
class Member:
    """One apprentice of a cohort.

    ``pace`` is None where no milestone has passed; ``waiting_since`` is when the oldest piece
    that waits for a decision was submitted.
    """

    id: uuid.UUID
    apprentice: str
    status: ApprenticeshipStatus
    month: ProgrammeMonth
    totals: Mapping[CriterionKind, Total]
    pace: Pace | None
    waiting_since: datetime | None

    @property
    def behind(self) -> int:
        """How many KSBs are lacking for the last milestone that has passed; 0 for none."""
        return max(self.pace.behind, 0) if self.pace else 0

    @property
    def ksbs(self) -> Total:
        return together(self.totals, KSBS)


def in_order(members: Iterable[Member], by: SortBy) -> tuple[Member, ...]:
    """Of those who are alike, by name."""
    named = sorted(members, key=lambda each: (each.apprentice.casefold(), each.id))
    match by:
        case SortBy.NAME:
            return tuple(named)
        case SortBy.BEHIND:
            judged = [each for each in named if each.pace is not None]
            others = [each for each in named if each.pace is None]
            return (*sorted(judged, key=_ahead), *others)
        case SortBy.WAITING:
            waiting = [each for each in named if each.waiting_since is not None]
            others = [each for each in named if each.waiting_since is None]
            return (*sorted(waiting, key=_since), *others)
        case _:
            kind = _KINDS[by]
            return tuple(sorted(named, key=lambda each: share(each.totals[kind])))


def share(total: Total) -> float:
    """From 0 to 1; all of nothing is everything."""
    return total.met / total.of if total.of else 1.0


def _ahead(member: Member) -> int:
    return -member.pace.behind if member.pace else 0


def _since(member: Member) -> float:
    return member.waiting_since.timestamp() if member.waiting_since else 0.0

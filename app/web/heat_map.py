"""Every KSB and duty as one mark: what the heat map and the strip on the home page show."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from app.domain.coverage import CriterionCoverage, CriterionStatus
from app.domain.standards import KIND_NAMES


@dataclass(frozen=True, slots=True)
class HeatCell:
    code: str
    status: CriterionStatus
    href: str


@dataclass(frozen=True, slots=True)
class HeatGroup:
    name: str
    met: int
    of: int
    cells: tuple[HeatCell, ...]


def heat_groups(
    covered: Iterable[CriterionCoverage], href: Callable[[str], str]
) -> tuple[HeatGroup, ...]:
    """The groups in the order K, S, B, D, without empty ones; ``href`` leads from a code."""
    everything = tuple(covered)
    groups = []
    for kind, name in KIND_NAMES.items():
        cells = tuple(
            HeatCell(one.code, one.status, href(one.code)) for one in everything if one.kind is kind
        )
        if cells:
            met = sum(cell.status is CriterionStatus.MET for cell in cells)
            groups.append(HeatGroup(name, met, len(cells), cells))
    return tuple(groups)

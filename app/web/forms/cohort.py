"""How a cohort is sorted and narrowed, as the address of each of its pages holds it."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode
from uuid import UUID

from app.domain.cohort import SortBy
from app.web.forms.ids import id_in


@dataclass(frozen=True, slots=True)
class CohortView:
    """``page`` counts from 1."""

    sort: SortBy = SortBy.NAME
    assessor: UUID | None = None
    employer: UUID | None = None
    page: int = 1

    @property
    def holders(self) -> tuple[UUID, ...]:
        return tuple(each for each in (self.assessor, self.employer) if each is not None)


def read_view(query: Mapping[str, str]) -> CohortView:
    """What fits nothing that there is narrows nothing."""
    sort, page = query.get("sort", ""), query.get("page", "")
    numbered = int(page) if page.isascii() and page.isdecimal() and len(page) < 7 else 1
    return CohortView(
        sort=SortBy(sort) if sort in set(SortBy) else SortBy.NAME,
        assessor=id_in(query.get("assessor", "")),
        employer=id_in(query.get("employer", "")),
        page=max(numbered, 1),
    )


def as_query(view: CohortView) -> str:
    """``?sort=…&assessor=…``, or nothing where there is nothing to say."""
    said = {
        "sort": "" if view.sort is SortBy.NAME else view.sort.value,
        "assessor": str(view.assessor or ""),
        "employer": str(view.employer or ""),
        "page": "" if view.page == 1 else str(view.page),
    }
    query = urlencode({name: value for name, value in said.items() if value})
    return f"?{query}" if query else ""

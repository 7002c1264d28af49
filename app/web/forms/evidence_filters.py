"""What a list of evidence is narrowed to, as the address of each of its pages holds it."""

from collections.abc import Mapping
from urllib.parse import urlencode

from app.domain.evidence import EvidenceKind, EvidenceStatus
from app.queries.evidence_list import Filters


def read_filters(query: Mapping[str, str]) -> Filters:
    """What fits nothing that there is narrows nothing."""
    status, kind = query.get("status", ""), query.get("kind", "")
    return Filters(
        status=EvidenceStatus(status) if status in set(EvidenceStatus) else None,
        criterion=query.get("criterion", "").strip().upper()[:5],
        kind=EvidenceKind(kind) if kind in set(EvidenceKind) else None,
        practice_area=query.get("practice_area", ""),
        matter=query.get("matter", "").strip(),
        words=query.get("q", "").strip(),
    )


def as_query(filters: Filters, **more: str) -> str:
    """``?status=…&kind=…``, or nothing where there is nothing to say."""
    said = {
        "q": filters.words,
        "status": filters.status or "",
        "criterion": filters.criterion,
        "kind": filters.kind or "",
        "practice_area": filters.practice_area,
        "matter": filters.matter,
        **more,
    }
    query = urlencode({name: value for name, value in said.items() if value})
    return f"?{query}" if query else ""

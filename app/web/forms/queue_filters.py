"""What an assessor has narrowed the queue to, as the address of each of its pages holds it."""

from collections.abc import Mapping
from urllib.parse import urlencode

from app.domain.evidence import EvidenceKind
from app.queries.sign_off_queue import QueueFilters
from app.web.forms.ids import id_in


def read_filters(query: Mapping[str, str]) -> QueueFilters:
    """What fits nothing that there is narrows nothing."""
    kind = query.get("kind", "")
    return QueueFilters(
        apprenticeship_id=id_in(query.get("apprentice", "")),
        kind=EvidenceKind(kind) if kind in set(EvidenceKind) else None,
        criterion=query.get("criterion", "").strip().upper()[:5],
        resubmitted=query.get("resubmitted") == "1",
    )


def said_of(filters: QueueFilters) -> tuple[tuple[str, str], ...]:
    """What narrows the queue, as the fields of a form."""
    said = {
        "apprentice": str(filters.apprenticeship_id or ""),
        "kind": filters.kind or "",
        "criterion": filters.criterion,
        "resubmitted": "1" if filters.resubmitted else "",
    }
    return tuple((name, value) for name, value in said.items() if value)


def as_query(filters: QueueFilters, **more: str) -> str:
    """``?apprentice=…&kind=…``, or nothing where there is nothing to say."""
    said = [*said_of(filters), *((name, value) for name, value in more.items() if value)]
    return f"?{urlencode(said)}" if said else ""

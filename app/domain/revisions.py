"""A revision: the frozen form of what was submitted, and what changed between two."""

import json
import uuid
from dataclasses import dataclass
from datetime import date

from app.domain.canonical import Json, canonical_json, sha256_of
from app.domain.content import Content, FileReference, Mapping
from app.domain.evidence import ClientDetails, EvidenceKind


@dataclass(frozen=True, slots=True)
class Frozen:
    """One submission: ``body`` is canonical JSON, ``sha256`` its hash.

    ``work_sha256`` leaves the mappings out: a confirmation speaks of the work, and stands
    for as long as only the mappings change.
    """

    body: str
    sha256: str
    work_sha256: str


@dataclass(frozen=True, slots=True)
class Changes:
    """What differs between two contents, as a person would tell it."""

    fields: tuple[tuple[str, str, str], ...] = ()  # (field, before, after)
    files_added: tuple[str, ...] = ()
    files_removed: tuple[str, ...] = ()
    mappings_added: tuple[str, ...] = ()
    mappings_removed: tuple[str, ...] = ()
    mappings_changed: tuple[tuple[Mapping, Mapping], ...] = ()

    def __bool__(self) -> bool:
        return any(
            (
                self.fields,
                self.files_added,
                self.files_removed,
                self.mappings_added,
                self.mappings_removed,
                self.mappings_changed,
            )
        )


def freeze(content: Content) -> Frozen:
    """The frozen form of what is submitted."""
    body = _as_json(content)
    work = {key: value for key, value in body.items() if key != "mappings"}
    return Frozen(canonical_json(body).decode(), sha256_of(body), sha256_of(work))


def thaw(body: str) -> Content:
    """The content that ``freeze`` made ``body`` of."""
    value = json.loads(body)

    def day(text: str | None) -> date | None:
        return date.fromisoformat(text) if text else None

    return Content(
        title=value["title"],
        kind=EvidenceKind(value["kind"]) if value["kind"] else None,
        happened_on=day(value["happened_on"]),
        happened_to=day(value["happened_to"]),
        narrative=value["narrative"],
        own_part=value["own_part"],
        practice_area=value["practice_area"],
        matter=value["matter"],
        client_details=ClientDetails(value["client_details"]) if value["client_details"] else None,
        links=tuple(value["links"]),
        mappings=tuple(Mapping(**mapping) for mapping in value["mappings"]),
        files=tuple(FileReference(**{**f, "id": uuid.UUID(f["id"])}) for f in value["files"]),
    )


def compare(before: Content, after: Content) -> Changes:
    """What changed from ``before`` to ``after``."""
    old, new = ({m.criterion: m for m in c.mappings} for c in (before, after))
    old_files, new_files = ({f.sha256: f.name for f in c.files} for c in (before, after))
    return Changes(
        fields=tuple(
            (name, _shown(getattr(before, name)), _shown(getattr(after, name)))
            for name in _FIELDS
            if getattr(before, name) != getattr(after, name)
        ),
        files_added=tuple(n for sha, n in new_files.items() if sha not in old_files),
        files_removed=tuple(n for sha, n in old_files.items() if sha not in new_files),
        mappings_added=tuple(code for code in new if code not in old),
        mappings_removed=tuple(code for code in old if code not in new),
        mappings_changed=tuple(
            (old[code], new[code]) for code in new if code in old and old[code] != new[code]
        ),
    )


_FIELDS = (
    "title",
    "kind",
    "happened_on",
    "happened_to",
    "narrative",
    "own_part",
    "practice_area",
    "matter",
    "client_details",
    "links",
)


def _shown(value: object) -> str:
    if value is None:
        return ""
    return "\n".join(str(v) for v in value) if isinstance(value, tuple) else str(value)


def _as_json(content: Content) -> dict[str, Json]:
    def day(value: date | None) -> str | None:
        return value.isoformat() if value else None

    return {
        "title": content.title,
        "kind": content.kind and content.kind.value,
        "happened_on": day(content.happened_on),
        "happened_to": day(content.happened_to),
        "narrative": content.narrative,
        "own_part": content.own_part,
        "practice_area": content.practice_area,
        "matter": content.matter,
        "client_details": content.client_details and content.client_details.value,
        "links": list(content.links),
        "mappings": [
            {"criterion": m.criterion, "explanation": m.explanation, "locator": m.locator}
            for m in content.mappings
        ],
        "files": [
            {
                "id": str(f.id),
                "name": f.name,
                "media_type": f.media_type,
                "size": f.size,
                "sha256": f.sha256,
            }
            for f in content.files
        ],
    }

"""What changed in a piece of evidence from one submission to another."""

import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from app.actions.readings import note_reading
from app.domain.calendar import today_in_london
from app.domain.content import Content
from app.domain.differences import Difference, Part, differences, in_brief
from app.domain.errors import NotFound, NotPermitted
from app.domain.evidence import OPEN_TO_CHANGE
from app.domain.permissions import Sight
from app.domain.revisions import compare
from app.domain.standards import Standard
from app.queries.evidence import Piece, get_evidence_for
from app.queries.evidence_files import files_of, with_files
from app.queries.revisions import Revision, revisions_of
from app.queries.standards import get_standard_by_id
from app.web.deps import CurrentDatabase, Now, SignedInPerson
from app.web.filters import day, in_words, moment
from app.web.rendering import Page, render

router = APIRouter(include_in_schema=False)

NOW = 0
"""The piece as it stands, in the place of a submission's number."""


@dataclass(frozen=True, slots=True)
class FieldChange:
    """What became of one part of the piece, in reading order."""

    name: str
    parts: tuple[Part, ...]

    @property
    def in_brief(self) -> "FieldChange":
        """For where the whole text stands beside it."""
        return FieldChange(self.name, in_brief(self.parts))


@dataclass(frozen=True, kw_only=True)
class EvidenceChanges(Page):
    """``versions`` are what can be chosen on either side, as the items of a select."""

    template = "evidence/changes.html"
    piece_id: uuid.UUID
    piece_title: str
    versions: tuple[dict[str, str], ...]
    before: str
    after: str
    changes: tuple[FieldChange, ...]


@router.get("/evidence/{evidence_id}/changes")
def show_changes(
    request: Request,
    evidence_id: uuid.UUID,
    database: CurrentDatabase,
    person: SignedInPerson,
    now: Now,
    before: Annotated[int | None, Query(alias="from", ge=0)] = None,
    after: Annotated[int | None, Query(alias="to", ge=0)] = None,
) -> Response:
    """Any two submissions; for the apprentice also the piece as it stands."""
    with database.read() as session:
        piece = get_evidence_for(session, person, evidence_id, today=today_in_london(now))
        if piece.sight is Sight.OUTLINE:
            raise NotPermitted("This work was done for an earlier employer: you see its outline.")
        revisions = {revision.number: revision for revision in revisions_of(session, evidence_id)}
        contents = {number: revision.content for number, revision in revisions.items()}
        if piece.sight is Sight.LIVE and piece.status in OPEN_TO_CHANGE:
            contents[NOW] = with_files(piece, files_of(session, evidence_id)).content
        standard = get_standard_by_id(session, piece.apprenticeship.standard_id)
    first, second = _chosen(piece, contents, before, after)
    note_reading(database, piece, f"changes from {first} to {second}", by=person, now=now)
    page = EvidenceChanges(
        title="What changed",
        piece_id=evidence_id,
        piece_title=piece.content.title,
        versions=_versions(contents, revisions),
        before=str(first),
        after=str(second),
        changes=changes_between(contents[first], contents[second], standard),
    )
    return render(request, page)


def changes_between(before: Content, after: Content, standard: Standard) -> tuple[FieldChange, ...]:
    """Each part that differs, as a person would name it; nothing where nothing does."""
    found = compare(before, after)
    changes = [
        FieldChange(name, differences(show(before, standard), show(after, standard)))
        for field, (name, show) in _SHOWN.items()
        if any(field == changed for changed, _, _ in found.fields)
    ]
    changes += _came_and_went("Files", found.files_removed, found.files_added)
    changes += _came_and_went(
        "KSBs",
        _with_texts(found.mappings_removed, standard),
        _with_texts(found.mappings_added, standard),
    )
    for old, new in found.mappings_changed:
        if old.explanation != new.explanation:
            name = f"How it shows {old.criterion}"
            changes.append(FieldChange(name, differences(old.explanation, new.explanation)))
        if old.locator != new.locator:
            name = f"Page or time for {old.criterion}"
            changes.append(FieldChange(name, differences(old.locator, new.locator)))
    return tuple(changes)


def changed_names(before: Content, after: Content) -> tuple[str, ...]:
    """What differs, by name alone: "What you did", "K7 added"."""
    found = compare(before, after)
    fields = {field for field, _, _ in found.fields}
    return (
        *(name for field, (name, _) in _SHOWN.items() if field in fields),
        *(f"“{name}” added" for name in found.files_added),
        *(f"“{name}” removed" for name in found.files_removed),
        *(f"{code} added" for code in found.mappings_added),
        *(f"{code} removed" for code in found.mappings_removed),
        *(f"how it shows {new.criterion}" for _, new in found.mappings_changed),
    )


def _chosen(
    piece: Piece, contents: dict[int, Content], before: int | None, after: int | None
) -> tuple[int, int]:
    """What was asked for, else the last two. NotFound where there is no such submission."""
    if after is None:
        after = NOW if NOW in contents else piece.revision
    if before is None:
        before = piece.revision if after == NOW else max(after - 1, 1)
    if before not in contents or after not in contents:
        raise NotFound("There is no such submission of this piece.")
    return before, after


def _versions(
    contents: dict[int, Content], revisions: dict[int, Revision]
) -> tuple[dict[str, str], ...]:
    submitted = [
        _version(number, f"Submission {number}, {moment(revisions[number].submitted_at)}")
        for number in sorted(revisions)
    ]
    return (*submitted, *([_version(NOW, "As it stands now")] if NOW in contents else ()))


def _version(number: int, text: str) -> dict[str, str]:
    return {"value": str(number), "text": text}


def _came_and_went(name: str, went: Sequence[str], came: Sequence[str]) -> tuple[FieldChange, ...]:
    """Things that are there or not, each on a line of its own."""
    lines = [
        *((Difference.REMOVED, each) for each in went),
        *((Difference.ADDED, each) for each in came),
    ]
    ends = ["\n"] * (len(lines) - 1) + [""]
    parts = [Part(what, text + end) for (what, text), end in zip(lines, ends, strict=False)]
    return (FieldChange(name, tuple(parts)),) if parts else ()


def _with_texts(codes: Sequence[str], standard: Standard) -> list[str]:
    """A code that was typed and is not in the standard has no text."""
    return [
        f"{code} {standard.criterion(code).text}" if standard.has(code) else code for code in codes
    ]


def _area(content: Content, standard: Standard) -> str:
    area = standard.practice_area(content.practice_area or "")
    return area.name if area else ""


_SHOWN: dict[str, tuple[str, Callable[[Content, Standard], str]]] = {
    "title": ("Title", lambda content, _: content.title),
    "narrative": ("What you did", lambda content, _: content.narrative),
    "own_part": ("Own part", lambda content, _: content.own_part),
    "happened_on": ("First day", lambda content, _: day(content.happened_on)),
    "happened_to": ("Last day", lambda content, _: day(content.happened_to)),
    "kind": ("Kind of evidence", lambda content, _: in_words(content.kind)),
    "practice_area": ("Practice area", _area),
    "matter": ("Matter", lambda content, _: content.matter),
    "client_details": ("Client details", lambda content, _: in_words(content.client_details)),
    "links": ("Links", lambda content, _: "\n".join(content.links)),
}
"""Every field by the name it has on the pages, and how it is written."""

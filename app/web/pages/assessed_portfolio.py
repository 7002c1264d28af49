"""The portfolio as it was handed over: its pieces, one of them, and its files. All of it is old."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from fastapi import APIRouter, Request, Response

from app.actions.readings import note_reading_of_snapshot
from app.adapters.db import Database
from app.domain.calendar import today_in_london
from app.domain.content import Content, FileReference
from app.domain.errors import NotFound
from app.domain.files import check_can_be_opened
from app.domain.people import Person
from app.domain.previews import no_preview_in_words, preview_in_words
from app.domain.standards import Criterion, code_order
from app.queries.assessments import Assessment
from app.queries.attempts import snapshot_of
from app.queries.conflicts import get_assessment_with_portfolio
from app.queries.evidence_files import Preview, previews_of
from app.queries.handed_over import (
    PieceHandedOver,
    get_file_handed_over,
    get_piece_handed_over,
    pieces_handed_over,
)
from app.queries.standards import get_standard_by_id
from app.web.deps import CurrentDatabase, CurrentStorage, Now, SignedInPerson
from app.web.downloads import picture_of, to_be_saved
from app.web.filters import code_list, day, file_size, in_words, plural
from app.web.rendering import Page, render
from app.web.spreadsheets import SaveAs, save_as

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True, slots=True)
class PieceLine:
    title: str
    href: str
    about: str
    codes: str


@dataclass(frozen=True, slots=True)
class CriterionLine:
    code: str
    text: str
    pieces: tuple[PieceLine, ...]


@dataclass(frozen=True, kw_only=True)
class PortfolioPage(Page):
    template = "assessments/portfolio.html"
    back_href: str
    apprentice: str
    snapshot_sha256: str
    pieces: tuple[PieceLine, ...]
    criteria: tuple[CriterionLine, ...]
    saved_as: SaveAs


@dataclass(frozen=True, slots=True)
class FileLine:
    """``href`` is empty where the file was blocked."""

    name: str
    href: str
    about: str
    preview: Preview | None
    preview_in_words: str
    no_preview: str


@dataclass(frozen=True, slots=True)
class MappedLine:
    code: str
    text: str
    explanation: str
    locator: str
    met: bool


@dataclass(frozen=True, kw_only=True)
class PiecePage(Page):
    template = "assessments/piece.html"
    back_href: str
    facts: tuple[tuple[str, str], ...]
    content: Content
    files: tuple[FileLine, ...]
    mappings: tuple[MappedLine, ...]


@router.get("/assessments/{assessment_id}/portfolio")
def show_portfolio(
    request: Request,
    assessment_id: uuid.UUID,
    database: CurrentDatabase,
    person: SignedInPerson,
    now: Now,
) -> Response:
    with database.read() as session:
        found = get_assessment_with_portfolio(
            session, person, assessment_id, today=today_in_london(now)
        )
        snapshot = snapshot_of(session, found)
        pieces = pieces_handed_over(session, found, snapshot)
        standard = get_standard_by_id(session, found.standard_id)
    lines = {each.evidence_id: _line(found, each) for each in pieces}
    met = snapshot.criteria
    page = PortfolioPage(
        title=f"The portfolio of {found.apprentice}",
        back_href=f"/assessments/{found.id}",
        apprentice=found.apprentice,
        snapshot_sha256=found.snapshot_sha256,
        pieces=tuple(lines.values()),
        criteria=tuple(
            CriterionLine(
                each.code,
                each.text,
                tuple(lines[p.evidence_id] for p in pieces if each.code in p.criteria),
            )
            for each in standard.criteria
            if each.code in met
        ),
        saved_as=save_as(f"/assessments/{found.id}/portfolio"),
    )
    return render(request, page)


@router.get("/assessments/{assessment_id}/pieces/{evidence_id}")
def show_piece(
    request: Request,
    assessment_id: uuid.UUID,
    evidence_id: uuid.UUID,
    database: CurrentDatabase,
    person: SignedInPerson,
    now: Now,
) -> Response:
    with database.read() as session:
        found = get_assessment_with_portfolio(
            session, person, assessment_id, today=today_in_london(now)
        )
        piece = get_piece_handed_over(session, found, snapshot_of(session, found), evidence_id)
        contents = [file.sha256 for file in piece.content.files]
        previews = previews_of(session, found.provider_id, contents)
        standard = get_standard_by_id(session, found.standard_id)
    note_reading_of_snapshot(database, [(piece.evidence_id, piece.revision)], by=person, now=now)
    texts = {each.code: each for each in standard.criteria}
    area = standard.practice_area(piece.content.practice_area or "")
    area_name = area.name if area else ""
    return render(request, _piece_page(found, piece, previews, texts, area_name))


@router.get("/assessments/{assessment_id}/files/{file_id}")
def open_file(
    request: Request,
    assessment_id: uuid.UUID,
    file_id: uuid.UUID,
    database: CurrentDatabase,
    storage: CurrentStorage,
    person: SignedInPerson,
    now: Now,
) -> Response:
    found, file, _ = _opened(database, assessment_id, file_id, person, now)
    return to_be_saved(request, storage, found.provider_id, file)


@router.get("/assessments/{assessment_id}/files/{file_id}/preview")
def open_preview(
    request: Request,
    assessment_id: uuid.UUID,
    file_id: uuid.UUID,
    database: CurrentDatabase,
    storage: CurrentStorage,
    person: SignedInPerson,
    now: Now,
) -> Response:
    found, file, preview = _opened(database, assessment_id, file_id, person, now)
    if preview is None:
        raise NotFound
    return to_be_saved(request, storage, found.provider_id, picture_of(file, preview))


def _opened(
    database: Database, assessment_id: uuid.UUID, file_id: uuid.UUID, person: Person, now: datetime
) -> tuple[Assessment, FileReference, Preview | None]:
    """A file and its preview, to whoever reads the portfolio: written in the reading log."""
    with database.read() as session:
        found = get_assessment_with_portfolio(
            session, person, assessment_id, today=today_in_london(now)
        )
        piece, place = get_file_handed_over(session, found, snapshot_of(session, found), file_id)
        file = piece.content.files[place]
        previews = previews_of(session, found.provider_id, [file.sha256])
    check_can_be_opened(
        file.name, blocked=file.sha256 in piece.blocked, by="somebody", reason="It was blocked."
    )
    note_reading_of_snapshot(
        database,
        [(piece.evidence_id, piece.revision)],
        file_id=file.id,
        by=person,
        now=now,
    )
    return found, file, previews.get(file.sha256)


def _line(found: Assessment, piece: PieceHandedOver) -> PieceLine:
    content = piece.content
    said = [in_words(content.kind), day(content.happened_on)]
    if content.files:
        said.append(plural(len(content.files), "file"))
    return PieceLine(
        title=content.title,
        href=f"/assessments/{found.id}/pieces/{piece.evidence_id}",
        about=", ".join(each for each in said if each),
        codes=code_list(sorted(piece.criteria, key=code_order)),
    )


def _file_line(
    found: Assessment, file: FileReference, preview: Preview | None, *, blocked: bool
) -> FileLine:
    return FileLine(
        name=file.name,
        href="" if blocked else f"/assessments/{found.id}/files/{file.id}",
        about="Blocked: nobody can open it any more." if blocked else file_size(file.size),
        preview=preview,
        preview_in_words=preview_in_words(file.name, file.media_type),
        no_preview=no_preview_in_words(file.media_type),
    )


def _piece_page(
    found: Assessment,
    piece: PieceHandedOver,
    previews: Mapping[str, Preview],
    texts: Mapping[str, Criterion],
    area: str,
) -> PiecePage:
    content = piece.content
    when = day(content.happened_on)
    if content.happened_to:
        when += f" to {day(content.happened_to)}"
    facts = (
        ("Apprentice", found.apprentice),
        ("When", when),
        ("Kind", in_words(content.kind)),
        ("Practice area", area),
        ("Matter", content.matter),
        ("Client details", in_words(content.client_details)),
    )
    return PiecePage(
        title=content.title,
        back_href=f"/assessments/{found.id}/portfolio",
        facts=tuple((name, value) for name, value in facts if value),
        content=content,
        files=tuple(
            _file_line(found, file, previews.get(file.sha256), blocked=file.sha256 in piece.blocked)
            for file in content.files
        ),
        mappings=tuple(
            MappedLine(
                each.criterion,
                texts[each.criterion].text if each.criterion in texts else "",
                each.explanation,
                each.locator,
                each.criterion in piece.criteria,
            )
            for each in content.mappings
        ),
    )

"""The matrix: every KSB against every piece of evidence, narrowed by filters, with counts."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import chain
from uuid import UUID

from fastapi import APIRouter, Request, Response
from sqlmodel import Session

from app.domain.calendar import today_in_london
from app.domain.coverage import KSBS, CriterionStatus
from app.domain.evidence import KIND_NAMES, OPEN_TO_CHANGE, STATUS_NAMES, EvidenceStatus
from app.domain.standards import Criterion, CriterionKind, Standard
from app.queries.apprenticeships import Apprenticeship, get_apprenticeship_for
from app.queries.evidence_list import Filters
from app.queries.matrix import About, about_pieces
from app.queries.readiness import MappedPiece, PieceLine, mappings_among, pieces_for
from app.queries.standards import get_standard_by_id
from app.web.deps import CurrentDatabase, Now, SignedInPerson
from app.web.filters import plural
from app.web.forms.chosen import chosen_in
from app.web.forms.evidence_filters import read_filters
from app.web.pages.evidence_list import Choices, choices
from app.web.pages.progress import progress_path
from app.web.pages.readiness_tasks import criterion_href
from app.web.rendering import Page, render

router = APIRouter(include_in_schema=False)


class Rows(StrEnum):
    """Which criteria stand in the rows."""

    KSBS = "ksbs"
    DUTIES = "duties"


@dataclass(frozen=True, slots=True)
class PieceHead:
    """A piece over its column, and how many of the rows it is mapped to."""

    title: str
    href: str
    count: int


@dataclass(frozen=True, slots=True)
class Step:
    """From the mark before: so many empty cells, then a mark; at the end of a row none."""

    empty: int
    mark: CriterionStatus | None


@dataclass(frozen=True, slots=True)
class MatrixRow:
    """A criterion, and its marks as steps, since most cells are empty and bytes are many."""

    code: str
    text: str
    href: str
    count: int
    steps: tuple[Step, ...]


@dataclass(frozen=True, kw_only=True)
class MatrixPage(Page):
    """``unseen`` says how many pieces are in the apprentice’s hands and not the reader's to see."""

    template = "progress/matrix.html"
    wide = True

    apprentice: str
    back_href: str
    here: str
    filters: Filters
    chosen: int
    rows_shown: str
    kinds: Choices
    statuses: Choices
    practice_areas: Choices
    which_rows: Choices
    summary: str
    unseen: str
    pieces: tuple[PieceHead, ...]
    rows: tuple[MatrixRow, ...]
    marks: tuple[CriterionStatus, ...]


@router.get("/apprenticeships/{apprenticeship_id}/progress/matrix")
def show_matrix(
    request: Request,
    apprenticeship_id: UUID,
    database: CurrentDatabase,
    person: SignedInPerson,
    now: Now,
) -> Response:
    today = today_in_london(now)
    asked = read_filters(request.query_params)
    filters = Filters(status=asked.status, kind=asked.kind, practice_area=asked.practice_area)
    rows = Rows.DUTIES if request.query_params.get("rows") == Rows.DUTIES else Rows.KSBS
    with database.read() as session:
        found = get_apprenticeship_for(session, person, apprenticeship_id, today=today)
        pieces = pieces_for(session, person, found, today=today)
        page = _page(session, found, pieces, filters, rows)
    return render(request, page)


def _page(
    session: Session,
    found: Apprenticeship,
    pieces: tuple[PieceLine, ...],
    filters: Filters,
    rows: Rows,
) -> MatrixPage:
    standard = get_standard_by_id(session, found.standard_id)
    about = about_pieces(session, found, pieces)
    shown = [each for each in pieces if _fits(each, about.get(each.id, About()), filters)]
    marks = _marks(mappings_among(session, found.id, shown))
    criteria = [
        each
        for each in standard.criteria
        if (each.kind is CriterionKind.DUTY) is (rows is Rows.DUTIES)
    ]
    columns = {each.id: number for number, each in enumerate(shown)}
    lines = tuple(_row(each, columns, marks[each.code], found.id) for each in criteria)
    counts = Counter(chain.from_iterable(marks[each.code] for each in criteria))
    own, seen = found.standing.apprentice, sum(each.sight is not None for each in pieces)
    statuses = [each for each in EvidenceStatus if own or each not in OPEN_TO_CHANGE]
    here = f"{progress_path(found.id)}/matrix"
    return MatrixPage(
        title="Every piece against every duty" if rows is Rows.DUTIES else _title(standard),
        apprentice=found.apprentice,
        back_href=progress_path(found.id),
        here=here,
        filters=filters,
        chosen=chosen_in(filters) + (rows is Rows.DUTIES),
        rows_shown=rows.value,
        kinds=choices("Any kind", [(kind.value, name) for kind, name in KIND_NAMES.items()]),
        statuses=choices("Any status", [(each.value, STATUS_NAMES[each]) for each in statuses]),
        practice_areas=choices(
            "Any practice area", [(area.key, area.name) for area in standard.practice_areas]
        ),
        which_rows=({"value": "ksbs", "text": "KSBs"}, {"value": "duties", "text": "Duties"})
        if standard.of_kind(CriterionKind.DUTY)
        else (),
        summary=_summary(shown, seen, lines, rows),
        unseen=f"{plural(len(pieces) - seen, 'more piece')} in the apprentice’s hands."
        if len(pieces) > seen
        else "",
        pieces=tuple(_head(each, counts[each.id]) for each in shown),
        rows=lines,
        marks=tuple(each for each in CriterionStatus if each is not CriterionStatus.NOT_STARTED),
    )


def _title(standard: Standard) -> str:
    return "Every piece against every KSB" if any(map(standard.of_kind, KSBS)) else "Every piece"


def _fits(piece: PieceLine, about: About, filters: Filters) -> bool:
    return (
        piece.sight is not None
        and (filters.status is None or piece.status is filters.status)
        and (filters.kind is None or about.kind is filters.kind)
        and (not filters.practice_area or about.practice_area == filters.practice_area)
    )


Marks = Mapping[str, Mapping[UUID, CriterionStatus]]


def _marks(mapped: Sequence[MappedPiece]) -> Marks:
    """By criterion and piece; what was decided not to be met has no mark."""
    marks: dict[str, dict[UUID, CriterionStatus]] = defaultdict(dict)
    for each in mapped:
        status = each.piece.status
        if each.met:
            marks[each.criterion][each.piece.id] = CriterionStatus.MET
        elif status is EvidenceStatus.SUBMITTED:
            marks[each.criterion][each.piece.id] = CriterionStatus.SUBMITTED
        elif status in OPEN_TO_CHANGE:
            marks[each.criterion][each.piece.id] = CriterionStatus.DRAFT
    return marks


def _row(
    criterion: Criterion,
    columns: Mapping[UUID, int],
    marks: Mapping[UUID, CriterionStatus],
    apprenticeship_id: UUID,
) -> MatrixRow:
    return MatrixRow(
        code=criterion.code,
        text=criterion.text,
        href=criterion_href(apprenticeship_id, criterion.code),
        count=len(marks),
        steps=tuple(_steps({columns[each]: mark for each, mark in marks.items()}, len(columns))),
    )


def _steps(marks: Mapping[int, CriterionStatus], columns: int) -> Iterator[Step]:
    """A row has few marks by their columns, and many columns without any."""
    following = 0
    for column, mark in sorted(marks.items()):
        yield Step(column - following, mark)
        following = column + 1
    if following < columns:
        yield Step(columns - following, None)


def _head(piece: PieceLine, count: int) -> PieceHead:
    return PieceHead(piece.title, f"/evidence/{piece.id}", count)


def _summary(shown: Sequence[PieceLine], seen: int, lines: Sequence[MatrixRow], rows: Rows) -> str:
    """How much is shown, and how much of it is empty."""
    what = "duty" if rows is Rows.DUTIES else "KSB"
    bare = sum(not line.count for line in lines)
    return (
        f"{len(shown)} of {plural(seen, 'piece')}, {plural(sum(x.count for x in lines), 'mark')}. "
        f"{plural(bare, what, 'duties' if what == 'duty' else '')} without any."
    )

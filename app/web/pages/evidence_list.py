"""The evidence of one apprenticeship: one's own, or another's as far as one may see it."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from fastapi import APIRouter, Request, Response
from sqlmodel import Session

from app.domain.apprenticeships import OPEN_FOR_WORK
from app.domain.calendar import today_in_london
from app.domain.evidence import KIND_NAMES, STATUS_NAMES, EvidenceStatus
from app.domain.people import Person
from app.domain.permissions import Sight
from app.domain.quick_log import is_only_logged
from app.domain.standards import Criterion, Standard
from app.queries.apprenticeships import Apprenticeship, get_apprenticeship_for
from app.queries.evidence_list import Filters, Summary, list_evidence
from app.queries.homes import own_apprenticeship
from app.queries.matters import matters_of
from app.queries.standards import get_standard_by_id
from app.queries.unfinished import pieces_begun
from app.web.deps import CurrentDatabase, Now, SignedInPerson
from app.web.filters import days
from app.web.forms.chosen import chosen_in
from app.web.forms.evidence_filters import as_query, read_filters
from app.web.pages.evidence_begun import Begun, begun_pieces
from app.web.rendering import Page, render
from app.web.spreadsheets import SaveAs, save_as

router = APIRouter(include_in_schema=False)

Choices = tuple[dict[str, str], ...]


@dataclass(frozen=True, slots=True)
class EvidenceLine:
    """A piece in the list. ``when`` is in words; of an ``outline`` there is little.

    In place of its ``kind`` stands of a draft that it is only logged so far.
    """

    title: str
    href: str
    when: str
    kind: str
    practice_area: str
    matter: str
    matter_href: str
    criteria: tuple[Criterion, ...]
    status: EvidenceStatus
    confirmed: bool
    outline: bool


@dataclass(frozen=True, kw_only=True)
class EvidenceList(Page):
    """``own``: the reader is the apprentice. ``begun`` are pieces that are no drafts yet."""

    template = "evidence/list.html"
    wide = True

    own: bool
    may_add: bool
    begun: tuple[Begun, ...]
    apprentice: str
    back_href: str
    here: str
    lines: tuple[EvidenceLine, ...]
    filters: Filters
    chosen: int
    statuses: Choices
    kinds: Choices
    practice_areas: Choices
    matters: Choices
    criterion: Criterion | None
    saved_as: SaveAs
    next_page: str
    first_page: str


@router.get("/evidence")
def show_own(
    request: Request, database: CurrentDatabase, person: SignedInPerson, now: Now
) -> Response:
    today = today_in_london(now)
    with database.read() as session:
        apprenticeship = own_apprenticeship(session, person, today=today)
        page = _page(session, request, person, apprenticeship, "/evidence", today)
    return render(request, page)


@router.get("/apprenticeships/{apprenticeship_id}/evidence")
def show_theirs(
    request: Request,
    apprenticeship_id: UUID,
    database: CurrentDatabase,
    person: SignedInPerson,
    now: Now,
) -> Response:
    today = today_in_london(now)
    with database.read() as session:
        apprenticeship = get_apprenticeship_for(session, person, apprenticeship_id, today=today)
        here = f"/apprenticeships/{apprenticeship_id}/evidence"
        page = _page(session, request, person, apprenticeship, here, today)
    return render(request, page)


def _page(
    session: Session,
    request: Request,
    person: Person,
    apprenticeship: Apprenticeship,
    here: str,
    today: date,
) -> EvidenceList:
    filters = read_filters(request.query_params)
    cursor = request.query_params.get("cursor")
    found = list_evidence(session, person, apprenticeship, filters, today=today, cursor=cursor)
    standard = get_standard_by_id(session, apprenticeship.standard_id)
    own = apprenticeship.standing.apprentice
    statuses = [s for s in EvidenceStatus if own or s is not EvidenceStatus.DRAFT]
    known = standard.has(filters.criterion)
    return EvidenceList(
        title="Your evidence" if own else f"{apprenticeship.apprentice}’s evidence",
        own=own,
        may_add=own and apprenticeship.status in OPEN_FOR_WORK,
        begun=begun_pieces(pieces_begun(session, person), today) if own else (),
        apprentice=apprenticeship.apprentice,
        back_href="" if own else f"/apprenticeships/{apprenticeship.id}",
        here=here,
        lines=tuple(_line(summary, standard, here, filters) for summary in found.items),
        filters=filters,
        chosen=chosen_in(filters),
        statuses=choices("Any status", [(s.value, STATUS_NAMES[s]) for s in statuses]),
        kinds=choices("Any kind", [(kind.value, name) for kind, name in KIND_NAMES.items()]),
        practice_areas=choices(
            "Any practice area", [(area.key, area.name) for area in standard.practice_areas]
        ),
        matters=choices(
            "Any matter",
            [(m, m) for m in matters_of(session, person, apprenticeship, today=today)],
        ),
        criterion=standard.criterion(filters.criterion) if known else None,
        saved_as=save_as(here, as_query(filters)),
        next_page=here + as_query(filters, cursor=found.next) if found.next else "",
        first_page=here + as_query(filters) if cursor else "",
    )


def _line(summary: Summary, standard: Standard, here: str, filters: Filters) -> EvidenceLine:
    area = standard.practice_area(summary.practice_area or "")
    return EvidenceLine(
        title=summary.title,
        href=f"/evidence/{summary.id}",
        when=days(summary.happened_on, summary.happened_to),
        kind=_kind_in_words(summary),
        practice_area=area.name if area else "",
        matter=summary.matter,
        matter_href=here + as_query(Filters(matter=summary.matter)) if summary.matter else "",
        criteria=tuple(standard.criterion(code) for code in summary.codes),
        status=summary.status,
        confirmed=summary.confirmed,
        outline=summary.sight is Sight.OUTLINE,
    )


def _kind_in_words(summary: Summary) -> str:
    if is_only_logged(summary.status, summary.kind, summary.codes):
        return "Only logged so far"
    return KIND_NAMES[summary.kind] if summary.kind else ""


def choices(none: str, choices: list[tuple[str, str]]) -> Choices:
    """Empty where there is nothing to choose from."""
    if not choices:
        return ()
    return tuple({"value": value, "text": text} for value, text in [("", none), *choices])

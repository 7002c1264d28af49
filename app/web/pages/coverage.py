"""What the evidence covers: by duty, by practice area, and by kind of evidence."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from fastapi import APIRouter, Request, Response

from app.domain.breakdown import Group, by_group
from app.domain.calendar import today_in_london
from app.domain.coverage import (
    KSBS,
    CriterionCoverage,
    CriterionStatus,
    coverage,
    in_a_sentence,
    totals,
)
from app.domain.evidence import KIND_NAMES, EvidenceKind
from app.domain.facts import counted
from app.domain.permissions import Sight
from app.domain.standards import Criterion, CriterionKind, Standard
from app.queries.apprenticeships import get_apprenticeship_for
from app.queries.matrix import about_pieces
from app.queries.readiness import PieceLine, mappings_among, pieces_for
from app.queries.standards import get_standard_by_id
from app.web.deps import CurrentDatabase, Now, SignedInPerson
from app.web.pages.progress import progress_path
from app.web.pages.readiness_tasks import criterion_href
from app.web.rendering import Page, render

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True, slots=True)
class DutyRow:
    """A duty with its pieces; ``of`` is 0 where its published KSBs have not been recorded."""

    code: str
    text: str
    href: str
    status: CriterionStatus
    signed_off: int
    submitted: int
    in_hand: int
    met: int
    of: int


@dataclass(frozen=True, slots=True)
class GroupRow:
    """A practice area or a kind of evidence, its pieces, and the KSBs that they meet."""

    name: str
    href: str
    signed_off: int
    submitted: int
    in_hand: int
    met: int


@dataclass(frozen=True, kw_only=True)
class CoveragePage(Page):
    """``without`` are practice areas of the standard and kinds of which there is no piece."""

    template = "progress/coverage.html"

    apprentice: str
    back_href: str
    summary: str
    ksbs: int
    duties: tuple[DutyRow, ...]
    areas: tuple[GroupRow, ...]
    areas_without: tuple[str, ...]
    kinds: tuple[GroupRow, ...]
    kinds_without: tuple[str, ...]


@router.get("/apprenticeships/{apprenticeship_id}/progress/coverage")
def show_coverage(
    request: Request,
    apprenticeship_id: UUID,
    database: CurrentDatabase,
    person: SignedInPerson,
    now: Now,
) -> Response:
    with database.read() as session:
        found = get_apprenticeship_for(
            session, person, apprenticeship_id, today=today_in_london(now)
        )
        pieces = pieces_for(session, person, found, today=today_in_london(now))
        mapped = mappings_among(session, found.id, pieces)
        about = about_pieces(session, found, pieces)
        standard = get_standard_by_id(session, found.standard_id)
    facts = [each.fact for each in pieces]
    counts = counted([each.fact for each in mapped], facts)
    covered = coverage(standard.criteria, counts)
    ksbs = {each.code for each in standard.criteria if each.kind in KSBS}
    areas = by_group(facts, counts, {each: of.practice_area for each, of in about.items()}, ksbs)
    kinds = by_group(facts, counts, {each: of.kind for each, of in about.items()}, ksbs)
    area_names = {each.key: each.name for each in standard.practice_areas}
    here = progress_path(found.id)
    unknown = "Not said, or not yours to know" if _hides(pieces) else "Not said"
    page = CoveragePage(
        title="What the evidence covers",
        apprentice=found.apprentice,
        back_href=here,
        summary=in_a_sentence(totals(covered)),
        ksbs=len(ksbs),
        duties=_duties(standard, covered, found.id),
        areas=tuple(
            _group_row(
                each,
                area_names.get(each.of, each.of) if each.of else unknown,
                f"{here}/matrix?practice_area={each.of}" if each.of else "",
            )
            for each in areas
        )
        if area_names
        else (),
        areas_without=_without(area_names.items(), {each.of for each in areas}),
        kinds=tuple(
            _group_row(
                each,
                KIND_NAMES[EvidenceKind(each.of)] if each.of else unknown,
                f"{here}/matrix?kind={each.of}" if each.of else "",
            )
            for each in kinds
        ),
        kinds_without=_without(KIND_NAMES.items(), {each.of for each in kinds}),
    )
    return render(request, page)


def _hides(pieces: Iterable[PieceLine]) -> bool:
    """Whether the reader knows of some piece no more than where it stands."""
    return any(each.sight in (None, Sight.OUTLINE) for each in pieces)


def _without(names: Iterable[tuple[str, str]], there: set[str | None]) -> tuple[str, ...]:
    return tuple(name for key, name in names if key not in there)


def _group_row(group: Group, name: str, href: str) -> GroupRow:
    return GroupRow(name, href, group.signed_off, group.submitted, group.in_hand, group.met)


def _duties(
    standard: Standard, covered: Iterable[CriterionCoverage], apprenticeship_id: UUID
) -> tuple[DutyRow, ...]:
    of_code = {each.code: each for each in covered}

    def row(duty: Criterion) -> DutyRow:
        its, calls_on = of_code[duty.code], standard.duty_map.get(duty.code, ())
        return DutyRow(
            code=duty.code,
            text=duty.text,
            href=criterion_href(apprenticeship_id, duty.code),
            status=its.status,
            signed_off=its.signed_off,
            submitted=its.submitted,
            in_hand=its.draft,
            met=sum(of_code[code].is_met for code in calls_on),
            of=len(calls_on),
        )

    return tuple(row(duty) for duty in standard.of_kind(CriterionKind.DUTY))

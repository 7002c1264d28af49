"""What the readiness page shows, decided from the report: its links, filters and groups."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from app.domain.apprenticeships import OPEN_FOR_WORK
from app.domain.coverage import CriterionStatus
from app.domain.evidence import STATUS_NAMES, EvidenceStatus
from app.domain.gaps import is_thin
from app.domain.permissions import Sight
from app.domain.plans import GatewayRequirement
from app.domain.standards import KIND_NAMES, Verification
from app.queries.readiness import MappedPiece
from app.reports.readiness import CriterionLine, DutyLine, ReadinessReport
from app.web.filters import in_words, plural
from app.web.heat_map import HeatCell, HeatGroup, heat_groups
from app.web.pages.gaps_shown import NextLine, next_lines
from app.web.pages.gateway import gateway_path
from app.web.pages.readiness_tasks import (
    Shown,
    TaskGroup,
    blockers,
    criteria_path,
    criterion_href,
    other_tasks,
    readiness_path,
)
from app.web.rendering import Page
from app.web.spreadsheets import SaveAs, save_as


@dataclass(frozen=True, slots=True)
class KindTotal:
    name: str
    met: int
    of: int


@dataclass(frozen=True, slots=True)
class EvidenceLine:
    """A piece under its KSB; ``state`` says what it waits for where it is not signed off."""

    title: str
    href: str
    locator: str
    state: str
    assessor: str
    decided_at: datetime | None


@dataclass(frozen=True, slots=True)
class CriterionRows:
    """A KSB with its text and the pieces beneath it; ``unseen`` counts those not listed."""

    code: str
    text: str
    status: CriterionStatus
    pieces: tuple[EvidenceLine, ...]
    unseen: str
    add_href: str


@dataclass(frozen=True, slots=True)
class DutyRows:
    """A duty and the KSBs published for it."""

    code: str
    text: str
    status: CriterionStatus
    met: int
    of: int
    cells: tuple[HeatCell, ...]


@dataclass(frozen=True, slots=True)
class Filter:
    text: str
    href: str
    current: bool


@dataclass(frozen=True, kw_only=True)
class ReadinessPage(Page):
    """The answer, and everything that it rests on but the single KSBs."""

    template = "readiness/show.html"

    apprentice: str
    summary: str
    as_of: datetime
    passed: bool
    pdf_href: str
    blockers: TaskGroup
    others: tuple[TaskGroup, ...]
    uncovered: tuple[GatewayRequirement, ...]
    plan_unverified: bool
    plan_href: str
    totals: tuple[KindTotal, ...]
    criteria_href: str
    progress_href: str
    next_lines: tuple[NextLine, ...]
    gateway: str
    gateway_href: str
    portfolio_href: str


@dataclass(frozen=True, kw_only=True)
class CriteriaPage(Page):
    """Every KSB as a mark, and those that were asked for in full with their evidence."""

    template = "readiness/criteria.html"

    apprentice: str
    summary: str
    readiness_href: str
    heat: tuple[HeatGroup, ...]
    statuses: tuple[CriterionStatus, ...]
    duties: tuple[DutyRows, ...]
    unmapped_duties: tuple[str, ...]
    filters: tuple[Filter, ...]
    criteria: tuple[CriterionRows, ...]
    none_fits: str
    saved_as: SaveAs


HELPFUL = 3
"""Pieces that would help most, on the page of the answer. The others are a link away."""

DECLARATIONS = "declarations"
"""The plan's requirement that is met on the gateway's own page, and never counts as readiness."""

WAITS = "Waits for a decision"
NONE_FITS = {
    Shown.ALL: "This standard has no KSBs.",
    Shown.NOT_MET: "Every KSB and duty is met.",
    Shown.THIN: "No KSB rests on too little.",
    Shown.WAITING: "No KSB waits for a decision.",
}


def readiness_page(report: ReadinessReport) -> ReadinessPage:
    return ReadinessPage(
        title=report.answer,
        apprentice=report.apprenticeship.apprentice,
        summary=report.summary,
        as_of=report.as_of,
        passed=report.passed,
        pdf_href=f"{readiness_path(report.apprenticeship.id)}.pdf",
        blockers=blockers(report),
        others=other_tasks(report),
        uncovered=report.readiness.uncovered,
        plan_unverified=report.plan.status is not Verification.VERIFIED,
        plan_href=f"/standards/{report.standard.reference}/{report.standard.version}#plan",
        totals=tuple(
            KindTotal(KIND_NAMES[kind], total.met, total.of)
            for kind, total in report.readiness.totals.items()
            if total.of
        ),
        criteria_href=criteria_path(report.apprenticeship.id),
        progress_href=f"/apprenticeships/{report.apprenticeship.id}/progress",
        next_lines=_what_would_help(report),
        gateway=_at_the_gateway(report),
        gateway_href=gateway_path(report.apprenticeship.id),
        portfolio_href=f"/apprenticeships/{report.apprenticeship.id}/portfolio",
    )


def criteria_page(report: ReadinessReport, shown: Shown) -> CriteriaPage:
    apprenticeship_id = report.apprenticeship.id

    def href(code: str) -> str:
        return f"#{code}" if shown is Shown.ALL else criterion_href(apprenticeship_id, code)

    return CriteriaPage(
        title="Every KSB and duty" if report.duties else "Every KSB",
        apprentice=report.apprenticeship.apprentice,
        summary=report.summary,
        readiness_href=readiness_path(apprenticeship_id),
        heat=heat_groups(report.readiness.criteria, href),
        statuses=tuple(CriterionStatus),
        duties=tuple(
            _duty_rows(duty, tuple(HeatCell(c.code, c.status, href(c.code)) for c in duty.calls_on))
            for duty in report.duties
            if duty.calls_on is not None
        ),
        unmapped_duties=tuple(
            duty.line.criterion.code for duty in report.duties if duty.calls_on is None
        ),
        filters=tuple(
            Filter(
                f"{text} ({sum(_fits(each, line, report) for line in report.criteria)})",
                criteria_path(apprenticeship_id, each),
                each is shown,
            )
            for each, text in _filter_names(report).items()
        ),
        criteria=tuple(
            _criterion_rows(line, report) for line in report.criteria if _fits(shown, line, report)
        ),
        none_fits=NONE_FITS[shown],
        saved_as=save_as(criteria_path(apprenticeship_id)),
    )


def _what_would_help(report: ReadinessReport) -> tuple[NextLine, ...]:
    """The best few of it, for those who can do something about it."""
    apprenticeship = report.apprenticeship
    standing, open_for_work = apprenticeship.standing, apprenticeship.status in OPEN_FOR_WORK
    if not open_for_work or not (standing.apprentice or standing.assessor):
        return ()
    return next_lines(report.next, report.pieces, report.standard, apprenticeship)[:HELPFUL]


def _at_the_gateway(report: ReadinessReport) -> str:
    """Where this apprentice is on the way through the gateway."""
    if report.apprenticeship.status not in OPEN_FOR_WORK:
        return in_words(report.apprenticeship.status)
    if report.readiness.ready:
        return "The three declarations can be made now"
    return "The three declarations can be made once nothing stands in the way"


def _filter_names(report: ReadinessReport) -> dict[Shown, str]:
    needed = report.plan.pieces_per_criterion
    return {
        Shown.ALL: "All",
        Shown.NOT_MET: "Not met",
        Shown.THIN: "Met by one piece only"
        if needed == 1
        else f"Met by fewer than {needed} pieces",
        Shown.WAITING: "Waiting for a decision",
    }


def _fits(shown: Shown, line: CriterionLine, report: ReadinessReport) -> bool:
    covered = line.coverage
    match shown:
        case Shown.ALL:
            return True
        case Shown.NOT_MET:
            return not covered.is_met
        case Shown.THIN:
            return is_thin(covered, report.plan)
        case Shown.WAITING:
            return covered.status is CriterionStatus.SUBMITTED


def _criterion_rows(line: CriterionLine, report: ReadinessReport) -> CriterionRows:
    listed = [each for each in line.pieces if _is_listed(each)]
    covered = line.coverage
    unseen = covered.signed_off + covered.submitted + covered.draft - len(listed)
    apprenticeship = report.apprenticeship
    may_add = apprenticeship.standing.apprentice and apprenticeship.status in OPEN_FOR_WORK
    code = line.criterion.code
    return CriterionRows(
        code=code,
        text=line.criterion.text,
        status=covered.status,
        pieces=tuple(_evidence_line(each) for each in listed),
        unseen=f"{plural(unseen, 'piece')} in the apprentice’s hands" if unseen else "",
        add_href=f"/evidence/new?criterion={code}" if may_add and not covered.is_met else "",
    )


def _is_listed(mapped: MappedPiece) -> bool:
    """A signed-off piece that was decided not to meet the criterion says nothing of it."""
    return mapped.met or mapped.piece.status is not EvidenceStatus.SIGNED_OFF


def _evidence_line(mapped: MappedPiece) -> EvidenceLine:
    piece = mapped.piece
    submitted = piece.status is EvidenceStatus.SUBMITTED
    return EvidenceLine(
        title=piece.title,
        href=f"/evidence/{piece.id}",
        locator="Work for an earlier employer" if piece.sight is Sight.OUTLINE else mapped.locator,
        state="" if mapped.met else WAITS if submitted else STATUS_NAMES[piece.status],
        assessor=piece.assessor or "",
        decided_at=piece.decided_at,
    )


def _duty_rows(duty: DutyLine, cells: Iterable[HeatCell]) -> DutyRows:
    criterion = duty.line.criterion
    return DutyRows(
        code=criterion.code,
        text=criterion.text,
        status=duty.line.coverage.status,
        met=duty.total.met,
        of=duty.total.of,
        cells=tuple(cells),
    )

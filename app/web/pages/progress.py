"""Progress over time: KSBs met, at what pace, what is lacking, and what would help most."""

from dataclasses import dataclass
from uuid import UUID

from fastapi import APIRouter, Request, Response

from app.domain.standards import CriterionKind
from app.reports.progress import ProgressReport, progress_report
from app.web.burn_up_chart import Chart, chart_of
from app.web.deps import CurrentDatabase, Now, SignedInPerson
from app.web.pages.gaps_shown import GapLine, NextLine, gap_lines, next_lines, next_sentence
from app.web.pages.readiness_tasks import readiness_path
from app.web.rendering import Page, render

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True, kw_only=True)
class ProgressPage(Page):
    """``pace`` is the verdict by the provider's milestones, or that there is none, and why."""

    template = "progress/show.html"

    apprentice: str
    back_href: str
    summary: str
    chart: Chart
    pace: str
    behind: bool
    forecast: str
    not_known: str
    planned_end: str
    next_sentence: str
    next_lines: tuple[NextLine, ...]
    gap_lines: tuple[GapLine, ...]
    coverage_href: str
    matrix_href: str
    readiness_href: str


def progress_path(apprenticeship_id: UUID) -> str:
    return f"/apprenticeships/{apprenticeship_id}/progress"


@router.get("/apprenticeships/{apprenticeship_id}/progress")
def show_progress(
    request: Request,
    apprenticeship_id: UUID,
    database: CurrentDatabase,
    person: SignedInPerson,
    now: Now,
) -> Response:
    with database.read() as session:
        report = progress_report(session, person, apprenticeship_id, now=now)
    return render(request, _page(report))


def _page(report: ProgressReport) -> ProgressPage:
    apprenticeship, ksbs = report.apprenticeship, report.ksbs
    standard = report.gathered.facts.standard
    duties = report.totals[CriterionKind.DUTY]
    shown = f" {duties.met} of {duties.of} duties shown." if duties.of else ""
    return ProgressPage(
        title=f"{ksbs.met} of {ksbs.of} {report.ksbs_name} met",
        apprentice=apprenticeship.apprentice,
        back_href=f"/apprenticeships/{apprenticeship.id}",
        summary=f"Month {report.month.month} of {report.month.of}.{shown}",
        chart=chart_of(
            report.points,
            report.milestones,
            of=ksbs.of,
            ends_on=apprenticeship.planned_end_on,
            ksbs=report.ksbs_name,
        ),
        pace=report.pace.why if report.pace else _no_verdict(report),
        behind=report.pace is not None and report.pace.behind > 0,
        forecast=report.forecast.sentence,
        not_known=report.not_known if report.forecast.reckoned else "",
        planned_end=f"{apprenticeship.planned_end_on:%B %Y}",
        next_sentence=next_sentence(report.next, report.ksbs_name),
        next_lines=next_lines(report.next, report.gathered.pieces, standard, apprenticeship),
        gap_lines=gap_lines(report.gaps, standard, apprenticeship),
        coverage_href=f"{progress_path(apprenticeship.id)}/coverage",
        matrix_href=f"{progress_path(apprenticeship.id)}/matrix",
        readiness_href=readiness_path(apprenticeship.id),
    )


def _no_verdict(report: ProgressReport) -> str:
    """Why nobody is said to be ahead or behind."""
    if not report.milestones:
        return (
            f"{report.apprenticeship.provider} has set no milestones, so nobody is judged on pace."
        )
    first = report.milestones[0].milestone
    return f"The first milestone is {first.ksbs} KSBs by the end of month {first.month}."

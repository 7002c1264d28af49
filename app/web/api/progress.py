"""Progress over time: KSBs met, the pace, what is lacking, and what would help most."""

from datetime import date, datetime
from uuid import UUID

from app.domain.evidence import EvidenceStatus
from app.domain.gaps import NextPiece
from app.reports.progress import ProgressReport, progress_report
from app.web.api.bodies import Out
from app.web.api.routing import api_router
from app.web.deps import ApiPerson, CurrentDatabase, Now

router = api_router("Progress")


class PointOut(Out):
    """So many KSBs are met from ``on`` until the next point."""

    on: date
    met: int


class MilestoneOut(Out):
    """A milestone of the provider, with the day on which its month ends."""

    month: int
    ksbs: int
    on: date


class ForecastOut(Out):
    """``sentence`` holds the arithmetic, or why there is none; ``about`` is a month’s first day."""

    sentence: str
    about: date | None
    not_known: str


class GapsOut(Out):
    """The KSBs that the gateway requires, by what is lacking."""

    not_started: list[str]
    draft_only: list[str]
    waiting: list[str]
    thin: list[str]
    stale: list[str]


class NextPieceOut(Out):
    """A piece that would close gaps. Of one that is not yours to see, only how many."""

    evidence: UUID | None
    status: EvidenceStatus | None
    closes: list[str]
    count: int


class NewPieceOut(Out):
    """KSBs that no piece in hand shows, published for one duty, or whatever is left."""

    duty: str | None
    closes: list[str]


class NextOut(Out):
    """Together the pieces would close ``closed`` of ``of`` gaps."""

    pieces: list[NextPieceOut]
    new: list[NewPieceOut]
    closed: int
    of: int


class ProgressOut(Out):
    """``pace`` is the verdict by the provider's milestones, and null where none has passed."""

    apprenticeship: UUID
    as_of: datetime
    points: list[PointOut]
    milestones: list[MilestoneOut]
    pace: str | None
    forecast: ForecastOut
    gaps: GapsOut
    next: NextOut


@router.get("/apprenticeships/{apprenticeship_id}/progress")
def get_progress(
    apprenticeship_id: UUID, person: ApiPerson, database: CurrentDatabase, now: Now
) -> ProgressOut:
    """Read how many KSBs were met when, what is lacking, and which pieces would help most."""
    with database.read() as session:
        report = progress_report(session, person, apprenticeship_id, now=now)
    found = report.gaps
    return ProgressOut(
        apprenticeship=apprenticeship_id,
        as_of=report.as_of,
        points=[PointOut(on=each.on, met=each.met) for each in report.points],
        milestones=[
            MilestoneOut(month=each.milestone.month, ksbs=each.milestone.ksbs, on=each.on)
            for each in report.milestones
        ],
        pace=report.pace.why if report.pace else None,
        forecast=ForecastOut(
            sentence=report.forecast.sentence,
            about=report.forecast.about,
            not_known=report.not_known,
        ),
        gaps=GapsOut(
            not_started=list(found.bare),
            draft_only=list(found.draft_only),
            waiting=list(found.waiting),
            thin=list(found.thin),
            stale=list(found.stale),
        ),
        next=NextOut(
            pieces=[_next_piece(each, report) for each in report.next.pieces],
            new=[NewPieceOut(duty=each.duty, closes=list(each.closes)) for each in report.next.new],
            closed=report.next.closed,
            of=report.next.of,
        ),
    )


def _next_piece(each: NextPiece, report: ProgressReport) -> NextPieceOut:
    seen = any(p.id == each.evidence_id and p.sight for p in report.gathered.pieces)
    return NextPieceOut(
        evidence=each.evidence_id if seen else None,
        status=each.status if seen else None,
        closes=list(each.closes) if seen else [],
        count=len(each.closes),
    )

"""Evidence, the queue, reviews, every KSB and a standard, as tables for a spreadsheet.

Each holds what its page shows to the person who asks, and nothing besides.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime

from app.adapters.sheets import Heading, Sheet
from app.domain.calendar import today_in_london
from app.domain.cells import day_cell, moment_day_cell
from app.domain.coverage import STATUS_NAMES as COVERAGE_NAMES
from app.domain.evidence import KIND_NAMES, STATUS_NAMES, EvidenceStatus
from app.domain.people import ROLE_NAMES
from app.domain.permissions import Sight
from app.domain.standards import KIND_NAMES as CRITERION_KINDS
from app.domain.standards import Standard
from app.queries.apprenticeships import Apprenticeship
from app.queries.evidence_list import Summary
from app.queries.readiness import MappedPiece
from app.queries.reviews import Review
from app.queries.sign_off_queue import Waiting
from app.reports.readiness import CriterionLine, ReadinessReport


def evidence_sheet(
    apprenticeship: Apprenticeship,
    standard: Standard,
    pieces: Iterator[Summary],
    now: datetime,
) -> Sheet:
    """Of work for an earlier employer there is the outline only, where that is what one sees."""
    return Sheet(
        name="evidence",
        title=f"Evidence of {apprenticeship.apprentice}",
        headings=(
            Heading("Title", 44),
            Heading("Status", 14),
            Heading("Kind of evidence", 26),
            Heading("Practice area", 26),
            Heading("Matter", 20),
            Heading("First day", 12),
            Heading("Last day", 12),
            Heading("KSBs and duties", 30),
            Heading("Submitted on", 14),
            Heading("Confirmed by the employer", 14),
        ),
        rows=(_piece(each, standard) for each in pieces),
        made_at=now,
    )


def queue_sheet(waiting: Iterator[Waiting], now: datetime) -> Sheet:
    today = today_in_london(now)
    return Sheet(
        name="queue",
        title="Waiting for a decision",
        headings=(
            Heading("Title", 44),
            Heading("Apprentice", 26),
            Heading("Kind of evidence", 26),
            Heading("KSBs and duties", 30),
            Heading("Waiting since", 14),
            Heading("Days", 8),
            Heading("Submitted again", 14),
        ),
        rows=(
            (
                piece.title,
                piece.apprentice,
                KIND_NAMES[piece.kind],
                " ".join(piece.codes),
                moment_day_cell(piece.waiting_since),
                str((today - today_in_london(piece.waiting_since)).days),
                "yes" if piece.revision > 1 else "no",
            )
            for piece in waiting
        ),
        made_at=now,
    )


def reviews_sheet(
    apprenticeship: Apprenticeship, reviews: Iterable[Review], now: datetime
) -> Sheet:
    """One row for each review; its actions stand in one cell, each on a line."""
    return Sheet(
        name="reviews",
        title=f"Reviews of {apprenticeship.apprentice}",
        headings=(
            Heading("Held on", 12),
            Heading("Recorded by", 26),
            Heading("What was discussed", 60),
            Heading("KSBs met then", 20),
            Heading("Agreed by", 30),
            Heading("Actions", 60),
            Heading("Next one due by", 14),
        ),
        rows=(_review(review) for review in reviews),
        made_at=now,
    )


def criteria_sheet(report: ReadinessReport) -> Sheet:
    """Each KSB and duty with the evidence mapped to it: a row for each piece, or one with none."""
    return Sheet(
        name="ksbs",
        title=f"KSBs of {report.apprenticeship.apprentice}",
        headings=(
            Heading("Code", 7),
            Heading("Kind", 12),
            Heading("What it says", 60),
            Heading("Status", 14),
            Heading("Evidence", 44),
            Heading("State of the evidence", 18),
            Heading("Page or time", 16),
            Heading("Assessor", 24),
            Heading("Signed off on", 14),
        ),
        rows=(row for line in report.criteria for row in _criterion(line)),
        made_at=report.as_of,
    )


def standard_sheet(standard: Standard, now: datetime) -> Sheet:
    """The published criteria, word for word; of a duty the KSBs that are published for it."""
    return Sheet(
        name=f"{standard.reference}-{standard.version}",
        title=f"{standard.reference} {standard.version}",
        headings=(
            Heading("Code", 7),
            Heading("Kind", 12),
            Heading("What it says", 80),
            Heading("KSBs published for it", 40),
        ),
        rows=(
            (
                each.code,
                CRITERION_KINDS[each.kind],
                each.text,
                " ".join(standard.duty_map.get(each.code, ())),
            )
            for each in standard.criteria
        ),
        made_at=now,
    )


def _piece(piece: Summary, standard: Standard) -> tuple[str, ...]:
    area = standard.practice_area(piece.practice_area or "")
    return (
        piece.title,
        STATUS_NAMES[piece.status],
        KIND_NAMES[piece.kind] if piece.kind else "",
        area.name if area else "",
        piece.matter,
        day_cell(piece.happened_on),
        day_cell(piece.happened_to),
        " ".join(piece.codes),
        moment_day_cell(piece.submitted_at),
        "yes" if piece.confirmed else "no",
    )


def _review(review: Review) -> tuple[str, ...]:
    totals = ", ".join(f"{kind} {t['met']} of {t['of']}" for kind, t in review.totals.items())
    actions = "\n".join(
        f"{action.owner}, by {day_cell(action.due_on)}{', done' if action.done_at else ''}: "
        f"{action.what}"
        for action in review.actions
    )
    return (
        day_cell(review.held_on),
        f"{review.by}, {ROLE_NAMES[review.role].lower()}",
        review.discussed,
        totals,
        ", ".join(ROLE_NAMES[role].lower() for role in review.agreed_by),
        actions,
        day_cell(review.next_due_on),
    )


def _criterion(line: CriterionLine) -> Iterator[tuple[str, ...]]:
    criterion = line.criterion
    about = (
        criterion.code,
        CRITERION_KINDS[criterion.kind],
        criterion.text,
        COVERAGE_NAMES[line.coverage.status],
    )
    pieces = [
        mapped
        for mapped in line.pieces
        if mapped.met or mapped.piece.status is not EvidenceStatus.SIGNED_OFF
    ]
    for mapped in pieces:
        yield (*about, *_mapped(mapped))
    if not pieces:
        yield (*about, "", "", "", "", "")


def _mapped(mapped: MappedPiece) -> tuple[str, ...]:
    piece = mapped.piece
    hidden = piece.sight is Sight.OUTLINE
    return (
        piece.title,
        STATUS_NAMES[piece.status],
        "" if hidden else mapped.locator,
        piece.assessor or "",
        day_cell(today_in_london(piece.decided_at) if piece.decided_at else None),
    )

"""What was handed over to be assessed, as tables for a spreadsheet; no grade is in them."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from app.adapters.sheets import Heading, Sheet
from app.domain.cells import day_cell, moment_day_cell
from app.domain.evidence import KIND_NAMES
from app.domain.people import Person
from app.domain.standards import code_order
from app.queries.assessments import Assessment, next_step_for
from app.queries.handed_over import PieceHandedOver


def assessments_sheet(assessments: Iterator[Assessment], person: Person, now: datetime) -> Sheet:
    """``person`` is who asks: to each of them something else is left to do."""
    return Sheet(
        name="assessments",
        title="Assessments",
        headings=(
            Heading("Apprentice", 26),
            Heading("State", 30),
            Heading("What waits for you", 30),
            Heading("Standard", 14),
            Heading("Title of the standard", 30),
            Heading("Training provider", 30),
            Heading("Independent assessor", 26),
            Heading("Handed over on", 14),
            Heading("Last day of access", 14),
        ),
        rows=(
            (
                each.apprentice,
                each.state_in_words,
                next_step_for(each, person),
                f"{each.reference} {each.standard_version}",
                each.standard_title,
                each.provider,
                each.independent_assessor or "",
                moment_day_cell(each.handed_over_at),
                day_cell(each.expires_on),
            )
            for each in assessments
        ),
        made_at=now,
    )


def portfolio_sheet(
    assessment: Assessment, pieces: Iterable[PieceHandedOver], now: datetime
) -> Sheet:
    """The pieces as they stood at the gateway, each with the KSBs that it was found to meet."""
    return Sheet(
        name="portfolio",
        title=f"Portfolio of {assessment.apprentice}",
        headings=(
            Heading("Title", 44),
            Heading("Kind of evidence", 26),
            Heading("First day", 12),
            Heading("Last day", 12),
            Heading("Files", 8),
            Heading("KSBs and duties", 40),
        ),
        rows=(
            (
                piece.content.title,
                KIND_NAMES[piece.content.kind] if piece.content.kind else "",
                day_cell(piece.content.happened_on),
                day_cell(piece.content.happened_to),
                str(len(piece.content.files)),
                " ".join(sorted(piece.criteria, key=code_order)),
            )
            for piece in pieces
        ),
        made_at=now,
    )

"""What is lacking among the KSBs and which pieces would help most, as lines of a page."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from app.domain.apprenticeships import OPEN_FOR_WORK
from app.domain.evidence import EvidenceStatus
from app.domain.gaps import Gaps, NewPiece, NextPiece, WhatNext
from app.domain.standards import Criterion, Standard
from app.queries.apprenticeships import Apprenticeship
from app.queries.readiness import PieceLine
from app.web.filters import plural
from app.web.pages.readiness_tasks import Shown, criteria_path


@dataclass(frozen=True, slots=True)
class NextLine:
    """Something that would close gaps; ``criteria`` are empty where they are not the reader's."""

    name: str
    why: str
    href: str
    criteria: tuple[Criterion, ...]


@dataclass(frozen=True, slots=True)
class GapLine:
    """KSBs that lack the same, how many they are, and where they stand with their evidence."""

    name: str
    about: str
    href: str
    criteria: tuple[Criterion, ...]


def next_sentence(found: WhatNext, ksbs: str) -> str:
    """What the pieces named would do together."""
    if not found.of:
        return f"Every one of the {ksbs} is met."
    if not found.pieces:
        return f"No piece in hand would meet any of the {found.of} {ksbs} that are not met."
    pieces = "This piece" if len(found.pieces) == 1 else f"These {len(found.pieces)} pieces"
    return (
        f"{pieces}, once signed off with everything met, would meet {found.closed} of the "
        f"{found.of} {ksbs} that are not met."
    )


def next_lines(
    found: WhatNext, pieces: Sequence[PieceLine], standard: Standard, apprenticeship: Apprenticeship
) -> tuple[NextLine, ...]:
    """Pieces that are there first, then work of which there is no piece yet."""
    of_id = {piece.id: piece for piece in pieces}
    return (
        *(
            _piece_line(each, of_id[each.evidence_id], standard, apprenticeship)
            for each in found.pieces
        ),
        *(_new_line(each, standard, apprenticeship) for each in found.new),
    )


def gap_lines(
    found: Gaps, standard: Standard, apprenticeship: Apprenticeship
) -> tuple[GapLine, ...]:
    """Only what there is, the emptiest first."""
    years = "two years" if found.stale_after == 24 else plural(found.stale_after, "month")
    lines = (
        ("Nothing yet", "No piece is mapped to them.", found.bare, Shown.NOT_MET),
        (
            "In drafts only",
            "A draft or returned piece, and nothing else.",
            found.draft_only,
            Shown.NOT_MET,
        ),
        ("Waiting", "A piece that shows them waits for a decision.", found.waiting, Shown.WAITING),
        ("Thin", "Met, and by one piece only.", found.thin, Shown.THIN),
        ("Old", f"Met, and by nothing of the last {years}.", found.stale, Shown.ALL),
    )
    return tuple(
        GapLine(
            name,
            about,
            criteria_path(apprenticeship.id, shown),
            _criteria(codes, standard),
        )
        for name, about, codes, shown in lines
        if codes
    )


def _piece_line(
    each: NextPiece, piece: PieceLine, standard: Standard, apprenticeship: Apprenticeship
) -> NextLine:
    standing, would = (
        apprenticeship.standing,
        f"It would meet {plural(len(each.closes), 'KSB')} more.",
    )
    if piece.sight is None:
        return NextLine("A piece in the apprentice’s hands", f"{would} Ask about it.", "", ())
    address, title = f"/evidence/{piece.id}", f"“{piece.title}”"
    match each.status:
        case EvidenceStatus.SIGNED_OFF:
            name = f"Put {title} into the portfolio"
            address = f"/apprenticeships/{apprenticeship.id}/portfolio"
        case EvidenceStatus.SUBMITTED if standing.assessor:
            name, address = f"Decide on {title}", f"{address}/decide"
        case EvidenceStatus.SUBMITTED:
            name = f"{title} waits for a decision"
        case EvidenceStatus.RETURNED:
            name, address = f"Revise {title}", f"{address}/edit"
        case EvidenceStatus.DRAFT:
            name, address = f"Finish {title}", f"{address}/edit"
    return NextLine(name, would, address, _criteria(each.closes, standard))


def _new_line(each: NewPiece, standard: Standard, apprenticeship: Apprenticeship) -> NextLine:
    own = apprenticeship.standing.apprentice and apprenticeship.status in OPEN_FOR_WORK
    count = plural(len(each.closes), "KSB")
    criteria = _criteria(each.closes, standard)
    if each.duty is None:
        bare = criteria_path(apprenticeship.id, Shown.NOT_MET)
        return NextLine("Something new", f"{count} that no piece in hand shows.", bare, criteria)
    return NextLine(
        f"New work for {each.duty}",
        f"It calls on {count} that no piece in hand shows: {standard.criterion(each.duty).text}",
        f"/evidence/new?criterion={each.duty}" if own else "",
        criteria,
    )


def _criteria(codes: Iterable[str], standard: Standard) -> tuple[Criterion, ...]:
    return tuple(standard.criterion(code) for code in codes)
